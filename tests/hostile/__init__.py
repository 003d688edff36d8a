"""Tests with hostile input: texts, books, keys and terminal replies, malicious or damaged."""
