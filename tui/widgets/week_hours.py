"""The hours of a week: seven days side by side, and each occurrence as high as it is long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import set_cell_size
from rich.style import Style
from textual.strip import Strip

from yigong.tui.text.display_text import harmless_line
from yigong.tui.text.words import weekday
from yigong.tui.widgets.bars import swatch, tint
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Canvas, Piece, compose_line

_LEAST, _LABEL = 9, 7
"""The lines below which it says nothing, and the cells of an hour's name."""

_MORNING, _EVENING = 8, 20
"""The hours that are always there."""

_STEPS = (15, 30, 60, 120, 180, 240)
"""The minutes that a line may stand for."""


@dataclass(frozen=True)
class HourSlip:
    """An occurrence on one day: from and until which minute of it."""

    day: date
    first: int
    last: int
    text: str
    colour: str = ""
    """The colour of its kind; empty: it has none."""


class WeekHours(Canvas):
    """A column for each day; what takes place at one time shares the column."""

    _days: Sequence[date] = ()
    _slips: Sequence[HourSlip] = ()
    _today = date.min

    def show(self, days: Sequence[date], slips: Sequence[HourSlip], today: date) -> None:
        """Show other days."""
        self._days, self._slips, self._today = days, slips, today
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The days, then the hours."""
        if height < _LEAST or not self._slips:
            return
        cells = (width - _LABEL) // 7
        heads: list[Piece] = [" " * _LABEL]
        for day in self._days:
            text = set_cell_size(f" {weekday(day.weekday())} {day.day}", cells)
            heads.append((text, STRONG if day == self._today else QUIET))
        yield compose_line(*heads, width=width)
        first = min(_MORNING, *(slip.first // 60 for slip in self._slips)) * 60
        last = max(_EVENING, *(-(-slip.last // 60) for slip in self._slips)) * 60
        step = next(step for step in _STEPS if (last - first) <= step * (height - 1))
        for start in range(first, last, step):
            hour = f" {start // 60:02}:00" if start % max(60, step) == 0 else ""
            pieces: list[Piece] = [(set_cell_size(hour, _LABEL), QUIET)]
            for day in self._days:
                pieces += self._day(day, start, step, cells)
            yield compose_line(*pieces, width=width)

    def _day(self, day: date, start: int, step: int, width: int) -> list[Piece]:
        """What takes place on a day in the minutes of a line."""
        slips = [slip for slip in self._slips if slip.day == day]
        lanes = _lanes(slips)
        cells = (width - 1) // max(1, len(lanes))
        pieces: list[Piece] = []
        for lane in lanes:
            slip = next((s for s in lane if s.first < start + step and s.last > start), None)
            if slip is None:
                pieces.append(" " * cells)
                continue
            begins = start <= slip.first < start + step
            text = harmless_line(slip.text) if begins else ""
            mark = swatch(slip.colour) if slip.colour else Style()
            ground = tint(self, slip.colour)
            pieces += [(" ", mark), (set_cell_size(text, max(0, cells - 1)), ground)]
        return [*pieces, (" " * (width - cells * len(lanes)), PLAIN)]


def _lanes(slips: Iterable[HourSlip]) -> list[list[HourSlip]]:
    """The slips of a day in as few lanes as there are at one time."""
    lanes: list[list[HourSlip]] = []
    for slip in sorted(slips, key=lambda slip: slip.first):
        free = next((lane for lane in lanes if lane[-1].last <= slip.first), None)
        if free is None:
            lanes.append([slip])
        else:
            free.append(slip)
    return lanes
