"""The form of an enrolment: the children it is for, since when, a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from yigong.store.dates.day_parser import parse_day
from yigong.store.language import N_, _
from yigong.store.programme_records import Enrolment
from yigong.tui.screens.base.form import RecordForm
from yigong.tui.view.form_fields import Field, count_field, with_typed_values
from yigong.tui.widgets.canvas import STRONG, Piece


class EnrolmentForm(RecordForm[Enrolment | None, Enrolment]):
    """Changes an enrolment."""

    PURPOSE = N_("Say for how many children a place is, since when, and what is to be known.")

    def __init__(self, enrolment: Enrolment) -> None:
        """Make the form."""
        super().__init__()
        self.record = enrolment
        self.moved_up: list[Enrolment] = []
        """Who moved up from the waitlist when it was saved."""

    def heading(self) -> list[Piece]:
        """Whose it is, and of which programme."""
        person = self.village.people.get(self.record.person)
        programme = self.village.programmes.get(self.record.programme)
        return [(person.name, STRONG), f"  {programme.name}"]

    def fields(self) -> Sequence[Field]:
        """Children, day and note."""
        record = self.record
        return [
            count_field(
                "children",
                _("Children"),
                record.children,
                _("a place for each; empty: the place is their own"),
            ),
            Field("since", _("Since"), record.since.isoformat(), read=self._read_day),
            Field("note", _("Note"), record.note),
        ]

    def _read_day(self, text: str) -> date:
        today = self.village.now().date()
        return parse_day(text, today, last=today)

    def save(self, values: Mapping[str, object]) -> Enrolment:
        """Save the changes."""
        changed = with_typed_values(self.record, self.fields(), values)
        return self.village.enrolments.save(changed, self.moved_up)
