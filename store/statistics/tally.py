"""Tallies: the numbers of an event, squad, person or period, and how they are added up."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

import msgspec

from yigong.store.attendance.counts_cache import PAID, VOLUNTEER, RegisterCounts
from yigong.store.attendance.hours import Credit
from yigong.store.attendance.roles import HeadCount, RoleCounts
from yigong.store.people.natural_order import NaturalKey, natural_key
from yigong.store.records import LearningTime, PaidTime, ServiceTime


class Tally(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The numbers."""

    occurrences: int = 0
    """场次: occurrences that somebody came to who was not paid for it."""

    heads: HeadCount = HeadCount()
    """人次, apart by role."""

    people: int = 0
    """人数: different people on the roster who came in any role but paid; the same person twice is
    one, and heads without a name are none."""

    persons: RoleCounts = RoleCounts()
    """人数 in each role: who was there in two is in both."""

    credit: Credit = Credit()
    """时长, in minutes: 服务时长 by origin, 学时 and 工时."""

    @property
    def attendances(self) -> int:
        """人次 in all but paid."""
        return self.heads.total

    @property
    def service(self) -> ServiceTime:
        """服务时长."""
        return self.credit.service


class TallyRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The numbers of one event, squad, person, kind, group, programme, month or occurrence."""

    key: str
    """The event's code, the squad's or the person's number, the kind, the group or programme by
    its name, ``2026-11``, the occurrence's key. What is in no squad (``0``), group or programme
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

    __slots__ = (
        *("label", "occurrences", "heads", "along", "nameless", "people"),
        *("clocked", "filled", "granted", "learning", "labour"),
    )

    def __init__(self, label: str = "") -> None:
        self.label = label
        self.occurrences = self.along = self.nameless = 0
        self.clocked = self.filled = self.granted = self.learning = self.labour = 0
        self.heads: dict[int, int] = {}
        """People present by the code of their role (`counts_cache.ROLE_CODES`)."""

        self.people: dict[int, set[int]] = {}
        """Who they were; under 0 who was granted hours and did not come to that occurrence."""

    def add(self, part: RunningTally) -> None:
        """Add the sum of occurrences that are not in this one yet."""
        self.occurrences += part.occurrences
        self.along += part.along
        self.nameless += part.nameless
        self.clocked += part.clocked
        self.filled += part.filled
        self.granted += part.granted
        self.learning += part.learning
        self.labour += part.labour
        for role, heads in part.heads.items():
            self.heads[role] = self.heads.get(role, 0) + heads
        for role, numbers in part.people.items():
            known = self.people.get(role)
            if known is None:
                self.people[role] = set(numbers)
            else:
                known |= numbers

    def add_without_occurrences(self, part: RunningTally) -> None:
        """Add a person's sum: others may have been at the same occurrences, too."""
        occurrences = self.occurrences
        self.add(part)
        self.occurrences = occurrences

    def add_attendance(
        self,
        number: int,
        role: int,
        along: int,
        clocked: int,
        filled: int,
        granted: int,
        learning: int,
        labour: int,
    ) -> None:
        """Add one entry of a register (see `counts_cache.Attendance`), but no occurrence."""
        if role:
            self.heads[role] = self.heads.get(role, 0) + 1
            self.along += along
        numbers = self.people.get(role)
        if numbers is None:
            numbers = self.people[role] = set()
        numbers.add(number)
        self.clocked += clocked
        self.filled += filled
        self.granted += granted
        self.learning += learning
        self.labour += labour

    def tally(self) -> Tally:
        """The numbers so far."""
        return Tally(
            occurrences=self.occurrences,
            heads=HeadCount(
                present=_role_counts(self.heads), along=self.along, nameless=self.nameless
            ),
            people=len(self._present()),
            persons=_role_counts({role: len(who) for role, who in self.people.items()}),
            credit=Credit(
                service=ServiceTime(clocked=self.clocked, filled=self.filled, granted=self.granted),
                learning=LearningTime(self.learning),
                labour=PaidTime(self.labour),
            ),
        )

    def row(self, key: str) -> TallyRow:
        """As a row of a summary; without a label, the key is shown."""
        present = self._present()
        return TallyRow(
            key=key,
            label=self.label or key,
            tally=self.tally(),
            numbers=frozenset(present),
            volunteers=frozenset(self.people.get(VOLUNTEER, ())),
            paid=frozenset(self.people.get(PAID, ())),
            granted=frozenset(self.people.get(0, set()) - present),
        )

    def _present(self) -> set[int]:
        """Who came in any role but paid."""
        return set().union(*(who for role, who in self.people.items() if role not in (0, PAID)))


def _role_counts(by_code: dict[int, int]) -> RoleCounts:
    return RoleCounts(*(by_code.get(code, 0) for code in range(VOLUNTEER, PAID + 1)))


def takes_place(roles: Iterable[int], nameless: int = 0) -> bool:
    """Whether an occurrence counts as one: somebody came who was not paid.

    Args:
        roles: The codes of the roles of those who came.
        nameless: How many came without a name.
    """
    return bool(nameless) or any(role not in (0, PAID) for role in roles)


def register_sum(register: RegisterCounts) -> RunningTally:
    """The sum of one register."""
    head = register.head
    found = RunningTally(f"{head.start:%Y-%m-%d} {head.title}")
    found.people = register.people_by_role()
    found.heads = {role: len(numbers) for role, numbers in found.people.items() if role}
    found.along, found.nameless = sum(register.column(3)), register.nameless
    found.occurrences = int(takes_place(found.people, found.nameless))
    found.clocked, found.filled, found.granted = (sum(register.column(n)) for n in (4, 5, 6))
    found.learning, found.labour = sum(register.column(7)), sum(register.column(8))
    return found


def add_by_squad(squads: dict[int, RunningTally], register: RegisterCounts) -> None:
    """Add one register to the squads people served in; each attendance is in one of them.

    Heads without a name are in none.
    """
    took_place = set()
    for number, squad, role, *rest in register:
        sum_for(squads, squad).add_attendance(number, role, *rest)
        if takes_place((role,)):
            took_place.add(squad)
    if register.nameless:
        sum_for(squads, 0).nameless += register.nameless
        took_place.add(0)
    for squad in took_place:
        squads[squad].occurrences += 1


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
