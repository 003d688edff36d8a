"""The records of a roster import: the rows as read, their verdicts, and the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from yigong.store.language import N_
from yigong.store.records import Squad, Volunteer

Verdict = Literal["new", "update", "same", "doubtful", "refused"]
VERDICTS: tuple[Verdict, ...] = ("refused", "doubtful", "update", "new", "same")
"""In the order in which they are shown."""

Choice = Literal["new", "skip"] | int
"""The decision on a doubtful row: add a new person, skip it, or the number of the person it is
about (below zero: the row of the file that adds that person)."""

DecisionRule = Literal["new", "update", "skip"]
"""A decision on all doubtful rows (see `store.roster.verdicts.decide_all`)."""

ROSTER_FIELDS: dict[str, str] = {
    "name": N_("Name"),
    "reading": N_("Reading"),
    "phone": N_("Phone"),
    "gender": N_("Gender"),
    "born": N_("Born"),
    "group": N_("Group"),
    "home": N_("Household"),
    "tags": N_("Tags"),
    "squads": N_("Squads"),
    "joined": N_("Joined"),
    "consent": N_("Consent"),
    "guardians": N_("Guardians"),
    "emergency": N_("Emergency contact"),
    "insured": N_("Insured until"),
    "note": N_("Note"),
    "archived": N_("Archived"),
}
"""The names of the fields that a roster may change, as msgids."""


class RosterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as read, not yet compared with anybody."""

    line: int
    """Its number in the file, from 1."""

    name: str
    """The name; of a refused row as it is in the file."""

    person: Volunteer | None = None
    """The person it describes; empty fields are not given. `None`: the row is refused."""

    code: int = 0
    """The number in its code; 0: none."""

    masked: str = ""
    """The phone, if it is masked."""

    squads: tuple[str, ...] = ()
    reason: str = ""
    """Why it is refused."""

    remarks: tuple[str, ...] = ()
    """What was corrected, or left out."""


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of a file as read."""

    rows: tuple[RosterRow, ...]
    notes: tuple[str, ...] = ()
    """Remarks on the file as a whole."""

    has_phones: bool = True
    """Whether it has a column for phones at all."""


class FieldChange(msgspec.Struct, frozen=True):
    """A change of one field, by its name in `ROSTER_FIELDS`, with the old and new value as text."""

    field: str
    old: str
    new: str


class RowVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """A row with its verdict. The field names are keys in the JSON of ``people import``."""

    line: int
    verdict: Verdict
    name: str
    person: Volunteer | None = None
    """The person it describes; of an update, the person as changed. `None`: it is refused."""

    number: int = 0
    """The person's number, or below zero the row that adds them; 0: nobody."""

    squads: tuple[str, ...] = ()
    """The squads it names."""

    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
    """Why it is doubtful or refused."""

    who: tuple[int, ...] = ()
    """Of a doubtful row: the candidates, as in `number`."""

    choice: Choice = "skip"
    """Of a doubtful row: the decision."""

    remarks: tuple[str, ...] = ()


class PersonChange(msgspec.Struct, frozen=True, kw_only=True):
    """A person who would be added or changed."""

    line: int
    """The first row about them."""

    before: Volunteer | None
    """The person as stored; `None`: a new one."""

    after: Volunteer
    squads: tuple[str, ...] = ()
    """The squads they would join, by name."""


class RosterPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The plan of an import, with the state of the village it was made for."""

    roster: Roster
    rows: tuple[RowVerdict, ...]
    person_changes: tuple[PersonChange, ...]
    founded: tuple[str, ...]
    """The squads that would be founded."""

    people: Mapping[int, Volunteer]
    """Everyone, as the plan compared the rows with them."""

    squads: Mapping[int, Squad]
    choices: Mapping[int, Choice]
    with_squads: bool

    @property
    def empty(self) -> bool:
        """Whether nothing would be written."""
        return not self.person_changes

    def count(self, verdict: Verdict) -> int:
        """How many rows have a verdict."""
        return sum(row.verdict == verdict for row in self.rows)

    @property
    def added(self) -> int:
        """How many people would be added."""
        return sum(change.before is None for change in self.person_changes)

    @property
    def changed(self) -> int:
        """How many people would be changed."""
        return len(self.person_changes) - self.added


class RosterResult(msgspec.Struct, frozen=True):
    """What was written."""

    added: int
    changed: int
    founded: int
