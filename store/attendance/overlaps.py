"""Overlaps: one person, written at two occurrences at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

import msgspec

from yigong.store.attendance.posts import planned_end
from yigong.store.attendance.register import Register
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.records import elapsed


class StintElsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """A stint that a person has at another occurrence."""

    key: str
    """The other occurrence's."""

    title: str
    start: datetime
    end: datetime
    """As `counted_end` gives it."""

    signed: bool
    """Whether the other register is signed."""


class Overlap(msgspec.Struct, frozen=True, kw_only=True):
    """A time at which a person is in two registers."""

    number: int
    keys: tuple[str, str]
    """The two occurrences, the one they came to first before the other."""

    minutes: int


def counted_end(stint: Stint, entry: Entry, head: Head) -> datetime:
    """The end of a stint; of an open one the planned end, unless it began after that."""
    return stint.end or max(stint.start, planned_end(entry, stint, head))


def shared_minutes(stint: Stint, entry: Entry, head: Head, other: StintElsewhere) -> int:
    """The minutes for which a stint overlaps one elsewhere."""
    end = min(counted_end(stint, entry, head), other.end)
    return max(0, elapsed(max(stint.start, other.start), end))


def stints_elsewhere(register: Register) -> Iterator[tuple[int, StintElsewhere]]:
    """The stints of a register, as other registers see them, each with the person's number."""
    head = register.head
    if head is None:
        return
    for entry in register.present:
        for stint in entry.stints:
            yield (
                entry.number,
                StintElsewhere(
                    key=register.key,
                    title=head.title,
                    start=stint.start,
                    end=counted_end(stint, entry, head),
                    signed=register.closed,
                ),
            )


MOST_FOUND = 1000
"""Overlaps that are looked for; a register that somebody damaged by hand has any number."""


def find_overlaps(registers: Iterable[Register]) -> list[Overlap]:
    """The times at which somebody is in two of some registers, by person and time.

    Args:
        registers: The registers.

    Returns:
        At most `MOST_FOUND`. Stints of one register that overlap each other are taken as one.
    """
    by_person: dict[int, list[StintElsewhere]] = {}
    for register in registers:
        for number, stint in stints_elsewhere(register):
            by_person.setdefault(number, []).append(stint)
    found = (
        overlap
        for number, stints in sorted(by_person.items())
        for overlap in _overlaps_of(number, stints)
    )
    return list(islice(found, MOST_FOUND))


def _overlaps_of(number: int, stints: Iterable[StintElsewhere]) -> Iterator[Overlap]:
    """The overlaps of one person, by time."""
    spans: list[tuple[datetime, datetime, str]] = []
    latest: dict[str, int] = {}
    for start, end, key in sorted(
        (stint.start.astimezone(UTC), stint.end.astimezone(UTC), stint.key) for stint in stints
    ):
        last = latest.get(key)
        if last is not None and start <= spans[last][1]:
            spans[last] = (spans[last][0], max(end, spans[last][1]), key)
        else:
            latest[key] = len(spans)
            spans.append((start, end, key))
    for at, (_start, end, key) in enumerate(spans):
        for start, other_end, other in spans[at + 1 :]:
            if start >= end:
                break
            minutes = elapsed(start, min(end, other_end))
            if minutes > 0 and key != other:
                yield Overlap(number=number, keys=(key, other), minutes=minutes)
