"""The rules of a paper sheet that is typed in: each line gives an entry, or a sentence why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

import msgspec

from yigong.store.attendance import checkin_rules, roles, written_times
from yigong.store.attendance.posts import whole_hours
from yigong.store.attendance.role_words import role_name
from yigong.store.attendance.sheet_parser import no_row_number
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import _
from yigong.store.records import Role, Volunteer, elapsed

if TYPE_CHECKING:
    from yigong.store.attendance.sheet_parser import SheetLine


class LineResult(msgspec.Struct, frozen=True, kw_only=True):
    """One line and its result."""

    line: SheetLine
    person: Volunteer | None = None
    entry: Entry | None = None
    """The person's entry after it; `None` if there is a fault."""

    summary: str = ""
    """What will be recorded, in a few words; empty if there is a fault."""

    fault: Refused | None = None


class SheetResult(msgspec.Struct, frozen=True):
    """The results of a sheet, line by line."""

    lines: list[LineResult]

    @property
    def faults(self) -> list[LineResult]:
        """The lines with a fault."""
        return [result for result in self.lines if result.fault is not None]

    def check(self) -> None:
        """Raise the first fault, if there is any: a sheet is recorded whole or not at all.

        Raises:
            Refused: A line has a fault, or there is no line.
        """
        if not self.lines:
            raise Refused("There is no line to write in.")
        for result in self.faults:
            raise Refused(
                "Line {n}: {fault} Nothing was written.", n=result.line.at, fault=result.fault
            )


class PeopleLookup(Protocol):
    """What a register needs of the people."""

    def get(self, number: int) -> Volunteer:
        """One person."""
        ...

    def get_unerased(self, number: int) -> Volunteer:
        """The person of a number that may have been merged; raises `Refused`."""
        ...

    def person_on_sheet(self, words: str) -> Volunteer:
        """The one person whom words on paper mean; raises `Refused`."""
        ...

    def matches_sheet(self, words: str, person: Volunteer) -> bool:
        """Whether words on paper may mean a person."""
        ...


class SheetContext(msgspec.Struct, frozen=True, kw_only=True):
    """The register that a sheet is typed into, and who types."""

    occurrence: Occurrence
    entries: Mapping[int, Entry]
    head: Head
    """The register's, by the plan."""

    people: PeopleLookup
    squad_of: Callable[[int], int]
    """The squad of a person who has no entry yet."""

    now: datetime
    by: str


def read_sheet(lines: Sequence[SheetLine], context: SheetContext) -> SheetResult:
    """Work out the results of a sheet; nothing is written.

    A further line with other times of the same person is a further stay, as a sheet prints them.

    Args:
        lines: The sheet as it was parsed.
        context: The register and who types.
    """
    entries = dict(context.entries)
    context = msgspec.structs.replace(context, entries=entries)
    rows: dict[int, list[SheetLine]] = {}
    people: dict[int, list[SheetLine]] = {}
    results = []
    for line in lines:
        try:
            _refuse_beyond(line, context)
            if line.fault is not None:
                raise line.fault
            if line.row:
                _refuse_repeated(rows, line.row, line)
            person = _person(line, context)
            further = _refuse_repeated(people, person.number, line)
            result = _line_result(line, person, context, further=further)
            if result.entry is not None:
                entries[person.number] = result.entry
            results.append(result)
        except Refused as fault:
            results.append(LineResult(line=line, fault=fault))
    return SheetResult(results)


def _refuse_beyond(line: SheetLine, context: SheetContext) -> None:
    """Refuse a row after the last that was printed, unless somebody's name was written on it.

    Raises:
        Refused: There is no such row; or the line has no number, and a sheet was printed.
    """
    last = context.head.rows
    if last and not line.row and line.fault is None:
        raise no_row_number()
    known = line.row <= last or any(e.row == line.row for e in context.entries.values())
    if last and not known and not line.who:
        raise Refused(
            "The sheet ends with row {last}, there is no row {row}; "
            "if it was added by hand, write the name behind the number.",
            row=line.row,
            last=last,
        )


def _refuse_repeated(seen: dict[int, list[SheetLine]], key: int, line: SheetLine) -> bool:
    """Note a line, unless one before says the same or one of them says no times.

    Returns:
        Whether there is one before: this is a further stay.

    Raises:
        Refused: A line before says this.
    """
    earlier = seen.setdefault(key, [])
    for other in earlier:
        stays = line.time_in is not None and other.time_out is not None
        if not stays or other.time_in == line.time_in:
            raise Refused("Line {n} says this already.", n=other.at)
    earlier.append(line)
    return len(earlier) > 1


def _person(line: SheetLine, context: SheetContext) -> Volunteer:
    """Whose row it is: who it was printed for, or whose name is written on a blank row.

    Raises:
        Refused: A blank row without a name; a name that is not the row's; a name that means
            nobody or several.
    """
    entry = next((e for e in context.entries.values() if line.row and e.row == line.row), None)
    if entry is None:
        if not line.who and not line.row:
            raise no_row_number()
        if not line.who:
            raise Refused("Row {row} has nobody's name: write it behind the number.", row=line.row)
        return context.people.person_on_sheet(line.who)
    person = context.people.get(entry.number)
    if line.who and not context.people.matches_sheet(line.who, person):
        raise Refused(
            "Row {row} is {name}, not {who}.", row=line.row, name=person.name, who=line.who[:40]
        )
    return person


