"""Words and parsing: how names, dates and rules are shown, and how they are typed."""
