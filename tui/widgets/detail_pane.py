"""The pane below a list with the details of the chosen row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.strip import Strip

from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import STRONG, Canvas, compose_line

_LINES = 6


class DetailPane(Canvas):
    """A title and some lines; long ones are wrapped."""

    DEFAULT_CSS = f"DetailPane {{ height: {_LINES}; margin-top: 1; }}"

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._lines: Sequence[str] = ()

    def show(self, title: str, lines: Sequence[str]) -> None:
        """Show other details."""
        self._title, self._lines = title, lines
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The title, then the lines."""
        yield compose_line((f" {self._title}", STRONG), width=width)
        for text in self._lines:
            for part in wrap_text(text, max(1, width - 4)):
                yield compose_line(f"  {part}", width=width)
