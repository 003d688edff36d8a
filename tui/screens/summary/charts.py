"""Attendance over time, drawn: everybody by month, and a line for each squad.

Drawn by Textual's sparkline. Its blocks are two cells wide on some older terminals, so they stand
in a view of their own, and what they show stands in numbers beside them and in the other views.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rich.console import Console
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.renderables.sparkline import Sparkline
from textual.strip import Strip

from yigong.store.language import N_, _
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.trends import Step, Trend, attendance_trend, merge_steps
from yigong.tui.widgets.canvas import ACCENT, QUIET, STRONG, Canvas, Piece, compose_line, fit

_TITLES: dict[Step, str] = {
    "day": N_("attendances by day"),
    "month": N_("attendances by month"),
    "quarter": N_("attendances by quarter"),
    "year": N_("attendances by year"),
}
_WIDEST = 8
"""Cells of a bar, at the most."""

_NAME = 16
_NUMBER = 8
_MOST = 20
"""Cells of the columns beside a squad's line."""


@dataclass(frozen=True)
class Drawing:
    """What is drawn."""

    trend: Trend | None
    """Everybody; `None`: nobody came."""

    parts: Sequence[tuple[str, Trend, Sequence[int]]]
    """A year before, and each squad: what it is called, and its values in which trend."""

    today: date
    """After it there is nothing to be told yet."""


def drawing(now: Summary, before: Summary | None, names: Mapping[int, str], today: date) -> Drawing:
    """What to draw of a summary.

    Args:
        now: The period.
        before: The same a year before; `None`: there is none.
        names: What the squads are called.
        today: The date in the village.
    """
    drawn = _trend(now)
    if drawn is None:
        return Drawing(None, [], today)
    parts: list[tuple[str, Trend, Sequence[int]]] = [
        (names.get(n) or _("no squad"), drawn, values) for n, values in drawn.squads.items()
    ]
    old = _trend(before) if before is not None else None
    if old is not None:
        parts.insert(0, (_("a year before"), old, _below(old.total, len(drawn.begins))))
    return Drawing(drawn, parts, today)


