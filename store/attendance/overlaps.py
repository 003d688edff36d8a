"""Overlaps: one person, written at two occurrences at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from yigong.store.attendance.register import Register
from yigong.store.records import Head, Stint, elapsed


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


def counted_end(stint: Stint, head: Head) -> datetime:
    """The end of a stint; of an open one the planned end, unless it began after that."""
    return stint.end or max(stint.start, head.end)


def shared_minutes(stint: Stint, head: Head, other: StintElsewhere) -> int:
    """The minutes for which a stint overlaps one elsewhere."""
    end = min(counted_end(stint, head), other.end)
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
                    end=counted_end(stint, head),
                    signed=register.closed,
                ),
            )


def find_overlaps(registers: Iterable[Register]) -> list[Overlap]:
    """Every time at which somebody is in two of some registers, by person and time."""
    by_person: dict[int, list[StintElsewhere]] = {}
    for register in registers:
        for number, stint in stints_elsewhere(register):
            by_person.setdefault(number, []).append(stint)
    found = []
    for number, stints in sorted(by_person.items()):
        stints.sort(key=lambda stint: (stint.start.timestamp(), stint.key))
        for at, first in enumerate(stints):
            for second in stints[at + 1 :]:
                if second.start.timestamp() >= first.end.timestamp():
                    break
                minutes = elapsed(second.start, min(first.end, second.end))
                if minutes > 0 and first.key != second.key:
                    found.append(
                        Overlap(number=number, keys=(first.key, second.key), minutes=minutes)
                    )
    return found
