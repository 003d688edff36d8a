"""The four numbers, never one alone: 场次 occurrences, 人次 attendances, 人数 people, 时长."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Literal, get_args

import msgspec

from yigong.store.attendance.counts import Attendance, RegisterCounts, count_register
from yigong.store.attendance.register import Register
from yigong.store.records import Credit, HoursPolicy, Kind, Volunteer, code
from yigong.store.statistics.tally import (
    RunningTally,
    Tally,
    TallyRow,
    add_by_squad,
    none_last,
    register_sum,
    sum_for,
)

View = Literal[
    "months", "events", "squads", "people", "kinds", "groups", "programmes", "occurrences"
]
"""What a summary is broken down by."""

VIEWS: tuple[View, ...] = get_args(View)


class Summary(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The attendance of a period, whole and broken down.

    A row's 人数 are different people within that row, so rows do not add up to the total: who
    came to two events is one person. 人次 and 时长 do add up in every view.
    """

    first: date | None
    last: date | None
    total: Tally
    events: list[TallyRow]
    squads: list[TallyRow]
    months: list[TallyRow]
    kinds: list[TallyRow]
    occurrences: list[TallyRow]
    programmes: list[TallyRow] = []
    unsigned: int = 0
    """Occurrences whose register is not closed yet: their minutes may still change."""

    counted: tuple[RegisterCounts, ...] = ()
    """What all this was added up from, by date."""

    roster: Mapping[int, Volunteer] = {}
    """Who the people are, as far as that was given."""

    @cached_property
    def people(self) -> list[TallyRow]:
        """By person, in the order of their numbers; worked out when it is first asked for."""
        sums: dict[int, list[int]] = {}
        for register in self.counted:
            for number, _squad, heads, clocked, filled, granted in register:
                found = sums.get(number)
                if found is None:
                    found = sums[number] = [0, 0, 0, 0, 0]
                if heads:
                    found[0] += 1
                    found[1] += heads
                found[2] += clocked
                found[3] += filled
                found[4] += granted
        return [self._person(number, found) for number, found in sorted(sums.items())]

    @cached_property
    def groups(self) -> list[TallyRow]:
        """By village group as people are in now, by name, those in none last; worked out when it
        is first asked for."""
        sums: dict[str, RunningTally] = {}
        group_of: dict[int, str] = {}
        for row in self.people:
            group = group_of[int(row.key)] = self._group(int(row.key))
            sum_for(sums, group).take(row)
        for register in self.counted:
            for group in {group_of[number] for number in register.attendees()}:
                sums[group].occurrences += 1
        return [found.row(group) for group, found in sorted(sums.items(), key=none_last)]

    def rows(self, view: View) -> list[TallyRow]:
        """The rows of a view, by its name."""
        found: list[TallyRow] = getattr(self, view)
        return found

    def within(self, view: View, key: str) -> Summary:
        """One row as a summary of its own: whose it is (`people`), when it was (`months`).

        Args:
            view: What the row is by.
            key: Its key; one that is not there gives an empty summary.
        """
        return _summed(
            [part for part in (_PARTS[view](self, each, key) for each in self.counted) if part],
            self.first,
            self.last,
            self.roster,
        )

    def _person(self, number: int, found: list[int]) -> TallyRow:
        occurrences, attendances, clocked, filled, granted = found
        person, alone = self.roster.get(number), frozenset((number,))
        return TallyRow(
            key=str(number),
            label=person.name if person else code("V", number),
            tally=Tally(
                occurrences=occurrences,
                attendances=attendances,
                people=int(attendances > 0),
                credit=Credit(clocked=clocked, filled=filled, granted=granted),
            ),
            numbers=alone if attendances else frozenset(),
            granted=frozenset() if attendances else alone,
        )

    def _group(self, number: int) -> str:
        person = self.roster.get(number)
        return person.group if person else ""

    def _some(
        self, register: RegisterCounts, wanted: Callable[[Attendance], bool]
    ) -> RegisterCounts | None:
        some = register.filtered(wanted)
        return some if some.cells else None


