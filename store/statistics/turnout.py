"""How many usually come: from the last dates like one that is to come, so that lunch is enough.

All who are there are counted, as all of them eat: those who serve, take part, learn, are invited or
paid, who came along with somebody, and who was counted without a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple

from yigong.store.attendance.counts_cache import CountsCache, RegisterCounts
from yigong.store.attendance.sign_ups import RegisterNames, SignUps
from yigong.store.errors import DataError
from yigong.store.event_records import Occurrence
from yigong.store.settings_records import HoursPolicy

FEWEST, MOST = 4, 8
"""Of fewer dates nothing is said; of more the last ones are looked at."""

FEWEST_SIGN_UPS = 20
"""Sign-ups on those dates below which their share says nothing."""

LOOK_BACK = timedelta(days=365)
"""How far back another event of the kind is like this one."""

_SATURDAY = 5


class PastDate(NamedTuple):
    """A date like the one to come."""

    key: str
    day: date
    heads: int


class Turnout(NamedTuple):
    """How many usually come."""

    usual: int
    """The median."""

    lowest: int
    highest: int
    dates: tuple[PastDate, ...]
    """The dates it was found from, the latest first."""

    same_event: bool
    """Whether they are of the event itself; else of its kind, on the same kind of day."""

    signed: int = 0
    """How many were signed up on those dates in all; 0: too few to tell."""

    kept: int = 0
    """How many of them came."""


def usual_turnout(dates: Sequence[PastDate], names: Iterable[RegisterNames] = ()) -> Turnout | None:
    """How many usually come, by past dates.

    Args:
        dates: The dates, the latest first.
        names: Who was signed up on them, and who of these came.

    Returns:
        `None`: they are too few.
    """
    if len(dates) < FEWEST:
        return None
    heads = [each.heads for each in dates]
    signed = kept = 0
    for register in names:
        signed += len(register.expected)
        kept += len(register.expected & register.came)
    if signed < FEWEST_SIGN_UPS:
        signed = kept = 0
    usual = int(median(heads) + 0.5)
    return Turnout(usual, min(heads), max(heads), tuple(dates), True, signed, kept)


def count_all_heads(counted: RegisterCounts) -> int:
    """Everybody who was there, whatever as."""
    _numbers, _squads, roles, along, *_sums = counted.columns
    return sum(role > 0 for role in roles) + sum(along) + counted.nameless


def past_dates(
    counts: CountsCache,
    keys: Sequence[str],
    until: datetime,
    policy: HoursPolicy,
    like: Callable[[RegisterCounts], bool] = lambda _counted: True,
) -> list[PastDate]:
    """The last `MOST` dates that somebody came to, the latest first.

    Registers are read from the last one back, and no further than they are needed; one that cannot
    be read is left out, as the doctor reports it.

    Args:
        counts: The village's.
        keys: The registers, by date.
        until: What is not over by then is left out.
        policy: The hours policy.
        like: Which of them count.
    """
    found: list[PastDate] = []
    for key in reversed(keys):
        with suppress(DataError):
            counted = counts.counted(key, policy)
            if counted is not None and counted.head.end <= until and like(counted):
                heads = count_all_heads(counted)
                found += [PastDate(key, counted.head.start.date(), heads)] if heads else []
        if len(found) == MOST:
            break
    return found


def find_turnout(
    occurrence: Occurrence,
    now: datetime,
    counts: CountsCache,
    keys: Callable[[date | None, date | None], list[str]],
    sign_ups: SignUps,
    policy: HoursPolicy,
    *,
    own_only: bool = False,
) -> Turnout | None:
    """How many usually come to an occurrence; it may run in a thread.

    Its own event is asked first: its last dates. Where they are fewer than `FEWEST`, it is what was
    of its kind in the twelve months before, at a weekend if it is at one, else on another day.

    Args:
        occurrence: The occurrence.
        now: The time: what is not over yet says nothing.
        counts: The village's counts.
        keys: Lists the registers of what was planned between two days, by date.
        sign_ups: The people of the registers.
        policy: The hours policy.
        own_only: Ask only its own event, which reads eight registers at the most.

    Returns:
        `None`: there are too few dates like it.
    """
    until = min(now, occurrence.start)
    own = f"{occurrence.event.code}@"
    mine = [key for key in keys(None, until.date()) if key.startswith(own)]
    found = past_dates(counts, mine, until, policy)
    same_event = len(found) >= FEWEST
    if own_only and not same_event:
        return None
    if not same_event:
        kind, weekend = occurrence.event.kind, _is_weekend(occurrence.start)

        def is_like(counted: RegisterCounts) -> bool:
            return counted.head.kind == kind and _is_weekend(counted.head.start) is weekend

        recent = keys((until - LOOK_BACK).date(), until.date())
        found = past_dates(counts, recent, until, policy, is_like)
    unreadable: list[DataError] = []
    names = sign_ups.of((each.key for each in found), unreadable).values()
    turnout = usual_turnout(found, names)
    return turnout._replace(same_event=same_event) if turnout else None


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY
