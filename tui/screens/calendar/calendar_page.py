"""The calendar: the month, and the agenda of the chosen day."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from yigong.store.dates.almanac import FIRST_ANNOUNCED, day_note, day_off, is_announced
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import Occurrence
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import HELP
from yigong.tui.screens.calendar.agenda_page import AgendaPage, to_watch
from yigong.tui.text.day_words import kind_letter
from yigong.tui.text.words import day_name, month_name
from yigong.tui.view.day_occurrences import OccurrencesByDay
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.day_heading import DayHeading
from yigong.tui.widgets.month_grid import MonthGrid, OccurrenceLabel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

if TYPE_CHECKING:
    pass

_AGENDA = 4
"""The fewest lines the agenda gets."""

_PAUSE = 0.1
"""Seconds without a key after which the months before and after are worked out in advance."""


class CalendarPage(AgendaPage[None]):
    """The first page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open_day", N_("Open")),
        Binding("d", "desk", N_("Desk")),
        Binding("n", "new", N_("New event")),
        Binding("w", "week", N_("Week")),
        Binding("slash", "find", N_("Find")),
        *(
            Binding(main.key, f"app.go('{name}')", main.title)
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
        Binding("q", "app.quit", N_("Quit"), show=False),
        Binding("escape", "month", show=False),
        HELP,
    ]
    DEFAULT_CSS = "CalendarPage #agenda { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._by_day: OccurrencesByDay = {}
        self._books: object = None
        self._wanted = ""
        self._sent_to: date | None = None
        self._ahead: Timer | None = None

    def body(self) -> ComposeResult:
        """The month above, the agenda below."""
        settings = self.village.settings
        today = self.village.now().date()
        yield MonthGrid(today, settings.first_weekday, reserved_lines=4 + _AGENDA)
        yield DayHeading()
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

    @property
    def month(self) -> MonthGrid:
        """The grid."""
        return self.query_one(MonthGrid)

    @property
    def agenda(self) -> RowList:
        """The list of the day."""
        return self.query_one("#agenda", RowList)

    @property
    def day(self) -> date:
        """The chosen day."""
        return self.month.day

    def go_to(self, day: date, key: str = "") -> None:
        """Choose a day; with an occurrence, go on into the agenda."""
        self.status.show("")
        if day != self.month.day:
            self._sent_to = day
        self._wanted = key
        self.month.move_to(day)
        self.focus_on(self.agenda if key else self.month)

    def heading(self) -> list[Piece]:
        """The village, the month, what is left out, and whether 休 and 班 are known."""
        day = self.month.day
        pieces: list[Piece] = [
            (self.village.settings.name, STRONG),
            (f"  {month_name(day)}", PLAIN),
        ]
        if self.shows:
            pieces.append((f"  {self.said_filter()}", ACCENT))
        if day.year >= FIRST_ANNOUNCED and not is_announced(day.year):
            late = day.year <= self.village.now().year
            unknown = _("days off not known here") if late else _("days off not announced yet")
            pieces.append((f"  {unknown}", QUIET))
        return pieces

    def begin(self) -> None:
        """First look."""
        super().begin()
        self.focus_on(self.month)

    def watched(self) -> object:
        """Also the registers of the day shown."""
        return super().watched(), to_watch(self, self._of_day())

    def _of_day(self) -> Sequence[Occurrence]:
        return self._by_day.get(self.month.day, ())

    def reload(self) -> None:
        """Marks for the grid, rows for the day."""
        self._books = super().watched()
        month = self.month
        month.first_weekday = self.village.settings.first_weekday
        self._by_day = self.days(*month.days())
        month.show(_marks(self._by_day), self.village.now().date())
        self._show_day()
        if self._ahead is not None:
            self._ahead.stop()
        self._ahead = self.set_timer(_PAUSE, self._look_ahead)

    def _look_ahead(self) -> None:
        """Work out the months before and after while nobody waits for them."""
        with self.report_refusals():
            for day in _neighbours(self.month.day):
                first, last = self.month.days(day)
                self.days(first, last)
                for step in range((last - first).days + 1):
                    day_note(first + timedelta(days=step))
                    day_off(first + timedelta(days=step))

    def _show_day(self) -> None:
        """The agenda of the chosen day, and its registers to watch.

        Of what is watched only the registers are other ones now: the books were seen when the
        page was last read, not when the cursor moved.
        """
        day = self.month.day
        self._seen = (self._books, to_watch(self, self._of_day()))
        self.query_one(DayHeading).show(day)
        empty = _("{day}: nothing planned. n plans something.")
        if self.shows:
            empty = _("{day}: nothing of what is shown. f shows every event.")
        self.agenda.show(
            [self._row(one) for one in self._of_day()], empty=empty.format(day=day_name(day))
        )
        if self._wanted:
            self.agenda.move_to(self._wanted)
            self._wanted = ""

    def _row(self, one: Occurrence) -> ListRow:
        cells, style = self.cells(one)
        return ListRow(one.key, list(cells.values()), style)

    # -- what happens ------------------------------------------------------

    @on(MonthGrid.DayChanged)
    def walked(self, event: MonthGrid.DayChanged) -> None:
        """Another day, perhaps another month; what brought one there stays said."""
        if event.day != self._sent_to:
            self.status.show("")
        self._sent_to = None
        if event.month_changed:
            self.refresh_page()
            return
        self.month.repaint()
        self._show_day()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """An occurrence was chosen from the agenda."""
        self.open_one(str(event.key))

    def action_open_day(self) -> None:
        """Open the day's occurrence; with several, go and choose."""
        keys = [str(row.key) for row in self.agenda.rows]
        if len(keys) == 1:
            self.open_one(keys[0])
        elif keys:
            self.focus_on(self.agenda)
        else:
            self.action_new()

    def action_month(self) -> None:
        """Back from the agenda to the grid; from the grid, back to every event."""
        if self.month.has_focus and self.shows:
            self.action_filter()
        self.focus_on(self.month)

    def chosen_one(self) -> str:
        """The one the cursor is on in the agenda; from the grid, the one under way."""
        if not self.agenda.rows:
            raise Refused("Nothing takes place on this day.")
        if self.agenda.has_focus:
            return str(self.agenda.key)
        now = self.village.now()
        running = [o for o in self._of_day() if o.start <= now <= o.end and not o.cancelled]
        if len(running) > 1:
            self.focus_on(self.agenda)
            raise Refused("Several are under way: choose one, then d.")
        return running[0].key if running else str(self.agenda.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Another name is not offered where the server says whose key it was."""
        if action == "somebody_else":
            return self.context.may_rename
        return super().check_action(action, parameters)

    def action_somebody_else(self) -> None:
        """Ask who is at the keyboard now."""
        self.context.action_somebody_else()

    @work
    async def action_week(self) -> None:
        """The agenda of the week."""
        from yigong.tui.screens.calendar.week_page import WeekPage

        left = await self.ask(WeekPage(self.month.day, self.shows))
        if left is not None:
            self.shows = left.shows
            self.go_to(left.day)
            self.refresh_page()

    def action_ical(self) -> None:
        """Write the whole calendar as one file."""
        from yigong.tui.screens.calendar.calendar_export import write_whole

        write_whole(self)


def _neighbours(day: date) -> list[date]:
    """A day of the month before and one of the month after."""
    after = day.replace(day=calendar.monthrange(day.year, day.month)[1]) + timedelta(days=1)
    return [day.replace(day=1) - timedelta(days=1), after]


def _marks(days: OccurrencesByDay) -> Mapping[date, Sequence[OccurrenceLabel]]:
    """What the cells say of what happens."""
    return {day: [_mark(one, day) for one in ones] for day, ones in days.items()}


def _mark(one: Occurrence, day: date) -> OccurrenceLabel:
    """What a day's cell says of an occurrence; its time only on the day it begins."""
    begins = one.start.date() == day and not one.event.all_day
    time = f"{one.start:%H:%M}" if begins else ""
    return OccurrenceLabel(one.event.title, time, one.cancelled, kind_letter(one.event.kind))
