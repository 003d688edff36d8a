"""The chart of heads over time: a column for each month, day, quarter or year, in coloured blanks.

A column has the volunteers below and all others above them in a lighter shade; beside it stands,
dim, that of a year before. Blanks are one cell wide on every terminal, and every value is a number,
too: below its column where there is room, else in the table beside the chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from yigong.store.dates.date_words import date_text, short_date, short_month, year_name
from yigong.store.language import N_, _
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.trends import Step, Trend, attendance_trend, merge_steps
from yigong.tui.text.tally_words import grouped
from yigong.tui.view.summary_period import period_containing
from yigong.tui.widgets.bars import SHADES, shade, swatch
from yigong.tui.widgets.canvas import QUIET, STRONG, Canvas, Piece, compose_line, fit
from yigong.tui.widgets.text_block import flowing_lines

_TITLES: dict[Step, str] = {
    "day": N_("heads by day"),
    "month": N_("heads by month"),
    "quarter": N_("heads by quarter"),
    "year": N_("heads by year"),
}
_COLOUR = "green"
_MOST_CELLS = 16
"""Cells of a column with its gap, at the most."""

_TICK_ROWS = 4
"""Lines between two numbers of the scale, at the least."""


@dataclass(frozen=True)
class ChartData:
    """What the chart shows."""

    trend: Trend | None
    """The trend of everybody; `None`: nobody came."""

    before: Sequence[int]
    """The heads of a year before in each step; empty: there are none."""

    year_before: str
    """What that year is called."""

    today: date
    """Times after it have no numbers."""


def chart_data(summary: Summary, before: Summary | None, today: date) -> ChartData:
    """What the chart of a summary shows.

    Args:
        summary: The summary of the period.
        before: The same a year earlier; `None`: there is none.
        today: The date in the village.
    """
    trend = _trend(summary)
    earlier = _trend(before) if before is not None else None
    if trend is None or before is None or earlier is None:
        return ChartData(trend, (), "", today)
    name = year_name(before.first.year) if before.first else ""
    return ChartData(trend, _fit_length(earlier.total, len(trend.begins)), name, today)


class ColumnParts(NamedTuple):
    """The lines of a column: of volunteers, and of everybody."""

    lower: int
    whole: int


def column_parts(serving: int, total: int, most: int, height: int) -> ColumnParts:
    """How high a column is: no part that is not 0 is hidden, unless both share one line.

    Args:
        serving: The volunteers among the heads.
        total: All heads.
        most: The heads of the highest column.
        height: Its lines.
    """
    whole = max(round(total * height / most), total > 0)
    lower = round(whole * serving / total) if total else 0
    if whole > 1:
        lower = max(min(lower, whole - (serving < total)), serving > 0)
    return ColumnParts(int(lower), int(whole))


class _Layout(NamedTuple):
    """What stands where in a chart of some width."""

    begins: Sequence[date]
    volunteers: Sequence[int]
    total: Sequence[int]
    before: Sequence[int]
    gutter: int
    """The cells of the scale."""

    cells: int
    """Those of a step: its column, that of a year before, and a gap."""

    numbers: bool
    """Whether the numbers stand below the columns."""

    @property
    def beside(self) -> int:
        """The cells of the column of a year before."""
        return max(1, (self.cells - 1) // 3) if self.before and self.cells > 2 else 0

    @property
    def own(self) -> int:
        """The cells of the column."""
        gap = self.cells > 3 or (self.cells > 1 and not self.beside)
        return self.cells - gap - self.beside


class TrendChart(Canvas):
    """Draws the chart, as high as there is room."""

    DEFAULT_CSS = "TrendChart { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._data = ChartData(None, (), "", date.max)

    def show(self, data: ChartData) -> None:
        """Draw other data."""
        self._data = data
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The heading with the legend, the columns with their scale, and what each is of."""
        trend = self._data.trend
        if trend is None:
            yield compose_line((_("Nobody was checked in in this period."), QUIET), width=width)
            return
        layout = _layout(self._data, trend, width)
        above = self._heading(trend, layout, width)
        below = list(self._below(trend, layout))
        rows = height - len(above) - len(below)
        if rows < 1:
            above, rows = above[:1], max(1, height - 1 - len(below))
        for pieces in [*above, *self._columns(layout, rows), *below]:
            yield compose_line(*pieces, width=width)

    def _heading(self, trend: Trend, layout: _Layout, width: int) -> list[list[Piece]]:
        """What is drawn, the highest value, and what each colour is."""
        light, style = shade(self, SHADES // 2, _COLOUR)
        legend: list[list[Piece]] = [
            [("  ", swatch(_COLOUR)), " " + _("volunteers")],
            [(light * 2, style), " " + _("others")],
        ]
        if layout.beside:
            legend.append([self._before(2), (" " + self._data.year_before, QUIET)])
        title: list[Piece] = [(_(_TITLES[trend.step]), STRONG), "  ", (_peak(trend), QUIET)]
        return flowing_lines([title, *legend], width)

    def _columns(self, layout: _Layout, height: int) -> Iterable[list[Piece]]:
        """The lines of the columns, the highest first."""
        most = max(*layout.total, *layout.before, 1)
        ticks = scale_ticks(most, height)
        pairs = zip(layout.volunteers, layout.total, strict=True)
        columns = [column_parts(serving, total, most, height) for serving, total in pairs]
        beside = [column_parts(0, n, most, height).whole for n in layout.before]
        for line in reversed(range(height)):
            pieces: list[Piece] = [(ticks.get(line, "").rjust(layout.gutter - 1) + " ", QUIET)]
            for at, column in enumerate(columns):
                pieces.append(self._part(column, line, layout.own))
                full = layout.beside > 0 and line < beside[at]
                pieces.append(self._before(layout.beside) if full else " " * layout.beside)
                pieces.append(" " * (layout.cells - layout.own - layout.beside))
            yield pieces

    def _part(self, column: ColumnParts, line: int, width: int) -> Piece:
        """A column's cells in one line."""
        if line >= column.whole:
            return " " * width
        character, style = shade(self, SHADES if line < column.lower else SHADES // 2, _COLOUR)
        return character * width, style

    def _before(self, width: int) -> Piece:
        """Cells of a column of a year before; without shades of grey they are no blanks."""
        if self.app.native_ansi_color or self.app.no_color:
            return "." * width, QUIET
        return " " * width, Style(dim=True, reverse=True)

    def _below(self, trend: Trend, layout: _Layout) -> Iterable[list[Piece]]:
        """What the columns are of, and their numbers."""
        labels = align(step_labels(trend.step, layout.begins, layout.cells), layout.cells)
        yield [(" " * layout.gutter + labels, QUIET)]
        if not layout.numbers:
            return
        rows = [(_("in all"), layout.total, Style()), (_("vol"), layout.volunteers, Style())]
        if layout.before:
            rows.append((self._data.year_before, layout.before, QUIET))
        for name, values, style in rows:
            numbers = [
                "" if day > self._data.today else grouped(n)
                for day, n in zip(layout.begins, values, strict=True)
            ]
            yield [(fit(name, layout.gutter), QUIET), (align(numbers, layout.cells), style)]


def _layout(data: ChartData, trend: Trend, width: int) -> _Layout:
    """Lay a chart out: numbers below the columns where they fit, and steps merged where not."""
    digits = len(grouped(max(*trend.total, *data.before, 1)))
    names = max(map(cell_len, (_("in all"), _("vol"), data.year_before)))
    gutter = max(digits, names) + 1
    cells = min(_MOST_CELLS, (width - gutter) // len(trend.begins))
    if digits < cells:
        return _Layout(
            trend.begins, trend.volunteers, trend.total, data.before, gutter, cells, numbers=True
        )
    gutter = digits + 1
    room = max(1, width - gutter)
    merged, volunteers = merge_steps(trend.total, room), merge_steps(trend.volunteers, room)
    before = merge_steps(data.before, room) if data.before else ()
    begins = trend.begins[:: -(-len(trend.begins) // len(merged))]
    cells = max(1, min(_MOST_CELLS, room // len(merged)))
    return _Layout(begins, volunteers, merged, before, gutter, cells, numbers=False)


def scale_ticks(most: int, height: int) -> dict[int, str]:
    """The numbers of a scale: round ones, by the line (from 0 up) that a column of it just fills.

    Args:
        most: What fills all lines.
        height: The lines.
    """
    step = _round_step(max(1, most * _TICK_ROWS / height))
    return {
        max(0, round(value * height / most) - 1): grouped(value)
        for value in range(step, most + 1, step)
    }


def _round_step(least: float) -> int:
    """The least of 1, 2, 5, 10, 20, 50 .. that is not less."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= least:
                return factor * power
        power *= 10


def step_labels(step: Step, begins: Sequence[date], cells: int) -> list[str]:
    """What each column is of, as short as it has to be; or only every so many columns."""
    forms = _label_forms(step, begins)
    for labels in forms:
        if max(map(cell_len, labels)) < cells:
            return labels
    labels = forms[-1]
    every = -(-(max(map(cell_len, labels)) + 1) // cells)
    return [label if at % every == 0 else "" for at, label in enumerate(labels)]


def _label_forms(step: Step, begins: Sequence[date]) -> list[list[str]]:
    """The labels of steps of time, the longest form first."""
    one_year = begins[0].year == begins[-1].year
    if step == "day":
        if begins[0].month == begins[-1].month and one_year:
            return [[str(day.day) for day in begins]]
        return [list(map(short_date, begins))]
    names = [period_name(step, day) for day in begins]
    if not one_year or step == "year":
        return [names]
    if step == "quarter":
        return [[f"Q{(day.month + 2) // 3}" for day in begins]]
    return [list(map(short_month, begins)), [str(day.month) for day in begins]]


def period_name(step: Step, day: date) -> str:
    """The step of time from a day on: ``2026年11月``, ``2026 Q4``."""
    return date_text(day) if step == "day" else period_containing(step, day).name()


def align(texts: Sequence[str], cells: int) -> str:
    """A line of texts, each at the left of its column; a longer one runs on below the next."""
    row = ""
    for at, text in enumerate(texts):
        if text:
            row += " " * (at * cells - cell_len(row)) + text
    return row


def _peak(trend: Trend) -> str:
    """The highest of a trend's values, and its time."""
    at = max(range(len(trend.total)), key=lambda at: trend.total[at])
    when = period_name(trend.step, trend.begins[at])
    return _("most {n}, {when}").format(n=grouped(trend.total[at]), when=when)


def _trend(summary: Summary) -> Trend | None:
    """The trend of a summary's attendances; `None` where there were none."""
    days = [register.head.start.date() for register in summary.counted]
    if not days or not summary.total.attendances:
        return None
    return attendance_trend(summary.counted, summary.first or min(days), summary.last or max(days))


def _fit_length(values: Sequence[int], count: int) -> list[int]:
    """Exactly `count` values: zeros are added behind a running year, a 29 February to the 28th."""
    filled = [*values, *[0] * (count - len(values))]
    return [*filled[: count - 1], sum(filled[count - 1 :])]
