"""The actions that the list of venues and the week of one share."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from textual import work

from yigong.store.calendar.venue_changes import HeldThen
from yigong.store.language import _
from yigong.store.venue_records import Venue
from yigong.tui.screens.base.page import Page, needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.view.booking_dates import held_lines, made_without, passed_over_words
from yigong.tui.view.history_words import undone_words


class VenueActions(Page[None]):
    """A page about venues. A subclass names the keys."""

    BOOKS = frozenset({"people", "squads", "events", "settings", "venues"})

    def venue(self) -> Venue:
        """The venue that the actions are about, as it is now.

        Raises:
            Refused: There is none.
        """
        raise NotImplementedError

    def hour(self) -> datetime | None:
        """When a booking would begin, naive; `None`: that is not said."""
        return None

    def show_venue(self, venue: Venue) -> None:
        """Show a venue after it was added or changed."""
        self.refresh_page()

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the venue."""
        from yigong.tui.screens.venues.venue_form import VenueForm

        venue = await self.ask(VenueForm(self.venue()))
        if venue is not None:
            self.show_venue(venue)
            self.status.good(_("{title} is saved").format(title=venue.name))

    @needs_writing
    @work
    async def action_archive(self) -> None:
        """Archive the venue, or take it back.

        Where events to come hold it, it asks first.
        """
        venue, changes = self.venue(), self.village.venue_changes
        try:
            venue = changes.archive(venue.number, not venue.archived)
        except HeldThen as held:
            question = _("Archive {name} all the same?").format(name=venue.name)
            if not await self.ask(AskYes(question, *held_lines(held))):
                return
            venue = changes.archive(venue.number, not venue.archived, held_too=True)
        self.show_venue(venue)
        text = _("{name} is archived; u takes it back") if venue.archived else _("{name} is back")
        self.status.good(text.format(name=venue.name))

    @needs_writing
    @work
    async def action_book(self) -> None:
        """Book the venue."""
        from yigong.tui.screens.venues.booking_form import BookingForm

        event = await self.ask(BookingForm(self.venue(), self.hour()))
        if event is None:
            return
        self.refresh_page()
        words = _("{title} waits for the keeper") if event.booking else _("{title} is booked")
        said = [words.format(title=event.title), made_without(event)]
        said.append(passed_over_words(self.village, event))
        self.status.good("  ".join(filter(None, said)))

    def action_waiting(self) -> None:
        """Show the bookings that wait for an answer, and those that were declined."""
        from yigong.tui.screens.venues.waiting_page import WaitingPage

        self.app.push_screen(WaitingPage())

    def booking_scope(self) -> tuple[Venue | None, date]:
        """The venue of the table of bookings, `None`: all; and a day of its month."""
        return None, self.village.now().date()

    def action_bookings(self, form: str) -> None:
        """Write what was booked in a month as a file.

        Args:
            form: ``html`` to print it, ``xlsx`` for Excel.
        """
        from yigong.exports.documents.booking_table import booking_file, booking_name
        from yigong.tui.screens.files.write_file import write_file

        venue, day = self.booking_scope()
        days = day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
        name = f"{booking_name(venue, *days)}.{form}"
        write_file(self, lambda: (name, booking_file(self.village, venue, *days, form)))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of venues and bookings."""
        undone = self.village.undo(self.undo_book)
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))

    undo_book = "venues"
    """The book whose last change is taken back."""
