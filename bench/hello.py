"""The smallest Textual program: the reference for start, paint and memory."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Input, Static

SHOWS = "Hello, village"


class Hello(App[None]):
    """One line of text and one of input."""

    def compose(self) -> ComposeResult:
        """The two lines."""
        yield Static(SHOWS)
        yield Input()


if __name__ == "__main__":
    Hello().run(mouse=False)
