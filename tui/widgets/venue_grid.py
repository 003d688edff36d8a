"""The week of a venue: a column for each day, lines of hours, a cursor on one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import ClassVar, Literal

from rich.cells import set_cell_size
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from yigong.store.language import _
from yigong.tui.text.words import weekday
from yigong.tui.widgets.bars import swatch, tint
from yigong.tui.widgets.canvas import (
    CHOSEN,
    GOOD,
    MORE,
    PLAIN,
    QUIET,
    STRONG,
    CursorCanvas,
    Piece,
    compose_line,
    fit,
)

_LABEL = 6
_MORNING, _EVENING = 8 * 60, 20 * 60
"""The hours that are shown of a venue that is always open, in minutes of the day."""

_HALF_HOUR = 30
_STEPS = (_HALF_HOUR, 60, 120, 180, 240, 0)
"""The minutes of a line, the finest that fits; 0: from each change to the next."""

_DAY = 24 * 60

SlotKind = Literal["own", "through", "asked"]
"""Held; held through the whole that it is part of, or through a part; asked for."""

_COLOURS: dict[SlotKind, str] = {"own": "green", "through": "", "asked": "yellow"}


@dataclass(frozen=True)
class VenueSlot:
    """What takes place on one day, from and until which minute of it."""

    day: int
    """0 to 6, by column."""

    first: int
    last: int
    text: str
    key: str
    """The occurrence's."""

    kind: SlotKind


@dataclass(frozen=True)
class VenueWeek:
    """What is to show of a venue's week."""

    days: tuple[date, ...]
    slots: tuple[VenueSlot, ...]
    opened: tuple[tuple[tuple[int, int], ...], ...]
    """By day the minutes at which it is open."""

    free: tuple[tuple[tuple[int, int], ...], ...]
    """By day the minutes at which it could be booked."""

    shut: tuple[str | None, ...]
    """By day why it is closed; `None`: it is not."""

    bounded: bool
    """Whether it has opening hours."""


