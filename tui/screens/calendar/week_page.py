"""The week page: the occurrences of seven days as a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store import language
from yigong.store.dates.date_words import short_date
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.kinds import kind_spec
from yigong.store.language import N_, _
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.calendar.agenda_page import AgendaPage, register_fingerprints
from yigong.tui.text.day_words import day_tag, note_words
from yigong.tui.text.words import day_name, weekday
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.event_filter import EventFilter
from yigong.tui.view.kind_words import kind_colour
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.month_grid import FIRST_DAY, LAST_DAY
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.today_card import FillingCard
from yigong.tui.widgets.week_hours import HourSlip, WeekHours

_SLIM, _SHORT_DAY = 72, 13
"""The columns below which a day has its date alone, and the cells of that."""


@dataclass(frozen=True)
class WeekResult:
    """The day and the filter with which the week page was left."""

    day: date
    event_filter: EventFilter


@dataclass(frozen=True)
class WeekRow:
    """The key of a row: a day, and an occurrence on it where there is one."""

    day: date
    key: str = ""
    """The key of the occurrence; empty on a day without one."""


class WeekPage(ListPage[WeekResult], AgendaPage[WeekResult]):
    """Seven days; Esc goes back to the month, on the day the cursor is on."""

    PURPOSE = N_("See a week, day by day.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open_row", N_("Open")),
        Binding("left,h", "turn(-1)", N_("Week before")),
        Binding("right,l", "turn(1)", N_("Week after")),
        Binding("d", "desk", N_("Desk")),
        Binding("n", "new", N_("New event")),
        Binding("slash", "find", N_("Find")),
        Binding("f", "filter", N_("Filter")),
        Binding("t", "today", N_("Today")),
        Binding("g", "jump", N_("Go to date")),
        BACK,
        HELP,
    ]
    SORTS = False

    DEFAULT_CSS = """
    WeekPage RowList { height: auto; max-height: 70%; }
    WeekPage FillingCard, WeekPage WeekHours { margin-top: 1; }
    """

    def __init__(self, day: date, event_filter: EventFilter) -> None:
        """Open the week of a day.

        Args:
            day: The day the cursor is put on.
            event_filter: The events shown.
        """
        super().__init__(event_filter)
        self._day = day
        self._wanted_key = ""
        """The occurrence that the cursor goes to when the week is shown."""

        self._occurrences: Sequence[Occurrence] = ()

    def below(self) -> ComposeResult:
        """The occurrence under the cursor with its squads; the hours of the week."""
        yield FillingCard()
        yield WeekHours()

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn(_("Day"), self._day_cells),
            ListColumn(_("Time"), 11),
            ListColumn("", 2),
            ListColumn(_("Event"), 0, most=44),
            ListColumn(_("Place"), 20, least=100),
            ListColumn(_("Signed up"), 9, right=True),
            ListColumn("", 10, least=76),
        ]

    @property
    def day(self) -> date:
        """The day the cursor is on."""
        return self._day

    @property
    def _is_slim(self) -> bool:
        """Whether there is no room for the names of a day beside its date."""
        return self.app.size.width < _SLIM

    @property
    def _day_cells(self) -> int:
        if self._is_slim:
            return _SHORT_DAY
        return 25 if language.current_language() == "zh" else 27

    def _days(self) -> list[date]:
        """The seven days, from the first weekday on."""
        first = self._day - timedelta(
            days=(self._day.weekday() - self.village.settings.first_weekday) % 7
        )
        return [first + timedelta(days=step) for step in range(7)]

    def go_to(self, day: date, key: str = "") -> None:
        """Put the cursor on a day of any week; with the key of an occurrence, on that."""
        if FIRST_DAY <= day <= LAST_DAY:
            self._day, self._wanted_key = day, key
            self.rows.reset_cursor()
            self.refresh_page()

    def heading(self) -> list[Piece]:
        """The village, the week, the filter."""
        first, *_others, last = self._days()
        zh, two_years = language.current_language() == "zh", first.year != last.year
        span = _("{first} to {last}").format(
            first=day_name(first, year=two_years or zh),
            last=day_name(last, year=two_years or not zh),
        )
        pieces: list[Piece] = [(self.village.settings.name, STRONG), (f"  {span}", PLAIN)]
        if self.event_filter:
            pieces.append((f"  {self.filter_text()}", ACCENT))
        return pieces

    def begin(self) -> None:
        """Scroll to the day."""
        super().begin()
        # Only after the layout has the list a height; until then it scrolls as if it had one line.
        self.call_after_refresh(lambda: self.rows.show(self.rows.rows))

    def fingerprint(self) -> object:
        """The books, and the registers of the week."""
        return super().fingerprint(), register_fingerprints(self, self._occurrences)

    def reload(self) -> None:
        """List each day, and each occurrence on it."""
        books = super().fingerprint()
        days = self._days()
        by_day = self.occurrences_by_day(days[0], days[-1])
        self._occurrences = [each for occurrences in by_day.values() for each in occurrences]
        self._fingerprint = (books, register_fingerprints(self, self._occurrences))
        rows: list[ListRow] = []
        for day in days:
            rows += self._day_rows(day, by_day.get(day, ()))
        first_time = not self.rows.rows
        self.rows.show(rows, columns=self.columns())
        slips = [slip for day in days for slip in self._slips(day, by_day.get(day, ()))]
        self.query_one(FillingCard).show_among(map(self.filling, self._occurrences))
        self.query_one(WeekHours).show(days, slips, self.village.now().date())
        if first_time or self._wanted_key:
            self._move_to_day()
        self._show_filling()

    def _show_filling(self) -> None:
        """Show the squads of the occurrence under the cursor."""
        key = self.rows.key
        self.query_one(FillingCard).choose(key.key if isinstance(key, WeekRow) else "")

    def _slips(self, day: date, occurrences: Sequence[Occurrence]) -> Iterator[HourSlip]:
        """The minutes of a day that occurrences take; what is called off takes none."""
        for each in occurrences:
            if not each.cancelled and not each.event.all_day:
                begins, ends = each.start, each.end
                first = begins.hour * 60 + begins.minute if begins.date() == day else 0
                last = ends.hour * 60 + ends.minute if ends.date() == day else 24 * 60
                colour = kind_colour(kind_spec(each.event.kind, self.village.settings.kinds))
                yield HourSlip(day, first, last, each.event.title, colour)

    def _move_to_day(self) -> None:
        keys = [row.key for row in self.rows.rows if isinstance(row.key, WeekRow)]
        of_day = [key for key in keys if key.day == self._day]
        wanted = [key for key in of_day if key.key and key.key == self._wanted_key]
        self._wanted_key = ""
        self.rows.move_to((wanted or of_day)[0])

    def _day_rows(self, day: date, occurrences: Sequence[Occurrence]) -> list[ListRow]:
        """A day's rows; the day is named on the first, and an empty day has one.

        Today, which is named so, too, has as many of its other names as there is room for.
        """
        today = day == self.village.now().date()
        names = [weekday(day.weekday()), short_date(day)]
        names += [] if self._is_slim else [day_tag(day).strip(), note_words(day)]
        text = " ".join(filter(None, [*[_("today")] * today, *names]))
        name = wrap_text(text, self._day_cells)[0]
        if not occurrences:
            return [ListRow(WeekRow(day), [name], STRONG if today else QUIET)]
        rows = []
        for occurrence in occurrences:
            cells, style = self.cells(occurrence)
            del cells["came"]
            key, mark = WeekRow(day, occurrence.key), self.kind_sign(occurrence)[1]
            rows.append(ListRow(key, [name, *cells.values()], style, mark=mark))
            name = ""
        return rows

    # -- keys --------------------------------------------------------------

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """Remember the day under the cursor."""
        self.status.show("")
        if isinstance(event.key, WeekRow):
            self._day = event.key.day
            self._show_filling()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open an occurrence; on an empty day, plan something."""
        if isinstance(event.key, WeekRow) and event.key.key:
            self.open_key(event.key.key)
        else:
            self.action_new()

    def chosen_key(self) -> str:
        """The one under the cursor."""
        key = self.rows.key
        if not isinstance(key, WeekRow) or not key.key:
            raise Refused("Nothing takes place on this day.")
        return key.key

    def action_turn(self, weeks: int) -> None:
        """Show the week before or after.

        The cursor stays on the same weekday.
        """
        self.status.show("")
        self.go_to(self._day + timedelta(weeks=weeks))

    def action_open_row(self) -> None:
        """Open the event under the cursor; on a free day, plan one.

        The list does so itself; a binding of this action shows it in the footer.
        """

    def action_back(self) -> None:
        """Go back to the month, on the same day."""
        self.dismiss(WeekResult(self._day, self.event_filter))
