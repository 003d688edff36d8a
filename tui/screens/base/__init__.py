"""What pages are made of: page, list page, form, questions, finder page."""
