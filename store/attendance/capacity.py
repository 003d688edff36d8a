"""Capacity and waitlist: who has a place, who waits for one, and who moves up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from yigong.store.errors import Refused
from yigong.store.records import Entry


def is_excused(entry: Entry) -> bool:
    """Whether a person is marked 假 or 缺."""
    return entry.mark in ("leave", "absent")


def has_place(entry: Entry) -> bool:
    """Whether an entry takes a place: its sign-up is neither waiting nor excused, or they are here.

    Without a sign-up the place is free again when they leave.
    """
    signed_up = entry.expected is not None and not entry.waiting and not is_excused(entry)
    return signed_up or entry.here


def is_full(entries: Iterable[Entry], capacity: int) -> bool:
    """Whether all places are taken; a capacity of 0 is no limit."""
    return bool(capacity) and sum(map(has_place, entries)) >= capacity


def waitlist_promotions(entries: Iterable[Entry], capacity: int) -> list[Entry]:
    """Who moves up from the waitlist, in its order.

    Args:
        entries: The register's.
        capacity: How many places there are; 0: no limit.

    Returns:
        Their entries after it.
    """
    entries = list(entries)
    waitlist = [e for e in entries if e.waiting and e.expected and not is_excused(e)]
    waitlist.sort(key=waitlist_order)
    free = max(0, capacity - sum(map(has_place, entries))) if capacity else len(waitlist)
    return [msgspec.structs.replace(entry, waiting=False) for entry in waitlist[:free]]


def with_sign_up(entry: Entry, now: datetime, squad: int, *, no_place: bool) -> Entry:
    """An entry with a sign-up; an existing one keeps its turn, and may change the squad.

    Args:
        entry: The person's, perhaps an empty one.
        now: When they signed up.
        squad: The squad they serve in; 0: as it is.
        no_place: All places are taken, so they wait (unless they are here already).
    """
    squad = squad or entry.squad
    if entry.expected is not None and not (is_excused(entry) and not entry.stints):
        return msgspec.structs.replace(entry, squad=squad)
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


def return_to_waitlist(entry: Entry, entries: Iterable[Entry], capacity: int) -> Entry:
    """An entry whose check-in was taken back; it waits again if others have all the places.

    Args:
        entry: Without stints.
        entries: All others of the register.
        capacity: How many places there are; 0: no limit.
    """
    if entry.expected is None or entry.stints or not capacity:
        return entry
    ahead = sum(
        e.expected is not None and has_place(e) and waitlist_order(e) < waitlist_order(entry)
        for e in entries
    )
    return msgspec.structs.replace(entry, waiting=ahead >= capacity)


def waitlist_order(entry: Entry) -> tuple[float, int]:
    """The sort key of the waitlist: when they signed up, then their number."""
    return entry.expected.timestamp() if entry.expected else 0, entry.number
