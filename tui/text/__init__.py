"""Words and parsing: how dates, rules and people are shown, and how typed values are read."""
