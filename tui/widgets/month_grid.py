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
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip

from yigong.store.dates.almanac import day_note, day_off
from yigong.tui.text.day_words import day_tag, note_words
from yigong.tui.text.display_text import harmless_line
from yigong.tui.text.words import weekday
from yigong.tui.widgets.bars import swatch, tint, today_mark
from yigong.tui.widgets.canvas import (
    CHOSEN,
    PLAIN,
    QUIET,
    STRONG,
    CursorCanvas,
    Piece,
    compose_line,
)

FIRST_DAY, LAST_DAY = date(1901, 1, 1), date(2199, 12, 31)
"""The first and last day that can be chosen."""

WEEKS, _MAX_LINES = 6, 8
"""Always six, as on a wall calendar: so nothing below the grid moves from month to month; and the
most lines of a day."""

_STRUCK = Style(dim=True, strike=True)
_RED = Style(color="red")
"""Days off are red, as on paper."""

_TITLE, _GAP, _TIME = 8, 12, 18
"""The cells from which a day has room for titles, for a blank beside them, and for times."""

_MOST_BLOCK = 3
"""The lines of a chosen day that have its ground where nothing is written: each costs bytes."""

_CUT = 6
"""The least cells that an almanac note is cut to."""


@dataclass(frozen=True)
class OccurrenceLabel:
    """What a day's cell shows of an occurrence."""

    text: str
    time: str = ""
    cancelled: bool = False
    letter: str = ""
    """The letter of the event's kind."""

    colour: str = ""
    """The colour of the event's kind, one of a terminal's; empty: it has none."""


