"""The rows of a scorecard as a list shows them: as many indicators as fit, around the cursor."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style

from yigong.store.language import _, ngettext
from yigong.store.score_records import (
    COLOUR_NAMES,
    Indicator,
    ScoreCell,
    ScoreColour,
    ScoreRow,
    ScoreRules,
)
from yigong.store.scores.measures import Figure
from yigong.store.scores.score_words import (
    MEASURE_NAMES,
    SIGNING_NAMES,
    colour_reason,
    colour_text,
    counted_text,
    indicator_text,
    stars_text,
    total_text,
)
from yigong.tui.view.value_words import NOTHING
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, Piece, fit
from yigong.tui.widgets.row_list import ListColumn, ListRow

COLOURS: dict[ScoreColour, Style] = {
    "green": Style(color="green", bold=True),
    "yellow": Style(color="yellow", bold=True),
    "red": Style(color="red", bold=True),
}
"""The colour words stand in; they say the same in a monochrome terminal."""

_NAME, _SHORT_NAME = 12, 8
"""The least cells for a name beside its marks, and in a narrow list."""

_NARROW = 60
"""The cells below which a list is narrow."""

_LEAST, _MOST = 6, 10
"""The cells of an indicator's column."""

_MARKER = 2
"""Cells of the sign at a head that there are more indicators on that side."""


class CellWindow(NamedTuple):
    """The indicators in sight."""

    first: int
    last: int
    """Exclusive."""

    stars: bool = True
    """Whether there is a column for the stars; a narrow list has none."""

    def column(self, cell: int, count: int) -> int:
        """The column of the list in which a cell stands.

        Args:
            cell: The indicator; behind the last one the colour.
            count: How many indicators there are.
        """
        if cell >= count:
            return 1 + self.last - self.first + 1 + self.stars
        return 1 + cell - self.first


def _cells(indicator: Indicator) -> int:
    marks = len(f"{indicator.full}/{indicator.full}")
    return max(_LEAST, marks, min(_MOST, cell_len(indicator.name)))


def _last_cells(rules: ScoreRules) -> tuple[int, int, int]:
    """The cells of the columns behind the indicators, in the current language."""
    whole = sum(indicator.full for indicator in rules.indicators)
    stars = ngettext("{n} star", "{n} stars", 9).format(n=9)
    colours = (_(name) for name in (_("Colour"), *COLOUR_NAMES.values()))
    return (
        max(cell_len(_("Marks")), len(f"{whole}/{whole}")),
        max(cell_len(_("Stars")), cell_len(stars)),
        max(map(cell_len, colours)),
    )


def window_around(rules: ScoreRules, cell: int, width: int, first: int) -> CellWindow:
    """The indicators that fit: all, or as many as do with the one under the cursor.

    Args:
        rules: The rules of the card.
        cell: The cell under the cursor; behind the last indicator the colour.
        width: Cells of the list.
        first: The first indicator in sight until now.
    """
    widths = [_cells(each) + 1 for each in rules.indicators]
    narrow = width < _NARROW
    marks, stars, colour = _last_cells(rules)
    behind = [marks, colour] if narrow else [marks, stars, colour]
    name = _SHORT_NAME if narrow else _NAME
    room = width - 1 - (name + 1) - sum(cells + 1 for cells in behind)
    count = len(widths)
    if sum(widths) > room:
        room -= 2 * _MARKER
    at = min(cell, count - 1)
    first = max(0, min(first, at))
    while first < at and sum(widths[first : at + 1]) > room:
        first += 1
    last = at + 1
    while last < count and sum(widths[first : last + 1]) <= room:
        last += 1
    while first > 0 and sum(widths[first - 1 : last]) <= room:
        first -= 1
    return CellWindow(first, last, stars=not narrow)


