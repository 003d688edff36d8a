"""Credited time: from stints and grants to minutes by role and origin, under the policy."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from yigong.store.attendance.posts import own_minutes
from yigong.store.attendance.ride_time import counted_stints
from yigong.store.attendance.roles import role_of
from yigong.store.attendance_records import (
    NO_LABOUR,
    NO_LEARNING,
    Entry,
    Head,
    LearningTime,
    Origin,
    PaidTime,
    ServiceTime,
)
from yigong.store.records import elapsed
from yigong.store.settings_records import HoursPolicy


class Credit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an attendance is credited: each kind of time apart, none of it for who takes part."""

    service: ServiceTime = ServiceTime()
    learning: LearningTime = LearningTime()
    labour: PaidTime = PaidTime()

    def __add__(self, other: Credit) -> Credit:
        return Credit(
            service=self.service + other.service,
            learning=self.learning + other.learning,
            labour=self.labour + other.labour,
        )

    @property
    def nothing(self) -> bool:
        """Whether there is none of any kind."""
        return not (self.service.total or self.learning.minutes or self.labour.minutes)


def served_credit(entry: Entry, head: Head, *, rides: bool = False) -> Credit:
    """Whole minutes before any policy: of the ended stints by their role, and of grants.

    The rule is 即到即签、即退即签: time actually served, each stint on its own. An open stint
    counts nothing.

    Args:
        entry: The attendance.
        head: The register's.
        rides: Whether the time on the way with the legs of a trip counts (see `counted_stints`).
    """
    service = {"clocked": 0, "filled": 0, "granted": sum(grant.minutes for grant in entry.grants)}
    learning = labour = 0
    for stint in counted_stints(entry, head, rides=rides):
        assert stint.end is not None  # noqa: S101 - only ended ones count
        minutes = max(0, elapsed(stint.start, stint.end))
        role = role_of(stint, entry, head)
        if role == "volunteer":
            service[stint.origin] += minutes
        elif role == "learner":
            learning += minutes
        elif role == "paid":
            labour += minutes
    return Credit(
        service=ServiceTime(**service), learning=LearningTime(learning), labour=PaidTime(labour)
    )


def minutes_present(entry: Entry, origin: Origin | None = None) -> int:
    """The minutes of all ended stints, or of those of one origin, whatever their role."""
    return sum(
        max(0, elapsed(stint.start, stint.end))
        for stint in entry.stints
        if stint.end is not None and origin in (None, stint.origin)
    )


def minutes_there(entry: Entry, head: Head) -> int:
    """The minutes of somebody's presence; on a trip those between its legs, and on the way, too."""
    if not head.legs:
        return minutes_present(entry)
    counted = counted_stints(entry, head, rides=True)
    return sum(max(0, elapsed(s.start, s.end)) for s in counted if s.end is not None)


def credited(entry: Entry, head: Head, policy: HoursPolicy, *, spent: int = 0) -> Credit:
    """The minutes that one attendance is credited.

    In this order: who was present for less than the least, in whatever role, is credited nothing;
    travel time is subtracted (of a trip what was measured on its legs); the rest is rounded; and
    service is cut to what is left of the daily cap. Granted minutes and paid work are as they were:
    no rule changes them.

    Args:
        entry: The attendance.
        head: The register's; its length, and its travel time, which counts only if the policy says
            so. The minimum presence, of their posts where they have some, applies before it is
            subtracted.
        policy: The village's rules. They apply to clocked and filled minutes together; what they
            subtract or add is taken from the clocked first.
        spent: The clocked and filled minutes of service they are credited elsewhere for the same
            day, which count towards the daily cap.
    """
    raw = served_credit(entry, head, rides=policy.travel)
    granted = raw.service.granted
    if minutes_there(entry, head) * 100 < policy.min_presence * own_minutes(entry, head):
        return Credit(service=ServiceTime(granted=granted), labour=raw.labour)
    served, learned = raw.service.clocked + raw.service.filled, raw.learning.minutes
    if not policy.travel and not head.legs:
        travel = min(served, head.travel)
        served -= travel
        learned -= min(learned, head.travel - travel)
    target = _rounded(served, policy)
    if policy.daily_cap:
        target = min(target, max(0, policy.daily_cap - spent))
    filled = min(raw.service.filled, target) if raw.service.clocked else target
    return Credit(
        service=ServiceTime(clocked=target - filled, filled=filled, granted=granted),
        learning=LearningTime(_rounded(learned, policy)),
        labour=raw.labour,
    )


def entry_credit(entry: Entry, head: Head, policy: HoursPolicy, *, spent: int = 0) -> Credit:
    """The credit of an entry: as it was signed, or as it would be signed now.

    Args:
        entry: The entry.
        head: The register's; its own policy, if it has one, is used.
        policy: The hours policy of registers without their own.
        spent: As in `credited`. Without it the credit is an estimate that may be above what a
            daily cap leaves in the end.
    """
    if entry.credit is not None:
        return Credit(service=entry.credit, learning=entry.learning, labour=entry.labour)
    return credited(entry, head, head.policy or policy, spent=spent)


def with_credit(entry: Entry, credit: Credit | None) -> Entry:
    """An entry with what it is credited as it is signed; `None`: it is not signed any more."""
    if credit is None:
        return msgspec.structs.replace(entry, credit=None, learning=NO_LEARNING, labour=NO_LABOUR)
    return msgspec.structs.replace(
        entry,
        credit=credit.service,
        learning=credit.learning if credit.learning.minutes else NO_LEARNING,
        labour=credit.labour if credit.labour.minutes else NO_LABOUR,
    )


def _rounded(minutes: int, policy: HoursPolicy) -> int:
    step = policy.round_to
    if policy.rounding == "none" or step <= 1:
        return minutes
    if policy.rounding == "nearest":
        return (minutes * 2 + step) // (step * 2) * step
    return minutes // step * step


class HoursParts(NamedTuple):
    """Service time as it is shown, in tenths of an hour: the three origins add up to the total."""

    total: int
    clocked: int
    filled: int
    granted: int


def hours_parts(service: ServiceTime) -> HoursParts:
    """Service time in tenths of an hour, rounded so that the parts add up to the rounded total.

    Each part is rounded down; the tenths that are then missing go to the largest remainders. A
    part is less than a tenth off, and none of 0 minutes becomes more.
    """
    minutes = (service.clocked, service.filled, service.granted)
    total = hours_tenths(service.total)
    parts = [part // 6 for part in minutes]
    by_remainder = sorted(range(len(parts)), key=lambda at: -(minutes[at] % 6))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return HoursParts(total, *parts)


def hours_tenths(minutes: int) -> int:
    """Minutes in tenths of an hour, rounded half up. Only for display."""
    return (minutes * 2 + 6) // 12


def tenths_text(tenths: int) -> str:
    """Tenths of an hour as hours: ``2.5``."""
    return f"{tenths // 10}.{tenths % 10}"


def hours_text(minutes: int) -> str:
    """Minutes as hours with one decimal, rounded half up: ``2.5``. Only for display."""
    return tenths_text(hours_tenths(minutes))
