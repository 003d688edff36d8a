"""Dates: the lunar calendar, the holidays, rules that repeat, periods."""
