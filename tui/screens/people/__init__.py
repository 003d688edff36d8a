"""People: the roster, a person, duplicates, rosters taken in."""