def summarise(
    registers: Iterable[Register | RegisterCounts],
    policy: HoursPolicy,
    *,
    first: date | None = None,
    last: date | None = None,
    people: Mapping[int, Volunteer] | None = None,
    programme: str | None = None,
    kind: Kind | None = None,
    squad: int | None = None,
) -> Summary:
    """Add up a period.

    The minutes of registers that are not signed yet are an estimate: each as if it were signed
    now, without a look at what else somebody did that day (see `hours.entry_credit`).

    Args:
        registers: The registers of the period, or what was counted of them (`counts`).
        policy: What the minutes of registers not closed yet go by.
        first: The period's first day, for the record.
        last: Its last day.
        people: Who is who, for the names and the groups.
        programme: Only what belongs to it; empty or `None`: everything.
        kind: Only events of this kind; `None`: of any.
        squad: Only those who served in it; 0 or `None`: everybody.

    Returns:
        Rows by event in the order of their numbers, by squad (key ``0``: none), by month, kind,
        programme and occurrence; by person and by group when they are asked for.
    """
    found = []
    for each in registers:
        counted = each if isinstance(each, RegisterCounts) else count_register(each, policy)
        if counted is None or (programme and counted.head.programme != programme):
            continue
        if kind and counted.head.kind != kind:
            continue
        if squad:
            counted = counted.filtered(lambda cell: cell[1] == squad)
        if counted.cells:
            found.append(counted)
    return _summed(found, first, last, people or {})


def credit_totals(counted: Iterable[RegisterCounts]) -> dict[int, Credit]:
    """What everybody has together, the three origins apart.

    The minutes of registers that are not signed yet are in it as they are in a summary, so that
    both say the same.

    Args:
        counted: Registers, counted.

    Returns:
        Minutes by person; only who came or was granted something.
    """
    sums: dict[int, list[int]] = {}
    for register in counted:
        for number, _squad, _heads, clocked, filled, granted in register:
            found = sums.get(number)
            if found is None:
                sums[number] = [clocked, filled, granted]
            else:
                found[0] += clocked
                found[1] += filled
                found[2] += granted
    return {
        number: Credit(clocked=clocked, filled=filled, granted=granted)
        for number, (clocked, filled, granted) in sums.items()
    }


def _summed(
    counted: list[RegisterCounts],
    first: date | None,
    last: date | None,
    people: Mapping[int, Volunteer],
) -> Summary:
    total = RunningTally()
    events: dict[int, RunningTally] = {}
    squads: dict[int, RunningTally] = {}
    months: dict[str, RunningTally] = {}
    kinds: dict[Kind, RunningTally] = {}
    programmes: dict[str, RunningTally] = {}
    single: dict[str, RunningTally] = {}
    alike: dict[tuple[int, Kind, str], RunningTally] = {}
    """Of one event, kind and programme: what is added once to each of the three, and to all."""
    for register in counted:
        head = register.head
        occurrence = single[register.key] = register_sum(register)
        add_by_squad(squads, register)
        sum_for(events, head.event).label = head.title  # the latest title stands for the event
        sum_for(months, f"{head.start:%Y-%m}").join(occurrence)
        sum_for(alike, (head.event, head.kind, head.programme)).join(occurrence)
    for (event, kind, programme), part in alike.items():
        for row in (total, events[event], sum_for(kinds, kind), sum_for(programmes, programme)):
            row.join(part)
    return Summary(
        first=first,
        last=last,
        total=total.tally(),
        events=[found.row(code("E", n)) for n, found in sorted(events.items())],
        squads=[found.row(str(n)) for n, found in sorted(squads.items(), key=none_last)],
        months=[found.row(month) for month, found in sorted(months.items())],
        kinds=[found.row(kind) for kind, found in sorted(kinds.items())],
        programmes=[found.row(name) for name, found in sorted(programmes.items(), key=none_last)],
        occurrences=[found.row(key) for key, found in single.items()],
        unsigned=sum(register.head.closed is None for register in counted),
        counted=tuple(counted),
        roster=people,
    )


_PARTS: Mapping[View, Callable[[Summary, RegisterCounts, str], RegisterCounts | None]] = {
    "events": lambda _s, each, key: each if code("E", each.head.event) == key else None,
    "months": lambda _s, each, key: each if f"{each.head.start:%Y-%m}" == key else None,
    "kinds": lambda _s, each, key: each if each.head.kind == key else None,
    "programmes": lambda _s, each, key: each if each.head.programme == key else None,
    "occurrences": lambda _s, each, key: each if each.key == key else None,
    "squads": lambda s, each, key: s._some(each, lambda cell: str(cell[1]) == key),
    "people": lambda s, each, key: s._some(each, lambda cell: str(cell[0]) == key),
    "groups": lambda s, each, key: s._some(each, lambda cell: s._group(cell[0]) == key),
}
"""What of a register is in a row."""
