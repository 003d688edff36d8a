"""Squads: all of them, one of them, its form."""
