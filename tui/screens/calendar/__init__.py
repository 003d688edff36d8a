"""The calendar: month, week, planning an event, calendar files taken in."""
