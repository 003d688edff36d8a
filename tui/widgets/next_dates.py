"""The next dates of an event in its form, and warnings about clashes, before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.strip import Strip

from yigong.tui.widgets.canvas import BAD, QUIET, Canvas, Piece, compose_line


class NextDates(Canvas):
    """Dates above, warnings below; always five lines, so that the fields above never move."""

    DEFAULT_CSS = "NextDates { height: 5; margin: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._label = ""
        self._dates: Sequence[str] = ()
        self._warnings: Sequence[str] = ()

    def show(self, label: str, dates: Sequence[str], warnings: Sequence[str]) -> None:
        """Show other dates.

        Args:
            label: What the dates are.
            dates: In columns; five with their lunar dates take three lines of 80 cells.
            warnings: A line each, two at most.
        """
        self._label, self._dates, self._warnings = label, dates, warnings
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The label, the dates in columns, the warnings."""
        indent = cell_len(self._label) + 2
        cells = max((cell_len(day) for day in self._dates), default=0) + 3
        per_row = max(1, (width - indent + 3) // max(1, cells))
        rows = [self._dates[at : at + per_row] for at in range(0, len(self._dates), per_row)]
        for number, row in enumerate(rows):
            first: Piece = (self._label if number == 0 else "", QUIET)
            gap = " " * (indent - (cell_len(self._label) if number == 0 else 0))
            yield compose_line(first, gap, "   ".join(row), width=width)
        for _blank in range(height - len(rows) - len(self._warnings)):
            yield compose_line("", width=width)
        for warning in self._warnings:
            yield compose_line((warning, BAD), width=width)
