"""Whether registers were signed in time: within some working days after the occurrence's end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from yigong.store.attendance_records import Head
from yigong.store.dates.working_days import working_days_after

SigningState = Literal["in_time", "late", "awaited", "undated", "unknown"]
"""Signed in time; signed late, or not signed and late by now; not signed and not late yet. Not
known: the holidays on the way to the last day are not announced; or the register was reopened by a
version that did not keep when it had been signed before."""

COUNTED: frozenset[SigningState] = frozenset({"in_time", "late"})
"""The states that count; the others are left out of the share, and said."""


class Signing(NamedTuple):
    """How a register stands."""

    state: SigningState
    until: date | None
    """The last day on which it is signed in time; `None`: it is not known yet."""

    signed: datetime | None
    """When it was first signed; `None`: it was not, or that is not known."""


def first_signature(head: Head) -> tuple[datetime | None, datetime | None]:
    """When a register was first signed, whatever was corrected since.

    Returns:
        The moment, and the latest that it can have been: the same where it is known. Both are
        `None` where it was never signed.
    """
    signatures = (each.signed for each in head.corrections if each.signed is not None)
    known = next(signatures, head.closed)
    latest = head.corrections[0].at if head.corrections else None
    if known is None or (latest is not None and latest < known):
        return None, latest
    return known, known


def signing_of(head: Head, within: int, today: date) -> Signing:
    """How a register stands.

    Args:
        head: The register's.
        within: The working days that it may take.
        today: The day on which one that is not signed is looked at.
    """
    day = head.end.date()
    until = _last_day(day, within)
    # Working days are never fewer days than as many days of the calendar.
    sure = until or day + timedelta(days=within)
    signed, latest = first_signature(head)
    done = latest.date() if latest is not None else today
    if done <= sure:
        return Signing("in_time" if latest is not None else "awaited", until, signed)
    if until is None:
        return Signing("undated", None, signed)
    if latest is not None and signed is None:
        return Signing("unknown", until, None)
    return Signing("late", until, signed)


@lru_cache(maxsize=4096)
def _last_day(day: date, within: int) -> date | None:
    return working_days_after(day, within)
