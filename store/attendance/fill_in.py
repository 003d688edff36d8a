"""补录: what nobody clocked, written in afterwards, and why."""

from __future__ import annotations

from datetime import datetime

import msgspec

from yigong.store.attendance import hours
from yigong.store.errors import Refused
from yigong.store.records import Entry, Stint, elapsed


def fill_in_stint(entry: Entry, stint: Stint, limit: int, now: datetime) -> Entry:
    """An entry with a stint that is written in.

    Args:
        entry: Theirs, perhaps an empty one.
        stint: What is written in; without an end they are here still.
        limit: The minutes that may be filled in for one person: the length of the occurrence.
        now: The time.

    Raises:
        Refused: It is longer than the occurrence, lies ahead, or overlaps another stint.
    """
    if stint.end is not None and elapsed(stint.start, stint.end) <= 0:
        raise Refused("The end is not after the start.")
    if (stint.end or stint.start) > now:
        raise Refused("What is filled in has happened; this lies ahead.")
    if any(_overlap(stint, other) for other in entry.stints):
        raise Refused("There is a record for that time already.")
    minutes = elapsed(stint.start, stint.end) if stint.end else 0
    if hours.served_credit(entry).filled + minutes > limit:
        raise Refused("What is filled in cannot be longer than the event ({n} min).", n=limit)
    stints = tuple(sorted((*entry.stints, stint), key=lambda s: s.start))
    return msgspec.structs.replace(entry, stints=stints, mark="", waiting=False)


def _overlap(one: Stint, other: Stint) -> bool:
    """Whether two stints share time; one without an end goes on."""
    return (other.end is None or one.start < other.end) and (
        one.end is None or other.start < one.end
    )
