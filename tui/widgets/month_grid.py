"""The month as a Chinese wall calendar: dates, almanac notes, and occurrences."""

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
"""The first and last day that can be chosen."""

WEEKS = 6
"""Always six, as on a wall calendar: so nothing below the grid moves from month to month."""

_STRUCK = Style(dim=True, strike=True)
_OFF = Style(color="red")
"""休 is red, as on paper."""

StyledText = tuple[str, Style]
_GAP: StyledText = (" ", PLAIN)


@dataclass(frozen=True)
class OccurrenceLabel:
    """What a day's cell shows of an occurrence."""

    text: str
    time: str = ""
    cancelled: bool = False
    letter: str = ""
    """The letter of the event's kind."""

    colour: Style = PLAIN
    """The colour of the event's kind."""


class MonthGrid(Canvas, can_focus=True):
    """The grid. Arrow keys move by days, PgUp and PgDn by months."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", show=False),
        Binding("right,l", "move(1)", show=False),
        Binding("up,k", "move(-7)", show=False),
        Binding("down,j", "move(7)", show=False),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
    ]

    DEFAULT_CSS = "MonthGrid { height: auto; }"

    @dataclass
    class DayChanged(Message):
        """Another day was chosen."""

        day: date
        month_changed: bool
        """Whether the grid shows another month."""

    def __init__(self, day: date, first_weekday: int = 0, *, reserved_lines: int = 0) -> None:
        """Make the grid.

        Args:
            day: The day chosen at first.
            first_weekday: 0 Monday .. 6 Sunday.
            reserved_lines: Lines of the screen that other widgets need.
        """
        super().__init__()
        self._reserved_lines = reserved_lines
        self.day = day
        self.today = day
        self.first_weekday = first_weekday
        self._labels: Mapping[date, Sequence[OccurrenceLabel]] = {}

    def days(self, day: date | None = None) -> tuple[date, date]:
        """The first and the last day in the grid, days of the adjacent months included.

        Args:
            day: A day of the month; `None`: the chosen day.
        """
        first = (day or self.day).replace(day=1)
        first -= timedelta(days=(first.weekday() - self.first_weekday) % 7)
        return first, first + timedelta(days=7 * WEEKS - 1)

    def show(self, labels: Mapping[date, Sequence[OccurrenceLabel]], today: date) -> None:
        """Show other occurrences."""
        self._labels = labels
        self.today = today
        self.refresh()

    def move_to(self, day: date) -> None:
        """Choose a day of any month."""
        if not FIRST_DAY <= day <= LAST_DAY or day == self.day:
            return
        month_changed = (day.year, day.month) != (self.day.year, self.day.month)
        self.day = day
        # The page repaints grid and agenda together, in one screen update.
        self.post_message(self.DayChanged(day, month_changed))

    def action_move(self, days: int) -> None:
        """Move by some days."""
        self.move_to(self.day + timedelta(days=days))

    def action_turn(self, months: int) -> None:
        """Move by some months, to the same day or the last of the month."""
        count = self.day.year * 12 + self.day.month - 1 + months
        year, month = divmod(count, 12)
        last = calendar.monthrange(year, month + 1)[1]
        self.move_to(date(year, month + 1, min(self.day.day, last)))

    def lines_for(self, height: int) -> int:
        """The lines of a day's cell in a grid of some height: 2 to 5."""
        return max(2, min(5, (height - 1) // WEEKS))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual: the height left, as a whole number of lines for each day."""
        return 1 + WEEKS * self.lines_for(viewport.height - self._reserved_lines)

    # -- drawing -----------------------------------------------------------

    def on_focus(self) -> None:
        """Highlight the chosen day."""
        self.refresh()

    def on_blur(self) -> None:
        """Dim the chosen day."""
        self.refresh()

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

    def _cell(self, day: date, width: int, lines: int) -> list[list[StyledText]]:
        """A day: its number, 休 or 班 and the kinds; then the almanac note, if any; then titles."""
        inner = width - 1
        labels = self._labels.get(day, ())
        base = PLAIN if day.month == self.day.month else QUIET
        rows = [[_GAP, *self._date_line(day, inner, labels)]]
        if note := note_words(day):
            named = base is PLAIN and day_note(day).kind in ("festival", "term")
            rows.append([_GAP, (set_cell_size(note, inner), STRONG if named else QUIET)])
        room = lines - len(rows)
        hidden = len(labels) - len(labels[:room])
        for index, label in enumerate(labels[:room]):
            style = _STRUCK if label.cancelled else base + label.colour
            suffix = f"+{hidden}" if hidden and index == room - 1 else ""
            text = f"{label.time} {label.text}" if label.time and width >= 16 else label.text
            body = set_cell_size(harmless_line(text), inner - len(suffix)) + suffix
            rows.append([_GAP, (body, style)])
        rows += [[(" " * width, PLAIN)]] * (lines - len(rows))
        return rows

    def _date_line(
        self, day: date, width: int, labels: Sequence[OccurrenceLabel]
    ) -> list[StyledText]:
        """The number, 休 or 班, and a letter for each occurrence, as many as fit.

        Cancelled ones have a letter, struck out, only where nothing else takes place. Of the chosen
        day only this line is coloured: visible enough, and few bytes per move.
        """
        inside = day.month == self.day.month
        takes_place = any(not label.cancelled for label in labels)
        number_style, tag_style = (STRONG if inside else QUIET), QUIET
        if day == self.today:
            number_style = TODAY
        elif inside and takes_place:
            number_style = ACCENT
        off = day_off(day)
        if inside and off:
            tag_style = _OFF if off == "off" else STRONG
        fill = PLAIN
        if day == self.day:
            fill = CHOSEN if self.has_focus else Style(reverse=True)
            number_style = tag_style = fill + Style(bold=True)
        pieces: list[StyledText] = [
            (f"{day.day:2}", number_style),
            (day_tag(day), tag_style),
            (" ", fill),
        ]
        room = width - sum(cell_len(text) for text, _style in pieces)
        style = fill + (_STRUCK if not takes_place else PLAIN if inside else QUIET)
        letters = _letters([label for label in labels if label.cancelled != takes_place], room)
        plain = day == self.day or not takes_place  # a colour would change the highlight's
        pieces += [(text, style if plain else style + colour) for text, colour in letters]
        return [*pieces, (" " * (room - sum(cell_len(text) for text, _ in letters)), fill)]


def _letters(labels: Sequence[OccurrenceLabel], room: int) -> list[StyledText]:
    """The letters of a day's occurrences: ``义课会``, and ``义课+3`` where there is no room."""
    letters = [(label.letter, label.colour) for label in labels]
    for shown in range(len(labels), -1, -1):
        more = [(f"+{len(labels) - shown}", PLAIN)] if shown < len(labels) else []
        found = [*letters[:shown], *more]
        if sum(cell_len(text) for text, _colour in found) <= room:
            return found
    return []
