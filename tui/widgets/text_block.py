"""A block of styled text above or below a list: a plan, a person, the four numbers."""

from __future__ import annotations

from collections.abc import Iterable

from textual.strip import Strip

from yigong.tui.widgets.canvas import Canvas, StyledLines, compose_line


class TextBlock(Canvas):
    """A few lines of styled text; its height is their number."""

    DEFAULT_CSS = "TextBlock { height: auto; margin: 1 0; }"

    def __init__(self) -> None:
        super().__init__()
        self._lines: StyledLines = []

    def show(self, lines: StyledLines) -> None:
        """Show other lines."""
        self._lines = lines
        if self.styles.height is None or self.styles.height.value != len(lines):
            self.styles.height = len(lines)
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines."""
        for pieces in self._lines:
            yield compose_line(" ", *pieces, width=width)
