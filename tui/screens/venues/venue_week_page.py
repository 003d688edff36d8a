"""The week of a venue: who has it when, and when it is free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widget import Widget

from yigong.store.dates.date_words import near_days_text, short_date
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.venue_records import Venue
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.venues.venue_actions import VenueActions
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.venue_lines import (
    fact_lines,
    month_lines,
    month_of,
    next_lines,
    next_occurrences,
    slot_lines,
    title_pieces,
    venue_panel,
)
from yigong.tui.view.venue_week import week_of_venue
from yigong.tui.widgets.canvas import ACCENT, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.venue_grid import VenueGrid

_BESIDE = 120
"""Columns from which there is room beside the days."""

_NARROW = 60
"""Columns below which the heading has the first day alone."""

_LOW = 24
"""Rows up to which what is under the cursor has two lines, and below which it has one."""


class VenueWeekPage(VenueActions):
    """Shows a week of a venue; Enter opens what is under the cursor, or books it where it is
    free."""

    PURPOSE = N_("See who has a venue when, and book it.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "none", N_("Open"), tooltip=N_("Open what takes place there, or book it.")
        ),
        Binding("n,b", "new", N_("Book")),
        Binding("left_square_bracket", "turn(-1)", N_("Week before")),
        Binding("right_square_bracket", "turn(1)", N_("Week after")),
        Binding("v", "free", N_("Only free")),
        Binding("exclamation_mark", "waiting", N_("What waits")),
        Binding("t", "today", N_("Today")),
        Binding("e", "edit", N_("Edit")),
        Binding("o", "bookings('html')", N_("Print the month")),
        Binding("x", "bookings('xlsx')", "Excel"),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    DEFAULT_CSS = """
    VenueWeekPage #facts, VenueWeekPage #month, VenueWeekPage #slot { margin: 0 1; }
    VenueWeekPage VenueGrid { margin-top: 1; max-height: 30; }
    VenueWeekPage #next { margin: 1 1 0 1; display: none; height: 1fr; }
    VenueWeekPage.-high #next { display: block; }
    VenueWeekPage.-high VenueGrid { height: 2fr; }
    VenueWeekPage.-beside #facts, VenueWeekPage.-beside #month { display: none; }
    VenueWeekPage.-beside #slot { display: none; }
    VenueWeekPage #venue, VenueWeekPage #chosen { margin-top: 1; }
    """
    undo_book = "events"

    def __init__(self, number: int, day: date | None = None) -> None:
        """Open the week of a venue.

        Args:
            number: The venue.
            day: A day of the week; `None`: today.
        """
        super().__init__()
        self._number = number
        self._day = day
        self._only_free = False

    def venue(self) -> Venue:
        """The venue."""
        return self.village.venues.get(self._number)

    @property
    def _first(self) -> date:
        """The first day of the week."""
        day = self._day or self.village.now().date()
        return day - timedelta(days=(day.weekday() - self.village.settings.first_weekday) % 7)

    @property
    def _month(self) -> date:
        """A day of the month in which most of the week is."""
        return self._first + timedelta(days=3)

    @property
    def grid(self) -> VenueGrid:
        """The grid."""
        return self.query_one(VenueGrid)

    def hour(self) -> datetime:
        """The day and the hour under the cursor."""
        day = self._first + timedelta(days=self.grid.day)
        return datetime.combine(day, time(self.grid.minute // 60, self.grid.minute % 60))

    def body(self) -> ComposeResult:
        """What it is; its week; what is under the cursor; the month's numbers; what comes next."""
        yield Panel(id="facts")
        yield VenueGrid()
        yield Panel(id="slot")
        yield Panel(id="month")
        yield Panel(id="next")

    def side(self) -> Iterable[Widget]:
        """The venue, and what is under the cursor; nothing where the days need the room."""
        if self._has_room:
            yield Panel(id="venue")
            yield Panel(id="chosen")
            yield from self.side_below()

    @property
    def _has_room(self) -> bool:
        """Whether there is room beside the days."""
        return self.app.size.width >= _BESIDE

    def on_resize(self, event: Resize) -> None:
        """Say below the days what there is no room for beside them."""
        super().on_resize(event)
        self.set_class(self._has_room, "-beside")

    def heading(self) -> list[Piece]:
        """The venue and the week."""
        venue = self.village.venues.all().get(self._number)
        if venue is None:
            return []
        last = self._first + timedelta(days=6)
        pieces: list[Piece] = [f"{short_date(self._first)}  ", (venue.name, STRONG)]
        if self.size.width >= _NARROW:
            span = near_days_text(self._first, last, self.village.now().date())
            pieces = [(venue.name, STRONG), f"  {venue.code}  {span}"]
        elif self._only_free:
            return [f"{short_date(self._first)}  ", (_("free"), ACCENT)]
        waiting = [
            dates
            for dates in self.village.venue_calendar.waiting(self.village.now())
            if self._number in dates[0].venues
        ]
        if waiting:
            text = _("to answer {n}").format(n=len(waiting))
            pieces.append((f"  {text}", ACCENT))
        if self._only_free:
            pieces += ["  ", (_("only what is free"), ACCENT)]
        return pieces

    def begin(self) -> None:
        """Put the cursor on today and this hour."""
        now = self.village.now()
        self.grid.put((now.date() - self._first).days % 7, now.hour * 60)
        super().begin()
        self.focus_on(self.grid)

    def reload(self) -> None:
        """Show the week."""
        self.set_class(self._has_room, "-beside")
        if self._number not in self.village.venues.all():
            self.dismiss()  # it was taken back
            return
        village, venue = self.village, self.venue()
        today = village.now().date()
        week, now = week_of_venue(village, venue, self._first), village.now().replace(tzinfo=None)
        self.grid.show(week, now, only_free=self._only_free)
        month = self._month
        numbers = month_of(village, venue, month)
        self.query_one("#facts", Panel).fill(
            lambda width: fact_lines(village, venue, width)[: 1 if self.size.height < _LOW else 3]
        )
        self.query_one("#month", Panel).fill(lambda width: month_lines(month, numbers, width))
        found = next_occurrences(village, venue, max(today, self._first))
        heading: list[Piece] = [(_("Next at {venue}").format(venue=venue.name), STRONG)]
        self.query_one("#next", Panel).fill(
            lambda width: [heading, *next_lines(village, found, width)]
        )
        self._show_slot()

    def reload_side(self) -> None:
        """Show the venue, and what is under the cursor."""
        super().reload_side()
        village, venue, month = self.village, self.venue(), self._month
        self.query_one("#venue", Panel).fill(
            lambda width: venue_panel(village, venue, month, width)
        )
        self.query_one("#chosen", Panel).fill(self._slot_lines)

    def _show_slot(self) -> None:
        panel, found = self.query_one("#slot", Panel), self._chosen()
        if found and self.size.height <= _LOW:
            panel.fill(lambda _width: [[p for each in found for p in (*title_pieces(each), "  ")]])
        else:
            panel.fill(lambda width: self._slot_lines(width)[:2])

    def _slot_lines(self, width: int) -> StyledLines:
        """What is under the cursor."""
        found = self._chosen()
        if found:
            return slot_lines(self.village, found, width)
        at, offered = self.hour(), self.grid.offered
        words = _("{day} {time}: n books it from here on")
        if offered is None:
            words = _("{day} {time}: past or not free; n books the next free time")
        else:
            at = datetime.combine(at.date(), time(offered // 60, offered % 60))
        text = words.format(day=short_date(at.date()), time=f"{at:%H:%M}")
        return [[(part, QUIET)] for part in wrap_text(text, max(1, width))]

    def _chosen(self) -> list[Occurrence]:
        """The occurrences under the cursor, the first first."""
        events = self.village.events
        return [events.occurrence_for(slot.key) for slot in self.grid.slots]

    # -- what can be done --------------------------------------------------

    @on(VenueGrid.Moved)
    def moved(self) -> None:
        """Show what is under the cursor."""
        self.status.show("")
        self._show_slot()
        if self.has_side:
            self.query_one("#chosen", Panel).fill(self._slot_lines)

    @on(VenueGrid.Chosen)
    def chosen(self) -> None:
        """Open what is under the cursor; where it is free, book it."""
        found = self._chosen()
        if found:
            self.context.open_occurrence(found[0])
        else:
            self.action_new()

    def action_none(self) -> None:
        """Open what takes place there, or book it.

        The grid does so itself; a binding of this action shows it in the footer.
        """

    def booking_scope(self) -> tuple[Venue | None, date]:
        """The venue, and the month in which most of the week is."""
        return self.venue(), self._month

    def action_new(self) -> None:
        """Book the venue from the hour under the cursor on."""
        self.action_book()

    def action_turn(self, weeks: int) -> None:
        """Show the week before or after.

        The cursor stays on the same hour.
        """
        self._day = self._first + timedelta(weeks=weeks)
        self.refresh_page()

    def action_today(self) -> None:
        """Show this week, and go to this hour."""
        self._day = None
        now = self.village.now()
        self.refresh_page()
        self.grid.put((now.date() - self._first).days, now.hour * 60)

    def action_free(self) -> None:
        """Show only what is free, or all again."""
        self._only_free = not self._only_free
        self.refresh_page()
