"""Charts of heads over time: bars of volunteers and of all others, and a line for each squad.

The bars are of plain characters, which are told apart without colours and are one cell wide on
every terminal. The lines are drawn by Textual's sparkline, whose blocks are two cells wide on some
older terminals, so the charts have a view of their own. Every value is also given as a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len
from rich.console import Console
from textual.binding import Binding, BindingType
from textual.renderables.sparkline import Sparkline
from textual.strip import Strip

from yigong.store.language import N_, _
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.trends import Step, Trend, attendance_trend, merge_steps
from yigong.tui.text.tally_words import grouped
from yigong.tui.view.summary_rows import OTHERS, SERVING
from yigong.tui.widgets.canvas import ACCENT, QUIET, STRONG, Canvas, Piece, compose_line, fit

_TITLES: dict[Step, str] = {
    "day": N_("heads by day"),
    "month": N_("heads by month"),
    "quarter": N_("heads by quarter"),
    "year": N_("heads by year"),
}
_BAR_WIDTH = 8
"""Cells of a bar, at the most."""

_NAME_WIDTH = 16
_SUM_WIDTH = 8
_PEAK_WIDTH = 20
"""Cells of the columns beside a squad's line."""


@dataclass(frozen=True)
class ChartData:
    """What the charts show."""

    trend: Trend | None
    """The trend of everybody; `None`: nobody came."""

    lines: Sequence[tuple[str, Trend, Sequence[int]]]
    """Of the year before, and of each squad: its name, a trend, and its values in that trend."""

    today: date
    """Times after it have no numbers."""


def chart_data(
    summary: Summary, before: Summary | None, names: Mapping[int, str], today: date
) -> ChartData:
    """What the charts of a summary show.

    Args:
        summary: The summary of the period.
        before: The same a year earlier; `None`: there is none.
        names: The names of the squads.
        today: The date in the village.
    """
    trend = _trend(summary)
    if trend is None:
        return ChartData(None, [], today)
    lines: list[tuple[str, Trend, Sequence[int]]] = [
        (names.get(n) or _("no squad"), trend, values) for n, values in trend.squads.items()
    ]
    earlier = _trend(before) if before is not None else None
    if earlier is not None:
        values = _fit_length(earlier.total, len(trend.begins))
        lines.insert(0, (_("a year before"), earlier, values))
    return ChartData(trend, lines, today)


