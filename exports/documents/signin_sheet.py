"""What stands on the sign-in sheet of an occurrence, row by row, whatever it is written on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count

from yigong.exports.documents.table import Column, Table, Value
from yigong.exports.plain_text import one_line
from yigong.exports.privacy import mask_phone
from yigong.store.attendance import hours
from yigong.store.attendance.register import Register, head_of
from yigong.store.language import N_, _, ngettext
from yigong.store.records import (
    Entry,
    Head,
    Mark,
    Occurrence,
    Settings,
    Squad,
    Volunteer,
    code,
)

_COLUMNS = (
    Column(N_("No."), 5.5, "count"),
    Column(N_("Name"), 12),
    Column(N_("Gender"), 6.5),
    Column(N_("Phone number"), 14.5),
    Column(N_("Own squad"), 13),
    Column(N_("Time in"), 8),
    Column(N_("Time out"), 8),
    Column(N_("Hours served"), 7.5, "hours"),
    Column(N_("Signature"), 13),
    Column(N_("Remarks"), 12),
)
"""What every village's sheet has; the names are msgids."""

_GENDERS = {"": "", "f": N_("F"), "m": N_("M")}
_MARKS: dict[Mark, str] = {
    "": "",
    "late": N_("late"),
    "leave": N_("on leave"),
    "absent": N_("absent"),
}


def people_on_sheet(register: Register, people: Mapping[int, Volunteer]) -> list[Entry]:
    """Who is on the sheet, from top to bottom.

    On it are those who have a place and those who came, not those who only wait for a place. Who
    has a row of an earlier sheet keeps it; the others follow by squad, then as the roster is read
    aloud.

    Args:
        register: The register.
        people: The roster by number.
    """
    entries = [e for e in register.entries.values() if e.stints or (e.expected and not e.waiting)]
    return sorted(
        entries,
        key=lambda e: (
            (e.row == 0, e.row),
            (e.squad == 0, e.squad),
            _reading(people.get(e.number)),
            e.number,
        ),
    )


BLANK_ROWS = 10
"""Empty rows at the end of a sheet, for those who just come."""


def signin_table(
    one: Occurrence,
    register: Register,
    people: Mapping[int, Volunteer],
    squads: Mapping[int, Squad],
    settings: Settings,
    *,
    blank: int = BLANK_ROWS,
    full_phones: bool = False,
) -> Table:
    """Put a sheet together (`on_sheet` says who is on it).

    A row has its number where the register knows it, so that what is written on paper can be
    typed back (see `numbered`). A signed register takes nothing more: there the other rows are
    just counted on, and no blank ones follow.

    Args:
        one: The occurrence.
        register: Its register.
        people: The roster by number; who is not on it any more keeps their code.
        squads: The squads by number.
        settings: The village's.
        blank: How many empty rows follow, for those who just come.
        full_phones: Show phone numbers whole; that somebody asked for it is kept by the caller.
    """
    entries = people_on_sheet(register, people)
    namesakes = Counter(people[e.number].name for e in entries if e.number in people)
    rows: list[tuple[Value, ...]] = []
    for entry, number in zip(entries, _numbers(entries, register), strict=True):
        person = people.get(entry.number) or Volunteer(number=entry.number, name="")
        squad = squads.get(entry.squad)
        name = person.name or person.code
        rows.append(
            (
                number,
                one_line(f"{name} {person.code}" if namesakes[name] > 1 else name),
                _(_GENDERS[person.gender]),
                one_line(person.phone if full_phones else mask_phone(person.phone)),
                one_line(squad.name if squad else code("S", entry.squad) if entry.squad else ""),
                *_times(entry, one, register, settings),
                None,
                _remarks(entry),
            )
        )
    return Table(
        _("{village}: sign-in sheet").format(village=one_line(settings.name)),
        _head(one),
        [column._replace(name=_(column.name)) for column in _COLUMNS],
        rows + ([] if register.closed else _blank_rows(entries, register.head, blank)),
        _foot(register),
        [one_line(text) for text in (*_granted(register), *correction_sentences(register.head))],
        by_hand=True,
        name=one.key,
    )


def _numbers(entries: Sequence[Entry], register: Register) -> list[int | None]:
    """What stands before each row; nothing where a number would not hold."""
    further = count(max((e.row for e in entries), default=0) + 1)
    return [e.row or (next(further) if register.closed else None) for e in entries]


