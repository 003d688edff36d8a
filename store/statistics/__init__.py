"""Statistics: the four numbers, added up from registers."""
