"""The calendar: the month, and the agenda of the chosen day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store.errors import DataError, Refused
from store.language import N_, _
from store.records import Occurrence
from store.register import Register
from tui.screens.page import HELP, Page
from tui.screens.places import PLACES
from tui.widgets.month import FIRST, LAST, Mark, Month
from tui.widgets.painted import PLAIN, STRONG, Piece
from tui.widgets.rows import Column, Row, Rows
from tui.words import act_name, day_name, hours_of, month_name, read_date

_AGENDA = 4
"""The fewest lines the agenda gets."""


class CalendarPage(Page[None]):
    """The first page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open_day", N_("Open")),
        Binding("d", "desk", N_("Desk")),
        Binding("n", "new", N_("New event")),
        *(
            Binding(place.key, f"app.go('{name}')", place.title)
            for name, place in PLACES.items()
            if place.key
        ),
        Binding("t", "today", N_("Today")),
        Binding("g", "jump", N_("Go to date")),
        Binding("i", "ical", N_("Calendar file")),
        Binding("u", "undo", N_("Undo")),
        Binding("q", "app.quit", N_("Quit"), show=False),
        Binding("escape", "month", show=False),
        HELP,
    ]
    BOOKS = frozenset({"events", "settings", "squads"})
    DEFAULT_CSS = "CalendarPage #agenda { height: 1fr; margin-top: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._by_day: Mapping[date, Sequence[Occurrence]] = {}
        self._books: object = None

    def body(self) -> ComposeResult:
        """The month above, the agenda below."""
        settings = self.village.settings
        today = self.village.now().date()
        yield Month(today, settings.first_weekday, spare=4 + _AGENDA)
        yield Rows(
            [
                Column(_("Time"), 11),
                Column(_("Event"), 0, most=44),
                Column(_("Place"), 20, least=70),
                Column(_("Signed up"), 9, right=True),
                Column(_("Came"), 5, right=True),
                Column("", 10),
            ],
            id="agenda",
        )

    @property
    def month(self) -> Month:
        """The grid."""
        return self.query_one(Month)

    @property
    def agenda(self) -> Rows:
        """The list of the day."""
        return self.query_one("#agenda", Rows)

    def heading(self) -> list[Piece]:
        """The village and the month."""
        day = self.month.day
        return [(self.village.settings.name, STRONG), (f"  {month_name(day)}", PLAIN)]

    def begin(self) -> None:
        """First look."""
        super().begin()
        self.focus_on(self.month)

    def watched(self) -> object:
        """Also the registers of the day shown."""
        registers = self.village.registers
        return super().watched(), [registers.signature(one.key) for one in self._of_day()]

    def _of_day(self) -> Sequence[Occurrence]:
        return self._by_day.get(self.month.day, ())

    def reload(self) -> None:
        """Marks for the grid, rows for the day."""
        self._books = super().watched()
        month = self.month
        month.first_weekday = self.village.settings.first_weekday
        marks: dict[date, list[Mark]] = {}
        by_day: dict[date, list[Occurrence]] = {}
        first, last = month.days()
        for one in self.village.events.between(first, last):
            day = max(one.start.date(), first)
            final = min((one.end - timedelta(seconds=1)).date(), last)
            while day <= final:
                marks.setdefault(day, []).append(_mark(one, day))
                by_day.setdefault(day, []).append(one)
                day += timedelta(days=1)
        self._by_day = by_day
        month.show(marks, self.village.now().date())
        self._show_day()

    def _show_day(self) -> None:
        """The agenda of the chosen day, and its registers to watch.

        Of what is watched only the registers are other ones now: the books were seen when the
        page was last read, not when the cursor moved.
        """
        day = self.month.day
        registers = self.village.registers
        self._seen = (self._books, [registers.signature(one.key) for one in self._of_day()])
        rows = [self._row(one) for one in self._of_day()]
        self.agenda.show(
            rows, empty=_("{day}: nothing planned. n plans something.").format(day=day_name(day))
        )

    def _row(self, one: Occurrence) -> Row:
        state, style = "", PLAIN
        try:
            register = self.village.registers.read(one.key)
        except DataError as error:  # the others of the day are shown all the same
            self.status.bad(str(error))
            register, state = Register(one.key, {}), _("unreadable")
        needs = sum(one.event.needs.values())
        expected = len(register.expected)
        signed = f"{expected}/{needs}" if needs else str(expected or "")
        if one.cancelled:
            state, style = _("cancelled"), Style(dim=True, strike=True)
        elif register.closed:
            state = _("signed")
        elif not state and one.start <= self.village.now() <= one.end:
            state, style = _("under way"), STRONG
        elif not state and one.moved:
            state = _("moved")
        cells = [
            hours_of(one, short=True),
            one.event.title,
            one.place,
            signed,
            str(len(register.present) or ""),
            state,
        ]
        return Row(one.key, cells, style)

    # -- what happens ------------------------------------------------------

    @on(Month.Walked)
    def walked(self, event: Month.Walked) -> None:
        """Another day, perhaps another month."""
        self.status.show("")
        if event.turned:
            self.refresh_page()
            return
        self.month.repaint()
        with self.telling():
            self._show_day()

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """An occurrence was chosen from the agenda."""
        self._open_event(str(event.key))

    def action_open_day(self) -> None:
        """Open the day's occurrence; with several, go and choose."""
        keys = [str(row.key) for row in self.agenda.rows]
        if len(keys) == 1:
            self._open_event(keys[0])
        elif keys:
            self.focus_on(self.agenda)
        else:
            self.action_new()

    def action_month(self) -> None:
        """Back from the agenda to the grid."""
        self.focus_on(self.month)

    def action_desk(self) -> None:
        """The desk of the day's occurrence: the one under way, else the chosen one."""
        with self.telling():
            if not self.agenda.rows:
                raise Refused("Nothing takes place on this day.")
            key = str(self.agenda.key)
            if not self.agenda.has_focus:
                now = self.village.now()
                running = [o for o in self._of_day() if o.start <= now <= o.end and not o.cancelled]
                if len(running) > 1:
                    self.focus_on(self.agenda)
                    raise Refused("Several are under way: choose one, then d.")
                key = running[0].key if running else key
            from tui.screens.desk import DeskPage

            self.app.push_screen(DeskPage(self.village.events.one(key)))

    def action_new(self) -> None:
        """A form for an event on this day."""
        from tui.screens.event_form import EventForm

        with self.telling():
            self.needs_writing()
            self.app.push_screen(EventForm(day=self.month.day), self._planned)

    def _planned(self, event: object) -> None:
        from store.records import Event

        if isinstance(event, Event):
            self.month.go(event.start.date())
            self.refresh_page()
            self.status.good(_("{title} is on the calendar").format(title=event.title))

    def action_today(self) -> None:
        """To today."""
        self.month.go(self.village.now().date())
        self.action_month()

    def action_jump(self) -> None:
        """Ask for a date and go there."""
        from tui.screens.ask import AskText

        def go(answer: str | None) -> None:
            if answer:
                with self.telling():
                    self.month.go(read_date(answer, self.month.day))

        def check(answer: str) -> None:
            day = read_date(answer, self.month.day)
            if not FIRST <= day <= LAST:
                raise Refused("There is no date {date}; write it as 2026-11-25.", date=answer[:20])

        question = _("Go to which date?")
        self.app.push_screen(AskText(question, "2026-11-25, 11-25, 25", check=check), go)

    def action_undo(self) -> None:
        """Take back my last change of the calendar."""
        with self.telling():
            self.needs_writing()
            undone = self.village.undo("events")
            self.refresh_page()
            title = str((undone.old or undone.new or {}).get("title", ""))
            self.status.good(_("undone: {act}").format(act=f"{act_name(undone.act)} {title}"))

    def action_ical(self) -> None:
        """Write the whole calendar as one file."""
        from exports.files import write
        from exports.ical import write_calendar

        with self.telling():
            events = self.village.events.all().values()
            data = write_calendar(events, self.village.settings)
            path = write(self.village.outbox() / "calendar.ics", data)
            self.status.good(_("written: {path}").format(path=path))

    def _open_event(self, key: str) -> None:
        from tui.screens.event import EventPage

        with self.telling():
            self.app.push_screen(EventPage(self.village.events.one(key)))


def _mark(one: Occurrence, day: date) -> Mark:
    """What a day's cell says of an occurrence; its time only on the day it begins."""
    begins = one.start.date() == day and not one.event.all_day
    return Mark(one.event.title, f"{one.start:%H:%M}" if begins else "", one.cancelled)