def _blank_rows(entries: Sequence[Entry], head: Head | None, many: int) -> list[tuple[Value, ...]]:
    """Empty rows, numbered on; not numbered where their numbers would not hold."""
    printed = head.rows if head else 0
    taken = {e.row for e in entries}
    empty = [None] * (len(_COLUMNS) - 1)
    if printed < max(taken, default=0) + many or not all(taken):
        return [(None, *empty)] * many
    return [(row, *empty) for row in range(printed - many + 1, printed + 1)]


def _reading(person: Volunteer | None) -> str:
    return person.reading or person.name if person else ""


def _times(
    entry: Entry, one: Occurrence, register: Register, settings: Settings
) -> tuple[str, str, int | None]:
    """In, out and minutes; a line for each stint, nothing where nothing is known yet."""
    zone = one.start.tzinfo
    came = "\n".join(f"{s.start.astimezone(zone):%H:%M}" for s in entry.stints)
    left = "\n".join(f"{s.end.astimezone(zone):%H:%M}" if s.end else "" for s in entry.stints)
    if not any(stint.end for stint in entry.stints):
        return came, left.strip("\n"), None
    credit = hours.entry_credit(entry, register.head or head_of(one), settings.hours)
    return came, left, credit.total


def _remarks(entry: Entry) -> str:
    parts = [_(_MARKS[entry.mark])]
    if entry.adults:
        parts.append(_("+{count} adults").format(count=entry.adults))
    if entry.children:
        parts.append(_("+{count} children").format(count=entry.children))
    return " ".join(filter(None, parts))


def _head(one: Occurrence) -> list[tuple[str, str]]:
    title = one_line(one.event.title)
    return [
        (_("Event"), (_("[Cancelled] ") if one.cancelled else "") + title),
        (_("Date"), _when(one)),
        (_("Place"), one_line(one.place)),
        (_("In charge"), one_line(one.event.lead)),
    ]


def _when(one: Occurrence) -> str:
    """``2026-11-25 08:00-11:00``; both days where it ends on another."""
    if one.event.all_day:
        last = one.end - timedelta(minutes=1)
        same = last.date() == one.start.date()
        return f"{one.start:%Y-%m-%d}" + ("" if same else f" - {last:%Y-%m-%d}")
    if one.end.date() == one.start.date():
        return f"{one.start:%Y-%m-%d %H:%M}-{one.end:%H:%M}"
    return f"{one.start:%Y-%m-%d %H:%M} - {one.end:%Y-%m-%d %H:%M}"


def _foot(register: Register) -> list[tuple[str, str]]:
    """记录人, 应到, 实到; with those who came along, where there are any.

    Once the register is signed, whoever signed it is named; before, there is room to sign.
    """
    present = len(register.present)
    came = str(present) if present else ""
    if register.heads > present:
        came = _("{people} (with those who came along: {heads})").format(
            people=present, heads=register.heads
        )
    signed = ""
    if register.head and register.head.closed:
        signed = one_line(f"{register.head.closed_by} {register.head.closed:%Y-%m-%d %H:%M}")
    return [
        (_("Recorded by"), signed),
        (_("Expected"), str(len(register.expected))),
        (_("Present"), came),
    ]


def _granted(register: Register) -> list[str]:
    """A sentence on hours that are in the numbers of the day and in no row: nobody was there."""
    absent = [e for e in register.entries.values() if e.grants and not e.stints]
    minutes = sum(hours.served_credit(e).granted for e in absent)
    if not minutes:
        return []
    text = ngettext(
        "Besides these rows: {hours} h granted without presence, to {n} person.",
        "Besides these rows: {hours} h granted without presence, to {n} people.",
        len(absent),
    )
    return [text.format(hours=hours.hours_text(minutes), n=len(absent))]


def correction_sentences(head: Head | None) -> list[str]:
    """A sentence for each time that a signed register was opened again, oldest first."""
    sentence = _("Reopened after signing: {at}, by {by}: {reason}")
    return [
        sentence.format(at=f"{c.at:%Y-%m-%d %H:%M}", by=c.by or "?", reason=c.reason)
        for c in (head.corrections if head else ())
    ]
