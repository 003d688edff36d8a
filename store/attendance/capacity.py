"""Places: who has one, who waits for one, and who moves up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from yigong.store.errors import Refused
from yigong.store.records import Entry


def is_excused(entry: Entry) -> bool:
    """Whether they said, or a roll call said, that they do not come."""
    return entry.mark in ("leave", "absent")


def has_place(entry: Entry) -> bool:
    """Whether one of the places is theirs: they signed up and still come, or are here.

    Who just came and left again has given the place back.
    """
    signed_up = entry.expected is not None and not entry.waiting and not is_excused(entry)
    return signed_up or entry.here


def is_full(entries: Iterable[Entry], capacity: int) -> bool:
    """Whether all places are taken; a capacity of 0 is no limit."""
    return bool(capacity) and sum(map(has_place, entries)) >= capacity


def waitlist_promotions(entries: Iterable[Entry], capacity: int) -> list[Entry]:
    """Those who wait and can have a place now, in the order they signed up.

    Args:
        entries: The register.
        capacity: The places there are; 0: no limit.

    Returns:
        Their entries as they become.
    """
    entries = list(entries)
    queue = [e for e in entries if e.waiting and e.expected and not is_excused(e)]
    queue.sort(key=waitlist_order)
    free = max(0, capacity - sum(map(has_place, entries))) if capacity else len(queue)
    return [msgspec.structs.replace(entry, waiting=False) for entry in queue[:free]]


def with_sign_up(entry: Entry, now: datetime, squad: int, *, no_place: bool) -> Entry:
    """An entry that is expected; whoever is already keeps their turn, and may change the squad.

    Args:
        entry: Theirs, perhaps an empty one.
        now: When they signed up.
        squad: The squad they serve in; 0: as it is.
        no_place: There is no place left, so they wait (not who is here already).
    """
    squad = squad or entry.squad
    if entry.expected is not None and not (is_excused(entry) and not entry.stints):
        return msgspec.structs.replace(entry, squad=squad)
    waiting = no_place and not entry.stints
    return msgspec.structs.replace(entry, expected=now, waiting=waiting, squad=squad, mark="")


def without_sign_up(entry: Entry | None) -> Entry:
    """Whoever may take their sign-up back.

    Raises:
        Refused: They are not signed up, or were checked in already.
    """
    if entry is None or entry.expected is None:
        raise Refused("Not signed up.")
    if entry.stints:
        raise Refused("Already checked in; undo the check-in first.")
    return entry


def return_to_waitlist(entry: Entry, entries: Iterable[Entry], capacity: int) -> Entry:
    """An entry whose arrival was taken back: it waits again where the places are others'.

    Args:
        entry: Without stints.
        entries: The register; their own entry in it does not count.
        capacity: The places there are; 0: no limit.
    """
    if entry.expected is None or entry.stints or not capacity:
        return entry
    before = sum(
        e.expected is not None and has_place(e) and waitlist_order(e) < waitlist_order(entry)
        for e in entries
    )
    return msgspec.structs.replace(entry, waiting=before >= capacity)


def waitlist_order(entry: Entry) -> tuple[float, int]:
    """What the waitlist is sorted by: when they signed up, then their number."""
    return entry.expected.timestamp() if entry.expected else 0, entry.number
