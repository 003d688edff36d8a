"""The month as a Chinese wall calendar: date, what the almanac says, what the village plans."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from yigong.store.dates.almanac import day_note, day_off
from yigong.tui.text.day_words import day_tag, note_words
from yigong.tui.text.display_text import harmless_line
from yigong.tui.text.words import weekday
from yigong.tui.widgets.canvas import (
    ACCENT,
    CHOSEN,
    PLAIN,
    QUIET,
    STRONG,
    TODAY,
    Canvas,
    compose_line,
    fit,
)

FIRST_DAY, LAST_DAY = date(1901, 1, 1), date(2199, 12, 31)
"""The days one can go to."""

WEEKS = 6
"""Always six, as on a wall calendar: so nothing below it jumps from month to month."""
_STRUCK = Style(dim=True, strike=True)
_OFF = Style(color="red")
"""休 is red, as on paper."""

Text = tuple[str, Style]
_GAP: Text = (" ", PLAIN)


@dataclass(frozen=True)
class OccurrenceLabel:
    """What a day cell says about one occurrence."""

    text: str
    time: str = ""
    cancelled: bool = False
    letter: str = ""
    """The letter of its kind."""


class MonthGrid(Canvas, can_focus=True):
    """The grid. Arrow keys walk through days, PgUp and PgDn through months."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "walk(-1)", show=False),
        Binding("right,l", "walk(1)", show=False),
        Binding("up,k", "walk(-7)", show=False),
        Binding("down,j", "walk(7)", show=False),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
    ]

    DEFAULT_CSS = "MonthGrid { height: auto; }"

    @dataclass
    class DayChanged(Message):
        """Another day is chosen."""

        day: date
        month_changed: bool
        """Whether another month is shown now."""

    def __init__(self, day: date, first_weekday: int = 0, *, reserved_lines: int = 0) -> None:
        """Make the grid.

        Args:
            day: The day that is chosen at first.
            first_weekday: 0 Monday .. 6 Sunday.
            reserved_lines: Lines of the screen that others need.
        """
        super().__init__()
        self._reserved_lines = reserved_lines
        self.day = day
        self.today = day
        self.first_weekday = first_weekday
        self._marks: Mapping[date, Sequence[OccurrenceLabel]] = {}

    def days(self, day: date | None = None) -> tuple[date, date]:
        """The first and the last day in the grid, of the months before and after included.

        Args:
            day: A day of the month that is meant; `None`: the chosen one.
        """
        first = (day or self.day).replace(day=1)
        first -= timedelta(days=(first.weekday() - self.first_weekday) % 7)
        return first, first + timedelta(days=7 * WEEKS - 1)

    def show(self, marks: Mapping[date, Sequence[OccurrenceLabel]], today: date) -> None:
        """Put other occurrences on the days."""
        self._marks = marks
        self.today = today
        self.repaint()

    def move_to(self, day: date) -> None:
        """Choose a day, in whatever month."""
        if not FIRST_DAY <= day <= LAST_DAY or day == self.day:
            return
        month_changed = (day.year, day.month) != (self.day.year, self.day.month)
        self.day = day
        # The page repaints grid and agenda together, so that they go out in one burst.
        self.post_message(self.DayChanged(day, month_changed))

    def action_walk(self, days: int) -> None:
        """Some days on or back."""
        self.move_to(self.day + timedelta(days=days))

    def action_turn(self, months: int) -> None:
        """Some months on or back, on the same day where there is one."""
        count = self.day.year * 12 + self.day.month - 1 + months
        year, month = divmod(count, 12)
        last = calendar.monthrange(year, month + 1)[1]
        self.move_to(date(year, month + 1, min(self.day.day, last)))

    def lines_for(self, height: int) -> int:
        """How many lines a day gets in a height: 2 to 5."""
        return max(2, min(5, (height - 1) // WEEKS))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual: what the others can spare, a whole number of lines for each day."""
        return 1 + WEEKS * self.lines_for(viewport.height - self._reserved_lines)

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
        yield compose_line(*[(head, QUIET) for head in heads], width=width)
        first, _ = self.days()
        lines = self.lines_for(height)
        for week in range(WEEKS):
            days = [first + timedelta(days=7 * week + i) for i in range(7)]
            cells = [self._cell(day, cell, lines) for day in days]
            for row in range(lines):
                yield compose_line(*[piece for rows in cells for piece in rows[row]], width=width)

    def _cell(self, day: date, width: int, lines: int) -> list[list[Text]]:
        """A day: its number, 休 or 班 and the kinds; below what the almanac says; below the titles.

        Without a note from the almanac, the titles begin a line higher.
        """
        inner = width - 1
        marks = self._marks.get(day, ())
        base = PLAIN if day.month == self.day.month else QUIET
        rows = [[_GAP, *self._date_line(day, inner, marks)]]
        if said := note_words(day):
            named = base is PLAIN and day_note(day).kind in ("festival", "term")
            rows.append([_GAP, (set_cell_size(said, inner), STRONG if named else QUIET)])
        room = lines - len(rows)
        hidden = len(marks) - len(marks[:room])
        for index, mark in enumerate(marks[:room]):
            style = _STRUCK if mark.cancelled else base
            suffix = f"+{hidden}" if hidden and index == room - 1 else ""
            text = f"{mark.time} {mark.text}" if mark.time and width >= 16 else mark.text
            body = set_cell_size(harmless_line(text), inner - len(suffix)) + suffix
            rows.append([_GAP, (body, style)])
        rows += [[(" " * width, PLAIN)]] * (lines - len(rows))
        return rows

    def _date_line(self, day: date, width: int, marks: Sequence[OccurrenceLabel]) -> list[Text]:
        """The number, 休 or 班, and a letter for each occurrence, as many as fit.

        Those that were called off have a letter, struck out, only where nothing else happens.
        Only this line of the chosen day is coloured: enough to see, quiet, and few bytes a step.
        """
        inside = day.month == self.day.month
        happens = any(not mark.cancelled for mark in marks)
        number_style, tag_style = (STRONG if inside else QUIET), QUIET
        if day == self.today:
            number_style = TODAY
        elif inside and happens:
            number_style = ACCENT
        free = day_off(day)
        if inside and free:
            tag_style = _OFF if free == "off" else STRONG
        fill = PLAIN
        if day == self.day:
            fill = CHOSEN if self.has_focus else Style(reverse=True)
            number_style = tag_style = fill + Style(bold=True)
        head: list[Text] = [
            (f"{day.day:2}", number_style),
            (day_tag(day), tag_style),
            (" ", fill),
        ]
        room = width - sum(cell_len(text) for text, _style in head)
        signs = _signs([mark for mark in marks if mark.cancelled != happens], room)
        head.append((signs, fill + (_STRUCK if not happens else PLAIN if inside else QUIET)))
        return [*head, (" " * (room - cell_len(signs)), fill)]


def _signs(marks: Sequence[OccurrenceLabel], room: int) -> str:
    """The letters of a day's occurrences: ``义课会``, and ``义课+3`` where there is no room."""
    signs = "".join(mark.letter for mark in marks)
    if cell_len(signs) <= room:
        return signs
    for shown_ones in range(len(marks) - 1, -1, -1):
        text = signs[:shown_ones] + f"+{len(marks) - shown_ones}"
        if cell_len(text) <= room:
            return text
    return ""
