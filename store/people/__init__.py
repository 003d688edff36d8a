"""People: the roster, the finder, duplicates, pinyin, and what was issued with personal data."""