class Charts(Canvas, can_focus=True):
    """The drawings. Up and down go through the squads where there are many."""

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
        self._drawing = Drawing(None, [], date.max)
        self._top = 0

    def show(self, drawing: Drawing) -> None:
        """Draw something else."""
        self._drawing = drawing
        self._top = max(0, min(self._top, len(drawing.parts) - 1))
        self.repaint()

    def action_move(self, step: int) -> None:
        """Other squads."""
        self._top = max(0, min(self._top + step, len(self._drawing.parts) - 1))
        self.repaint()

    # -- drawing -----------------------------------------------------------

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The bars of everybody, then a line for each squad."""
        if self._drawing.trend is None:
            yield compose_line((_("Nobody was checked in in this period."), QUIET), width=width)
            return
        tall = max(2, min(8, height - 5 - min(len(self._drawing.parts), 6)))
        for pieces in [*self._everybody(self._drawing.trend, width, tall), [], *self._table(width)]:
            yield compose_line(*pieces, width=width)

    def _everybody(self, drawn: Trend, width: int, tall: int) -> Iterable[list[Piece]]:
        values, most = drawn.total, max(drawn.total)
        gutter = len(str(most)) + 1
        cells = max(1, min(_WIDEST, (width - gutter) // len(values)))
        yield [(_(_TITLES[drawn.step]), STRONG), "  ", (_highest(drawn, values), QUIET)]
        for at, text in enumerate(bars(self.app.console, values, cells, tall)):
            scale = str(most) if at == 0 else "0" if at == tall - 1 else ""
            yield [(scale.rjust(gutter - 1) + " ", QUIET), (text, ACCENT)]
        yield [(" " * gutter + _along(_labels(drawn, cells), cells), QUIET)]
        numbers = [
            "" if day > self._drawing.today else str(n)
            for day, n in zip(drawn.begins, values, strict=True)
        ]
        if max(map(len, numbers)) < cells:
            yield [" " * gutter + _along(numbers, cells)]

    def _table(self, width: int) -> Iterable[list[Piece]]:
        """A line for each squad: its name, how it went, how many, and when the most."""
        room = width - _NAME - _NUMBER - _MOST - 4
        heads = (fit("", _NAME), fit(_("each to its own height"), room))
        sums = fit(_("attend."), _NUMBER, right=True)
        yield [(f"{heads[0]}  {heads[1]} {sums}", QUIET)]
        for name, drawn, values in self._drawing.parts[self._top :]:
            few = merge_steps(values, room)
            cells = max(1, min(3, room // max(1, len(few))))
            [text] = bars(self.app.console, few, cells, 1)
            yield [
                fit(name, _NAME) + "  ",
                (fit(text, room), ACCENT),
                " " + fit(str(sum(values)), _NUMBER, right=True) + "  ",
                (fit(_highest(drawn, values), _MOST), QUIET),
            ]


def bars(console: Console, values: Sequence[int], cells: int, tall: int) -> list[str]:
    """Bars from zero up, as lines of text; with a gap between them where they are wide.

    Of nothing there is no bar.

    A sparkline begins at the lowest value it is given: it gets a zero in front, whose own bar is
    left out. It draws one cell a value, which is widened here: wider ones it rounds.

    Args:
        console: What Rich draws with.
        values: What the bars stand for.
        cells: How wide each is, with its gap.
        tall: How many lines.
    """
    drawn = Sparkline([0, *values], width=len(values) + 1, height=tall)
    wide, gap = (cells - 1, " ") if cells > 2 else (cells, "")
    return [
        "".join(
            (segment.text if value else " ") * wide + gap
            for value, segment in zip(values, segments[1:], strict=True)
        )
        for segments in Segment.split_lines(console.render(drawn))
    ]


def _trend(summary: Summary) -> Trend | None:
    """How a summary's attendances went; `None` where there were none."""
    days = [one.head.start.date() for one in summary.counted]
    if not days or not summary.total.attendances:
        return None
    return attendance_trend(summary.counted, summary.first or min(days), summary.last or max(days))


def _below(values: Sequence[int], count: int) -> list[int]:
    """Values below as many others: a running year is filled up, a 29 February joins the 28th."""
    filled = [*values, *[0] * (count - len(values))]
    return [*filled[: count - 1], sum(filled[count - 1 :])]


def _highest(drawn: Trend, values: Sequence[int]) -> str:
    """The highest of the values of a trend, and when it was."""
    if not any(values):
        return ""
    at = max(range(len(values)), key=lambda at: values[at])
    return _("most {n}, {when}").format(
        n=values[at], when=chart_words(drawn.step, drawn.begins[at])
    )


def chart_words(step: Step, day: date) -> str:
    """What the time from a day on is called: ``2026-11-25``, ``2026-11``, ``2026-Q4``, ``2026``."""
    if step == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[step]]


def _labels(drawn: Trend, cells: int) -> list[str]:
    """What stands below the bars: short below each, or in full below as many as there is room."""
    if len({day.year for day in drawn.begins}) == 1 or drawn.step == "year":
        short = {"day": "%-d", "month": "%-m", "quarter": "", "year": "%Y"}[drawn.step]
        labels = [
            day.strftime(short) if short else chart_words("quarter", day)[5:]
            for day in drawn.begins
        ]
        if max(map(len, labels)) < cells:
            return labels
    labels = [chart_words(drawn.step, day) for day in drawn.begins]
    every = -(-(max(map(len, labels)) + 1) // cells)
    return [label if at % every == 0 else "" for at, label in enumerate(labels)]


def _along(texts: Sequence[str], cells: int) -> str:
    """Texts below bars, each at the left of its own; a longer one runs on below the next."""
    row = ""
    for at, text in enumerate(texts):
        if text:
            row = row.ljust(at * cells) + text
    return row
