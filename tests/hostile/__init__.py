"""Hostile input: texts, books, keys and terminal replies that mean harm or are plainly broken."""
