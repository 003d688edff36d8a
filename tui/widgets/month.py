"""The month as a Chinese wall calendar: date, what the almanac says, what the village plans."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from store import language
from store.almanac import note
from tui.text import shown
from tui.widgets.painted import ACCENT, CHOSEN, PLAIN, QUIET, STRONG, TODAY, Painted, fit, line
from tui.words import weekday

FIRST, LAST = date(1901, 1, 1), date(2199, 12, 31)
"""The days one can go to."""

WEEKS = 6
"""Always six, as on a wall calendar: so nothing below it jumps from month to month."""
_STRUCK = Style(dim=True, strike=True)


@dataclass(frozen=True)
class Mark:
    """What a day cell says about one occurrence."""

    text: str
    time: str = ""
    cancelled: bool = False


class Month(Painted, can_focus=True):
    """The grid. Arrow keys walk through days, PgUp and PgDn through months."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "walk(-1)", show=False),
        Binding("right,l", "walk(1)", show=False),
        Binding("up,k", "walk(-7)", show=False),
        Binding("down,j", "walk(7)", show=False),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
    ]

    DEFAULT_CSS = "Month { height: auto; }"

    @dataclass
    class Walked(Message):
        """Another day is chosen."""

        day: date
        turned: bool
        """Whether another month is shown now."""

    def __init__(self, day: date, first_weekday: int = 0, *, spare: int = 0) -> None:
        """Make the grid.

        Args:
            day: The day that is chosen at first.
            first_weekday: 0 Monday .. 6 Sunday.
            spare: Lines of the screen that others need.
        """
        super().__init__()
        self._spare = spare
        self.day = day
        self.today = day
        self.first_weekday = first_weekday
        self._marks: Mapping[date, Sequence[Mark]] = {}

    def days(self) -> tuple[date, date]:
        """The first and the last day in the grid, of the months before and after included."""
        first = self.day.replace(day=1)
        first -= timedelta(days=(first.weekday() - self.first_weekday) % 7)
        return first, first + timedelta(days=7 * WEEKS - 1)

    def show(self, marks: Mapping[date, Sequence[Mark]], today: date) -> None:
        """Put other occurrences on the days."""
        self._marks = marks
        self.today = today
        self.repaint()

    def go(self, day: date) -> None:
        """Choose a day, in whatever month."""
        if not FIRST <= day <= LAST or day == self.day:
            return
        turned = (day.year, day.month) != (self.day.year, self.day.month)
        self.day = day
        # The page repaints grid and agenda together, so that they go out in one burst.
        self.post_message(self.Walked(day, turned))

    def action_walk(self, days: int) -> None:
        """Some days on or back."""
        self.go(self.day + timedelta(days=days))

    def action_turn(self, months: int) -> None:
        """Some months on or back, on the same day where there is one."""
        count = self.day.year * 12 + self.day.month - 1 + months
        year, month = divmod(count, 12)
        last = calendar.monthrange(year, month + 1)[1]
        self.go(date(year, month + 1, min(self.day.day, last)))

    def lines_for(self, height: int) -> int:
        """How many lines a day gets in a height: 2 to 5."""
        return max(2, min(5, (height - 1) // WEEKS))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual: what the others can spare, a whole number of lines for each day."""
        return 1 + WEEKS * self.lines_for(viewport.height - self._spare)

    # -- drawing -----------------------------------------------------------

    def on_focus(self) -> None:
        """The chosen day lights up."""
        self.repaint()

    def on_blur(self) -> None:
        """The chosen day dims."""
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The weekdays, then each week."""
        cell = (width - 1) // 7
        heads = [" " + fit(weekday((self.first_weekday + i) % 7), cell - 1) for i in range(7)]
        yield line(*[(head, QUIET) for head in heads], width=width)
        first, _ = self.days()
        lines = self.lines_for(height)
        for week in range(WEEKS):
            days = [first + timedelta(days=7 * week + i) for i in range(7)]
            cells = [self._cell(day, cell, lines) for day in days]
            for row in range(lines):
                strip = Strip.join([cells[i][row] for i in range(7)])
                yield strip.extend_cell_length(width)

    def _cell(self, day: date, width: int, lines: int) -> list[Strip]:
        inside = day.month == self.day.month
        marks = self._marks.get(day, ())
        chosen = day == self.day
        base = PLAIN if inside else QUIET
        fill = (CHOSEN if self.has_focus else Style(reverse=True)) if chosen else PLAIN
        number_style = STRONG if inside else QUIET
        if day == self.today:
            number_style = TODAY
        elif inside and any(not mark.cancelled for mark in marks):
            number_style = ACCENT
        almanac = note(day) if language.current() == "zh" else None
        text = almanac.text if almanac else ""
        text_style = STRONG if almanac and almanac.kind in ("festival", "term") else QUIET
        if chosen:
            number_style, text_style = fill + Style(bold=True), fill
        number = f"{day.day:2}"
        if cell_len(text) > width - 4:
            text = text[:2]
        # Only the line of the date is coloured: enough to see, quiet, and few bytes a step.
        date_line = line(
            (number, number_style), " ", (text, text_style), width=width - 1, fill=fill
        )
        rows = [date_line]
        room = lines - 1
        hidden = len(marks) - len(marks[:room])
        for index, mark in enumerate(marks[:room]):
            style = _STRUCK if mark.cancelled else base
            suffix = f"+{hidden}" if hidden and index == room - 1 else ""
            said = f"{mark.time} {mark.text}" if mark.time and width >= 16 else mark.text
            body = set_cell_size(shown(said), width - 1 - len(suffix)) + suffix
            rows.append(line((body, style), width=width - 1))
        rows += [line(width=width - 1)] * (lines - len(rows))
        gap = Strip([Segment(" ")], 1)
        return [Strip.join([gap, row]) for row in rows]
