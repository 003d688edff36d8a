"""The calendar page: the month, and the agenda of the chosen day."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from yigong.store.dates.almanac import FIRST_ANNOUNCED, day_note, day_off, is_announced
from yigong.store.dates.date_words import month_name
from yigong.store.errors import DataError, Refused
from yigong.store.event_records import Occurrence
from yigong.store.kinds import kind_spec
from yigong.store.language import N_, _
from yigong.store.settings_records import KindSpec
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import HELP
from yigong.tui.screens.calendar.agenda_page import AgendaPage, register_fingerprints
from yigong.tui.text.day_words import day_words, kind_letter
from yigong.tui.text.words import day_name
from yigong.tui.view.day_occurrences import OccurrencesByDay
from yigong.tui.view.first_steps import first_steps
from yigong.tui.view.kind_words import kind_colour
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.month_grid import MonthGrid, OccurrenceLabel
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.wrapped_text import WrappedText

_RESERVED_LINES = 10
"""Lines of the screen beside the month: header, day, three occurrences, status, keys, air."""

_ROOM_FOR_STEPS = 30
"""Rows of the terminal below which only the next of the first steps is shown."""

_PREFETCH_DELAY = 0.3
"""Seconds without a key after which the months before and after are computed in advance."""


class CalendarPage(AgendaPage[None]):
    """Shows a month above the agenda of a day; the first page of the program."""

    PURPOSE = MAIN_PAGES["calendar"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open_day", N_("Open")),
        Binding("d", "desk", N_("Desk")),
        Binding("n", "new", N_("New event")),
        Binding("w", "week", N_("Week")),
        Binding("slash", "find", N_("Find")),
        *(
            Binding(main.key, f"app.go('{name}')", main.title, tooltip=main.purpose)
            for name, main in MAIN_PAGES.items()
            if main.key
        ),
        Binding("f", "filter", N_("Filter")),
        Binding("t", "today", N_("Today")),
        Binding("g", "jump", N_("Go to date")),
        Binding("i", "ical", N_("Calendar file")),
        Binding("I", "import", N_("Take in a calendar file")),
        Binding("u", "undo", N_("Undo")),
        Binding("x", "somebody_else", N_("Somebody else is here")),
        Binding(
            "q",
            "app.quit",
            N_("Quit"),
            tooltip=N_("Quit; everything is saved already."),
        ),
        Binding("escape", "month", show=False),
        HELP,
    ]
    DEFAULT_CSS = """
    CalendarPage #day { height: 1; margin-top: 1; }
    CalendarPage #agenda { height: 1fr; min-height: 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._by_day: OccurrencesByDay = {}
        self._book_fingerprints: object = None
        """Of the books, when the page was last read."""

        self._wanted_key = ""
        """The occurrence that the cursor goes to when the day is shown."""

        self._sent_to: date | None = None
        """The day of `go_to`, until the grid moved there."""

        self._prefetch_timer: Timer | None = None
        self._begun = False
        """Whether the first steps of the village are done."""

    def body(self) -> ComposeResult:
        """The month, the name of the day, its agenda."""
        settings = self.village.settings
        today = self.village.now().date()
        yield MonthGrid(today, settings.first_weekday)
        yield Panel(id="day")
        yield RowList(
            [
                ListColumn(_("Time"), 11),
                ListColumn("", 2),
                ListColumn(_("Event"), 0, most=44),
                ListColumn(_("Place"), 16, least=70),
                ListColumn(_("Signed up"), 9, right=True),
                ListColumn(_("Came"), 5, right=True),
                ListColumn("", 10),
            ],
            id="agenda",
        )
        steps = WrappedText()
        steps.id = "steps"
        yield steps

    @property
    def month(self) -> MonthGrid:
        """The grid of the month."""
        return self.query_one(MonthGrid)

    @property
    def agenda(self) -> RowList:
        """The list of the day's occurrences."""
        return self.query_one("#agenda", RowList)

    @property
    def day(self) -> date:
        """The chosen day."""
        return self.month.day

    def go_to(self, day: date, key: str = "") -> None:
        """Choose a day; with the key of an occurrence, choose that in the agenda."""
        self.status.show("")
        if day != self.month.day:
            self._sent_to = day
        self._wanted_key = key
        self.month.move_to(day)
        self.focus_on(self.agenda if key else self.month)

    def heading(self) -> list[Piece]:
        """The village, the month, the filter, whether 休 and 班 are known, the seasons and themes
        that hold in the month."""
        day = self.month.day
        pieces: list[Piece] = [(f"{self.village.settings.name}  {month_name(day)}", STRONG)]
        if self.event_filter:
            pieces.append((f"  {self.filter_text()}", ACCENT))
        if day.year >= FIRST_ANNOUNCED and not is_announced(day.year):
            outdated = day.year <= self.village.now().year
            unknown = _("days off not known here") if outdated else _("days off not announced yet")
            pieces.append((f"  {unknown}", QUIET))
        return [*pieces, *self._season_pieces()]

    def _season_pieces(self) -> list[Piece]:
        """The names of the seasons and themes; none where the programmes cannot be read."""
        first = self.month.day.replace(day=1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        with suppress(DataError):
            seasons = self.village.programmes.seasons_between(first, last)
            return [(f"  {season.name}", QUIET) for season in seasons]
        return []

    def begin(self) -> None:
        """Focus the month."""
        super().begin()
        self.focus_on(self.month)

    def fingerprint(self) -> object:
        """The books, and the registers of the day."""
        return super().fingerprint(), register_fingerprints(self, self._occurrences())

    def _occurrences(self) -> Sequence[Occurrence]:
        """Those of the chosen day."""
        return self._by_day.get(self.month.day, ())

    def reload(self) -> None:
        """Show the month in the grid and the day in the agenda."""
        self._book_fingerprints = super().fingerprint()
        month = self.month
        month.first_weekday = self.village.settings.first_weekday
        self._by_day = self.occurrences_by_day(*month.days())
        labels = _labels_by_day(self._by_day, self.village.settings.kinds)
        month.show(labels, self.village.now().date())
        self._show_day()
        if not self._begun:
            self._show_first_steps()
        if self._prefetch_timer is not None:
            self._prefetch_timer.stop()
        self._prefetch_timer = self.set_timer(_PREFETCH_DELAY, self._prefetch)

    def _show_first_steps(self) -> None:
        """Show what is to be done in a new village; nothing, once somebody was checked in."""
        steps = first_steps(self.village)
        self._begun = not steps
        following = next((step for step in steps if not step.done), None)
        lines: list[Piece] = []
        low = self.app.size.height < _ROOM_FOR_STEPS
        for step in [following] if following and low else steps:
            style = QUIET if step.done else STRONG if step is following else PLAIN
            lines.append((f"{'✓' if step.done else step.key}  {step.words}", style))
        self.query_one("#steps", WrappedText).show(lines)
        self.month.reserve(_RESERVED_LINES + len(lines))

    def _prefetch(self) -> None:
        """Fill the caches for the months before and after."""
        with self.report_refusals():  # an error of a timer's callback is not handled elsewhere
            for day in _days_in_adjacent_months(self.month.day):
                first, last = self.month.days(day)
                self.occurrences_by_day(first, last)
                for step in range((last - first).days + 1):
                    day_note(first + timedelta(days=step))
                    day_off(first + timedelta(days=step))

    def _show_day(self) -> None:
        """Show the agenda of the chosen day, and remember the fingerprints of its registers.

        Those of the books stay: the books were read with the month, not when the cursor moved.
        """
        day = self.month.day
        registers = register_fingerprints(self, self._occurrences())
        self._fingerprint = (self._book_fingerprints, registers)
        heading: Piece = (f" {day_words(day)}", STRONG)
        self.query_one("#day", Panel).fill(lambda _width: [[heading]])
        empty = _("{day}: nothing planned. n plans something.")
        if self.event_filter:
            empty = _("{day}: nothing of what is shown. f shows every event.")
        rows = [self._row(occurrence) for occurrence in self._occurrences()]
        self.agenda.show(rows, empty=empty.format(day=day_name(day)))
        if self._wanted_key:
            self.agenda.move_to(self._wanted_key)
            self._wanted_key = ""

    def _row(self, occurrence: Occurrence) -> ListRow:
        cells, style = self.cells(occurrence)
        return ListRow(
            occurrence.key, list(cells.values()), style, mark=self.kind_sign(occurrence)[1]
        )

    # -- keys --------------------------------------------------------------

    @on(MonthGrid.DayChanged)
    def day_changed(self, event: MonthGrid.DayChanged) -> None:
        """Show the day, perhaps another month; the status line stays if `go_to` led here."""
        if event.day != self._sent_to:
            self.status.show("")
        self._sent_to = None
        if event.month_changed:
            self.refresh_page()
            return
        self.month.refresh()
        self._show_day()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open an occurrence of the agenda."""
        self.open_key(str(event.key))

    def action_open_day(self) -> None:
        """Open the day's event; of several, choose one in the list first."""
        keys = [str(row.key) for row in self.agenda.rows]
        if len(keys) == 1:
            self.open_key(keys[0])
        elif keys:
            self.focus_on(self.agenda)
        else:
            self.action_new()

    def action_month(self) -> None:
        """Go back to the month; from there, show all events."""
        if self.month.has_focus and self.event_filter:
            self.action_filter()
        self.focus_on(self.month)

    def chosen_key(self) -> str:
        """In the agenda, the one under the cursor; in the grid, the one under way."""
        if not self.agenda.rows:
            raise Refused("Nothing takes place on this day.")
        if self.agenda.has_focus:
            return str(self.agenda.key)
        now = self.village.now()
        under_way = [
            each
            for each in self._occurrences()
            if each.start <= now <= each.end and not each.cancelled
        ]
        if len(under_way) > 1:
            self.focus_on(self.agenda)
            raise Refused("Several are under way: choose one, then d.")
        return under_way[0].key if under_way else str(self.agenda.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the change of organiser where the server knows whose SSH key it was."""
        if action == "somebody_else":
            return self.context.may_rename
        return super().check_action(action, parameters)

    def action_somebody_else(self) -> None:
        """Say who works here from now on; their name signs the changes."""
        self.context.action_somebody_else()

    @work
    async def action_week(self) -> None:
        """Show the week of the chosen day.

        Afterwards go to its day, with its filter.
        """
        from yigong.tui.screens.calendar.week_page import WeekPage

        result = await self.ask(WeekPage(self.month.day, self.event_filter))
        if result is not None:
            self.event_filter = result.event_filter
            self.go_to(result.day)
            self.refresh_page()

    def action_ical(self) -> None:
        """Write the whole calendar as one file."""
        from yigong.tui.screens.calendar.calendar_export import write_whole_calendar

        write_whole_calendar(self)


def _days_in_adjacent_months(day: date) -> list[date]:
    """A day of the month before and one of the month after."""
    after = day.replace(day=calendar.monthrange(day.year, day.month)[1]) + timedelta(days=1)
    return [day.replace(day=1) - timedelta(days=1), after]


def _labels_by_day(
    by_day: OccurrencesByDay, own_kinds: Sequence[KindSpec]
) -> Mapping[date, Sequence[OccurrenceLabel]]:
    """The labels of the cells of the month."""
    return {
        day: [_label(occurrence, day, own_kinds) for occurrence in occurrences]
        for day, occurrences in by_day.items()
    }


def _label(occurrence: Occurrence, day: date, own_kinds: Sequence[KindSpec]) -> OccurrenceLabel:
    """The label of an occurrence in the cell of a day; with its time on the day it begins."""
    event = occurrence.event
    begins = occurrence.start.date() == day and not event.all_day
    time = f"{occurrence.start:%H:%M}" if begins else ""
    kind = kind_spec(event.kind, own_kinds)
    return OccurrenceLabel(
        event.title, time, occurrence.cancelled, kind_letter(kind), kind_colour(kind)
    )
