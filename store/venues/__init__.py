"""Venues: what can be held for a time, when it is open, and who holds it."""
