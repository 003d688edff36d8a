"""Other programs' calendar files: read, compared with the events there are."""
