"""What becomes of each line of a paper sheet: an entry as it will be, or a sentence why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Protocol

import msgspec

from yigong.store.attendance import checkin_rules, hours
from yigong.store.attendance.sheet_parser import SheetLine
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import Entry, Occurrence, Stint, Volunteer, elapsed

MARGIN = timedelta(hours=3)
"""How long before and after an occurrence a time on its sheet is believed; further off it is a
slip of the pen."""


class LineResult(msgspec.Struct, frozen=True, kw_only=True):
    """One line, and what becomes of it."""

    line: SheetLine
    person: Volunteer | None = None
    entry: Entry | None = None
    """Theirs as it will be; `None`: nothing, because of the fault."""

    says: str = ""
    """What will happen, in a few words; empty where there is a fault."""

    fault: Refused | None = None


class SheetResult(msgspec.Struct, frozen=True):
    """A sheet, line by line."""

    lines: list[LineResult]

    @property
    def faults(self) -> list[LineResult]:
        """The lines that keep the sheet from being written."""
        return [told for told in self.lines if told.fault is not None]

    def check(self) -> None:
        """Raise the first fault, if there is any: a sheet is written whole or not at all.

        Raises:
            Refused: A line has a fault, or there is no line.
        """
        if not self.lines:
            raise Refused("There is no line to write in.")
        for told in self.faults:
            raise Refused(
                "Line {n}: {fault} Nothing was written.", n=told.line.at, fault=told.fault
            )


class PeopleLookup(Protocol):
    """What a sheet needs to know of the people."""

    def get(self, number: int) -> Volunteer:
        """One person."""
        ...

    def meant(self, number: int) -> Volunteer:
        """Whom a number means where somebody comes; raises `Refused`."""
        ...

    def written(self, words: str) -> Volunteer:
        """The one person that is written so on paper; raises `Refused`."""
        ...

    def means(self, words: str, person: Volunteer) -> bool:
        """Whether words on paper may mean a person."""
        ...


class SheetContext(msgspec.Struct, frozen=True, kw_only=True):
    """Where a sheet is typed in."""

    occurrence: Occurrence
    entries: Mapping[int, Entry]
    roster: PeopleLookup
    serves: Callable[[int], int]
    """The squad somebody serves in who was not in the register."""

    now: datetime
    by: str


def read_sheet(lines: Sequence[SheetLine], at: SheetContext) -> SheetResult:
    """Work out what becomes of a sheet; nothing is written here.

    Args:
        lines: The sheet as it was read.
        at: The register and who types.
    """
    rows: dict[int, int] = {}
    people: dict[int, int] = {}
    told = []
    for line in lines:
        try:
            if line.fault is not None:
                raise line.fault
            _once(rows, line.row, line)
            person = _person(line, at)
            _once(people, person.number, line)
            told.append(_told(line, person, at))
        except Refused as fault:
            told.append(LineResult(line=line, fault=fault))
    return SheetResult(told)


def _once(seen: dict[int, int], key: int, line: SheetLine) -> None:
    if key in seen:
        raise Refused("Line {n} says this already.", n=seen[key])
    seen[key] = line.at


def _person(line: SheetLine, at: SheetContext) -> Volunteer:
    """Whose row it is: the one it was printed for, or who wrote their name on a blank one.

    Raises:
        Refused: There is no such row; or it is not theirs; or nobody, or several, are meant.
    """
    entry = next((e for e in at.entries.values() if e.row == line.row), None)
    if entry is None:
        if not line.who:
            raise Refused("Row {row} has nobody's name: write it behind the number.", row=line.row)
        return at.roster.written(line.who)
    person = at.roster.get(entry.number)
    if line.who and not at.roster.means(line.who, person):
        raise Refused(
            "Row {row} is {name}, not {who}.", row=line.row, name=person.name, who=line.who[:40]
        )
    return person


def _told(line: SheetLine, person: Volunteer, at: SheetContext) -> LineResult:
    before = at.entries.get(person.number)
    words = f"{person.name} {person.code}"
    if line.came is None:
        if before is None:
            raise Refused("Not in this register.")
        says = f"{words}  {_mark(line)}"
        return LineResult(
            line=line, person=person, entry=checkin_rules.with_mark(before, line.mark), says=says
        )
    entry = before or Entry(number=person.number, squad=at.serves(person.number))
    stint, clipped = _stint(line, line.came, at)
    entry = fill_in_stint(entry, stint, at.occurrence.minutes, at.now)
    entry = msgspec.structs.replace(entry, mark=line.mark, row=entry.row or line.row)
    span = f"{stint.start:%H:%M}-{stint.end:%H:%M}" if stint.end else f"{stint.start:%H:%M}-"
    says = f"{words}  {span}  "
    if stint.end is None:
        says += _("still here")
    else:
        says += _("{n} min").format(n=elapsed(stint.start, stint.end))
    if clipped:
        says += "  " + _("(no longer than the event)")
    return LineResult(line=line, person=person, entry=entry, says=f"{says}  {_mark(line)}".rstrip())


def _mark(line: SheetLine) -> str:
    return {"": "", "late": _("late"), "leave": _("on leave"), "absent": _("absent")}[line.mark]


def _stint(line: SheetLine, came: time, at: SheetContext) -> tuple[Stint, bool]:
    """The stint of a line, and whether it was cut to the occurrence's own hours.

    What is written in is never longer than the occurrence; whoever signed a little before and
    after it gets the whole of it.

    Raises:
        Refused: Out before in, or not at the time of the occurrence.
    """
    occurrence = at.occurrence
    start = _moment(came, occurrence, occurrence.start - MARGIN)
    end = None if line.left is None else _moment(line.left, occurrence, occurrence.start - MARGIN)
    if end is not None and end <= start:
        raise Refused("The end is not after the start.")
    came_then = occurrence.start - MARGIN <= start < occurrence.end
    left_then = end is None or occurrence.start < end <= occurrence.end + MARGIN
    if not (came_then and left_then):
        raise Refused(
            "That is not when it took place ({start}-{end}).",
            start=f"{occurrence.start:%H:%M}",
            end=f"{occurrence.end:%H:%M}",
        )
    clipped = end is not None and elapsed(start, end) > occurrence.minutes
    if clipped and end is not None:
        start, end = max(start, occurrence.start), min(end, occurrence.end)
    zone = at.now.tzinfo
    stint = Stint(
        start=start.astimezone(zone),
        end=end and end.astimezone(zone),
        origin="filled",
        by=at.by,
        end_by=at.by if end else "",
        reason=_("paper sheet, row {row}").format(row=line.row),
    )
    return stint, clipped


def _moment(clock: time, occurrence: Occurrence, earliest: datetime) -> datetime:
    """A time of day on the occurrence's date; past midnight where it runs so long."""
    moment = datetime.combine(occurrence.start.date(), clock, occurrence.start.tzinfo)
    overnight = occurrence.end.date() > occurrence.start.date()
    return moment + timedelta(days=1) if overnight and moment < earliest else moment


