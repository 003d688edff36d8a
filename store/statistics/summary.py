"""Summaries of a period: 场次 occurrences, 人次 heads and 人数 people by role, 时长 hours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Literal, get_args

import msgspec

from yigong.store.attendance.counts_cache import (
    Attendance,
    RegisterCounts,
    count_register,
    serves,
)
from yigong.store.attendance.register import Register
from yigong.store.attendance_records import ServiceTime
from yigong.store.records import Volunteer, code
from yigong.store.settings_records import HoursPolicy
from yigong.store.statistics.tally import (
    PersonSum,
    RunningTally,
    Tally,
    TallyRow,
    none_last,
    person_sums,
    register_sum,
    squad_sums,
    sum_for,
    takes_place,
)

View = Literal[
    "months", "events", "squads", "people", "kinds", "groups", "programmes", "hosts", "occurrences"
]
"""What a summary is broken down by."""

VIEWS: tuple[View, ...] = get_args(View)


class Summary(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The attendance of a period, in total and broken down.

    A row's 人数 are different people within that row, so rows do not add up to the total: who
    came to two events is one person. 人次 and 时长 do add up in every view but that of people,
    where heads without a name are nobody's, and that of hosts, each of whom has all of what
    several of them host.
    """

    first: date | None
    last: date | None
    total: Tally
    events: list[TallyRow]
    months: list[TallyRow]
    kinds: list[TallyRow]
    programmes: list[TallyRow] = []
    unsigned: int = 0
    """Occurrences whose register is not closed: their minutes may still change."""

    credited_alike: int = 0
    """Occurrences that were signed before there were roles, at which everybody is still credited as
    a volunteer, though by its kind most took part (see `store.attendance.role_review`)."""

    counted: tuple[RegisterCounts, ...] = ()
    """The counts that are added up, by date."""

    roster: Mapping[int, Volunteer] = {}
    """The people by number, as far as they were given."""

    programme_names: Mapping[str, str] = {}
    """The present name of a programme by each of its names, as registers may have any of them."""

    @cached_property
    def squads(self) -> list[TallyRow]:
        """By the squad people were in, by number, none last; computed on first use."""
        sums = sorted(squad_sums(self.counted).items(), key=none_last)
        return [found.row(str(number)) for number, found in sums]

    @cached_property
    def hosts(self) -> list[TallyRow]:
        """By who hosts, by number, nobody last; computed on first use."""
        sums: dict[int, RunningTally] = {}
        for register in self.counted:
            occurrence = register_sum(register)
            for number, name in _hosts(register).items():
                found = sum_for(sums, number)
                found.add(occurrence)
                found.label = name
        return [
            found.row(str(number) if number else "")
            for number, found in sorted(sums.items(), key=none_last)
        ]

    @cached_property
    def occurrences(self) -> list[TallyRow]:
        """By occurrence, by date; computed on first use."""
        return [register_sum(register).row(register.key) for register in self.counted]

    @cached_property
    def people(self) -> list[TallyRow]:
        """By person, in the order of their numbers; computed on first use."""
        return [found.row(number, self._name(number)) for number, found in self._persons.items()]

    @cached_property
    def _persons(self) -> dict[int, PersonSum]:
        return dict(sorted(person_sums(self.counted).items()))

    @cached_property
    def groups(self) -> list[TallyRow]:
        """By the village group people are in now, sorted by name, no group last; computed on
        first use."""
        sums: dict[str, RunningTally] = {}
        group_of: dict[int, str] = {}
        for number, found in self._persons.items():
            group = group_of[number] = self._group(number)
            found.add_to(sum_for(sums, group), number)
        for register in self.counted:
            groups = {
                group_of[number]
                for number, _squad, role, along, *_minutes in register
                if takes_place(role, along)
            }
            if register.nameless:
                sum_for(sums, "").nameless += register.nameless
                groups.add("")
            for group in groups:
                sums[group].occurrences += 1
        return [found.row(group) for group, found in sorted(sums.items(), key=none_last)]

    def rows(self, view: View) -> list[TallyRow]:
        """The rows of a view, by its name."""
        found: list[TallyRow] = getattr(self, view)
        return found

    def within(self, view: View, key: str) -> Summary:
        """One row of a view as a summary of its own.

        Args:
            view: The view.
            key: The row's key; an unknown one gives an empty summary.
        """
        return _summed(
            [
                part
                for part in (_ROW_COUNTS[view](self, each, key) for each in self.counted)
                if part
            ],
            self.first,
            self.last,
            self.roster,
            self.programme_names,
        )

    def programme_of(self, register: RegisterCounts) -> str:
        """The name that a register's programme has now; empty: it has none."""
        name = register.head.programme
        return self.programme_names.get(name, name)

    def _name(self, number: int) -> str:
        person = self.roster.get(number)
        return person.name if person else code("V", number)

    def _group(self, number: int) -> str:
        person = self.roster.get(number)
        return person.group if person else ""

    def _filtered(
        self,
        register: RegisterCounts,
        predicate: Callable[[Attendance], bool],
        *,
        nameless: bool = False,
    ) -> RegisterCounts | None:
        filtered = register.filtered(predicate, nameless=nameless)
        return None if filtered.empty else filtered


