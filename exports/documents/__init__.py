"""Documents: tables, sheets and badges to print, for spreadsheets, as text."""
