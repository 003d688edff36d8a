"""The time of who rides: what they were there for, between the legs of a trip, and never twice."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import msgspec

from yigong.store.attendance.roles import role_of
from yigong.store.attendance_records import Entry, Head, Stint


def counted_stints(entry: Entry, head: Head, *, rides: bool) -> list[Stint]:
    """The ended stints of an entry that count, none of which overlap on a trip.

    Between two legs that they rode they were there, as they had come; a minute that they were
    checked in as well counts once. Rides count for who is paid, and where rides count.

    Args:
        entry: The entry.
        head: The register's.
        rides: Whether the time on the way counts.
    """
    ended = [stint for stint in entry.stints if stint.end is not None]
    if not head.legs:
        return ended
    ridden = sorted((s for s in ended if s.leg), key=lambda stint: stint.start.timestamp())
    there = [stint for stint in ended if not stint.leg]
    between = [_between(one, other) for one, other in pairwise(ridden)]
    counted = [s for s in ridden if rides or role_of(s, entry, head) == "paid"]
    uncounted = [s for s in ridden if s not in counted]
    laid = _without_overlaps([*uncounted, *counted, *there, *between])
    return [stint for stint in laid if not stint.leg or stint.leg in {s.leg for s in counted}]


def _between(one: Stint, other: Stint) -> Stint:
    """The time from the arrival with a leg to the departure with a later one."""
    assert one.end is not None  # noqa: S101 - only ended stints are here
    origin = "clocked" if one.origin == other.origin == "clocked" else "filled"
    end = max(one.end, other.start, key=lambda moment: moment.timestamp())
    return msgspec.structs.replace(one, start=one.end, end=end, origin=origin, leg=0)


def _without_overlaps(stints: Iterable[Stint]) -> list[Stint]:
    """Stints of which each lost what an earlier one of the list has."""
    laid: list[Stint] = []
    for stint in stints:
        pieces = [stint]
        for other in laid:
            pieces = [part for piece in pieces for part in _outside(piece, other)]
        laid += pieces
    return laid


def _outside(stint: Stint, other: Stint) -> list[Stint]:
    """What is left of a stint outside of another: before it, and after it."""
    assert stint.end is not None and other.end is not None  # noqa: S101 - only ended ones
    if stint.end.timestamp() <= other.start.timestamp() or (
        other.end.timestamp() <= stint.start.timestamp()
    ):
        return [stint]
    left = []
    if stint.start.timestamp() < other.start.timestamp():
        left.append(msgspec.structs.replace(stint, end=other.start))
    if other.end.timestamp() < stint.end.timestamp():
        left.append(msgspec.structs.replace(stint, start=other.end))
    return left
