"""Tallies: the four numbers of an event, squad, person or period, and how they are added up."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

import msgspec

from yigong.store.attendance.counts_cache import RegisterCounts
from yigong.store.people.natural_order import NaturalKey, natural_key
from yigong.store.records import Credit


class Tally(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The four numbers."""

    occurrences: int = 0
    """场次: occurrences that somebody came to."""

    attendances: int = 0
    """人次: heads that were present, with those who were brought along."""

    people: int = 0
    """人数: different people on the roster; the same person twice is one."""

    credit: Credit = Credit()
    """时长, in minutes, by origin."""


class TallyRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The four numbers of one event, squad, person, kind, group, programme, month or occurrence."""

    key: str
    """The event's code, the squad's or the person's number, the kind, the group or programme by
    its name, ``2026-11``, the occurrence's key. What is in no squad (``0``), group or programme
    (empty) has a row, too, so the rows of a view are complete."""

    label: str
    tally: Tally
    numbers: frozenset[int] = frozenset()
    """The people counted in 人数."""

    granted: frozenset[int] = frozenset()
    """The people who were granted hours and did not come: they count in 时长 only."""


class RunningTally:
    """A row while it is added up."""

    __slots__ = (
        *("label", "occurrences", "attendances", "numbers", "granted_only"),
        *("clocked", "filled", "granted"),
    )

    def __init__(self, label: str = "") -> None:
        self.label = label
        self.occurrences = self.attendances = self.clocked = self.filled = self.granted = 0
        self.numbers: set[int] = set()
        self.granted_only: set[int] = set()
        """People who were granted hours and did not come to that occurrence."""

    def add(self, part: RunningTally) -> None:
        """Add the sum of occurrences that are not in this one yet."""
        self.occurrences += part.occurrences
        self.attendances += part.attendances
        self.clocked += part.clocked
        self.filled += part.filled
        self.granted += part.granted
        self.numbers |= part.numbers
        if part.granted_only:
            self.granted_only |= part.granted_only

    def add_person(self, row: TallyRow) -> None:
        """Add a person's row without its occurrences, which others may have been at, too."""
        self.attendances += row.tally.attendances
        self.clocked += row.tally.credit.clocked
        self.filled += row.tally.credit.filled
        self.granted += row.tally.credit.granted
        self.numbers |= row.numbers
        self.granted_only |= row.granted

    def tally(self) -> Tally:
        """The four numbers so far."""
        return Tally(
            occurrences=self.occurrences,
            attendances=self.attendances,
            people=len(self.numbers),
            credit=Credit(clocked=self.clocked, filled=self.filled, granted=self.granted),
        )

    def row(self, key: str) -> TallyRow:
        """As a row of a summary; without a label, the key is shown."""
        return TallyRow(
            key=key,
            label=self.label or key,
            tally=self.tally(),
            numbers=frozenset(self.numbers),
            granted=frozenset(self.granted_only - self.numbers),
        )


def register_sum(register: RegisterCounts) -> RunningTally:
    """The sum of one register."""
    head, heads = register.head, register.column(2)
    found = RunningTally(f"{head.start:%Y-%m-%d} {head.title}")
    found.attendances = sum(heads)
    found.occurrences = int(found.attendances > 0)
    found.clocked, found.filled, found.granted = (sum(register.column(n)) for n in (3, 4, 5))
    found.numbers = register.attendees()
    if 0 in heads:
        found.granted_only = set(register.column(0)) - found.numbers
    return found


def add_by_squad(squads: dict[int, RunningTally], register: RegisterCounts) -> None:
    """Add one register to the squads people served in; each attendance is in one of them."""
    attended = set()
    for number, squad, heads, clocked, filled, granted in register:
        found = squads.get(squad)
        if found is None:
            found = squads[squad] = RunningTally()
        found.clocked += clocked
        found.filled += filled
        found.granted += granted
        if heads:
            found.attendances += heads
            found.numbers.add(number)
            attended.add(squad)
        else:
            found.granted_only.add(number)
    for squad in attended:
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
