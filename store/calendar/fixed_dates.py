"""What happened stays as it was: which dates of an event no change of its plan may touch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.attendance.register import Register, head_of
from yigong.store.dates.recurrence import find_occurrence
from yigong.store.errors import Refused
from yigong.store.records import Event, Head, Occurrence, occurrence_key


class RegisterIndex(Protocol):
    """What the calendar needs to know of the registers."""

    def planned_between(self) -> list[str]:
        """The occurrences that have one, by date."""
        ...

    def read(self, key: str) -> Register:
        """One register."""
        ...


class FixedDates(msgspec.Struct, frozen=True):
    """The dates of an event that have a register, by what may become of them."""

    past: tuple[date, ...] = ()
    """Up to the last one that somebody was checked in at; ascending. They stay as they were."""

    over: tuple[tuple[date, int], ...] = ()
    """Those after it that are over and nobody came to, with how many were signed up. They may be
    called off or put right, but stay dates."""

    expected: tuple[tuple[date, int], ...] = ()
    """Those still to come that people are signed up for, and how many."""

    def first_free(self, lost: Iterable[date] = ()) -> date:
        """The first day after all that happened, and after dates that must not get lost."""
        days = [*self.past[-1:], *lost]
        return max(days) + timedelta(days=1) if days else date.min


def fixed_dates(
    event: Event, days: Iterable[date], registers: RegisterIndex, zone: ZoneInfo, now: datetime
) -> FixedDates:
    """Look an event's registers up, the latest first, only as far back as is needed.

    Args:
        event: The event.
        days: The dates of it that have a register.
        registers: Where they are read.
        zone: The village's.
        now: The time, aware.
    """
    left = sorted(days)
    over: list[tuple[date, int]] = []
    expected: list[tuple[date, int]] = []
    while left:
        occurrence = find_occurrence(event, left[-1], zone)
        register = registers.read(occurrence_key(event.number, left[-1]))
        if register.present:
            break
        if register.entries:
            ended = occurrence is not None and occurrence.end <= now
            (over if ended else expected).append((left[-1], len(register.entries)))
        left.pop()
    return FixedDates(tuple(left), tuple(reversed(over)), tuple(reversed(expected)))


def same_dates(
    old: Event, new: Event, days: Iterable[date], zone: ZoneInfo, *, name: bool = True
) -> bool:
    """Whether dates are in a new version of an event what they were in the old one.

    Args:
        old: The event.
        new: As it shall be.
        days: Planned dates; what the old one does not give on them does not count.
        zone: The village's.
        name: Whether title, kind, place and who is in charge count, too, or only the time.
    """
    for day in days:
        before, after = find_occurrence(old, day, zone), find_occurrence(new, day, zone)
        if before is not None and (after is None or _facts(before, name) != _facts(after, name)):
            return False
    return True


def _facts(occurrence: Occurrence, name: bool) -> tuple[object, ...]:
    times = (occurrence.start, occurrence.end, occurrence.cancelled)
    event = occurrence.event
    return (
        (*times, event.title, event.kind, event.lead, occurrence.place, event.all_day)
        if name
        else times
    )


def lost_dates(
    old: Event, new: Event, days: Iterable[tuple[date, int]], zone: ZoneInfo
) -> list[tuple[date, int]]:
    """Those of some dates that a new version no longer has; dates called off do not count."""
    return [
        (day, count)
        for day, count in days
        if (before := find_occurrence(old, day, zone)) is not None
        and not before.cancelled
        and find_occurrence(new, day, zone) is None
    ]


def refuse_lost(old: Event, new: Event, days: Iterable[tuple[date, int]], zone: ZoneInfo) -> None:
    """Refuse a version that has no place for people who are signed up.

    Raises:
        Refused: One of the dates would no longer be one; the sentence names the first.
    """
    for day, count in lost_dates(old, new, days, zone):
        raise Refused(
            "{date} would no longer be a date, and people are signed up for it ({count}). "
            "Move only that date, or take the sign-ups back.",
            date=day,
            count=count,
        )


def refuse_rewritten(
    current: Event, old: Event, days: Iterable[date], registers: RegisterIndex, zone: ZoneInfo
) -> None:
    """Refuse to take a change back that dates have happened under since.

    A date may become again what its register says of it: so a title that was put right
    afterwards can be put back.

    Raises:
        Refused: A date would be another one than it was when people came.
    """
    for day in days:
        if same_dates(current, old, (day,), zone):
            continue
        head = registers.read(occurrence_key(current.number, day)).head
        occurrence = find_occurrence(old, day, zone)
        if occurrence is None or head is None or _plan(head_of(occurrence)) != _plan(head):
            raise Refused("People were checked in since; it cannot be undone.")


def _plan(head: Head) -> dict[str, object]:
    """What a register says of the plan."""
    return {
        name: getattr(head, name) for name in ("title", "kind", "start", "end", "place", "lead")
    }