def _line_result(
    line: SheetLine, person: Volunteer, context: SheetContext, *, further: bool
) -> LineResult:
    """What becomes of a line; the mark of an earlier one stays beside that of a further one.

    A role is that of the whole attendance; beside times of somebody who has others, only that of
    these times: what they were there as before is not on this line.
    """
    before = context.entries.get(person.number)
    label = f"{person.name} {person.code}"
    if line.time_in is None:
        if before is None:
            raise Refused("Not in this register.")
        entry = checkin_rules.with_mark(before, line.mark) if line.mark else before
        if line.role:
            entry = roles.with_role(entry, context.head, line.role)
        return LineResult(
            line=line, person=person, entry=entry, summary=f"{label}  {_remarks(line)}"
        )
    entry = before or Entry(number=person.number, squad=context.squad_of(person.number))
    stint, clipped = _stint(line, line.time_in, context)
    if line.role:
        entry, stint = with_filled_role(entry, stint, context.head, line.role)
    mark = line.mark or (entry.mark if further else "")
    entry = fill_in_stint(entry, stint, context.occurrence, context.now)
    entry = msgspec.structs.replace(entry, mark=mark, row=entry.row or line.row)
    if stint.end is None:
        came = written_times.dated_clock(stint.start, context.occurrence)
        summary = f"{label}  {came}-  " + _("still here")
    else:
        interval = written_times.dated_interval(stint.start, stint.end, context.occurrence)
        minutes = elapsed(stint.start, stint.end)
        summary = f"{label}  {interval}  " + _("{n} min").format(n=minutes)
    if clipped:
        summary += "  " + _("(no longer than the event)")
    return LineResult(
        line=line, person=person, entry=entry, summary=f"{summary}  {_remarks(line)}".rstrip()
    )


def _remarks(line: SheetLine) -> str:
    """The mark and the role of a line, in words."""
    mark = {"": "", "late": _("late"), "leave": _("on leave"), "absent": _("absent")}[line.mark]
    return "  ".join(filter(None, (mark, role_name(line.role) if line.role else "")))


def _stint(line: SheetLine, time_in: time, context: SheetContext) -> tuple[Stint, bool]:
    """The stint of a line, and whether it was cut to the length of the occurrence.

    What is before the start goes first: a time a little before and one after it give the whole.

    Raises:
        Refused: See `written_times`.
    """
    occurrence, now, end = context.occurrence, context.now, None
    if line.time_out is None:
        start = written_times.place_arrival(time_in, occurrence, now)
    else:
        start, end = written_times.place_interval(time_in, line.time_out, occurrence, now)
    begins, ends = whole_hours(occurrence)
    most = elapsed(begins, ends)
    clipped = end is not None and elapsed(start, end) > most
    if clipped and end is not None:
        start = max(start, begins).astimezone(UTC)
        end = min(end, start + timedelta(minutes=most))
    zone = now.tzinfo
    reason = _("paper sheet, row {row}").format(row=line.row) if line.row else _("paper sheet")
    stint = Stint(
        start=start.astimezone(zone),
        end=end and end.astimezone(zone),
        origin="filled",
        by=context.by,
        end_by=context.by if end else "",
        reason=reason,
    )
    return stint, clipped


def with_filled_role(entry: Entry, stint: Stint, head: Head, role: Role) -> tuple[Entry, Stint]:
    """An entry, and a stint that is to be filled in, which is of a role.

    So is the entry, if it has no other stints; what they were there as before stays.
    """
    if not entry.stints:
        return roles.with_role(entry, head, role), stint
    return entry, msgspec.structs.replace(stint, role=roles.stint_role(entry, head, role))


def fill_in_stint(entry: Entry, stint: Stint, occurrence: Occurrence, now: datetime) -> Entry:
    """An entry with a stint that is filled in.

    Args:
        entry: The person's, perhaps an empty one.
        stint: The stint; without an end they are here still.
        occurrence: The occurrence; no more than its length may be filled in for one person.
        now: The time.

    Raises:
        Refused: It is longer than the occurrence or not at its time, in the future, or overlaps
            another stint.
    """
    if stint.end is not None and elapsed(stint.start, stint.end) <= 0:
        raise Refused("The end is not after the start.")
    written_times.check_interval(stint.start, stint.end, occurrence)
    if (stint.end or stint.start) > now:
        raise Refused("What is filled in has happened; this lies ahead.")
    if any(_overlap(stint, other) for other in entry.stints):
        raise Refused("There is a record for that time already.")
    stints = tuple(sorted((*entry.stints, stint), key=lambda s: s.start))
    entry = msgspec.structs.replace(entry, stints=stints, mark="", waiting=False)
    written_times.check_filled(entry, stint, occurrence)
    return entry


def _overlap(stint: Stint, other: Stint) -> bool:
    """Whether two stints overlap; one without an end has not ended yet."""
    return (other.end is None or stint.start < other.end) and (
        stint.end is None or other.start < stint.end
    )
