"""The pages of points: all accounts, one account, gifts, rules, their forms."""
