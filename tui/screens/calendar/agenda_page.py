"""What the month and the week have in common: occurrences as rows, what is done from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.style import Style
from textual import work

from yigong.store.attendance.register import Register
from yigong.store.errors import DataError, Refused
from yigong.store.language import _
from yigong.store.records import Occurrence
from yigong.tui.screens.base.page import Page, Result, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.text.day_words import kind_letter
from yigong.tui.text.words import act_name, changed_events_text, occurrence_hours
from yigong.tui.view.day_occurrences import DayOccurrenceCache, OccurrencesByDay
from yigong.tui.view.event_filter import EventFilter
from yigong.tui.widgets.canvas import PLAIN, STRONG
from yigong.tui.widgets.month_grid import FIRST_DAY, LAST_DAY


class AgendaPage(Page[Result]):
    """A calendar page. A subclass says which day is chosen and how to get to another."""

    BOOKS = frozenset({"events", "settings", "squads"})

    def __init__(self, shows: EventFilter = EventFilter()) -> None:  # noqa: B008 - it is frozen
        """Make the page.

        Args:
            shows: Which events it shows.
        """
        super().__init__()
        self.shows = shows
        self._dated: DayOccurrenceCache | None = None

    # -- for subclasses ----------------------------------------------------

    @property
    def day(self) -> date:
        """The day that is chosen."""
        raise NotImplementedError

    def go_to(self, day: date, key: str = "") -> None:
        """Choose a day, and an occurrence of it."""
        raise NotImplementedError

    def chosen_one(self) -> str:
        """The key of the occurrence that is meant now.

        Raises:
            Refused: None is.
        """
        raise NotImplementedError

    # -- what happens when -------------------------------------------------

    def days(self, first: date, last: date) -> OccurrencesByDay:
        """What is shown of the days from a first to a last."""
        if self._dated is None:
            self._dated = DayOccurrenceCache(self.village)
        found = self._dated.days(first, last)
        if not self.shows:
            return found
        kept = {
            day: [o for o in ones if self.shows.matches(o.event)] for day, ones in found.items()
        }
        return {day: ones for day, ones in kept.items() if ones}

    def said_filter(self) -> str:
        """What is shown, for the heading; empty where everything is."""
        return self.shows.description(self.village.squads.names)

    def cells(self, occurrence: Occurrence) -> tuple[dict[str, str], Style]:
        """An occurrence for a list: time, sign, title, place, signed up, came, state; its style."""
        state, style = "", PLAIN
        try:
            register = self.village.registers.read(occurrence.key)
        except DataError as error:  # the others of the day are shown all the same
            self.status.bad(str(error))
            register, state = Register(occurrence.key, {}), _("unreadable")
        needs = sum(occurrence.event.needs.values())
        expected = len(register.expected)
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
            "sign": kind_letter(occurrence.event.kind),
            "title": occurrence.event.title,
            "place": occurrence.place,
            "signed": f"{expected}/{needs}" if needs else str(expected or ""),
            "came": str(len(register.present) or ""),
            "state": state,
        }, style

    # -- what can be done --------------------------------------------------

    def open_one(self, key: str) -> None:
        """Open an occurrence's page."""
        self.context.open_occurrence(self.village.events.occurrence_for(key))

    def action_desk(self) -> None:
        """The desk of the occurrence that is meant."""
        self.context.open_desk(self.village.events.occurrence_for(self.chosen_one()))

    @needs_writing
    @work
    async def action_new(self) -> None:
        """A form for an event on this day."""
        from yigong.tui.screens.calendar.event_form import EventForm

        event = await self.ask(EventForm(day=self.day))
        if event is not None:
            self.go_to(event.start.date())
            self.refresh_page()
            self.status.good(_("{title} is on the calendar").format(title=event.title))

    def action_today(self) -> None:
        """To today."""
        self.go_to(self.village.now().date())

    @work
    async def action_jump(self) -> None:
        """Ask for a date, 公历 or 农历, and go there."""
        from yigong.tui.text.lunar_words import read_day

        def check(answer: str) -> None:
            if not FIRST_DAY <= read_day(answer, self.day) <= LAST_DAY:
                raise Refused("There is no date {date}; write it as 2026-11-25.", date=answer[:20])

        question = _("Go to which date?")
        example = _("2026-11-25, 11-25, 25; by the lunar calendar 九月初九, 除夕, 秋分")
        answer = await self.ask(AskText(question, example, check=check))
        if answer:
            self.go_to(read_day(answer, self.day))

    @work
    async def action_find(self) -> None:
        """Find an event by words or pinyin, and go to its next date."""
        from yigong.tui.screens.calendar.event_search_page import EventSearchPage

        occurrence = await self.ask(EventSearchPage())
        if occurrence is None:
            return
        if not self.shows.matches(occurrence.event):
            self.shows = EventFilter()
        self.go_to(occurrence.start.date(), occurrence.key)
        self.refresh_page()

    @work
    async def action_filter(self) -> None:
        """Choose what is shown; with a choice made, show everything again."""
        from yigong.tui.screens.calendar.filter_page import FilterPage

        shows = EventFilter() if self.shows else await self.ask(FilterPage(self.shows))
        if shows is not None and shows != self.shows:
            self.shows = shows
            self.refresh_page()
            self.status.show("" if shows else _("Every event is shown."))

    @needs_writing
    def action_import(self) -> None:
        """Take events in from another program's calendar file."""
        from yigong.tui.screens.calendar.import_file_page import ImportFilePage

        self.app.push_screen(ImportFilePage())

    @needs_writing
    def action_undo(self) -> None:
        """Take back my last change of the calendar."""
        undone = self.village.undo("events")
        self.refresh_page()
        what = changed_events_text(self.village.history.change(undone.id))
        self.status.good(_("undone: {act}").format(act=f"{act_name(undone.act)} {what}"))


def to_watch(page: AgendaPage[Result], ones: Sequence[Occurrence]) -> list[object]:
    """What tells whether the registers of some occurrences were written: a stat for each."""
    return [page.village.registers.fingerprint(occurrence.key) for occurrence in ones]
