"""The four numbers, never one alone: 场次 occurrences, 人次 attendances, 人数 people, 时长."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import msgspec

from store import hours
from store.errors import Refused
from store.records import Credit, Head, HoursPolicy, Kind, code, elapsed
from store.register import Register


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """The four numbers of anything."""

    occurrences: int = 0
    """场次: occurrences that somebody came to."""

    attendances: int = 0
    """人次: heads through the door, the unnamed who came along included."""

    people: int = 0
    """人数: different people on the roster; the same person twice is one."""

    credit: Credit = Credit()
    """时长, in minutes, by origin."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """The four numbers of one event, squad or month."""

    key: str
    """The event's code, the squad's number, ``2026-11``."""

    label: str
    tally: Tally
    numbers: frozenset[int] = frozenset()
    """Whose they are: the names behind 人数."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The attendance of a period, whole and broken down."""

    first: date | None
    last: date | None
    total: Tally
    events: list[Row]
    squads: list[Row]
    months: list[Row]
    kinds: list[Row]
    occurrences: list[Row]
    unsigned: int = 0
    """Occurrences whose register is not closed yet: their minutes may still change."""


@dataclass
class _Count:
    occurrences: set[str] = field(default_factory=set)
    attendances: int = 0
    people: set[int] = field(default_factory=set)
    clocked: int = 0
    filled: int = 0
    granted: int = 0
    label: str = ""

    def attend(self, number: int, heads: int, credit: Credit) -> None:
        self.attendances += heads
        self.people.add(number)
        self.clocked += credit.clocked
        self.filled += credit.filled
        self.granted += credit.granted

    def add(self, key: str, other: _Count) -> None:
        self.occurrences.add(key)
        self.attendances += other.attendances
        self.people |= other.people
        self.clocked += other.clocked
        self.filled += other.filled
        self.granted += other.granted

    def tally(self) -> Tally:
        return Tally(
            occurrences=len(self.occurrences),
            attendances=self.attendances,
            people=len(self.people),
            credit=Credit(clocked=self.clocked, filled=self.filled, granted=self.granted),
        )

    def row(self, key: str) -> Row:
        numbers = frozenset(self.people)
        return Row(key=key, label=self.label or key, tally=self.tally(), numbers=numbers)


def _by_squad(register: Register, head: Head, policy: HoursPolicy) -> dict[int, _Count]:
    """One register's attendances by the squad people served in; each is counted once, here."""
    length = elapsed(head.start, head.end)
    found: dict[int, _Count] = {}
    for entry in register.entries.values():
        if entry.stints:
            credit = entry.credit or hours.credit(entry, length, head.policy or policy)
            count = found.setdefault(entry.squad, _Count())
            count.attend(entry.number, 1 + entry.adults + entry.children, credit)
    return found


def summarise(
    registers: Iterable[Register],
    policy: HoursPolicy,
    *,
    first: date | None = None,
    last: date | None = None,
) -> Summary:
    """Add up a period.

    A row's 人数 are different people within that row, so rows do not add up to the total: who
    came to two events is one person. 人次 and 时长 do add up.

    Args:
        registers: The registers of the period.
        policy: What the minutes of registers not closed yet go by.
        first: The period's first day, for the record.
        last: Its last day.

    Returns:
        Rows by event in the order of their numbers, by squad (key ``0``: none), by month, by kind
        and by occurrence.
    """
    total = _Count()
    events: dict[int, _Count] = {}
    squads: dict[int, _Count] = {}
    months: dict[str, _Count] = {}
    kinds: dict[Kind, _Count] = {}
    single: dict[str, _Count] = {}
    unsigned = 0
    for register in registers:
        head = register.head
        if head is None:
            continue
        parts = _by_squad(register, head, policy)
        if not parts:
            continue
        groups = (
            total,
            events.setdefault(head.event, _Count()),
            months.setdefault(f"{head.start:%Y-%m}", _Count()),
            kinds.setdefault(head.kind, _Count()),
            single.setdefault(register.key, _Count()),
        )
        groups[1].label = head.title  # the latest title stands for the event
        groups[4].label = f"{head.start:%Y-%m-%d} {head.title}"
        for squad, part in parts.items():
            squads.setdefault(squad, _Count()).add(register.key, part)
            for group in groups:
                group.add(register.key, part)
        unsigned += head.closed is None
    return Summary(
        first=first,
        last=last,
        total=total.tally(),
        events=[count.row(code("E", n)) for n, count in sorted(events.items())],
        squads=[count.row(str(n)) for n, count in sorted(squads.items(), key=_none_last)],
        months=[count.row(month) for month, count in sorted(months.items())],
        kinds=[count.row(kind) for kind, count in sorted(kinds.items())],
        occurrences=[count.row(key) for key, count in single.items()],
        unsigned=unsigned,
    )


def _none_last(item: tuple[int, _Count]) -> tuple[bool, int]:
    return item[0] == 0, item[0]


def period(text: str, today: date) -> tuple[date, date]:
    """A period as people write it.

    Args:
        text: ``2026``, ``2026-Q4``, ``2026-11``, ``2026-11-25``, ``2026-11-01..2026-11-25``;
            ``year``, ``quarter``, ``month``: the present one.
        today: The date in the village.

    Returns:
        Its first and last day.

    Raises:
        Refused: It is none of these.
    """
    import arrow

    wanted = text.strip().lower()
    try:
        if ".." in wanted:
            begin, _, end = wanted.partition("..")
            if ".." in end:
                raise Refused("A period has one start and one end: {text}", text=text[:40])
            first, last = period(begin, today)[0], period(end, today)[1]
            if last < first:
                raise Refused("The end of the period is before its start.")
            return first, last
        if wanted in ("year", "quarter", "month"):
            span = arrow.get(today).span(wanted)  # type: ignore[arg-type]
        elif len(wanted) == 7 and wanted[4:6] == "-q":
            begins = {"1": 1, "2": 4, "3": 7, "4": 10}[wanted[6]]
            span = arrow.get(int(wanted[:4]), begins, 1).span("quarter")
        else:
            frame = {4: "year", 7: "month", 10: "day"}[len(wanted)]
            span = arrow.get(wanted, "YYYY-MM-DD"[: len(wanted)]).span(frame)  # type: ignore[arg-type]
    except (KeyError, ValueError, TypeError, OverflowError):
        raise Refused(
            "{text} is not a period: write 2026, 2026-Q4, 2026-11 or 2026-11-01..2026-11-25.",
            text=text[:40],
        ) from None
    return span[0].date(), span[1].date()
