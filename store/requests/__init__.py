"""Requests (诉求) and visits (走访): what residents ask for, and how it is heard."""
