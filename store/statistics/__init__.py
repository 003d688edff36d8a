"""Statistics: occurrences, heads, people and hours by role, added up from registers."""
