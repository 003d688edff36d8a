"""The pages of people: the roster, a person, duplicates, the import of a roster."""
