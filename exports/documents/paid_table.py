"""用工表: who was paid in a period, when and for how long, with a sum for each person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.summary_tables import hours_note
from yigong.exports.documents.table import Column, Table, Value, heading
from yigong.exports.plain_text import one_line
from yigong.store.attendance.hours import entry_credit, hours_tenths
from yigong.store.attendance.register import Register
from yigong.store.attendance.roles import role_of
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.dates.date_words import date_text, days_text
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Volunteer, code
from yigong.store.settings_records import HoursPolicy, Settings
from yigong.store.village.village import Village

_COLUMNS = (
    Column(N_("Name"), 12),
    Column(N_("Code"), 8.5),
    Column(N_("Date"), 15),
    Column(N_("Event"), 19.5, left=True),
    Column(N_("Place"), 12, left=True),
    Column(N_("Time"), 14),
    Column(N_("Paid hours"), 8, "hours"),
    Column(N_("Remarks"), 11),
)
"""姓名 编号 日期 活动 地点 时间 工时 备注; msgids."""


class _PaidWork(NamedTuple):
    """One person's paid work at one occurrence."""

    head: Head
    stints: tuple[Stint, ...]
    minutes: int


def paid_file(village: Village, first: date | None, last: date | None, file_format: str) -> bytes:
    """Write the paid work of a period as a file (see `paid_table` for its content).

    Args:
        village: The village.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: to the end.
        file_format: One of `exports.documents.formats.FORMATS`.
    """
    registers = village.registers.between(first, last)
    return table_file(
        paid_table(registers, village.people.all(), village.settings, first, last), file_format
    )


def paid_table(
    registers: Iterable[Register],
    people: Mapping[int, Volunteer],
    settings: Settings,
    first: date | None = None,
    last: date | None = None,
) -> Table:
    """Put the table together: a row for each occurrence somebody was paid at, by person.

    Only the time is on it that they were there as paid, if they were there as something else, too.
    A register that is not signed yet is marked: its times may still change.

    Args:
        registers: The period's.
        people: The roster by number; a person who is not on it is shown by code.
        settings: The village's.
        first: The first day of the period; `None`: from the beginning.
        last: Its last day; `None`: to the end.
    """
    work = _work_by_person(registers, settings.hours)
    rows: list[tuple[Value, ...]] = []
    sums: list[int] = []
    for number in sorted(work, key=lambda number: (_reading(people.get(number)), number)):
        person = people.get(number)
        name = one_line(person.name if person else "")
        rows += [_row(name, code("V", number), each) for each in work[number]]
        sums.append(len(rows))
        rows.append(_sum_row(name or code("V", number), work[number]))
    everything = [each for found in work.values() for each in found]
    sums.append(len(rows))
    rows.append(_sum_row(_people_text(len(work)), everything))
    return Table(
        _("{village}: paid work").format(village=one_line(settings.name)),
        [
            (_("Period"), days_text(first, last)),
            (_("Recording unit"), one_line(settings.unit or settings.name)),
        ],
        [column._replace(name=heading(column.name)) for column in _COLUMNS],
        rows,
        [(_("Filled in by"), ""), (_("In charge"), ""), (_("Date"), "")],
        [_("Paid work is no volunteering: it is in no number of it."), hours_note()],
        emphasised=sums,
    )


def paid_name(first: date | None, last: date | None) -> str:
    """Return the name of its file, without the suffix: ``paid-2026-11-01-2026-11-30``."""
    return f"paid-{first}-{last}" if first and last else "paid-all"


def _work_by_person(
    registers: Iterable[Register], policy: HoursPolicy
) -> dict[int, list[_PaidWork]]:
    """Return everybody's paid work, by date."""
    found: dict[int, list[_PaidWork]] = {}
    for head, entry in _entries(registers):
        stints = tuple(stint for stint in entry.stints if role_of(stint, entry, head) == "paid")
        if stints:
            minutes = entry_credit(entry, head, policy).labour.minutes
            found.setdefault(entry.number, []).append(_PaidWork(head, stints, minutes))
    for work in found.values():
        work.sort(key=lambda each: each.head.start.timestamp())
    return found


def _entries(registers: Iterable[Register]) -> Iterator[tuple[Head, Entry]]:
    for register in registers:
        if register.head is not None:
            for entry in register.entries.values():
                yield register.head, entry


def _row(name: str, person: str, work: _PaidWork) -> tuple[Value, ...]:
    head, zone = work.head, work.head.start.tzinfo
    times = [
        f"{stint.start.astimezone(zone):%H:%M}-"
        + (f"{stint.end.astimezone(zone):%H:%M}" if stint.end else "")
        for stint in work.stints
    ]
    return (
        name,
        person,
        date_text(head.start),
        one_line(head.title),
        one_line(head.place),
        "\n".join(times),
        hours_tenths(work.minutes),
        _("not signed yet") if head.closed is None else "",
    )


def _sum_row(who: str, work: list[_PaidWork]) -> tuple[Value, ...]:
    minutes = sum(each.minutes for each in work)
    text = ngettext("Total: {n} attendance", "Total: {n} attendances", len(work))
    return (who, None, None, text.format(n=len(work)), None, None, hours_tenths(minutes), None)


def _people_text(count: int) -> str:
    return ngettext("{n} person", "{n} people", count).format(n=count)


def _reading(person: Volunteer | None) -> str:
    return person.reading or person.name if person else ""
