"""The calendar: events, their occurrences, what may no longer be changed in them."""
