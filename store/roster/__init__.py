"""Rosters from elsewhere: read, compared with the people there are, taken in."""
