"""What a page shows: records as words, rows and choices, without a widget."""
