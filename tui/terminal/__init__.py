"""Between Textual and the terminal: keys, badges, pastes, replies, sizes, signals, updates."""
