"""The board of a squad: who came how often, and who came least lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from yigong.store.attendance.counts import RegisterCounts
from yigong.store.records import Volunteer


class Standing(msgspec.Struct, frozen=True):
    """How often somebody came."""

    number: int
    """The person's."""

    times: int = 0
    """Attendances of theirs; hours granted without presence are none."""

    minutes: int = 0
    """What they were credited, of whichever origin."""

    last: date | None = None
    """When they came last; `None`: never."""


def standings(registers: Iterable[RegisterCounts], squad: int = 0) -> dict[int, Standing]:
    """How often everybody came, by their number; who never did and was granted nothing is missing.

    Args:
        registers: What took place.
        squad: Only what they did in this squad; 0: in any, and in none.
    """
    times: dict[int, int] = {}
    minutes: dict[int, int] = {}
    last: dict[int, date] = {}
    for register in registers:
        day = register.head.start.date()
        for number, served, heads, clocked, filled, granted in register:
            if squad and served != squad:
                continue
            minutes[number] = minutes.get(number, 0) + clocked + filled + granted
            if heads:
                times[number] = times.get(number, 0) + 1
                if number not in last or last[number] < day:
                    last[number] = day
    return {n: Standing(n, times.get(n, 0), minutes[n], last.get(n)) for n in minutes}


def squad_board(
    registers: Iterable[RegisterCounts],
    squad: int,
    members: Iterable[int],
    first: date | None = None,
    last: date | None = None,
) -> list[Standing]:
    """The members of a squad, and how often each served in it.

    Args:
        registers: What took place, in the period or beyond it.
        squad: The squad's number.
        members: Whom to list.
        first: The first day of the period; `None`: from the beginning.
        last: Its last day; `None`: to the end.

    Returns:
        One for each member, in their order; who never came is there, too.
    """
    found = standings(registers_within(registers, first, last), squad)
    return [found.get(member) or Standing(member) for member in members]


def registers_within(
    registers: Iterable[RegisterCounts], first: date | None, last: date | None
) -> Iterable[RegisterCounts]:
    """The registers of a period, both days included."""
    return (
        register
        for register in registers
        if (first is None or first <= register.head.start.date())
        and (last is None or register.head.start.date() <= last)
    )


def most_frequent_first(standings: Iterable[Standing]) -> list[Standing]:
    """Who came most often first; of those, who gave more time."""
    return sorted(standings, key=lambda standing: (-standing.times, -standing.minutes))


def longest_absent_first(standings: Iterable[Standing]) -> list[Standing]:
    """Who came least lately first; whoever never came was away longest."""
    return sorted(standings, key=lambda standing: (standing.last or date.min, standing.times))


def invitation_order(
    numbers: Iterable[int], people: Mapping[int, Volunteer], came: Mapping[int, Standing]
) -> list[Standing]:
    """People in the order they are asked in: who came least lately first, then by name.

    Args:
        numbers: Whom.
        people: Everybody, by number.
        came: How often everybody came, to anything (see `standings`).
    """
    by_name = sorted(numbers, key=lambda number: (people[number].reading, number))
    return longest_absent_first(came.get(number) or Standing(number) for number in by_name)
