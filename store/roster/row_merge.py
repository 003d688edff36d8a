"""What a row of a roster adds to a person: an empty cell changes nothing, tags are only added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from yigong.store.records import Guardian, Volunteer
from yigong.store.roster.plan import FieldChange

_SCALARS = ("reading", "phone", "gender", "born", "group", "joined", "consent", "note")


@dataclass
class RowPerson:
    """A person while the rows of a file are gone through."""

    line: int
    """The first row about them; 0: none yet."""

    before: Volunteer | None
    """As they are; `None`: a row adds them."""

    after: Volunteer
    squads: list[str] = field(default_factory=list)
    """The squads they would join."""


class MergedRow(NamedTuple):
    """A person with what a row says of them."""

    after: Volunteer
    changes: tuple[FieldChange, ...]
    conflicts: bool
    """Whether something that stood there would become something else."""

    def with_squads(self, joining: Sequence[str]) -> tuple[FieldChange, ...]:
        """The changes, with the squads that would be joined."""
        squads = (FieldChange("squads", "", " ".join(joining)),) if joining else ()
        return (*self.changes, *squads)


def merge_row(person: Volunteer, row: Volunteer, *, renamed: bool, back: bool = False) -> MergedRow:
    """A person with what a row says of them.

    Args:
        person: The person.
        row: What the row says; empty fields say nothing.
        renamed: Whether the row may give another name: it names them by their code.
        back: Whether an archived person comes back.
    """
    new: dict[str, object] = {}
    for name in _SCALARS:
        value = getattr(row, name)
        if value and _plain(value) != _plain(getattr(person, name)):
            new[name] = value
    if "note" in new and row.note == " ".join(person.note.split()):
        del new["note"]  # the lines of a note become one in a cell
    if renamed and row.name != person.name:
        new["name"] = row.name
        new.setdefault("reading", "")
    if not set(row.tags) <= set(person.tags):
        new["tags"] = tuple(dict.fromkeys((*person.tags, *row.tags)))
    guardians = _guardians(person.guardians, row.guardians)
    if guardians != person.guardians:
        new["guardians"] = guardians
    if back and person.archived:
        new["archived"] = False
    after = msgspec.structs.replace(person, **new)
    changes = tuple(
        FieldChange(name, _text(getattr(person, name)), _text(getattr(after, name)))
        for name in new
        if name != "reading" or after.reading
    )
    conflicts = any(change.old for change in changes if change.field not in ("tags", "guardians"))
    return MergedRow(after, changes, conflicts)


def _plain(value: object) -> object:
    """A value as it is compared: a cell holds a note of several lines as one."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _guardians(before: tuple[Guardian, ...], given: tuple[Guardian, ...]) -> tuple[Guardian, ...]:
    """Guardians by name, each with what was known and what is said now."""
    known = {guardian.name: guardian for guardian in before}
    for guardian in given:
        old = known.get(guardian.name, guardian)
        known[guardian.name] = Guardian(
            name=guardian.name,
            phone=guardian.phone or old.phone,
            relation=guardian.relation or old.relation,
        )
    return tuple(known.values())


def _text(value: object) -> str:
    """A field's value as text; phones and all, for the organiser who takes the roster in."""
    if isinstance(value, tuple):
        parts = (
            " ".join(filter(None, (part.name, part.relation, part.phone)))
            if isinstance(part, Guardian)
            else str(part)
            for part in value
        )
        return ", ".join(parts)
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value or "")
