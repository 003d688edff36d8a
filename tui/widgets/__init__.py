"""Widgets that Textual lacks: few bytes per update, and text that is never markup."""
