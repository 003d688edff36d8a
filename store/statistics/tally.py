"""Tallies: the numbers of an event, squad, person or period, and how they are added up."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import date
from operator import add
from typing import TypeVar

import msgspec

from yigong.store.attendance.counts_cache import (
    PAID,
    SUMS,
    VOLUNTEER,
    RegisterCounts,
)
from yigong.store.attendance.hours import Credit
from yigong.store.attendance.roles import HeadsByRole, RoleCounts
from yigong.store.attendance_records import LearningTime, PaidTime, ServiceTime
from yigong.store.dates.date_words import date_text
from yigong.store.people.natural_order import NaturalKey, natural_key


class Tally(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The numbers."""

    occurrences: int = 0
    """场次: occurrences that somebody came to who was not paid for it."""

    heads: HeadsByRole = HeadsByRole()
    """人次, apart by role."""

    people: int = 0
    """人数: different people on the roster who came in any role but paid; the same person twice is
    one, and heads without a name are none."""

    persons: RoleCounts = RoleCounts()
    """人数 in each role: who was there in two is in both."""

    credit: Credit = Credit()
    """时长, in minutes: 服务时长 by origin, 学时 and 工时."""

    boardings: int = 0
    """乘次: how often somebody rode a leg of a trip; part of no other number."""

    @property
    def attendances(self) -> int:
        """人次 in all but paid."""
        return self.heads.total

    @property
    def service(self) -> ServiceTime:
        """服务时长."""
        return self.credit.service


class TallyRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The numbers of one event, squad, person, kind, group, programme, host, month, occurrence."""

    key: str
    """The event's code, the squad's or the person's number, the kind, the group or programme by
    its name, the number of who hosts, ``2026-11``, the occurrence's key. What is in no squad
    (``0``), group or programme, or has no host
    (empty) has a row, too, so the rows of a view are complete."""

    label: str
    tally: Tally
    numbers: frozenset[int] = frozenset()
    """The people counted in 人数."""

    volunteers: frozenset[int] = frozenset()
    """Those of them who served."""

    paid: frozenset[int] = frozenset()
    """The people who were paid, whether or not they came in another role, too."""

    granted: frozenset[int] = frozenset()
    """The people who were granted hours and did not come: they count in 时长 only."""


class RunningTally:
    """A row while it is added up."""

    __slots__ = ("heads", "label", "nameless", "occurrences", "people", "sums")

    def __init__(self, label: str = "") -> None:
        self.label = label
        self.occurrences = self.nameless = 0
        self.heads = [0] * (PAID + 1)
        """People present by the code of their role (`counts_cache.ROLE_CODES`)."""

        self.people: dict[int, set[int]] = {}
        """Who they were; under 0 who was granted hours and did not come to that occurrence."""

        self.sums = [0] * len(SUMS)
        """The sums of the columns `counts_cache.SUMS`."""

    def add(self, part: RunningTally) -> None:
        """Add the sum of occurrences that are not in this one yet."""
        self.occurrences += part.occurrences
        self.nameless += part.nameless
        self.heads = list(map(add, self.heads, part.heads))
        self.sums = list(map(add, self.sums, part.sums))
        for role, numbers in part.people.items():
            self.add_people(role, numbers)

    def add_people(self, role: int, numbers: Iterable[int]) -> None:
        """Add people of one role to those who were there, but no heads."""
        known = self.people.get(role)
        if known is None:
            self.people[role] = set(numbers)
        else:
            known.update(numbers)

    def tally(self) -> Tally:
        """The numbers so far."""
        return self._tally_of(self._present())

    def _tally_of(self, present: Collection[int]) -> Tally:
        return _tally(
            self.occurrences,
            self.heads,
            self.sums,
            nameless=self.nameless,
            people=len(present),
            persons=_role_counts(len(self.people.get(role, ())) for role in range(PAID + 1)),
        )

    def row(self, key: str) -> TallyRow:
        """As a row of a summary; without a label, the key is shown."""
        present = self._present()
        return TallyRow(
            key=key,
            label=self.label or key,
            tally=self._tally_of(present),
            numbers=present,
            volunteers=frozenset(self.people.get(VOLUNTEER, ())),
            paid=frozenset(self.people.get(PAID, ())),
            granted=frozenset(self.people[0] - present) if 0 in self.people else frozenset(),
        )

    def _present(self) -> frozenset[int]:
        """Who came in any role but paid."""
        return frozenset().union(*(who for role, who in self.people.items() if takes_place(role)))


def _tally(
    occurrences: int,
    heads: Sequence[int],
    sums: Sequence[int],
    *,
    nameless: int = 0,
    people: int,
    persons: RoleCounts,
) -> Tally:
    along, clocked, filled, granted, learning, labour, boardings = sums
    return Tally(
        occurrences=occurrences,
        heads=HeadsByRole(present=_role_counts(heads), along=along, nameless=nameless),
        people=people,
        persons=persons,
        credit=Credit(
            service=ServiceTime(clocked=clocked, filled=filled, granted=granted),
            learning=LearningTime(learning),
            labour=PaidTime(labour),
        ),
        boardings=boardings,
    )


def _role_counts(by_code: Iterable[int]) -> RoleCounts:
    """A number for each role from one for each code, of which that of 0 is of no role."""
    _none, *counts = by_code
    return RoleCounts(*counts)


def takes_place(role: int, along: int = 0) -> bool:
    """Whether an occurrence counts as one if somebody came: in any role but paid.

    Args:
        role: The code of their role.
        along: How many came along, who are participants whoever brings them.
    """
    return 0 < role < PAID or along > 0


def register_sum(register: RegisterCounts) -> RunningTally:
    """The sum of one register, in which each person is once."""
    head, (numbers, _squads, roles, *summed) = register.head, register.columns
    found = RunningTally(f"{date_text(head.start)} {head.title}")
    found.sums = list(map(sum, summed))
    codes = set(roles)
    for code in codes:
        found.people[code] = people = (
            set(numbers)
            if len(codes) == 1
            else {number for number, role in zip(numbers, roles, strict=True) if role == code}
        )
        if code:
            found.heads[code] = len(people)
    found.nameless = register.nameless
    others = found.sums[0] + register.nameless
    found.occurrences = int(any(takes_place(code, others) for code in codes) or others > 0)
    return found


def squad_sums(counted: Iterable[RegisterCounts]) -> dict[int, RunningTally]:
    """The sums of the squads people were in; each attendance is in one of them.

    Heads without a name are in none (0).
    """
    squads: dict[int, RunningTally] = {}
    for register in counted:
        took_place = set()
        for squad, role, lines in register.groups():
            part, numbers = sum_for(squads, squad), register.columns[0][lines]
            part.add_people(role, numbers)
            part.heads[role] += len(numbers) if role else 0
            sums = [sum(register.columns[column][lines]) for column in SUMS]
            part.sums = list(map(add, part.sums, sums))
            if takes_place(role, sums[0]):
                took_place.add(squad)
        if register.nameless:
            sum_for(squads, 0).nameless += register.nameless
            took_place.add(0)
        for squad in took_place:
            squads[squad].occurrences += 1
    return squads


class PersonSum:
    """One person's attendances while they are added up; they are in a register once."""

    __slots__ = ("came", "occurrences", "sums")

    def __init__(self) -> None:
        self.occurrences = 0
        self.came = [0] * (PAID + 1)
        """How often, by the code of the role; under 0 how often they were only granted hours."""

        self.sums = [0] * len(SUMS)

    def row(self, number: int, label: str) -> TallyRow:
        """As a row of a summary."""
        own, none = frozenset((number,)), frozenset[int]()
        granted, *came = self.came
        served = any(came[:-1])
        return TallyRow(
            key=str(number),
            label=label,
            tally=_tally(
                self.occurrences,
                self.came,
                self.sums,
                people=int(served),
                persons=RoleCounts(*[int(times > 0) for times in came]),
            ),
            numbers=own if served else none,
            volunteers=own if came[0] else none,
            paid=own if came[-1] else none,
            granted=own if granted and not served else none,
        )

    def add_to(self, group: RunningTally, number: int) -> None:
        """Add a person to their group, but no occurrences: others were at the same."""
        for role, times in enumerate(self.came):
            if times:
                group.add_people(role, (number,))
                group.heads[role] += times if role else 0
        group.sums = list(map(add, group.sums, self.sums))


def person_sums(counted: Iterable[RegisterCounts]) -> dict[int, PersonSum]:
    """Everybody's attendances in some registers, by person."""
    found: dict[int, PersonSum] = {}
    for register in counted:
        for number, _squad, role, along, clocked, *others in register:
            person = found.get(number)
            if person is None:
                person = found[number] = PersonSum()
            person.came[role] += 1
            person.occurrences += takes_place(role, along)
            sums = person.sums
            sums[0] += along
            sums[1] += clocked
            if any(others):
                for at, minutes in enumerate(others, 2):
                    sums[at] += minutes
    return found


K = TypeVar("K", bound=Hashable)


def sum_for(sums: dict[K, RunningTally], key: K) -> RunningTally:
    """The sum for a key; a new one if there is none."""
    found = sums.get(key)
    if found is None:
        found = sums[key] = RunningTally()
    return found


def none_last(item: tuple[int | str, RunningTally]) -> tuple[bool, int, NaturalKey]:
    """The sort key of sums: a squad's number, or the name of a group or programme in natural
    order; what is in none comes last."""
    key = item[0]
    return not key, key if isinstance(key, int) else 0, natural_key(str(key))


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
