"""Between Textual and the terminal: key queue, badge scanner, reply filter, partial updates."""
