"""Roster import: a file is read, compared with the people of the village, and taken in."""
