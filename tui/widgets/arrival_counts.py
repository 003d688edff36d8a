"""The lines of counts above a desk's field, and the heading over its list of arrivals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.strip import Strip

from yigong.tui.widgets.canvas import QUIET, Canvas, Piece, compose_line, fit, pieces_width

_GAP = 3
"""Cells between the counts and the text on the right."""


class ArrivalCounts(Canvas):
    """How many are expected, came and are here; how many of each role; other desks."""

    DEFAULT_CSS = "ArrivalCounts { height: 2; }"

    def __init__(self) -> None:
        super().__init__()
        self._numbers: Sequence[Piece] = ()
        self._roles: Sequence[str] = ()
        self._others = ""

    def show(self, numbers: Sequence[Piece], roles: Sequence[str] = (), others: str = "") -> None:
        """Show other counts: numbers, then roles; the other desks at work on the right, cut to
        what fits."""
        self._numbers, self._roles, self._others = numbers, roles, others
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The counts, the roles."""
        room = width - pieces_width(self._numbers) - 2
        cells = min(cell_len(self._others), room - _GAP)
        if cells < 4:
            yield compose_line(" ", *self._numbers, width=width)
        else:
            numbers = compose_line(" ", *self._numbers, width=width - cells - 1)
            others = fit(self._others, cells) + " "
            yield Strip.join([numbers, compose_line((others, QUIET), width=cells + 1)])
        yield compose_line(" ", (" " * _GAP).join(self._roles), width=width)


class ListHeading(Canvas):
    """A heading over a list, below a blank line."""

    DEFAULT_CSS = "ListHeading { height: 2; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """A blank line, then the text."""
        yield Strip.blank(width)
        yield compose_line((f" {self._text}", QUIET), width=width)
