"""What taking in a roster would do, row by row: records of it, nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from yigong.store.language import N_
from yigong.store.records import Squad, Volunteer

Verdict = Literal["new", "update", "same", "doubtful", "refused"]
VERDICTS: tuple[Verdict, ...] = ("refused", "doubtful", "update", "new", "same")
"""In the order in which one looks at them."""

Choice = Literal["new", "skip"] | int
"""What to do with a doubtful row: somebody new, nothing, or they are this one: a person by number,
or, below zero, whom this earlier row of the file added."""

DecisionRule = Literal["new", "update", "skip"]
"""What to do with all doubtful rows (`store.roster.verdicts.decide_all`)."""

FIELDS: dict[str, str] = {
    "name": N_("Name"),
    "reading": N_("Reading"),
    "phone": N_("Phone"),
    "gender": N_("Gender"),
    "born": N_("Born"),
    "group": N_("Group"),
    "tags": N_("Tags"),
    "squads": N_("Squads"),
    "joined": N_("Joined"),
    "consent": N_("Consent"),
    "guardians": N_("Guardians"),
    "note": N_("Note"),
    "archived": N_("Archived"),
}
"""The fields of a person that a roster may fill, as msgids."""


class RosterRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row as it says, before it is held against anybody."""

    line: int
    """Its row in the file, from 1."""

    name: str
    """As it stands in the file where the row is refused."""

    person: Volunteer | None = None
    """What it says of a person; empty fields say nothing. `None`: it is refused."""

    code: int = 0
    """Whom it names by their code; 0: nobody."""

    masked: str = ""
    """The phone as a masked list shows it."""

    squads: tuple[str, ...] = ()
    reason: str = ""
    """Why it is refused."""

    remarks: tuple[str, ...] = ()
    """What of it is mended, or not taken."""


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it says."""

    rows: tuple[RosterRow, ...]
    notes: tuple[str, ...] = ()
    """What there is to say of the file as a whole."""

    has_phones: bool = True
    """Whether it has a column for phones at all."""


class FieldChange(msgspec.Struct, frozen=True):
    """A field that would be another: what it is called in `FIELDS`, from what, to what."""

    field: str
    old: str
    new: str


class RowVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """One row, and what becomes of it."""

    line: int
    verdict: Verdict
    name: str
    person: Volunteer | None = None
    """What it says; of an update, what the person becomes. `None`: it is refused."""

    number: int = 0
    """Who it is: a person's number, or below zero the row that adds them; 0: nobody is meant."""

    squads: tuple[str, ...] = ()
    """The squads it names."""

    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
    """Why it is doubtful or refused."""

    who: tuple[int, ...] = ()
    """Of a doubtful row: who it may be, as in `number`."""

    choice: Choice = "skip"
    """Of a doubtful row: what is to be done."""

    remarks: tuple[str, ...] = ()


class PersonChange(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who would be written."""

    line: int
    """The row that is first about them."""

    before: Volunteer | None
    """As they are; `None`: they are new."""

    after: Volunteer
    squads: tuple[str, ...] = ()
    """The squads they would join, by name."""


class RosterPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What taking in a roster would do, and of which village it holds."""

    roster: Roster
    rows: tuple[RowVerdict, ...]
    targets: tuple[PersonChange, ...]
    founded: tuple[str, ...]
    """The squads that would be founded."""

    people: Mapping[int, Volunteer]
    all_squads: Mapping[int, Squad]
    choices: Mapping[int, Choice]
    with_squads: bool

    @property
    def empty(self) -> bool:
        """Whether nothing would be written."""
        return not self.targets

    def count(self, verdict: Verdict) -> int:
        """How many rows have a verdict."""
        return sum(row.verdict == verdict for row in self.rows)

    @property
    def added(self) -> int:
        """How many people would be added."""
        return sum(target.before is None for target in self.targets)

    @property
    def changed(self) -> int:
        """How many would be changed."""
        return len(self.targets) - self.added


class RosterResult(msgspec.Struct, frozen=True):
    """What was written."""

    added: int
    changed: int
    founded: int