def fill_in_stint(entry: Entry, stint: Stint, limit: int, now: datetime) -> Entry:
    """An entry with a stint that is written in.

    Args:
        entry: Theirs, perhaps an empty one.
        stint: What is written in; without an end they are here still.
        limit: The minutes that may be filled in for one person: the length of the occurrence.
        now: The time.

    Raises:
        Refused: It is longer than the occurrence, lies ahead, or overlaps another stint.
    """
    if stint.end is not None and elapsed(stint.start, stint.end) <= 0:
        raise Refused("The end is not after the start.")
    if (stint.end or stint.start) > now:
        raise Refused("What is filled in has happened; this lies ahead.")
    if any(_overlap(stint, other) for other in entry.stints):
        raise Refused("There is a record for that time already.")
    minutes = elapsed(stint.start, stint.end) if stint.end else 0
    if hours.served_credit(entry).filled + minutes > limit:
        raise Refused("What is filled in cannot be longer than the event ({n} min).", n=limit)
    stints = tuple(sorted((*entry.stints, stint), key=lambda s: s.start))
    return msgspec.structs.replace(entry, stints=stints, mark="", waiting=False)


def _overlap(stint: Stint, other: Stint) -> bool:
    """Whether two stints share time; one without an end goes on."""
    return (other.end is None or stint.start < other.end) and (
        stint.end is None or other.start < stint.end
    )
