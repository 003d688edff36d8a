"""Squads: who is in them, who came how often, what an occurrence needs of each."""
