"""The year map: twelve months as rows of days, and how many came on each day as a shade."""

from __future__ import annotations

import calendar
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from rich.cells import cell_len
from textual.strip import Strip

from yigong.store.dates.date_words import year_name
from yigong.store.language import _
from yigong.tui.widgets.bars import SHADES, shade, today_mark, track
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Canvas, Piece, compose_line

_MONTHS, _DAYS, _LABEL = 12, 31, 3
_LEAST = 4
"""The lines below which it is not worth its heading."""

_SCALE = (1, 5, 10, 15, 20, 25, 30)
"""The days whose columns are numbered."""


def attendance_levels(attendance: Mapping[date, int]) -> dict[date, int]:
    """The shade of each day, 1 to `bars.SHADES`: the quarter that its number is in.

    A share of the busiest day's would leave one bright day in a dark year.
    """
    numbers = sorted(set(attendance.values()))
    return {
        day: 1 + bisect_left(numbers, came) * SHADES // len(numbers)
        for day, came in attendance.items()
    }


class YearMap(Canvas):
    """A heading, a scale of days, a row for each month; where there is less room, the latest."""

    DEFAULT_CSS = "YearMap { height: 14; }"
    _COLOUR = "green"

    def __init__(self) -> None:
        super().__init__()
        self._attendance: Mapping[date, int] = {}
        self._levels: Mapping[date, int] = {}
        self._today = date.min
        self._year: int | None = None

    def show(self, attendance: Mapping[date, int], today: date, *, year: int | None = None) -> None:
        """Show how many came by day until today; of a calendar year, in place of the past twelve
        months."""
        self._today, self._year = today, year
        self._attendance = attendance
        self._levels = attendance_levels(attendance)
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The heading with the shades, the scale, then the months."""
        if height < _LEAST or self._today == date.min:
            return
        yield self._heading(width)
        last = self._today.year * 12 + self._today.month - 1
        if self._year is not None:
            last = self._year * 12 + 11
        cells = max(1, min(2, (width - _LABEL) // _DAYS))
        pairs = pairwise((*_SCALE, _DAYS + 1))
        scale = "".join(f"{day:<{(until - day) * cells}}" for day, until in pairs)
        yield compose_line(" " * _LABEL, (scale, QUIET), width=width)
        for month in range(last - min(_MONTHS, height - 2) + 1, last + 1):
            yield compose_line(*self._month(month // 12, month % 12 + 1, cells), width=width)

    def _heading(self, width: int) -> Strip:
        """What it is, and what its darkest and brightest shades stand for."""
        name = _("Past year") if self._year is None else year_name(self._year)
        words = name, "  " + _("who came each day")
        left: list[Piece] = [(words[0], STRONG), (words[1], QUIET)]
        room = width - sum(map(cell_len, words))
        if not self._attendance:
            return compose_line(*left, width=width)
        least, most = min(self._attendance.values()), max(self._attendance.values())
        shades = [shade(self, level, self._COLOUR) for level in range(1, SHADES + 1)]
        legend: list[Piece] = [(f"{least} ", QUIET), *shades, (f" {most}", QUIET)]
        used = len(f"{least} ") + SHADES + len(f" {most}")
        if used + 1 > room:
            return compose_line(*left, width=width)
        return compose_line(*left, " " * (room - used), *legend, width=width)

    def _month(self, year: int, month: int, cells: int) -> list[Piece]:
        this = (year, month) == (self._today.year, self._today.month)
        pieces: list[Piece] = [(f"{month:2} ", PLAIN if this else QUIET)]
        for day in range(1, calendar.monthrange(year, month)[1] + 1):
            when = date(year, month, day)
            if when > self._today:
                break
            if when == self._today:
                pieces.append((" " * cells, today_mark(self)))
            elif level := self._levels.get(when, 0):
                text, style = shade(self, level, self._COLOUR)
                pieces.append((text * cells, style))
            else:
                pieces.append(track(self, cells))
        return pieces
