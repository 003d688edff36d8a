"""A few lines of words above a list: what is planned, who somebody is, four numbers."""

from __future__ import annotations

from collections.abc import Iterable

from textual.strip import Strip

from yigong.tui.widgets.canvas import Canvas, Piece, compose_line


class TextBlock(Canvas):
    """What is planned, in a few lines."""

    DEFAULT_CSS = "TextBlock { height: auto; margin: 1 0; }"

    def __init__(self) -> None:
        super().__init__()
        self._plan: list[list[Piece]] = []

    def show(self, plan: list[list[Piece]]) -> None:
        """Put other lines in."""
        self._plan = plan
        if self.styles.height is None or self.styles.height.value != len(plan):
            self.styles.height = len(plan)
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines."""
        for pieces in self._plan:
            yield compose_line(" ", *pieces, width=width)