class VenueGrid(CursorCanvas):
    """The grid. Where there is room, its lines are half hours; else they are folded to what is
    taken."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1, 0)", show=False),
        Binding("down,j", "move(1, 0)", show=False),
        Binding("left,h", "move(0, -1)", show=False),
        Binding("right,l", "move(0, 1)", show=False),
        Binding("home", "move(-99, 0)", show=False),
        Binding("end", "move(99, 0)", show=False),
        Binding("enter", "choose", show=False),
    ]
    DEFAULT_CSS = "VenueGrid { height: 1fr; min-height: 5; }"

    class Chosen(Message):
        """Enter was pressed."""

    class Moved(Message):
        """The cursor moved."""

    def __init__(self) -> None:
        super().__init__()
        self._week: VenueWeek | None = None
        self._now = datetime.min
        self._only_free = False
        self._lines: Sequence[tuple[int, int]] = ()
        self._top = 0
        self.day = 0
        """The column of the cursor."""

        self.minute = _MORNING
        """The minute of the day at which the cursor's line begins."""

    def show(self, week: VenueWeek, now: datetime, *, only_free: bool) -> None:
        """Show another week, or only what is free in it; what is past at a time is dim."""
        self._week, self._now, self._only_free = week, now, only_free
        self._fold()
        self.refresh()
        self.place_cursor()

    @property
    def slots(self) -> list[VenueSlot]:
        """What takes place under the cursor."""
        return self._slots(self.day, *self._line) if self._lines else []

    @property
    def _line(self) -> tuple[int, int]:
        return self._lines[self._index]

    @property
    def _index(self) -> int:
        """The line of the cursor."""
        at = (n for n, (first, last) in enumerate(self._lines) if first <= self.minute < last)
        return next(at, 0)

    def _slots(self, day: int, first: int, last: int) -> list[VenueSlot]:
        week = self._week
        if week is None:
            return []
        return [s for s in week.slots if s.day == day and s.first < last and s.last > first]

    # -- lines -------------------------------------------------------------

    def _fold(self) -> None:
        """Make the lines: half hours or hours, if they fit; else from each change to the next."""
        week = self._week
        if week is None:
            return
        spans = [span for day in week.opened for span in day] if week.bounded else []
        spans += [(slot.first, slot.last) for slot in week.slots]
        first = min([first for first, _last in spans] or [_MORNING])
        last = max([last for _first, last in spans] or [_EVENING])
        if not week.bounded:
            first, last = min(first, _MORNING), max(last, _EVENING)
        first, last = first // 60 * 60, min(_DAY, -(-last // 60) * 60)
        room = max(3, self.size.height - 1)
        changes = {last}
        for slot in week.slots:
            changes.add(slot.first // _HALF_HOUR * _HALF_HOUR)
            changes.add(min(last, -(-slot.last // _HALF_HOUR) * _HALF_HOUR))
        lines: list[tuple[int, int]] = []
        for step in _STEPS:
            edges = changes.union(range(first, last, step)) if step else {first, *changes}
            lines = list(pairwise(sorted(edges)))
            if len(lines) <= room:
                break
        self._lines = lines
        self.minute = self._line[0]
        self._scroll()

    def _scroll(self) -> None:
        room = max(1, self.size.height - 1)
        if not self._top <= self._index < self._top + room:
            self._top = self._index - room // 2
        self._top = max(0, min(self._top, len(self._lines) - room))

    def on_resize(self) -> None:
        """Fold the lines anew."""
        self._fold()
        self.refresh()
        super().on_resize()

    # -- cursor ------------------------------------------------------------

    def action_move(self, lines: int, days: int) -> None:
        """Move by lines and days."""
        if self._lines:
            index = max(0, min(self._index + lines, len(self._lines) - 1))
            self.minute = self._lines[index][0]
            self.day = max(0, min(self.day + days, 6))
            self._scroll()
            self.refresh()
            self.place_cursor()
            self.post_message(self.Moved())

    def put(self, day: int, minute: int) -> None:
        """Put the cursor on a day and a minute of it."""
        self.day, self.minute = day, minute
        if self._lines:
            self.minute = self._line[0]
        self._scroll()
        self.refresh()

    def action_choose(self) -> None:
        """Choose what is under the cursor."""
        self.post_message(self.Chosen())

    def cursor_cell(self) -> Offset:
        """The cell under the cursor."""
        return Offset(_LABEL + self.day * self._cells, 1 + self._index - self._top)

    # -- drawing -----------------------------------------------------------

    @property
    def _cells(self) -> int:
        return max(2, (self.size.width - _LABEL) // 7)

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The days, then the hours; the last line says how many are below."""
        week = self._week
        if week is None:
            return
        heads: list[Piece] = [" " * _LABEL]
        for day in week.days:
            style = STRONG if day == self._now.date() else QUIET
            heads.append((set_cell_size(_head(day, self._cells), self._cells), style))
        yield compose_line(*heads, width=width)
        shown = self._lines[self._top : self._top + height - 1]
        hidden = len(self._lines) - self._top - len(shown)
        for at, (first, last) in enumerate(shown, self._top):
            if hidden and at == self._top + len(shown) - 1 and at != self._index:
                text = _("{n} more below").format(n=hidden + 1)
                yield compose_line((f" {text}", MORE), width=width)
                return
            pieces: list[Piece] = [(f"{_clock(first)} ", QUIET)]
            for column in range(7):
                chosen = column == self.day and at == self._index
                pieces += self._cell(week, column, first, last, chosen=chosen)
            yield compose_line(*pieces, width=width)

    def _cell(
        self, week: VenueWeek, day: int, first: int, last: int, *, chosen: bool
    ) -> list[Piece]:
        width = self._cells - 1
        slots = self._slots(day, first, last)
        style = (CHOSEN if self.has_focus else STRONG) if chosen else PLAIN
        if slots and not self._only_free:
            slot = slots[0]
            begins = first <= slot.first < last or first == self._lines[self._top][0]
            text = (slot.text if begins else "|") + (f" +{len(slots) - 1}" if slots[1:] else "")
            if any(other.text.startswith("!") for other in slots[1:]):
                text = f"!{text.removeprefix('!')}"
            colour = _COLOURS[slot.kind]
            quiet = QUIET if not colour or self._is_past(week, day, last) else PLAIN
            ground = style if chosen else tint(self, colour) + quiet
            mark: list[Piece] = [(" ", swatch(colour))] if colour else []
            return [*mark, (fit(text, width - len(mark)), ground), " "]
        text, quiet = self._vacant(week, day, first, last)
        return [(fit(f" {text}", width), style if chosen else quiet), " "]

    def _is_past(self, week: VenueWeek, day: int, last: int) -> bool:
        """Whether a line of a day is over."""
        today = self._now.date()
        minute = self._now.hour * 60 + self._now.minute
        return week.days[day] < today or (week.days[day] == today and last <= minute)

    @property
    def offered(self) -> int | None:
        """From which minute of the day on what is under the cursor is free; `None`: it is not."""
        if self._week is None or not self._lines:
            return None
        first, last = self._line
        if self._is_past(self._week, self.day, last):
            return None
        free = self._week.free[self.day]
        return next((max(a, first) for a, b in free if a < last and b > first), None)

    def _vacant(self, week: VenueWeek, day: int, first: int, last: int) -> tuple[str, Style]:
        """What stands where nothing takes place: that it is free, closed, or not open."""
        if week.shut[day] is not None:
            lines = [_("shut"), week.shut[day] or ""]
            index = [line[0] for line in self._lines].index(first)
            return (lines[index] if index < len(lines) else ""), QUIET
        if not any(a < last and b > first for a, b in week.opened[day]):
            return "", QUIET
        if self._is_past(week, day, last):
            return "", QUIET
        if self._only_free:
            return _free_text(week.free[day], first, last, self._cells - 2), GOOD
        return ".", QUIET


def _free_text(free: Iterable[tuple[int, int]], first: int, last: int, width: int) -> str:
    """What of a line is free: all of it, or from when or up to when; empty: nothing."""
    parts = [(max(a, first), min(b, last)) for a, b in free if a < last and b > first]
    if not parts:
        return ""
    start, end = parts[0]
    if (start, end) == (first, last):
        return _("free")
    at = f"{_clock(start)}-" if start > first else f"-{_clock(end)}"
    if start > first and end < last and width >= len("21:15-21:30"):
        at += _clock(end)
    return at if width >= len(at) else "~"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _head(day: date, cells: int) -> str:
    """A day as there is room for: 周二 8, 8."""
    text = f" {weekday(day.weekday())} {day.day}"
    return text if cells >= 8 else f" {day.day}"
