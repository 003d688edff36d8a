"""The lines of counts above a desk's field, and the heading over its list of arrivals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.strip import Strip

from yigong.tui.widgets.canvas import (
    QUIET,
    Canvas,
    Piece,
    StyledLines,
    compose_line,
    fit,
    pieces_width,
)
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.text_block import flowing_lines

_GAP = 3
"""Cells between the counts and the text on the right."""

_USUAL = 2
"""The lines there are where they are not narrow."""

_LEAST = 4
"""The least cells in which that is shown."""


class ArrivalCounts(Panel):
    """How many are expected, came and are here; how many of each role; other desks."""

    def show(self, numbers: Sequence[Piece], roles: Sequence[str], others: str) -> None:
        """Show other counts: numbers, then roles; the other desks at work on the right,
        cut to what fits."""
        self.fill(lambda width: _lines(numbers, roles, others, width))


def _lines(numbers: Sequence[Piece], roles: Sequence[str], others: str, width: int) -> StyledLines:
    """The counts, then the roles; without a line between them where the terminal is narrow."""
    first, second = ([[piece] for piece in pieces] for pieces in (numbers, roles))
    lines = [*flowing_lines(first, width), *(flowing_lines(second, width) or [[]])]
    if len(lines) > _USUAL:
        lines = flowing_lines([*first, *second], width)
    lines = [[" ", *line] for line in lines]
    left = width - pieces_width(lines[0]) - 1
    cells = min(cell_len(others), left - _GAP)
    if cells >= _LEAST:
        lines[0] += [" " * (left - cells), (fit(others, cells), QUIET)]
    return lines


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
