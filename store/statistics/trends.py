"""人次 over time: by day, month, quarter or year, of everybody, of volunteers, by squad."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from yigong.store.attendance.counts_cache import VOLUNTEER, RegisterCounts
from yigong.store.statistics.tally import takes_place

Step = Literal["day", "month", "quarter", "year"]
"""The length of time that one value covers."""

_STEP_BY_DAYS: tuple[tuple[int, Step], ...] = (
    (62, "day"),
    (3 * 366, "month"),
    (15 * 366, "quarter"),
)
"""The step for periods of up to so many days: at most about sixty values, to fit on any screen."""


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """Attendances over a period, a value for each step of time."""

    step: Step
    begins: tuple[date, ...]
    """The first day of each value."""

    total: tuple[int, ...]
    """人次 in all roles but paid."""

    volunteers: tuple[int, ...]
    """志愿人次, which are part of them."""

    squads: dict[int, tuple[int, ...]]
    """By the squad people were in there (0: none, with heads without a name), the largest first;
    they add up to the total."""


def attendance_trend(counted: Iterable[RegisterCounts], first: date, last: date) -> Trend:
    """The attendances of a period over time.

    Args:
        counted: The counts of the period's registers.
        first: Its first day.
        last: Its last day.
    """
    step = step_of(first, last)
    begins = _begins(step, first, last)
    squads: dict[int, list[int]] = {}
    volunteers = [0] * len(begins)
    for register in counted:
        index = bisect_right(begins, register.head.start.date()) - 1
        for _number, squad, role, along, *_minutes in register:
            heads = takes_place(role) + along
            if heads:
                squads.setdefault(squad, [0] * len(begins))[index] += heads
            volunteers[index] += role == VOLUNTEER
        if register.nameless:
            squads.setdefault(0, [0] * len(begins))[index] += register.nameless
    largest = sorted(squads.items(), key=lambda item: (not item[0], -sum(item[1])))
    return Trend(
        step=step,
        begins=begins,
        total=tuple(map(sum, zip(*squads.values(), strict=True))) or (0,) * len(begins),
        volunteers=tuple(volunteers),
        squads={squad: tuple(values) for squad, values in largest},
    )


def step_of(first: date, last: date) -> Step:
    """The step a period is shown in, by how long it is."""
    days = (last - first).days + 1
    return next((step for longest, step in _STEP_BY_DAYS if days <= longest), "year")


def merge_steps(values: Iterable[int], most: int) -> list[int]:
    """Values with neighbours added up until there are at most `most` of them."""
    single = list(values)
    size = -(-len(single) // max(1, most)) or 1
    return [sum(single[at : at + size]) for at in range(0, len(single), size)]


def _begins(step: Step, first: date, last: date) -> tuple[date, ...]:
    """The first days of the steps from a first to a last day."""
    from arrow import Arrow

    begin = Arrow.fromdate(first).floor(step)
    return tuple(moment.date() for moment in Arrow.range(step, begin, Arrow.fromdate(last)))
