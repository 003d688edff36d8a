"""The leaderboard of a squad: how often and how long people served, and when last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from yigong.store.attendance.counts_cache import RegisterCounts, serves
from yigong.store.records import Volunteer
from yigong.store.statistics.tally import registers_within


class Standing(msgspec.Struct, frozen=True):
    """How often and when a person served; what they took part in or were paid for is not in it."""

    number: int
    """The person's."""

    times: int = 0
    """Attendances; granted hours without presence do not count."""

    minutes: int = 0
    """Credited minutes of all origins."""

    last: date | None = None
    """The day they served last; `None`: never."""


def standings(registers: Iterable[RegisterCounts], squad: int = 0) -> dict[int, Standing]:
    """The standings by person, without people who never served and were granted nothing.

    Args:
        registers: The counts.
        squad: Only attendances in this squad; 0: all.
    """
    times: dict[int, int] = {}
    minutes: dict[int, int] = {}
    last: dict[int, date] = {}
    for register in registers:
        day = register.head.start.date()
        for number, served_in, role, _along, clocked, filled, granted, *_others in register:
            if not serves(role) or (squad and served_in != squad):
                continue
            minutes[number] = minutes.get(number, 0) + clocked + filled + granted
            if role:
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
    """The standings of a squad's members, by what they did in it.

    Args:
        registers: The counts, of the period or more.
        squad: The squad's number.
        members: Whom to list.
        first: The first day of the period; `None`: from the beginning.
        last: Its last day; `None`: to the end.

    Returns:
        One for each member, in their order, also for those who never came.
    """
    found = standings(registers_within(registers, first, last), squad)
    return [found.get(member) or Standing(member) for member in members]


def most_frequent_first(standings: Iterable[Standing]) -> list[Standing]:
    """Sorted by attendances, then by minutes, the most first."""
    return sorted(standings, key=lambda standing: (-standing.times, -standing.minutes))


def longest_absent_first(standings: Iterable[Standing]) -> list[Standing]:
    """Sorted by the last attendance, the earliest first; who never came is first."""
    return sorted(standings, key=lambda standing: (standing.last or date.min, standing.times))


def invitation_order(
    numbers: Iterable[int], people: Mapping[int, Volunteer], known: Mapping[int, Standing]
) -> list[Standing]:
    """People in the order they are invited: who was absent longest first, then by name.

    Args:
        numbers: Whom.
        people: Everybody, by number.
        known: Everybody's standing in all squads (see `standings`).
    """
    by_name = sorted(numbers, key=lambda number: (people[number].reading, number))
    return longest_absent_first(known.get(number) or Standing(number) for number in by_name)
