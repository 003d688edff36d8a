"""A few lines of styled text, wrapped to the width there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.geometry import Size
from textual.strip import Strip

from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import PLAIN, Canvas, Piece, compose_line


class WrappedText(Canvas):
    """Lines, each in one style; its height is what they need."""

    DEFAULT_CSS = "WrappedText { height: auto; }"

    def __init__(self, lines: Sequence[Piece] = (), *, classes: str | None = None) -> None:
        """Make the text of translated lines; an empty one is a blank line."""
        super().__init__(classes=classes)
        self._pieces = lines

    def show(self, lines: Sequence[Piece]) -> None:
        """Show other lines."""
        if lines != self._pieces:
            self._pieces = lines
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual: the lines that the text needs."""
        return len(self._wrapped(width))

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines."""
        for line in self._wrapped(width):
            yield compose_line(line, width=width)

    def _wrapped(self, width: int) -> list[Piece]:
        styled = [(line, PLAIN) if isinstance(line, str) else line for line in self._pieces]
        return [(part, style) for text, style in styled for part in wrap_text(text, max(1, width))]
