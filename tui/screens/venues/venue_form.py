"""The form of a venue: what it is, when it is open, how it may be booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from textual import work

from yigong.store.calendar.venue_changes import HeldThen
from yigong.store.language import N_, _
from yigong.store.venue_records import Venue
from yigong.store.venues.venue_rules import INHERITED
from yigong.tui.screens.base.form import RecordForm
from yigong.tui.screens.base.page import needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.text.typed_openings import openings_meaning, read_openings, read_shut, shut_text
from yigong.tui.view.booking_dates import held_lines
from yigong.tui.view.form_fields import Field, with_typed_values
from yigong.tui.view.venue_fields import namesake_words, rule_hint, venue_fields
from yigong.tui.widgets.canvas import STRONG, Piece


class VenueForm(RecordForm[Venue | None, Venue]):
    """Adds or changes a venue."""

    PURPOSE = N_("Write down what a venue is, when it is open, and how it is booked.")

    def __init__(self, venue: Venue | None = None) -> None:
        """Make the form; `None` adds a new one."""
        super().__init__()
        self._new = venue is None
        self._held_too = False
        self.record = venue or Venue(name="")

    def heading(self) -> list[Piece]:
        """The venue's name."""
        return [(_("New venue") if self._new else self.record.name, STRONG)]

    def fields(self) -> Sequence[Field]:
        """What it is, its hours, how it is booked, where it is."""
        return venue_fields(self.village, self.record)

    def field_changed(self, name: str) -> None:
        """Say how hours and closed days were read."""
        values = self.values()
        typed, whole = str(values[name]), int(str(values["part_of"]))
        if name == "name" and self._new:
            self.explain(name, lambda: namesake_words(self.village, typed))
        elif name == "part_of":
            for rule in INHERITED:
                self.explain(rule, partial(rule_hint, self.village, whole, rule))
            self.field_changed("opens")
        elif name == "opens":
            self.explain(
                name,
                lambda: (
                    openings_meaning(read_openings(typed))
                    if typed
                    else rule_hint(self.village, whole, "opens")
                ),
            )
        elif name == "shut":
            today = self.village.now().date()
            self.explain(name, lambda: shut_text(read_shut(typed, today), today))

    @needs_writing
    @work
    async def action_save(self) -> None:
        """Save and go back.

        Where events to come hold the venue when it would be closed, it asks first.
        """
        try:
            self.save_and_close()
        except HeldThen as held:
            if await self.ask(AskYes(_("Close it all the same?"), *held_lines(held))):
                self._held_too = True
                self.save_and_close()

    def save(self, values: Mapping[str, object]) -> Venue:
        """Add the venue, or save the changes."""
        venue = with_typed_values(self.record, self.fields(), values)
        if self._new:
            return self.village.venues.add(venue)
        return self.village.venue_changes.save(venue, held_too=self._held_too)
