"""The next dates of an event in its form, and warnings about clashes, before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.strip import Strip

from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import BAD, QUIET, STRONG, Canvas, Piece, compose_line

_LINES, _DATES = 5, 5


class NextDates(Canvas):
    """Dates above, warnings below; always five lines, so that the fields above never move.

    In a column of its own it has a line for each date.
    """

    DEFAULT_CSS = f"NextDates {{ height: {_LINES}; margin: 0 1; }}"

    _label = ""
    _dates: Sequence[str] = ()
    _warnings: Sequence[str] = ()
    _rule = ""
    _left_out = ""

    def show(
        self,
        label: str,
        dates: Sequence[str],
        warnings: Sequence[str],
        rule: str = "",
        left_out: str = "",
    ) -> None:
        """Show other dates, the first five where there is no column; at most two warnings; for a
        column the repeat in words; the dates that are left out."""
        self._label, self._dates, self._warnings, self._rule = label, dates, warnings, rule
        self._left_out = left_out
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The label, the dates, the warnings."""
        if height > _LINES:
            yield from self._paint_column(width, height)
            return
        dates = [*self._dates[: _DATES - bool(self._left_out)], self._left_out]
        dates = list(filter(None, dates))
        indent = cell_len(self._label) + 2
        cells = max((cell_len(day) for day in dates), default=0) + 3
        per_row = max(1, (width - indent + 3) // max(1, cells))
        rows = [dates[at : at + per_row] for at in range(0, len(dates), per_row)]
        for number, row in enumerate(rows):
            first: Piece = (self._label if number == 0 else "", QUIET)
            gap = " " * (indent - (cell_len(self._label) if number == 0 else 0))
            yield compose_line(first, gap, "   ".join(row), width=width)
        for _blank in range(height - len(rows) - len(self._warnings)):
            yield compose_line("", width=width)
        for warning in self._warnings:
            yield compose_line((warning, BAD), width=width)

    def _paint_column(self, width: int, height: int) -> Iterable[Strip]:
        """The label, the rule, a line for each date, the warnings."""
        words = filter(None, (self._rule, self._left_out))
        rule = [part for text in words for part in wrap_text(text, max(1, width))]
        rule += [""] if rule else []
        warnings = [part for text in self._warnings for part in wrap_text(text, max(1, width))]
        dates = self._dates[: max(0, height - len(rule) - len(warnings) - 2)]
        pieces: list[Piece] = [(self._label, STRONG), *((part, QUIET) for part in rule)]
        for piece in [*pieces, *dates, "", *((part, BAD) for part in warnings)]:
            yield compose_line(piece, width=width)