class Charts(Canvas, can_focus=True):
    """Draws the charts. Up and down scroll through the squads."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-5)", show=False),
        Binding("pagedown", "move(5)", show=False),
        Binding("home", "move(-999)", show=False),
        Binding("end", "move(999)", show=False),
    ]
    DEFAULT_CSS = "Charts { height: 1fr; margin: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._data = ChartData(None, [], date.max)
        self._top = 0

    def show(self, data: ChartData) -> None:
        """Draw other data."""
        self._data = data
        self.action_move(0)

    def action_move(self, step: int) -> None:
        """Scroll through the squads."""
        self._top = max(0, min(self._top + step, len(self._data.lines) - 1))
        self.refresh()

    # -- drawing -----------------------------------------------------------

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """Paint the bars of everybody, then a line for each squad."""
        if self._data.trend is None:
            yield compose_line((_("Nobody was checked in in this period."), QUIET), width=width)
            return
        bar_height = max(4, min(8, height - 6 - min(len(self._data.lines), 6)))
        lines = [*self._bar_chart(self._data.trend, width, bar_height), [], *self._table(width)]
        for pieces in lines:
            yield compose_line(*pieces, width=width)

    def _bar_chart(self, trend: Trend, width: int, height: int) -> Iterable[list[Piece]]:
        most = max(trend.total)
        names = [_("in all"), _("vol")]
        gutter = max(cell_len(text) for text in (str(most), *names)) + 1
        cells = max(1, min(_BAR_WIDTH, (width - gutter) // len(trend.total)))
        legend = _("{serving} volunteers  {others} others")
        yield [
            (_(_TITLES[trend.step]), STRONG),
            "  ",
            (_peak(trend, trend.total), QUIET),
            "   " + legend.format(serving=SERVING, others=OTHERS),
        ]
        for at, line in enumerate(stacked_bars(trend.volunteers, trend.total, cells, height)):
            scale = str(most) if at == 0 else "0" if at == height - 1 else ""
            yield [(scale.rjust(gutter - 1) + " ", QUIET), *_coloured(line)]
        yield [(" " * gutter + _align(_labels(trend, cells), cells), QUIET)]
        for name, values in zip(names, (trend.total, trend.volunteers), strict=True):
            numbers = [
                "" if day > self._data.today else str(n)
                for day, n in zip(trend.begins, values, strict=True)
            ]
            if max(map(len, map(str, trend.total))) < cells:
                yield [(fit(name, gutter), QUIET), _align(numbers, cells)]

    def _table(self, width: int) -> Iterable[list[Piece]]:
        """A line for each squad: name, sparkline, sum, and the peak with its time."""
        room = width - _NAME_WIDTH - _SUM_WIDTH - _PEAK_WIDTH - 4
        heads = (fit("", _NAME_WIDTH), fit(_("each to its own height"), room))
        sums = fit(_("heads"), _SUM_WIDTH, right=True)
        yield [(f"{heads[0]}  {heads[1]} {sums}", QUIET)]
        for name, trend, values in self._data.lines[self._top :]:
            merged = merge_steps(values, room)
            cells = max(1, min(3, room // max(1, len(merged))))
            text = sparkline(self.app.console, merged, cells)
            yield [
                fit(name, _NAME_WIDTH) + "  ",
                (fit(text, room), ACCENT),
                " " + fit(grouped(sum(values)), _SUM_WIDTH, right=True) + "  ",
                (fit(_peak(trend, values), _PEAK_WIDTH), QUIET),
            ]


def stacked_bars(
    volunteers: Sequence[int], totals: Sequence[int], cells: int, height: int
) -> list[str]:
    """Bars from zero up, as lines of text: volunteers below, all others above them.

    A part that is not 0 has at least one cell, unless both are in the only one of a low bar: then
    that is of the larger part.

    Args:
        volunteers: The lower part of each bar.
        totals: The whole bars.
        cells: The width of a bar; of more than two cells, one is a gap.
        height: The number of lines.
    """
    most = max(totals) or 1
    columns = []
    for serving, total in zip(volunteers, totals, strict=True):
        whole = max(round(total * height / most), total > 0)
        lower = round(whole * serving / total) if total else 0
        if whole > 1:
            lower = max(min(lower, whole - (serving < total)), serving > 0)
        columns.append((SERVING * lower).ljust(whole, OTHERS).ljust(height))
    width, gap = (cells - 1, " ") if cells > 2 else (cells, "")
    return [
        "".join(column[level] * width + gap for column in columns)
        for level in reversed(range(height))
    ]


def _coloured(line: str) -> list[Piece]:
    """A line of bars, its volunteers accented."""
    pieces: list[Piece] = []
    for character, run in groupby(line):
        text = "".join(run)
        pieces.append((text, ACCENT) if character == SERVING else text)
    return pieces


def sparkline(console: Console, values: Sequence[int], cells: int) -> str:
    """A line of small bars; a value of 0 has none.

    A sparkline begins at its lowest value, so it gets a zero in front, whose bar is left out. It
    is drawn one cell a value and widened here, because wider ones it rounds.

    Args:
        console: The console that Rich renders for.
        values: The values.
        cells: The width of a bar; of more than two cells, one is a gap.
    """
    line = Sparkline([0, *values], width=len(values) + 1, height=1)
    width, gap = (cells - 1, " ") if cells > 2 else (cells, "")
    return "".join(
        (segment.text if value else " ") * width + gap
        for value, segment in zip(values, list(console.render(line))[1:], strict=True)
    )


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


def _peak(trend: Trend, values: Sequence[int]) -> str:
    """The highest of a trend's values, and its time."""
    if not any(values):
        return ""
    at = max(range(len(values)), key=lambda at: values[at])
    return _("most {n}, {when}").format(n=values[at], when=_time(trend.step, trend.begins[at]))


def _time(step: Step, day: date) -> str:
    """The time from a day on: ``2026-11-25``, ``2026-11``, ``2026-Q4``, ``2026``."""
    if step == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[step]]


def _labels(trend: Trend, cells: int) -> list[str]:
    """The labels of the bars: a short one for each, or full ones for as many as there is room."""
    if len({day.year for day in trend.begins}) == 1 or trend.step == "year":
        short = {"day": "%-d", "month": "%-m", "quarter": "", "year": "%Y"}[trend.step]
        labels = [
            day.strftime(short) if short else _time("quarter", day)[5:] for day in trend.begins
        ]
        if max(map(len, labels)) < cells:
            return labels
    labels = [_time(trend.step, day) for day in trend.begins]
    every = -(-(max(map(len, labels)) + 1) // cells)
    return [label if at % every == 0 else "" for at, label in enumerate(labels)]


def _align(texts: Sequence[str], cells: int) -> str:
    """A line of texts, each at the left of its bar; a longer one runs on below the next."""
    row = ""
    for at, text in enumerate(texts):
        if text:
            row = row.ljust(at * cells) + text
    return row
