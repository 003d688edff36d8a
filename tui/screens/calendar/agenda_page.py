"""The agenda page, base of month and week: the cells of occurrences, the actions on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.style import Style
from textual import work

from yigong.store.attendance.register import Promotion, Register
from yigong.store.errors import DataError, Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import _
from yigong.store.squads.staffing import needed_people, signed_up
from yigong.tui.screens.base.page import Page, Result, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.text.words import occurrence_hours
from yigong.tui.view.day_occurrences import DayOccurrenceCache, OccurrencesByDay
from yigong.tui.view.event_filter import EventFilter
from yigong.tui.view.kind_words import kind_sign
from yigong.tui.view.today_view import filling
from yigong.tui.widgets.canvas import PLAIN, STRONG
from yigong.tui.widgets.month_grid import FIRST_DAY, LAST_DAY
from yigong.tui.widgets.today_card import Filling


class AgendaPage(Page[Result]):
    """A calendar page. A subclass has a chosen day and moves to another."""

    BOOKS = frozenset({"events", "programmes", "settings", "squads"})

    def __init__(self, event_filter: EventFilter = EventFilter()) -> None:  # noqa: B008 - frozen
        """Make the page.

        Args:
            event_filter: The events shown.
        """
        super().__init__()
        self.event_filter = event_filter
        self._cache: DayOccurrenceCache | None = None

    # -- for subclasses ----------------------------------------------------

    @property
    def day(self) -> date:
        """The day that is chosen."""
        raise NotImplementedError

    def go_to(self, day: date, key: str = "") -> None:
        """Choose a day, and an occurrence on it by its key."""
        raise NotImplementedError

    def chosen_key(self) -> str:
        """The key of the chosen occurrence.

        Raises:
            Refused: The chosen day has none, or it is not clear which.
        """
        raise NotImplementedError

    # -- occurrences -------------------------------------------------------

    def occurrences_by_day(self, first: date, last: date) -> OccurrencesByDay:
        """The occurrences shown from a first to a last day (inclusive), by day."""
        if self._cache is None:
            self._cache = DayOccurrenceCache(self.village)
        by_day = self._cache.days(first, last, bookings=self.event_filter.bookings)
        if not self.event_filter:
            return by_day
        matching = {
            day: [each for each in occurrences if self.event_filter.matches(each.event)]
            for day, occurrences in by_day.items()
        }
        return {day: occurrences for day, occurrences in matching.items() if occurrences}

    def filter_text(self) -> str:
        """The filter in words, for the heading; empty where all events are shown."""
        return self.event_filter.description(self.village.squads.names)

    def cells(self, occurrence: Occurrence) -> tuple[dict[str, str], Style]:
        """The cells of an occurrence by name, in the order of the columns, and their style."""
        state, style = "", PLAIN
        try:
            register = self.village.registers.read(occurrence.key)
        except DataError as error:  # the other occurrences of the day are shown all the same
            self.status.bad(str(error))
            register, state = Register(occurrence.key, {}), _("unreadable")
        needs = needed_people(occurrence)
        signed = signed_up(occurrence, register)
        if occurrence.cancelled:
            state, style = _("cancelled"), Style(dim=True, strike=True)
        elif register.closed:
            state = _("signed")
        elif not state and occurrence.start <= self.village.now() <= occurrence.end:
            state, style = _("under way"), STRONG
        elif not state and occurrence.moved:
            state = _("moved")
        return {
            "time": occurrence_hours(occurrence, short=True),
            "sign": self.kind_sign(occurrence)[0],
            "title": occurrence.event.title,
            "place": occurrence.place,
            "signed": f"{signed}/{needs}" if needs else str(signed or ""),
            "came": str(len(register.present) or ""),
            "state": state,
        }, style

    def kind_sign(self, occurrence: Occurrence) -> tuple[str, Style]:
        """The letter of its kind, and the style of that cell."""
        return kind_sign(occurrence.event.kind, self.village.settings.kinds)

    def filling(self, occurrence: Occurrence) -> Filling:
        """How many people an occurrence needs and has; a register that is unreadable is empty."""
        try:
            register = self.village.registers.read(occurrence.key)
        except DataError:  # `cells` reports it
            register = Register(occurrence.key, {})
        squads = {squad.number: squad.name for squad in self.village.squads.all().values()}
        return filling(occurrence, register, squads, self.village.settings.kinds)

    # -- actions -----------------------------------------------------------

    def open_key(self, key: str) -> None:
        """Open the page of an occurrence."""
        self.context.open_occurrence(self.village.events.occurrence_for(key))

    def action_desk(self) -> None:
        """Open the desk of the chosen event."""
        self.context.open_desk(self.village.events.occurrence_for(self.chosen_key()))

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Plan an event on the chosen day."""
        from yigong.tui.screens.calendar.event_form import EventForm

        event = await self.ask(EventForm(day=self.day))
        if event is not None:
            self.go_to(event.start.date())
            self.refresh_page()
            text = _("{title} is on the calendar; Enter opens it: o posts, t legs")
            self.status.good(text.format(title=event.title))

    def action_today(self) -> None:
        """Go to today."""
        self.go_to(self.village.now().date())

    @work
    async def action_jump(self) -> None:
        """Go to a date that you type; lunar dates are read, too."""
        from yigong.store.dates.day_parser import parse_day
        from yigong.tui.text.typed_words import day_meaning

        today = self.village.now().date()

        def meaning(answer: str) -> str:
            day = parse_day(answer, today, near=self.day)
            if not FIRST_DAY <= day <= LAST_DAY:
                raise Refused("There is no date {date}; write it as 2026-11-25.", date=answer[:20])
            return day_meaning(day, today)

        question = _("Go to which date?")
        example = _("2026-11-25, 25, tomorrow, next sat, +7; 国庆节, 除夕, 秋分, 九月初九")
        answer = await self.ask(AskText(question, example, meaning=meaning))
        if answer:
            self.go_to(parse_day(answer, today, near=self.day))

    @work
    async def action_find(self) -> None:
        """Find an event by words or pinyin, and go to its next date."""
        from yigong.tui.screens.calendar.event_search_page import EventSearchPage

        occurrence = await self.ask(EventSearchPage())
        if occurrence is None:
            return
        if not self.event_filter.matches(occurrence.event):
            self.event_filter = EventFilter()
        self.go_to(occurrence.start.date(), occurrence.key)
        self.refresh_page()

    @work
    async def action_filter(self) -> None:
        """Show only some kinds or squads; with a filter on, show all events again."""
        from yigong.tui.screens.calendar.filter_page import FilterPage

        current = self.event_filter
        chosen = EventFilter() if current else await self.ask(FilterPage(current))
        if chosen is not None and chosen != self.event_filter:
            self.event_filter = chosen
            self.refresh_page()
            self.status.show("" if chosen else _("Every event is shown."))

    @needs_writing
    def action_import(self) -> None:
        """Take in another program's calendar file; first you see what it would change."""
        from yigong.tui.screens.calendar.import_file_page import ImportFilePage

        self.app.push_screen(ImportFilePage())

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of the calendar."""
        from yigong.tui.view.history_words import undone_words
        from yigong.tui.view.roll_call_words import promoted_words

        moved_up: list[Promotion] = []
        undone = self.village.undo("events", moved_up=moved_up)
        self.refresh_page()
        text = _("undone: {act}").format(act=undone_words(self.village, undone))
        self.status.good(text + promoted_words(moved_up, self.village.people.all()))


def register_fingerprints(
    page: AgendaPage[Result], occurrences: Sequence[Occurrence]
) -> list[object]:
    """The fingerprints of the registers of some occurrences: one stat each."""
    return [page.village.registers.fingerprint(occurrence.key) for occurrence in occurrences]
