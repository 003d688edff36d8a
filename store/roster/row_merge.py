"""Merging a row into a person: an empty cell changes nothing, tags are only added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from yigong.store.records import Guardian, Volunteer
from yigong.store.roster.plan import FieldChange

_SCALARS = (
    *("reading", "phone", "gender", "born", "group", "home", "joined", "consent", "note"),
    *("emergency", "insured"),
)


@dataclass
class RowPerson:
    """A person with the changes of the rows so far."""

    line: int
    """The first row about them; 0: none yet."""

    before: Volunteer | None
    """The person as stored; `None`: a row adds them."""

    after: Volunteer
    squads: list[str] = field(default_factory=list)
    """The names of the squads they would join."""


class MergedRow(NamedTuple):
    """A person with the fields of a row."""

    after: Volunteer
    changes: tuple[FieldChange, ...]
    conflicts: bool
    """Whether a value would be replaced by another."""

    def with_squads(self, joining: Sequence[str]) -> tuple[FieldChange, ...]:
        """The changes, with the squads that would be joined."""
        squads = (FieldChange("squads", "", " ".join(joining)),) if joining else ()
        return (*self.changes, *squads)


def merge_row(
    person: Volunteer, row: Volunteer, *, may_rename: bool, unarchive: bool = False
) -> MergedRow:
    """Merge the fields of a row into a person.

    Args:
        person: The person.
        row: The fields of the row; empty ones change nothing.
        may_rename: Whether the row may change the name, as it identifies them by code.
        unarchive: Whether an archived person is restored.
    """
    new: dict[str, object] = {}
    for name in _SCALARS:
        value = getattr(row, name)
        if value and _plain(value) != _plain(getattr(person, name)):
            new[name] = value
    if "note" in new and row.note == " ".join(person.note.split()):
        del new["note"]  # the lines of a note become one in a cell
    if may_rename and row.name != person.name:
        new["name"] = row.name
        new.setdefault("reading", "")
    if not set(row.tags) <= set(person.tags):
        new["tags"] = tuple(dict.fromkeys((*person.tags, *row.tags)))
    guardians = _guardians(person.guardians, row.guardians)
    if guardians != person.guardians:
        new["guardians"] = guardians
    if unarchive and person.archived:
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
    """A value in the form in which values are compared: a cell has a note's lines in one."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _guardians(before: tuple[Guardian, ...], new: tuple[Guardian, ...]) -> tuple[Guardian, ...]:
    """Guardians by name, with the new phone and relation, or else the old."""
    known = {guardian.name: guardian for guardian in before}
    for guardian in new:
        old = known.get(guardian.name, guardian)
        known[guardian.name] = Guardian(
            name=guardian.name,
            phone=guardian.phone or old.phone,
            relation=guardian.relation or old.relation,
        )
    return tuple(known.values())


def _text(value: object) -> str:
    """The value of a field as text, with whole phones."""
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
