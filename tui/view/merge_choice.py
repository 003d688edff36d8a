"""The choice, field by field, from which of two records a merged person is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from yigong.store.language import _
from yigong.store.records import Volunteer
from yigong.tui.view.field_names import GENDER_NAMES
from yigong.tui.view.person_words import guardian_words

Side = Literal["keep", "other", "both"]

_COMBINABLE = ("tags", "guardians", "note")
"""Fields that may be taken from both."""

MERGE_FIELDS = (
    *("name", "phone", "gender", "born", "group", "home"),
    *("tags", "guardians", "emergency", "insured", "consent", "joined", "note"),
)
"""The fields that are chosen one by one, in the order of the page."""


class MergeChoice:
    """The choice so far. By default a field is taken from the record that has it."""

    def __init__(self, keep: Volunteer, other: Volunteer) -> None:
        self.keep = keep
        self.other = other
        self._chosen: dict[str, Side] = {}

    def update_records(self, keep: Volunteer, other: Volunteer) -> None:
        """Replace the records by their newer versions; the choices stay."""
        self.keep, self.other = keep, other

    def differs(self, field: str) -> bool:
        """Whether the records differ in a field."""
        return bool(getattr(self.keep, field) != getattr(self.other, field))

    def side(self, field: str) -> Side:
        """The record a field is taken from."""
        default: Side = "keep"
        if not getattr(self.keep, field):
            default = "other"
        elif field in _COMBINABLE and getattr(self.other, field):
            default = "both"
        return self._chosen.get(field, default)

    def choose(self, field: str, side: Side) -> None:
        """Take a field from one record, or from both where it can be combined."""
        if self.differs(field) and (side != "both" or field in _COMBINABLE):
            self._chosen[field] = side

    def choose_next(self, field: str) -> None:
        """Choose the next side, cyclically."""
        sides: list[Side] = ["keep", "other", *(("both",) if field in _COMBINABLE else ())]
        self.choose(field, sides[(sides.index(self.side(field)) + 1) % len(sides)])

    def swap(self) -> None:
        """Let the other record stay; each field is taken from the same record as before."""
        self.keep, self.other = self.other, self.keep
        opposite: dict[Side, Side] = {"keep": "other", "other": "keep", "both": "both"}
        self._chosen = {field: opposite[side] for field, side in self._chosen.items()}

    @property
    def person(self) -> Volunteer:
        """The record that stays, with the chosen fields."""
        chosen = {field: self._value(field) for field in MERGE_FIELDS}
        name_of = self.keep if chosen["name"] == self.keep.name else self.other
        chosen |= {"reading": name_of.reading, "keys": name_of.keys}  # as corrected by hand
        archived = self.keep.archived and self.other.archived
        return msgspec.structs.replace(self.keep, archived=archived, **chosen)

    def _value(self, field: str) -> Any:
        mine, theirs = getattr(self.keep, field), getattr(self.other, field)
        side = self.side(field)
        if side == "both" and field == "note":
            return "\n".join(dict.fromkeys(filter(None, (mine, theirs))))
        if side == "both":
            return tuple(dict.fromkeys([*mine, *theirs]))
        return mine if side == "keep" else theirs


def field_words(field: str, person: Volunteer) -> str:
    """A field of a record in words."""
    value = getattr(person, field)
    if not value:
        return ""
    return _FORMATTERS.get(field, str)(value)


_FORMATTERS: dict[str, Callable[[Any], str]] = {
    "gender": lambda gender: _(GENDER_NAMES[gender]),
    "tags": " ".join,
    "guardians": lambda guardians: "  ".join(map(guardian_words, guardians)),
    "note": lambda note: str(note).replace("\n", "  "),
}
