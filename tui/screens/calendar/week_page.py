"""The agenda of a week: seven days, what happens on each and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from yigong.store import language
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import Occurrence
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.calendar.agenda_page import AgendaPage, to_watch
from yigong.tui.text.day_words import day_tag, note_words
from yigong.tui.text.words import day_name, weekday
from yigong.tui.view.event_filter import EventFilter
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.month_grid import FIRST_DAY, LAST_DAY
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


@dataclass(frozen=True)
class WeekResult:
    """Where the week was left."""

    day: date
    shows: EventFilter


@dataclass(frozen=True)
class WeekRow:
    """What a row stands for: a day, and what happens on it where something does."""

    day: date
    key: str = ""


class WeekPage(ListPage[WeekResult], AgendaPage[WeekResult]):
    """Seven days; Esc goes back to the month, on the day the cursor is on."""

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

    def __init__(self, day: date, shows: EventFilter) -> None:
        """Open the week of a day.

        Args:
            day: The day the cursor is put on.
            shows: Which events are shown.
        """
        super().__init__(shows)
        self._day = day
        self._wanted = ""
        self._ones: Sequence[Occurrence] = ()

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn(_("Day"), 22 if language.current_language() == "zh" else 26),
            ListColumn(_("Time"), 11),
            ListColumn("", 2),
            ListColumn(_("Event"), 0, most=44),
            ListColumn(_("Place"), 20, least=100),
            ListColumn(_("Signed up"), 9, right=True),
            ListColumn("", 10, least=96),
        ]

    @property
    def day(self) -> date:
        """The day the cursor is on."""
        return self._day

    def week(self) -> list[date]:
        """The seven days, from the first weekday on."""
        first = self._day - timedelta(
            days=(self._day.weekday() - self.village.settings.first_weekday) % 7
        )
        return [first + timedelta(days=step) for step in range(7)]

    def go_to(self, day: date, key: str = "") -> None:
        """Put the cursor on a day, in whatever week; with an occurrence, on that."""
        if FIRST_DAY <= day <= LAST_DAY:
            self._day, self._wanted = day, key
            self.rows.reset_cursor()
            self.refresh_page()

    def heading(self) -> list[Piece]:
        """The village, the week, what is left out."""
        first, *_others, last = self.week()
        zh, two = language.current_language() == "zh", first.year != last.year
        span = _("{first} to {last}").format(
            first=day_name(first, year=two or zh), last=day_name(last, year=two or not zh)
        )
        pieces: list[Piece] = [(self.village.settings.name, STRONG), (f"  {span}", PLAIN)]
        if self.shows:
            pieces.append((f"  {self.said_filter()}", ACCENT))
        return pieces

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.rows)
        # The list learns its height only now; before, it scrolled as if it had one line.
        self.call_after_refresh(lambda: self.rows.show(self.rows.rows))

    def watched(self) -> object:
        """Also the registers of the week."""
        return super().watched(), to_watch(self, self._ones)

    def reload(self) -> None:
        """Each day, and each occurrence on it."""
        books = super().watched()
        days = self.week()
        happens = self.days(days[0], days[-1])
        self._ones = [one for ones in happens.values() for one in ones]
        self._seen = (books, to_watch(self, self._ones))
        shown: list[ListRow] = []
        for day in days:
            shown += self._rows_of(day, happens.get(day, ()))
        fresh = not self.rows.rows
        self.rows.show(shown)
        if fresh or self._wanted:
            self._go_to_day()

    def _go_to_day(self) -> None:
        keys = [row.key for row in self.rows.rows if isinstance(row.key, WeekRow)]
        of_day = [key for key in keys if key.day == self._day]
        wanted = [key for key in of_day if key.key and key.key == self._wanted]
        self._wanted = ""
        self.rows.move_to((wanted or of_day)[0])

    def _rows_of(self, day: date, ones: Sequence[Occurrence]) -> list[ListRow]:
        """A day's rows; the day is named on the first, and an empty day has one."""
        today = day == self.village.now().date()
        when = _("today") if today else weekday(day.weekday())
        name = " ".join(filter(None, (when, f"{day:%m-%d}", day_tag(day).strip(), note_words(day))))
        if not ones:
            return [ListRow(WeekRow(day), [name], STRONG if today else QUIET)]
        rows = []
        for one in ones:
            cells, style = self.cells(one)
            del cells["came"]
            rows.append(ListRow(WeekRow(day, one.key), [name, *cells.values()], style))
            name = ""
        return rows

    # -- what happens ------------------------------------------------------

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """The cursor is on another row, perhaps of another day."""
        self.status.show("")
        if isinstance(event.key, WeekRow):
            self._day = event.key.day

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open an occurrence; on an empty day, plan something."""
        if isinstance(event.key, WeekRow) and event.key.key:
            self.open_one(event.key.key)
        else:
            self.action_new()

    def chosen_one(self) -> str:
        """The one the cursor is on."""
        key = self.rows.key
        if not isinstance(key, WeekRow) or not key.key:
            raise Refused("Nothing takes place on this day.")
        return key.key

    def action_turn(self, weeks: int) -> None:
        """Another week, on the same weekday."""
        self.status.show("")
        self.go_to(self._day + timedelta(weeks=weeks))

    def action_open_row(self) -> None:
        """Enter is the list's; it stands here for the line of keys."""

    def action_back(self) -> None:
        """To the month, and there to the same day."""
        self.dismiss(WeekResult(self._day, self.shows))
