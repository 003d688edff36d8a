"""Between Textual and the line: keys, badges, replies, partial updates."""
