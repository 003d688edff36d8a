"""Two records that are one person: which of them each field is taken from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from yigong.store.language import _
from yigong.store.records import Guardian, Volunteer
from yigong.tui.view.field_names import GENDER_NAMES
from yigong.tui.view.person_words import guardian_words

Side = Literal["keep", "other", "both"]

_UNITED = ("tags", "guardians", "note")
"""Fields that may be taken from both."""

MERGE_FIELDS = (
    *("name", "phone", "gender", "born", "group"),
    *("tags", "guardians", "consent", "joined", "note"),
)
"""The fields that are chosen one by one, in the order of the page."""


class MergeChoice:
    """The choice, as far as it is made. What only one of the two has is taken from that one."""

    def __init__(self, keep: Volunteer, other: Volunteer) -> None:
        """Begin to choose.

        Args:
            keep: The record that stays; its code does, too.
            other: The record that is merged into it.
        """
        self.keep = keep
        self.other = other
        self._chosen: dict[str, Side] = {}

    def update_records(self, keep: Volunteer, other: Volunteer) -> None:
        """Go on with the two as they are now; what was chosen stays chosen."""
        self.keep, self.other = keep, other

    def differs(self, field: str) -> bool:
        """Whether there is anything to choose."""
        return bool(getattr(self.keep, field) != getattr(self.other, field))

    def side(self, field: str) -> Side:
        """Where a field is taken from."""
        usual: Side = "keep"
        if not getattr(self.keep, field):
            usual = "other"
        elif field in _UNITED and getattr(self.other, field):
            usual = "both"
        return self._chosen.get(field, usual)

    def choose(self, field: str, side: Side) -> None:
        """Take a field from one of them, or from both where that means anything."""
        if self.differs(field) and (side != "both" or field in _UNITED):
            self._chosen[field] = side

    def choose_next(self, field: str) -> None:
        """To the next possibility, round and round."""
        sides: list[Side] = ["keep", "other", *(("both",) if field in _UNITED else ())]
        self.choose(field, sides[(sides.index(self.side(field)) + 1) % len(sides)])

    def swap(self) -> None:
        """The other record stays; what was chosen is taken from whom it was chosen from."""
        self.keep, self.other = self.other, self.keep
        other: dict[Side, Side] = {"keep": "other", "other": "keep", "both": "both"}
        self._chosen = {field: other[side] for field, side in self._chosen.items()}

    @property
    def person(self) -> Volunteer:
        """The record that stays, as it was chosen."""
        taken = {field: self._value(field) for field in MERGE_FIELDS}
        named = self.keep if taken["name"] == self.keep.name else self.other
        taken |= {"reading": named.reading, "keys": named.keys}  # as corrected by hand
        archived = self.keep.archived and self.other.archived
        return msgspec.structs.replace(self.keep, archived=archived, **taken)

    def _value(self, field: str) -> Any:
        mine, theirs = getattr(self.keep, field), getattr(self.other, field)
        side = self.side(field)
        if side == "both" and field == "note":
            return "\n".join(dict.fromkeys(filter(None, (mine, theirs))))
        if side == "both":
            return tuple(dict.fromkeys([*mine, *theirs]))
        return mine if side == "keep" else theirs


def field_words(field: str, person: Volunteer) -> str:
    """What a record has in a field, in words."""
    value = getattr(person, field)
    if not value:
        return ""
    return _WAYS.get(field, str)(value)


def _guardians(guardians: tuple[Guardian, ...]) -> str:
    return "  ".join(guardian_words(each) for each in guardians)


_WAYS: dict[str, Callable[[Any], str]] = {
    "gender": lambda gender: _(GENDER_NAMES[gender]),
    "tags": " ".join,
    "guardians": _guardians,
    "note": lambda note: str(note).replace("\n", "  "),
}
