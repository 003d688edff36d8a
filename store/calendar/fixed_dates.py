"""Fixed dates: those of an event that a change of its plan must not alter, as people came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.attendance.register import Promotion, Register, head_of
from yigong.store.attendance_records import Head
from yigong.store.dates.date_words import date_text
from yigong.store.dates.recurrence import find_occurrence
from yigong.store.errors import Refused
from yigong.store.event_records import Event, Occurrence, occurrence_key
from yigong.store.plan_context import PlanContext
from yigong.store.settings_records import KindSpec
from yigong.store.storage.transaction import Transaction


class RegisterIndex(Protocol):
    """What the calendar needs of the registers."""

    def planned_between(self) -> list[str]:
        """The keys of occurrences with a register, by date."""
        ...

    def read(self, key: str) -> Register:
        """The register of an occurrence."""
        ...

    def follow_plan(
        self, change: Transaction, before: Occurrence | None, after: Occurrence
    ) -> list[Promotion]:
        """Let a register follow a change of its event (see `Registers.follow_plan`)."""
        ...

    def refuse_overbooked(
        self, change: Transaction, before: Occurrence | None, after: Occurrence
    ) -> None:
        """Refuse a plan with fewer places than people have."""
        ...

    def follow_kind(
        self, change: Transaction, occurrence: Occurrence, own_kinds: Iterable[KindSpec]
    ) -> None:
        """Let a register follow a change of its kind (see `Registers.follow_kind`)."""
        ...


class FixedDates(msgspec.Struct, frozen=True):
    """The dates of an event that have a register, by how far they may be changed."""

    past: tuple[date, ...] = ()
    """Up to the last one that somebody came to, ascending: they are not changed."""

    over: tuple[tuple[date, int], ...] = ()
    """Those after it that are over and nobody came to, with how many were signed up: they may be
    cancelled or corrected, but stay dates of the event."""

    expected: tuple[tuple[date, int], ...] = ()
    """Those still to come, with how many are signed up."""

    def first_free(self, lost: Iterable[date] = ()) -> date:
        """The first day after `past`, and after other dates that must not be lost."""
        days = [*self.past[-1:], *lost]
        return max(days) + timedelta(days=1) if days else date.min


def find_fixed_dates(
    event: Event, days: Iterable[date], registers: RegisterIndex, zone: ZoneInfo, now: datetime
) -> FixedDates:
    """Read an event's registers, the latest first, only as far back as is needed.

    Args:
        event: The event.
        days: Its dates that have a register.
        registers: The registers.
        zone: The village's.
        now: The time, aware.
    """
    remaining = sorted(days)
    over: list[tuple[date, int]] = []
    expected: list[tuple[date, int]] = []
    while remaining:
        occurrence = find_occurrence(event, remaining[-1], zone)
        register = registers.read(occurrence_key(event.number, remaining[-1]))
        if register.attended:
            break
        if register.entries:
            ended = occurrence is not None and occurrence.end <= now
            (over if ended else expected).append((remaining[-1], len(register.entries)))
        remaining.pop()
    return FixedDates(tuple(remaining), tuple(reversed(over)), tuple(reversed(expected)))


def same_dates(
    old: Event, new: Event, days: Iterable[date], zone: ZoneInfo, *, name: bool = True
) -> bool:
    """Whether a new version of an event has the same occurrences on some dates.

    Args:
        old: The event.
        new: The new version.
        days: Planned dates; those that the old one does not have are skipped.
        zone: The village's.
        name: Compare title, kind, place, lead and posts, too, not only the time.
    """
    for day in days:
        before, after = find_occurrence(old, day, zone), find_occurrence(new, day, zone)
        if before is not None and (
            after is None or _compared_fields(before, name) != _compared_fields(after, name)
        ):
            return False
    return True


def _compared_fields(occurrence: Occurrence, name: bool) -> tuple[object, ...]:
    times = (occurrence.start, occurrence.end, occurrence.cancelled)
    event = occurrence.event
    if not name:
        return times
    words = (event.title, event.kind, event.lead, occurrence.place, event.all_day)
    return (*times, *words, occurrence.posts, occurrence.legs)


def lost_dates(
    old: Event, new: Event, days: Iterable[tuple[date, int]], zone: ZoneInfo
) -> list[tuple[date, int]]:
    """Those of some dates that a new version no longer has, without cancelled ones."""
    return [
        (day, count)
        for day, count in days
        if (before := find_occurrence(old, day, zone)) is not None
        and not before.cancelled
        and find_occurrence(new, day, zone) is None
    ]


def refuse_lost(old: Event, new: Event, days: Iterable[tuple[date, int]], zone: ZoneInfo) -> None:
    """Refuse a version without the dates that people are signed up for.

    Raises:
        Refused: It lacks one of the dates; the sentence names the first.
    """
    for day, count in lost_dates(old, new, days, zone):
        raise Refused(
            "{date} would no longer be a date, and people are signed up for it ({count}). "
            "Move only that date, or take the sign-ups back.",
            date=date_text(day),
            count=count,
        )


def refuse_rewritten(
    current: Event, old: Event, days: Iterable[date], registers: RegisterIndex, zone: ZoneInfo
) -> None:
    """Refuse to undo a change if people have come to its dates since.

    An occurrence may become again what its register's head says: so the undo of a correction
    that was made afterwards is allowed.

    Raises:
        Refused: An occurrence would differ from its register.
    """
    for day in days:
        if same_dates(current, old, (day,), zone):
            continue
        head = registers.read(occurrence_key(current.number, day)).head
        occurrence = find_occurrence(old, day, zone)
        if (
            occurrence is None
            or head is None
            or _planned_fields(head_of(occurrence, PlanContext())) != _planned_fields(head)
        ):
            raise Refused("People were checked in since; it cannot be undone.")


def _planned_fields(head: Head) -> dict[str, object]:
    """The fields of a head that come from the plan."""
    return {
        name: getattr(head, name) for name in ("title", "kind", "start", "end", "place", "lead")
    }


def attended_error(title: str, day: date, *, cancelled: bool = False) -> Refused:
    """The refusal of a change of a date that people came to.

    Args:
        title: The event's.
        day: The date.
        cancelled: Whether it would be cancelled; else it would be moved.
    """
    when = date_text(day)
    if cancelled:
        return Refused(
            "People were checked in at {title} on {date}; it cannot be cancelled.",
            title=title,
            date=when,
        )
    return Refused(
        "People were checked in at {title} on {date}; it cannot be moved.", title=title, date=when
    )
