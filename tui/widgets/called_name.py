"""One person, large: whose name is read aloud now, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.strip import Strip

from yigong.store.people.pinyin import is_han
from yigong.tui.widgets.canvas import Canvas, Piece, compose_line


class CalledName(Canvas):
    """The one who is called, with a line or two around the name."""

    DEFAULT_CSS = "CalledName { width: 34; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._said: list[list[Piece]] = []

    def show(self, lines: list[list[Piece]]) -> None:
        """Put somebody else there."""
        self._said = lines
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines."""
        for pieces in self._said:
            yield compose_line("  ", *pieces, width=width)


def spaced_name(name: str, room: int) -> str:
    """A name as it is set large: its characters apart, where there is room for that.

    Args:
        name: The name.
        room: Cells there are.
    """
    wide = " ".join(name)
    return wide if all(map(is_han, name)) and cell_len(wide) <= room else name
