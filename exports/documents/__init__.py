"""Documents: tables, sheets and badges, as pages to print, for spreadsheets or as text."""
