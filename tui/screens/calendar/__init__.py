"""The pages of the calendar: month, week, search, event form, import of calendar files."""
