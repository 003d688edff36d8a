"""Capacity: who has places, whether there are enough, and a sign-up with one or without."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from yigong.store.attendance.roles import nameless_heads
from yigong.store.errors import Refused
from yigong.store.language import N_
from yigong.store.records import Entry, Head

MOST_ALONG = 99
"""Adults, or children, who come along with one person."""


class TooFewPlaces(Refused):
    """There are fewer places than people; nothing was changed. They may be admitted anyway."""

    def __init__(self, capacity: int) -> None:
        super().__init__(N_("There are not so many places: {n} in all."), n=capacity)


def is_excused(entry: Entry) -> bool:
    """Whether a person is marked 假 or 缺."""
    return entry.mark in ("leave", "absent")


def has_place(entry: Entry) -> bool:
    """Whether an entry takes a place: its sign-up is neither waiting nor excused, or they are here.

    Without a sign-up the place is free again when they leave.
    """
    signed_up = entry.expected is not None and not entry.waiting and not is_excused(entry)
    return signed_up or entry.here


def places_taken(entries: Iterable[Entry], head: Head | None) -> int:
    """How many places are taken: one for each head, those who come along and the nameless too.

    Args:
        entries: The register's.
        head: The register's, with the heads counted without a name; `None`: it has none yet.
    """
    return sum(entry.party for entry in entries if has_place(entry)) + (
        nameless_heads(head) if head is not None else 0
    )


def fits(party: int, taken: int, capacity: int) -> bool:
    """Whether a party has places: all of it, as it comes or waits as one.

    Args:
        party: How many they are.
        taken: How many places others have.
        capacity: How many places there are; 0: no limit.
    """
    return not capacity or taken + party <= capacity


def lacks_places(
    entries: Iterable[Entry], before: Entry, after: Entry, capacity: int, head: Head | None
) -> bool:
    """Whether an entry would need places that there are not.

    Args:
        entries: The register's, with `before` among them if it is in the register.
        before: The entry as it is; who has a place keeps it, and as many as they are.
        after: The entry as it would be.
        capacity: How many places there are; 0: no limit.
        head: The register's.
    """
    needed = after.party - (before.party if has_place(before) else 0)
    return needed > 0 and not fits(needed, places_taken(entries, head), capacity)


def with_sign_up(entry: Entry, now: datetime, squad: int, *, no_place: bool) -> Entry:
    """An entry with a sign-up; an existing one keeps its turn, and may change the squad.

    If its party grew beyond the places, the whole of it waits.

    Args:
        entry: The person's, perhaps an empty one.
        now: When they signed up.
        squad: The squad they serve in; 0: as it is.
        no_place: All places are taken, so they wait (unless they are here already).
    """
    squad = squad or entry.squad
    if entry.expected is not None and not (is_excused(entry) and not entry.stints):
        waiting = entry.waiting or (no_place and not entry.stints)
        return msgspec.structs.replace(entry, squad=squad, waiting=waiting)
    waiting = no_place and not entry.stints
    return msgspec.structs.replace(entry, expected=now, waiting=waiting, squad=squad, mark="")


def withdrawable(entry: Entry | None) -> Entry:
    """The entry, if its sign-up may be taken back.

    Raises:
        Refused: They are not signed up, or were checked in already.
    """
    if entry is None or entry.expected is None:
        raise Refused("Not signed up.")
    if entry.stints:
        raise Refused("Already checked in; undo the check-in first.")
    return entry


def waitlist_order(entry: Entry) -> tuple[float, int]:
    """The sort key of the waitlist: when they signed up, then their number."""
    return entry.expected.timestamp() if entry.expected else 0, entry.number
