"""Who carries it: how the hours are shared, and whom one could ask.

It blames nobody. Each list is of people whom a friendly word may bring: those who were never asked,
who used to come, who came once, whose dates did not suit them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from yigong.store.attendance.counts_cache import VOLUNTEER, RegisterCounts
from yigong.store.attendance.sign_ups import RegisterNames
from yigong.store.people.retired import is_retired
from yigong.store.records import Volunteer
from yigong.store.statistics.rates import FEWEST
from yigong.store.statistics.summary import service_totals
from yigong.store.statistics.tally import registers_within, takes_place

LATELY = timedelta(days=91)
"""A quarter of a year: who has not come for so long stays away."""

YEAR = timedelta(days=365)
OFTEN = 3
"""Times that somebody has to have served in the year before to be missed."""

SIGN_UPS = 4
"""Sign-ups of which somebody has to have come to fewer than half to be asked what would suit."""

TENTH = 10


class Carrier(NamedTuple):
    """Somebody's part of the hours."""

    number: int
    minutes: int
    times: int


class Missed(NamedTuple):
    """Somebody who does not come any more."""

    number: int
    times: int
    """How often they served: in the year before; who came once, once."""

    last: date
    """The last day that they came."""


class Seldom(NamedTuple):
    """Somebody who signed up and seldom came."""

    number: int
    signed: int
    came: int


class Unasked(NamedTuple):
    """Somebody who is in no register."""

    number: int
    joined: date | None
    squads: tuple[int, ...]


