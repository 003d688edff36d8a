"""What pages are made of: the page, the form, questions, lists, the finder."""
