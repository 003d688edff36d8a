"""Points that were earned: a pure function of signed registers and the rules frozen in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date

import msgspec

from yigong.store.attendance.counts_cache import (
    PAID,
    ROLE_CODES,
    Attendance,
    CountsCache,
    RegisterCounts,
)
from yigong.store.attendance_records import Head
from yigong.store.errors import DataError
from yigong.store.points_records import PointsRule
from yigong.store.settings_records import HoursPolicy


class Earned(msgspec.Struct, frozen=True, gc=False):
    """What one person earned at one occurrence by one rule."""

    person: int
    key: str
    """The occurrence's."""

    head: Head
    rule: PointsRule
    points: int


Uncapped = tuple[PointsRule, int]
"""A rule, and what it gives before the most of a day."""


def earns(head: Head) -> bool:
    """Whether a register gives points: it is signed now, and there were rules when it first was."""
    return head.closed is not None and bool(head.points)


def uncapped_earnings(counted: RegisterCounts) -> dict[int, list[Uncapped]]:
    """What each person earns at one occurrence, before the most of a day, by their number.

    Minutes are those that the signature credits: of a volunteer of all three origins, of a learner
    those of learning. Participants and guests have none, and who is paid earns nothing, whatever a
    rule says.

    Args:
        counted: The register.
    """
    rules = counted.head.points or ()
    if not earns(counted.head):
        return {}
    found: dict[int, list[Uncapped]] = {}
    for row in counted:
        given = [(rule, points) for rule in rules if (points := _points(rule, row))]
        if given:
            found[row[0]] = given
    return found


def _points(rule: PointsRule, row: Attendance) -> int:
    _person, _squad, role, _along, clocked, filled, granted, learning, *_others = row
    if role == PAID:
        return 0
    if rule.per == "attendance":
        return rule.points if any(role == ROLE_CODES[each] for each in rule.roles) else 0
    minutes = clocked + filled + granted if "volunteer" in rule.roles else 0
    if "learner" in rule.roles:
        minutes += learning
    return minutes // rule.unit * rule.points


class Earnings:
    """What people earned in a village. A register is gone through again only after it changed."""

    def __init__(self, counts: CountsCache) -> None:
        """Nothing is read before `between`.

        Args:
            counts: The village's.
        """
        self._counts = counts
        self._cache: dict[str, tuple[RegisterCounts, dict[int, list[Uncapped]]]] = {}

    def between(
        self,
        first: date | None,
        last: date | None,
        policy: HoursPolicy,
        people: Collection[int] | None = None,
        unreadable: list[DataError] | None = None,
    ) -> list[Earned]:
        """What was earned at the occurrences between two days.

        It may run in a thread.

        Args:
            first: The first day; `None`: from the beginning.
            last: The last day; `None`: to the end.
            policy: The hours policy for registers that are not closed, as for the counts.
            people: Only these, by number; `None`: everybody.
            unreadable: Collects the errors of registers that cannot be read, which are skipped.
                Without it the first of them is raised.
        """
        registers = self._counts.between(first, last, policy, unreadable)
        return list(earned(registers, people, self._uncapped))

    def _uncapped(self, counted: RegisterCounts) -> dict[int, list[Uncapped]]:
        cached = self._cache.get(counted.key)
        if cached is None or cached[0] is not counted:
            cached = self._cache[counted.key] = counted, uncapped_earnings(counted)
        return cached[1]


def earned(
    registers: Iterable[RegisterCounts],
    people: Collection[int] | None = None,
    uncapped: Callable[[RegisterCounts], dict[int, list[Uncapped]]] = uncapped_earnings,
) -> Iterator[Earned]:
    """What people earned at some occurrences, in the order of these.

    A rule that gives a person so much a day at most gives it in that order, whatever its other
    numbers were when the registers were signed: a rule is known by its name.

    Args:
        registers: The registers; those of a day have to be there all, if any of them is.
        people: Only these, by number; `None`: everybody.
        uncapped: Gives what a register gives before the most of a day.
    """
    signed = (each for each in registers if earns(each.head))
    day_sums: dict[tuple[int, str], int] = {}
    today: date | None = None
    for counted in sorted(signed, key=lambda each: (each.head.start.timestamp(), each.key)):
        head = counted.head
        if head.start.date() != today:
            today, day_sums = head.start.date(), {}
        if people is not None and not any(n in counted.columns[0] for n in people):
            continue
        given = uncapped(counted)
        for person in given if people is None else [n for n in people if n in given]:
            for rule, points in given[person]:
                spent = day_sums.get((person, rule.name), 0)
                most = max(0, rule.day_most - spent) if rule.day_most else points
                day_sums[person, rule.name] = spent + min(points, most)
                if most:
                    yield Earned(person, counted.key, head, rule, min(points, most))