class Workload(msgspec.Struct, frozen=True, kw_only=True):
    """Who carries the hours of a period, and whom one could ask."""

    first: date | None
    last: date
    """Its last day, or today, if that is earlier."""

    served: int = 0
    """How many served with hours."""

    minutes: int = 0
    """Their hours, of all origins."""

    carriers: tuple[Carrier, ...] = ()
    """All of them, the busiest first."""

    unasked: tuple[Unasked, ...] = ()
    missed: tuple[Missed, ...] = ()
    once: tuple[Missed, ...] = ()
    seldom: tuple[Seldom, ...] = ()
    lately: int = 0
    """Occurrences since `LATELY` before the last day: with none, nobody is missed."""

    @property
    def busiest(self) -> tuple[Carrier, ...]:
        """The busiest tenth of those who served, rounded up."""
        return self.carriers[: -(-self.served // TENTH)]

    @property
    def busiest_minutes(self) -> int:
        """What the busiest tenth did."""
        return sum(each.minutes for each in self.busiest)

    @property
    def busiest_percent(self) -> float | None:
        """Their share of the hours, with one decimal; `None`: of so few it says nothing."""
        if self.served < FEWEST or not self.minutes:
            return None
        return round(self.busiest_minutes * 100 / self.minutes, 1)


def share_workload(
    counted: Iterable[RegisterCounts],
    names: Mapping[str, RegisterNames],
    people: Mapping[int, Volunteer],
    squads_of: Mapping[int, tuple[int, ...]],
    enrolled: Collection[int],
    first: date | None,
    last: date,
    today: date,
) -> Workload:
    """Find out who carries a period.

    The rules, which `docs/numbers.md` has in words:

    - *served*: has minutes of service in the period.
    - *never asked*: on the roster by the last day, in no register up to it, in whatever way, and in
      no programme. Invitations are not kept, so more is not known.
    - *missed*: served `OFTEN` times in the `YEAR` that ends `LATELY` before the last day, and was
      not there in any role since, up to today. Where nothing took place since, nobody is missed.
    - *came once*: there once in all up to today: in the period, as a volunteer, `LATELY` or longer
      before its last day.
    - *seldom*: had a place `SIGN_UPS` times or more on dates of the period, and came to fewer than
      half of them.

    Who was archived, merged or erased is on none of the lists; their hours stay in the sums.

    Args:
        counted: The counts of all registers.
        names: The people of all registers, by occurrence.
        people: The roster.
        squads_of: The squads of each person.
        enrolled: Who is enrolled in a programme.
        first: The first day; `None`: from the beginning.
        last: The last day, at the latest today.
        today: Today.
    """
    registers = sorted(counted, key=lambda each: each.head.start)
    period = list(registers_within(registers, first, last))
    asked = {n for n, each in people.items() if not each.archived and not is_retired(each)}
    visits = _visits(registers, today)
    edge = last - LATELY
    days = {each.key: each.head.start.date() for each in registers}
    carriers = _carriers(period)
    lately = sum(edge < day <= last for day in days.values())
    return Workload(
        first=first,
        last=last,
        served=len(carriers),
        minutes=sum(each.minutes for each in carriers),
        carriers=tuple(carriers),
        unasked=tuple(
            Unasked(number, people[number].joined, squads_of.get(number, ()))
            for number in sorted(asked - set(enrolled) - _in_registers(names, last))
            if (people[number].joined or last) <= last
        ),
        missed=tuple(_missed(visits, asked, edge)) if lately else (),
        once=tuple(_once(visits, asked, first, edge)),
        seldom=tuple(_seldom(names, days, asked, first, last, today)),
        lately=lately,
    )


class _Visit(NamedTuple):
    """A day that somebody was there."""

    day: date
    served: bool


def _visits(registers: Iterable[RegisterCounts], today: date) -> dict[int, list[_Visit]]:
    """When each person was there in any role but paid, the earliest first."""
    found: dict[int, list[_Visit]] = {}
    for register in registers:
        day = register.head.start.date()
        if day <= today:
            for number, _squad, role, *_sums in register:
                if takes_place(role):
                    found.setdefault(number, []).append(_Visit(day, role == VOLUNTEER))
    return found


def _carriers(period: Iterable[RegisterCounts]) -> list[Carrier]:
    period = list(period)
    times: dict[int, int] = {}
    for register in period:
        for number, _squad, role, *_sums in register:
            times[number] = times.get(number, 0) + (role == VOLUNTEER)
    found = [
        Carrier(number, credit.total, times.get(number, 0))
        for number, credit in service_totals(period).items()
        if credit.total
    ]
    return sorted(found, key=lambda each: (-each.minutes, each.number))


def _in_registers(names: Mapping[str, RegisterNames], last: date) -> set[int]:
    """Who is in a register that was planned up to a day."""
    until = last.isoformat()
    found: set[int] = set()
    for key, register in names.items():
        if key.partition("@")[2] <= until:
            found |= register.everybody
    return found


def _missed(
    visits: Mapping[int, list[_Visit]], asked: Collection[int], edge: date
) -> Iterable[Missed]:
    found = []
    for number in set(asked) & visits.keys():
        times = sum(each.served and edge - YEAR < each.day <= edge for each in visits[number])
        last = visits[number][-1].day
        if times >= OFTEN and last <= edge:
            found.append(Missed(number, times, last))
    return sorted(found, key=lambda each: (-each.times, each.number))


def _once(
    visits: Mapping[int, list[_Visit]], asked: Collection[int], first: date | None, edge: date
) -> Iterable[Missed]:
    found = [
        Missed(number, 1, visits[number][0].day)
        for number in set(asked) & visits.keys()
        if len(visits[number]) == 1 and visits[number][0].served
    ]
    within = [each for each in found if (first is None or first <= each.last) and each.last <= edge]
    return sorted(within, key=lambda each: (each.last, each.number), reverse=True)


def _seldom(
    names: Mapping[str, RegisterNames],
    days: Mapping[str, date],
    asked: Collection[int],
    first: date | None,
    last: date,
    today: date,
) -> Iterable[Seldom]:
    signed: dict[int, int] = {}
    came: dict[int, int] = {}
    for key, register in names.items():
        day = days.get(key)  # without heads it did not take place, and nobody was missing
        if day is not None and (first is None or first <= day) and day <= last and day < today:
            for number in register.expected:
                signed[number] = signed.get(number, 0) + 1
                came[number] = came.get(number, 0) + (number in register.came)
    found = [
        Seldom(number, times, came[number])
        for number, times in signed.items()
        if times >= SIGN_UPS and came[number] * 2 < times and number in asked
    ]
    return sorted(found, key=lambda each: (each.came - each.signed, each.number))