def summarise(
    registers: Iterable[Register | RegisterCounts],
    policy: HoursPolicy,
    *,
    first: date | None = None,
    last: date | None = None,
    people: Mapping[int, Volunteer] | None = None,
    programme: str | None = None,
    programme_names: Mapping[str, str] | None = None,
    kind: str | None = None,
    squad: int | None = None,
) -> Summary:
    """Add up a period.

    The minutes of registers that are not closed are an estimate: each as if it were signed now,
    without the daily cap's look at other registers (see `hours.entry_credit`).

    Args:
        registers: The registers of the period, or their counts.
        policy: The hours policy for registers that are not closed.
        first: The period's first day, for the record.
        last: Its last day.
        people: The people by number, for names and groups.
        programme: Only what belongs to it; empty or `None`: everything.
        programme_names: The present name of a programme by each of its names.
        kind: Only events of this kind; `None`: of any.
        squad: Only those who were in it there; 0 or `None`: everybody.

    Returns:
        Rows by event in the order of their numbers, by squad (key ``0``: none), by month, kind,
        programme and occurrence; by person and by group on first use.
    """
    found, names = [], programme_names or {}
    wanted = names.get(programme, programme) if programme else ""
    for each in registers:
        counted = each if isinstance(each, RegisterCounts) else count_register(each, policy)
        if counted is None:
            continue
        if wanted and names.get(counted.head.programme, counted.head.programme) != wanted:
            continue
        if kind and counted.head.kind != kind:
            continue
        if squad:
            counted = counted.filtered(lambda cell: cell[1] == squad)
        if not counted.empty:
            found.append(counted)
    return _summed(found, first, last, people or {}, names)


def _hosts(register: RegisterCounts) -> dict[int, str]:
    """Who hosts an occurrence, by number and name; nobody (0) where no one does."""
    return {host.squad: host.name for host in register.head.hosts} or {0: ""}


def service_totals(counted: Iterable[RegisterCounts]) -> dict[int, ServiceTime]:
    """Everybody's minutes of service, by origin.

    Registers that are not closed are estimated as in a summary.

    Args:
        counted: The counts of registers.

    Returns:
        Minutes by person; only people who served or were granted hours.
    """
    sums: dict[int, list[int]] = {}
    for register in counted:
        for number, _squad, role, _along, clocked, filled, granted, *_others in register:
            if not serves(role):
                continue
            found = sums.get(number)
            if found is None:
                sums[number] = [clocked, filled, granted]
            else:
                found[0] += clocked
                found[1] += filled
                found[2] += granted
    return {
        number: ServiceTime(clocked=clocked, filled=filled, granted=granted)
        for number, (clocked, filled, granted) in sums.items()
    }


def _summed(
    counted: list[RegisterCounts],
    first: date | None,
    last: date | None,
    people: Mapping[int, Volunteer],
    names: Mapping[str, str],
) -> Summary:
    total = RunningTally()
    events: dict[int, RunningTally] = {}
    months: dict[str, RunningTally] = {}
    kinds: dict[str, RunningTally] = {}
    programmes: dict[str, RunningTally] = {}
    combined: dict[tuple[int, str, str], RunningTally] = {}
    """Sums by event, kind and programme; each is then added to these three and to the total."""
    for register in counted:
        head = register.head
        occurrence = register_sum(register)
        sum_for(events, head.event).label = head.title  # the latest title stands for the event
        sum_for(months, f"{head.start:%Y-%m}").add(occurrence)
        programme = names.get(head.programme, head.programme)
        sum_for(combined, (head.event, head.kind, programme)).add(occurrence)
    for (event, kind, programme), part in combined.items():
        for row in (total, events[event], sum_for(kinds, kind), sum_for(programmes, programme)):
            row.add(part)
    return Summary(
        first=first,
        last=last,
        total=total.tally(),
        events=[found.row(code("E", n)) for n, found in sorted(events.items())],
        months=[found.row(month) for month, found in sorted(months.items())],
        kinds=[found.row(kind) for kind, found in sorted(kinds.items())],
        programmes=[found.row(name) for name, found in sorted(programmes.items(), key=none_last)],
        unsigned=sum(register.head.closed is None for register in counted),
        credited_alike=sum(register.credited_alike for register in counted),
        counted=tuple(counted),
        roster=people,
        programme_names=names,
    )


_ROW_COUNTS: Mapping[View, Callable[[Summary, RegisterCounts, str], RegisterCounts | None]] = {
    "events": lambda _s, each, key: each if code("E", each.head.event) == key else None,
    "months": lambda _s, each, key: each if f"{each.head.start:%Y-%m}" == key else None,
    "kinds": lambda _s, each, key: each if each.head.kind == key else None,
    "programmes": lambda s, each, key: each if s.programme_of(each) == key else None,
    "hosts": lambda _s, each, key: each if int(key or 0) in _hosts(each) else None,
    "occurrences": lambda _s, each, key: each if each.key == key else None,
    "squads": lambda s, each, key: s._filtered(
        each, lambda cell: str(cell[1]) == key, nameless=key == "0"
    ),
    "people": lambda s, each, key: s._filtered(each, lambda cell: str(cell[0]) == key),
    "groups": lambda s, each, key: s._filtered(
        each, lambda cell: s._group(cell[0]) == key, nameless=not key
    ),
}
"""The part of a register's counts that is in a row of a view."""
