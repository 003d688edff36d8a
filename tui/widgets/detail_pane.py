"""All there is to say of the chosen row of a list, in a few lines below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.strip import Strip

from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import STRONG, Canvas, compose_line

_LINES = 6


class DetailPane(Canvas):
    """A title and some lines; what is long goes on in the next."""

    DEFAULT_CSS = f"DetailPane {{ height: {_LINES}; margin-top: 1; }}"

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._told: Sequence[str] = ()

    def show(self, title: str, lines: Sequence[str]) -> None:
        """Put other lines in."""
        self._title, self._told = title, lines
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The title, then the lines."""
        yield compose_line((f" {self._title}", STRONG), width=width)
        for text in self._told:
            for part in wrap_text(text, max(1, width - 4)):
                yield compose_line(f"  {part}", width=width)
