"""One occurrence: its page, its register, its desk, and how it is closed."""