class MonthGrid(CursorCanvas):
    """The grid. Arrow keys move by days, PgUp and PgDn by months."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", show=False),
        Binding("right,l", "move(1)", show=False),
        Binding("up,k", "move(-7)", show=False),
        Binding("down,j", "move(7)", show=False),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
    ]

    DEFAULT_CSS = "MonthGrid { height: auto; margin-top: 1; }"

    @dataclass
    class DayChanged(Message):
        """Another day was chosen."""

        day: date
        month_changed: bool
        """Whether the grid shows another month."""

    def __init__(self, day: date, first_weekday: int = 0) -> None:
        """Make the grid, with a day chosen at first; the first weekday is 0 Monday .. 6 Sunday."""
        super().__init__()
        self._reserved_lines = 0
        self.day = day
        self.today = day
        self.first_weekday = first_weekday
        self._labels: Mapping[date, Sequence[OccurrenceLabel]] = {}

    def reserve(self, lines: int) -> None:
        """Leave lines of the screen to the other widgets."""
        if lines != self._reserved_lines:
            self._reserved_lines = lines
            self.refresh(layout=True)

    def days(self, day: date | None = None) -> tuple[date, date]:
        """The first and the last day in the grid of a day's month, or of the chosen day's; days
        of the adjacent months included."""
        first = (day or self.day).replace(day=1)
        first -= timedelta(days=(first.weekday() - self.first_weekday) % 7)
        return first, first + timedelta(days=7 * WEEKS - 1)

    def show(self, labels: Mapping[date, Sequence[OccurrenceLabel]], today: date) -> None:
        """Show other occurrences."""
        self._labels = labels
        self.today = today
        self.refresh()
        self.place_cursor()

    def move_to(self, day: date) -> None:
        """Choose a day of any month."""
        if not FIRST_DAY <= day <= LAST_DAY or day == self.day:
            return
        month_changed = (day.year, day.month) != (self.day.year, self.day.month)
        self.day = day
        self.place_cursor()
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
        """The lines of a day's cell in a grid of some height."""
        return max(2, min(_MAX_LINES, (height - 1) // WEEKS))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual: the height left, as a whole number of lines for each day."""
        return 1 + WEEKS * self.lines_for(viewport.height - self._reserved_lines)

    def cursor_cell(self) -> Offset:
        """The chosen day."""
        week, column = divmod((self.day - self.days()[0]).days, 7)
        row = 1 + week * self.lines_for(self.size.height)
        return Offset(_edge(column, self.size.width) + 1, row)

    # -- drawing -----------------------------------------------------------

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The weekdays, then each week."""
        widths = [_edge(column + 1, width) - _edge(column, width) for column in range(7)]
        first, _last = self.days()
        heads: list[Piece] = []
        for column, cells in enumerate(widths):
            number = (first + timedelta(days=column)).weekday()
            style = QUIET if number < calendar.SATURDAY else _RED
            heads.append((set_cell_size(f" {weekday(number)}", cells), style))
        yield compose_line(*heads, width=width)
        lines = self.lines_for(height)
        for week in range(WEEKS):
            days = [first + timedelta(days=7 * week + column) for column in range(7)]
            boxes = [self._cell(*each, lines) for each in zip(days, widths, strict=True)]
            for row in range(lines):
                yield Strip.join([box[row] for box in boxes])

    def _cell(self, day: date, width: int, lines: int) -> list[Strip]:
        """A day: number, 休 or 班, almanac note; a slip for each occurrence, cancelled ones last.

        A note that does not fit beside the number has a line of its own, if there is one left.
        """
        labels = sorted(self._labels.get(day, ()), key=lambda label: label.cancelled)
        hidden = max(0, len(labels) - lines + 1)
        ground = CHOSEN if day == self.day and self.has_focus else PLAIN
        date_line, note = self._date_line(day, width, hidden if width >= _TITLE else 0)
        rows = [date_line]
        if len(labels) + 2 <= lines and (note := _cut(note, width - 1)):
            style = self._note_style(day, ground)
            rows.append(compose_line(" ", (note, style), width=width, fill=ground))
        for label in labels[: lines - 1]:
            more = hidden if len(rows) == lines - 1 else 0
            pieces = self._slip(label, width, ground, more, inside=self._is_inside(day))
            rows.append(compose_line(*pieces, width=width, fill=ground))
        while len(rows) < lines:
            fill = ground if len(rows) < _MOST_BLOCK else PLAIN
            rows.append(compose_line(width=width, fill=fill))
        return rows

    def _is_inside(self, day: date) -> bool:
        """Whether a day is of the month that is shown."""
        return day.month == self.day.month

    def _note_style(self, day: date, ground: Style) -> Style:
        """Festivals and solar terms are strong."""
        if ground != PLAIN:
            return ground
        named = day_note(day).kind in ("festival", "term")
        return STRONG if named and self._is_inside(day) else QUIET

    def _date_line(self, day: date, width: int, hidden: int) -> tuple[Strip, str]:
        """The first line of a day, and the note where it has no room for it; how many
        occurrences have no line (0: nothing is said of them)."""
        ground = CHOSEN if day == self.day else PLAIN
        first, number = ground, ground + (self._ink(day) if ground == PLAIN else STRONG)
        if day == self.today:
            first = number = today_mark(self, chosen=day == self.day)
        tag, note = day_tag(day), note_words(day)
        tag = tag if cell_len(tag) + 3 <= width else ""  # the day is red, too
        more = f"+{hidden}" if hidden else ""
        room = width - 4 - cell_len(tag + more)
        left, note = note, _cut(note, room)
        gap = " " * (room - cell_len(note))
        quiet = ground if ground != PLAIN else QUIET
        pieces: list[Piece] = [(" ", first), (f"{day.day:2}", number)]
        pieces += [
            (tag, ground + self._ink(day)),
            (" ", ground),
            (note, self._note_style(day, ground)),
            (gap, ground),
        ]
        return compose_line(*pieces, (more, quiet), width=width, fill=ground), "" if note else left

    def _ink(self, day: date) -> Style:
        """The colour of a day's number: red is a day off, quiet another month's day."""
        if not self._is_inside(day):
            return QUIET
        free = day_off(day) or ("off" if day.weekday() >= calendar.SATURDAY else "")
        return STRONG + _RED if free == "off" else STRONG

    def _slip(
        self, label: OccurrenceLabel, width: int, ground: Style, more: int, *, inside: bool
    ) -> list[Piece]:
        """An occurrence: its kind's colour, its title on a tint of it; in little room the
        letter, and how many more follow. Outside the month that is shown it is quiet."""
        text = label.text
        if width < _TITLE:
            text = label.letter + (f"+{more}" if more else "")
        elif label.time and width >= _TIME:
            text = f"{label.time} {text}"
        text = set_cell_size(harmless_line(text), width - 1 - (width >= _GAP))
        if ground != PLAIN:
            style = ground + Style(strike=label.cancelled)
        elif label.cancelled or not inside:
            style = _STRUCK if label.cancelled else QUIET
        else:
            style = tint(self, label.colour)
        coloured = inside and not label.cancelled and label.colour
        return [(" ", swatch(label.colour) if coloured else ground), (text, style)]


def _cut(note: str, room: int) -> str:
    """An almanac note in the room there is; empty where it would not be legible: Chinese can
    lose a character, from three on; English nothing."""
    if cell_len(note) <= room:
        return note
    return set_cell_size(note, room).rstrip() if room >= _CUT and not note.isascii() else ""


def _edge(column: int, width: int) -> int:
    """The first cell of a column of the grid."""
    return column * width // 7
