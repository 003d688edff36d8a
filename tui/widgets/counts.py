"""The lines of numbers above a list of arrivals, and the quiet head over that list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.strip import Strip

from tui.widgets.painted import QUIET, Painted, Piece, fit, line

_GAP = 3
"""Cells between the numbers and what stands on the right."""


class Counts(Painted):
    """How many were expected, came, are here; each squad against its need; who else is at work."""

    DEFAULT_CSS = "Counts { height: 3; }"

    def __init__(self) -> None:
        super().__init__()
        self._numbers: Sequence[Piece] = ()
        self._squads: Sequence[Piece] = ()
        self._others = ""

    def show(
        self, numbers: Sequence[Piece], squads: Sequence[Piece] = (), others: str = ""
    ) -> None:
        """Put other numbers in.

        Args:
            numbers: The first line.
            squads: The second.
            others: On the right of the first, as far as there is room: who else is at work.
        """
        self._numbers, self._squads, self._others = numbers, squads, others
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """Numbers, then squads."""
        texts = (piece if isinstance(piece, str) else piece[0] for piece in self._numbers)
        used = sum(map(cell_len, texts))
        room = width - used - 2
        cells = min(cell_len(self._others), room - _GAP)
        if cells < 4:
            yield line(" ", *self._numbers, width=width)
        else:
            numbers = line(" ", *self._numbers, width=width - cells - 1)
            others = fit(self._others, cells) + " "
            yield Strip.join([numbers, line((others, QUIET), width=cells + 1)])
        yield line(" ", *self._squads, width=width)


class Head(Painted):
    """A quiet word over a list, below a blank line."""

    DEFAULT_CSS = "Head { height: 2; }"

    def __init__(self, word: str) -> None:
        """Make it.

        Args:
            word: The word, translated.
        """
        super().__init__()
        self._word = word

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """One blank line, then the word."""
        yield Strip.blank(width)
        yield line((f" {self._word}", QUIET), width=width)
