"""The name that is called now in a roll call, set large, with what is known of the person."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.strip import Strip

from yigong.store.people.pinyin import is_han
from yigong.tui.widgets.canvas import Canvas, StyledLines, compose_line


class CalledName(Canvas):
    """The person who is called: the name, with a line or two around it."""

    DEFAULT_CSS = "CalledName { width: 34; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._lines: StyledLines = []

    def show(self, lines: StyledLines) -> None:
        """Show another person."""
        self._lines = lines
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines."""
        for pieces in self._lines:
            yield compose_line("  ", *pieces, width=width)


def spaced_name(name: str, room: int) -> str:
    """A name set large: blanks between its Chinese characters, where they fit.

    Args:
        name: The name.
        room: The cells available.
    """
    wide = " ".join(name)
    return wide if all(map(is_han, name)) and cell_len(wide) <= room else name
