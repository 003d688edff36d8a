"""The panel: lines made for the width there is, beside or below a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.geometry import Size
from textual.strip import Strip

from yigong.store.language import _
from yigong.tui.widgets.canvas import QUIET, Canvas, StyledLines, compose_line

PanelLines = Callable[[int], StyledLines]
"""Gives the lines of a panel for its width in cells."""


class Panel(Canvas):
    """Styled lines, made anew where the width changes; its height is their number.

    Where the page gives it less, the last line says how many are below.
    """

    DEFAULT_CSS = "Panel { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: PanelLines = lambda _width: []
        self._count = 0

    def fill(self, lines: PanelLines) -> None:
        """Show other lines."""
        self._lines = lines
        count = len(lines(self.size.width)) if self.size.width else -1
        self.refresh(layout=count != self._count)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual: the number of lines."""
        self._count = len(self._lines(width))
        return self._count

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines."""
        lines = self._lines(width)
        if len(lines) > height > 1:
            below = _("{n} more below").format(n=len(lines) - height + 1)
            lines = [*lines[: height - 1], [(below, QUIET)]]
        for pieces in lines:
            yield compose_line(*pieces, width=width)
