"""The bookings that wait for an answer, and those that were declined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.dates.date_words import short_date
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.venues.booking_words import asked_by
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskText, AskYes
from yigong.tui.text.words import occurrence_hours, weekday
from yigong.tui.view.booking_dates import series_words
from yigong.tui.view.history_words import undone_words
from yigong.tui.view.venue_lines import next_lines, slot_lines
from yigong.tui.view.venue_words import asked_on, booking_state, keeper_words, venue_labels
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class WaitingPage(ListPage[None]):
    """Lists them; one is approved, declined or opened."""

    PURPOSE = N_("Approve bookings, or decline them.")
    BOOKS = frozenset({"people", "squads", "events", "settings", "venues"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "approve", N_("Approve")),
        Binding("r", "decline", N_("Decline")),
        Binding("enter", "none", N_("Open"), tooltip=N_("Open the booking under the cursor.")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    DEFAULT_CSS = """
    WaitingPage RowList { height: auto; min-height: 3; max-height: 60%; }
    WaitingPage #about { height: 1fr; margin: 1 1 0 1; }
    """
    EMPTY = N_("Nothing waits for an answer.")

    def __init__(self) -> None:
        super().__init__()
        self._dates: dict[str, list[Occurrence]] = {}
        """What is answered together, by the key of its first date."""

    def columns(self) -> Sequence[ListColumn]:
        """The day, the hours, the booking, its venue, who asked and when, what was said."""
        return [
            ListColumn(_("Day"), 13, snug=True),
            ListColumn(_("Time"), 11, least=50),
            ListColumn(_("What for"), 24, snug=True),
            ListColumn(_("Code"), 5, least=50),
            ListColumn(_("Venue"), 22, snug=True),
            ListColumn(_("Asked by"), 14, snug=True, least=60),
            ListColumn(_("Asked on"), 12, snug=True, least=90),
            ListColumn(_("Repeats"), 22, snug=True, least=120),
            ListColumn("", 0, least=76),
        ]

    def heading(self) -> list[Piece]:
        """How many wait; a phone has no room for more."""
        n = len(self.village.venue_calendar.waiting(self.village.now()))
        text = _("to answer {n}").format(n=n)
        return [(_("Bookings"), STRONG), f"  {text}"] if self.app.size.width >= 60 else [text]

    def below(self) -> ComposeResult:
        """The booking under the cursor, and what has its venue on that day."""
        yield Panel(id="about")

    @on(RowList.Moved)
    def moved(self) -> None:
        """Show the booking under the cursor."""
        self.when_rested(self._show_about)

    def _show_about(self) -> None:
        panel, village = self.query_one("#about", Panel), self.village
        if not isinstance(self.rows.key, str):
            panel.fill(lambda _width: [])
            return
        occurrence = self._chosen()
        day = occurrence.start.astimezone(village.zone).date()
        calendar = village.venue_calendar
        numbers = {n for venue in occurrence.venues for n in calendar.in_the_way_of(venue)}
        others = [o for o in calendar.occurrences(numbers, day, day) if o.key != occurrence.key]
        heading: list[Piece] = [(_("On the same day"), STRONG)]

        def lines(width: int) -> StyledLines:
            found = slot_lines(village, [occurrence], width)
            if series := self._series_words(occurrence):
                found.insert(2, [(series, STRONG)])
            return [*found, [], heading, *next_lines(village, others, width)] if others else found

        panel.fill(lines)

    def reload(self) -> None:
        """List what waits, then what was declined, each by its first date."""
        calendar, now = self.village.venue_calendar, self.village.now()
        found = [*calendar.waiting(now), *calendar.answered("declined", now)]
        self._dates = {dates[0].key: dates for dates in found}
        self.rows.show([self._row(dates) for dates in found])
        self._show_about()

    def _row(self, dates: Sequence[Occurrence]) -> ListRow:
        occurrence, n = dates[0], len(dates)
        day, event = occurrence.start.astimezone(self.village.zone).date(), occurrence.event
        waits = occurrence.booking == "tentative"
        title = event.title
        if n > 1:
            title = _("{title} x{n}").format(title=title, n=n)
        cells = [
            f"{short_date(day)} {weekday(day.weekday())}",
            occurrence_hours(occurrence, short=True),
            title,
            event.code,
            venue_labels(self.village, occurrence.venues),
            asked_by(event, self.village.people.all(), self.village.squads.all()),
            asked_on(event, self.village.zone),
            self._series_words(occurrence),
            _("waits") if waits else booking_state(occurrence),
        ]
        style, mark = (PLAIN, swatch("yellow")) if waits else (QUIET, PLAIN)
        return ListRow(occurrence.key, cells, style, mark=mark)

    def _chosen(self) -> Occurrence:
        """The booking under the cursor.

        Raises:
            Refused: The list is empty.
        """
        if not isinstance(self.rows.key, str):
            raise Refused("Nothing waits for an answer.")
        return self.village.events.occurrence_for(self.rows.key)

    def _series_words(self, occurrence: Occurrence) -> str:
        """How many dates are answered together, and how they repeat; of a single one nothing."""
        return (
            ""
            if self._date(occurrence)
            else series_words(occurrence.event, self._dates.get(occurrence.key, ()))
        )

    def _date(self, occurrence: Occurrence) -> date | None:
        """The date that is answered: only it, where it differs from the others of its series."""
        differs = occurrence.booking != occurrence.event.booking
        return occurrence.planned if occurrence.event.repeat and differs else None

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Open the booking."""
        self.context.open_occurrence(self._chosen())

    @needs_writing
    @work
    async def action_approve(self) -> None:
        """Approve the booking, all dates of a series at once.

        Before what else asks for the same time is declined with it, that is shown.
        """
        occurrence, bookings = self._chosen(), self.village.bookings
        number, planned = occurrence.event.number, self._date(occurrence)
        falls, title = bookings.falls(number, planned), occurrence.event.title
        keeper = keeper_words(self.village, occurrence.venues)
        if falls:
            question = _("Approve {title} and decline the others?").format(title=title)
            lines = [*map(self._words, falls), *filter(None, [keeper])]
            if not await self.ask(AskYes(question, *lines)):
                return
        said = [
            _("{title} is approved").format(title=title),
            self._series_words(occurrence),
            keeper,
        ]
        declined = bookings.approve(number, planned)
        self.refresh_page()
        text = "  ".join(filter(None, said))
        if declined:
            titles = _(", ").join(other.event.title for other in declined)
            text += _("; ") + _("declined: {answer}").format(answer=titles)
        self.status.good(text)

    def _words(self, occurrence: Occurrence) -> str:
        day = occurrence.start.astimezone(self.village.zone).date()
        return (
            f"{occurrence.event.title}  {short_date(day)} {occurrence_hours(occurrence)}  "
            f"{venue_labels(self.village, occurrence.venues)}"
        )

    @needs_writing
    @work
    async def action_decline(self) -> None:
        """Decline the booking, with an answer for who asked."""
        occurrence = self._chosen()
        number, planned = occurrence.event.number, self._date(occurrence)
        title = occurrence.event.title
        answer = await self.ask(
            AskText(
                _("Why is {title} declined?").format(title=title),
                _("for instance: closed for repairs"),
                act=lambda text: self.village.bookings.decline(number, text, planned),
            )
        )
        if answer is not None:
            self.refresh_page()
            self.status.good(_("{title} is declined; u takes it back").format(title=title))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last answer."""
        undone = self.village.undo("events")
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))