def score_columns(rules: ScoreRules, window: CellWindow) -> list[ListColumn]:
    """The columns: name, indicators in sight, marks, stars, colour."""
    count = len(rules.indicators)
    found = [ListColumn(_("Of whom"), 0, most=40)]
    for at in range(window.first, window.last):
        indicator = rules.indicators[at]
        before = "< " if at == window.first and at > 0 else ""
        behind = " >" if at == window.last - 1 and window.last < count else ""
        cells = _cells(indicator) + cell_len(before + behind)
        head = before + fit(indicator.name, _cells(indicator)).rstrip() + behind
        found.append(ListColumn(head, cells, right=True, snug=True))
    marks, stars, colour = _last_cells(rules)
    found.append(ListColumn(_("Marks"), marks, right=True, snug=True))
    if window.stars:
        found.append(ListColumn(_("Stars"), stars, right=True, snug=True))
    return [*found, ListColumn(_("Colour"), colour, snug=True)]


def score_rows(
    rows: Sequence[ScoreRow], rules: ScoreRules, window: CellWindow, changed: Set[str] = frozenset()
) -> list[ListRow]:
    """The rows; their keys are those of `ScoreRow`, behind a dot as the village's is empty.

    Args:
        rows: The rows of the card.
        rules: Its rules.
        window: The indicators in sight.
        changed: The keys of rows that would be others by now.
    """
    found = []
    for row in rows:
        cells = row.cells[window.first : window.last]
        texts = [
            row.name,
            *(
                _marks_of_full(cell, indicator)
                for cell, indicator in zip(cells, rules.indicators[window.first :], strict=False)
            ),
            f"{row.marks}/{row.full}",
        ]
        styles = {len(texts) - 1: STRONG}
        texts += [stars_text(row, NOTHING)] if window.stars else []
        texts.append(colour_text(row))
        styles[len(texts) - 1] = COLOURS[row.colour]
        if row.key in changed:
            styles[0] = BAD
        found.append(ListRow(f".{row.key}", texts, PLAIN, cell_styles=styles))
    return found


def _marks_of_full(cell: ScoreCell, indicator: Indicator) -> str:
    """``16/20``: marks, which nobody takes for what was counted."""
    return NOTHING if cell.marks is None else f"{cell.marks}/{indicator.full}"


def cell_lines(row: ScoreRow, rules: ScoreRules, cell: int) -> list[list[Piece]]:
    """What the cell under the cursor says, in full."""
    if cell >= len(rules.indicators):
        reason = colour_reason(row) or _("nothing is late")
        marks = f"  {total_text(row, rules)}  {stars_text(row, NOTHING)}  "
        colour = (colour_text(row), COLOURS[row.colour])
        return [[(row.name, STRONG), marks, colour, f"  {reason}"]]
    indicator, found = rules.indicators[cell], row.cells[cell]
    said = _("{marks} of {full}").format(marks=found.marks, full=indicator.full)
    if found.marks is None:
        said = _("no marks, of {full}").format(full=indicator.full)
    counted = counted_text(found)
    if not found.of:
        counted = _("nothing to count") if not found.value else counted
    how = f"{_(MEASURE_NAMES[indicator.measure])} {counted}"
    return [
        [(row.name, STRONG), f"  {indicator.name}  ", (said, STRONG), f"  {how}"],
        [(indicator_text(indicator), QUIET)],
    ]


def figure_words(figure: Figure, measure: str) -> str:
    """What a piece behind a cell adds, in words."""
    if figure.signing is not None:
        words = _(SIGNING_NAMES[figure.signing.state])
        signed = figure.signing.signed
        return f"{words}  {signed:%Y-%m-%d}" if signed is not None else words
    if figure.kind == "household":
        return _("met") if figure.amount else _("not met")
    if figure.kind == "request" and not figure.whole:
        return _("{n} days over").format(n=figure.amount)
    if figure.kind == "request":
        return _("yes") if figure.amount else _("no")
    if measure == "service_hours":
        return _("{n} min").format(n=figure.amount)
    return str(figure.amount)


def figure_counts(figure: Figure) -> bool:
    """Whether a piece adds to its cell."""
    return figure.amount > 0
