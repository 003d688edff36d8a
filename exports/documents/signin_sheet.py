"""The content of the sign-in sheet of an occurrence, as a table for any file format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count

from yigong.exports.documents.table import Column, LabelledText, Table, Value, heading
from yigong.exports.plain_text import one_line
from yigong.exports.privacy import mask_phone
from yigong.store.attendance.hours import (
    entry_credit,
    hours_parts,
    hours_text,
    tenths_text,
)
from yigong.store.attendance.posts import first_post, post_hours, signed_posts
from yigong.store.attendance.register import Register, current_head
from yigong.store.attendance.role_words import SHORT_ROLES
from yigong.store.attendance.roles import count_heads, counted_role, role_of
from yigong.store.attendance_records import Entry, Head, Mark
from yigong.store.dates.date_words import date_text, days_text
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _, ngettext
from yigong.store.plan_context import PlanContext
from yigong.store.records import Squad, Volunteer, code
from yigong.store.settings_records import Settings

_SQUAD = N_("Own squad")
_COLUMNS = (
    Column(N_("No."), 5, "count"),
    Column(N_("Name"), 11),
    Column(N_("Gender"), 6.5),
    Column(N_("Phone number"), 14),
    Column(_SQUAD, 10.5),
    Column(N_("There as"), 7.5),
    Column(N_("Time in"), 7.5),
    Column(N_("Time out"), 7.5),
    Column(N_("Service hours"), 9, "hours"),
    Column(N_("Signature"), 11.5),
    Column(N_("Remarks"), 10),
)
"""The columns of every village's sheet; the names are msgids."""

_GENDERS = {"": "", "f": N_("F"), "m": N_("M")}
_MARKS: dict[Mark, str] = {
    "": "",
    "late": N_("late"),
    "leave": N_("on leave"),
    "absent": N_("absent"),
}


def entries_on_sheet(register: Register, people: Mapping[int, Volunteer]) -> list[Entry]:
    """Return the entries on the sheet, from top to bottom.

    These are the people who have a place or came, without the waitlist. Entries with a row number
    of an earlier sheet keep it; the others follow by their first post, by squad, then by the
    reading of the name.

    Args:
        register: The register.
        people: The roster by number.
    """
    entries = [e for e in register.entries.values() if e.stints or (e.expected and not e.waiting)]
    return sorted(
        entries,
        key=lambda e: (
            (e.row == 0, e.row),
            first_post(e, register.head) if register.head is not None else (0, 0),
            (e.squad == 0, e.squad),
            _reading(people.get(e.number)),
            e.number,
        ),
    )


BLANK_ROWS = 10
"""Empty rows at the end of a sheet, for people who are not signed up."""


def signin_table(
    occurrence: Occurrence,
    register: Register,
    people: Mapping[int, Volunteer],
    squads: Mapping[int, Squad],
    settings: Settings,
    *,
    context: PlanContext,
    blank: int = BLANK_ROWS,
    full_phones: bool = False,
) -> Table:
    """Put a sheet together of the entries of `entries_on_sheet`.

    A row shows the number that the register has for it, by which the paper is typed back (see
    `signin_file.number_sheet_rows`). Nothing is typed into a signed register: there the rows
    without a number are counted on, and no blank ones follow.

    Args:
        occurrence: The occurrence.
        register: Its register.
        people: The roster by number; a person who is not on it is shown by code.
        squads: The squads by number.
        settings: The village's.
        context: What the numbers in the plan stand for.
        blank: How many empty rows follow, for people who are not signed up.
        full_phones: Show phone numbers whole; the caller records this.
    """
    entries = entries_on_sheet(register, people)
    head = current_head(register, occurrence, context)
    namesakes = Counter(people[e.number].name for e in entries if e.number in people)
    rows: list[tuple[Value, ...]] = []
    for entry, number in zip(entries, _row_numbers(entries, register), strict=True):
        person = people.get(entry.number) or Volunteer(number=entry.number, name="")
        squad = squads.get(entry.squad)
        name = person.name or person.code
        rows.append(
            (
                number,
                one_line(f"{name} {person.code}" if namesakes[name] > 1 else name),
                _(_GENDERS[person.gender]),
                one_line(person.phone if full_phones else mask_phone(person.phone)),
                _squad_and_posts(entry, squad, head),
                _roles(entry, head),
                *_times(entry, occurrence),
                _hours(entry, head, settings),
                None,
                _remarks(entry),
            )
        )
    return Table(
        _("{village}: sign-in sheet").format(village=one_line(settings.name)),
        _head(occurrence),
        _columns(head),
        rows + ([] if register.closed else _blank_rows(entries, register.head, blank)),
        _foot(register, head),
        [one_line(text) for text in (*_grants(register), *correction_sentences(register.head))],
        by_hand=True,
        name=occurrence.key,
    )


def _columns(head: Head) -> list[Column]:
    """Return the columns; where there are posts, they stand below the squad."""
    names = {_SQUAD: N_("Squad and post")} if head.posts else {}
    return [each._replace(name=heading(names.get(each.name, each.name))) for each in _COLUMNS]


def _squad_and_posts(entry: Entry, squad: Squad | None, head: Head) -> str:
    """Return the squad, and a line for each post that the entry holds, with its hours."""
    name = squad.name if squad else code("S", entry.squad) if entry.squad else ""
    posts = [f"{post.name} {post_hours(post, head)}" for post in signed_posts(entry, head)]
    return "\n".join(filter(None, map(one_line, [name, *posts])))


def _row_numbers(entries: Sequence[Entry], register: Register) -> list[int | None]:
    """Return each row's number; `None` where the register has none yet and is not signed."""
    following = count(max((e.row for e in entries), default=0) + 1)
    return [e.row or (next(following) if register.closed else None) for e in entries]


def _blank_rows(entries: Sequence[Entry], head: Head | None, blank: int) -> list[tuple[Value, ...]]:
    """Return empty rows, numbered only where the register reserves their numbers."""
    reserved = head.rows if head else 0
    used = {e.row for e in entries}
    cells = [None] * (len(_COLUMNS) - 1)
    if reserved < max(used, default=0) + blank or not all(used):
        return [(None, *cells)] * blank
    return [(row, *cells) for row in range(reserved - blank + 1, reserved + 1)]


def _reading(person: Volunteer | None) -> str:
    return person.reading or person.name if person else ""


def _roles(entry: Entry, head: Head) -> str:
    """Return what somebody is there as, in short; a line for each stint where they differ."""
    roles = [role_of(stint, entry, head) for stint in entry.stints]
    if len(set(roles)) < 2:
        roles = [counted_role(entry, head)]
    return "\n".join(_(SHORT_ROLES[role]) for role in roles)


def _times(entry: Entry, occurrence: Occurrence) -> tuple[str, str]:
    """Return times in and out, a line for each stint."""
    zone = occurrence.start.tzinfo
    starts = "\n".join(f"{s.start.astimezone(zone):%H:%M}" for s in entry.stints)
    ends = "\n".join(f"{s.end.astimezone(zone):%H:%M}" if s.end else "" for s in entry.stints)
    if not any(stint.end for stint in entry.stints):
        ends = ends.strip("\n")
    return starts, ends


def _hours(entry: Entry, head: Head, settings: Settings) -> Value:
    """Return hours of service; of learning and of paid work as such; once a stint has ended."""
    if not any(stint.end for stint in entry.stints):
        return None
    credit = entry_credit(entry, head, settings.hours)
    others = []
    if credit.learning.minutes:
        others.append(_("learned {hours}").format(hours=hours_text(credit.learning.minutes)))
    if credit.labour.minutes:
        others.append(_("paid {hours}").format(hours=hours_text(credit.labour.minutes)))
    serves = counted_role(entry, head) == "volunteer" or credit.service.total
    service = hours_parts(credit.service).total
    if not others:
        return service if serves else None
    return "\n".join([*([tenths_text(service)] if serves else []), *others])


def _remarks(entry: Entry) -> str:
    remarks = [_(_MARKS[entry.mark])]
    if entry.adults:
        remarks.append(_("+{count} adults").format(count=entry.adults))
    if entry.children:
        remarks.append(_("+{count} children").format(count=entry.children))
    return " ".join(filter(None, remarks))


def _head(occurrence: Occurrence) -> list[LabelledText]:
    title = one_line(occurrence.event.title)
    return [
        (_("Event"), (_("[Cancelled] ") if occurrence.cancelled else "") + title),
        (_("Date"), _date_and_times(occurrence)),
        (_("Place"), one_line(occurrence.place)),
        (_("In charge"), one_line(occurrence.event.lead)),
    ]


def _date_and_times(occurrence: Occurrence) -> str:
    """Return ``2026年11月25日 08:00-11:00``; both days where it ends on another."""
    start, end = occurrence.start, occurrence.end
    if occurrence.event.all_day:
        return days_text(start.date(), (end - timedelta(minutes=1)).date())
    if end.date() == start.date():
        return f"{_moment(start)}-{end:%H:%M}"
    return f"{_moment(start)} - {_moment(end)}"


def _moment(at: datetime) -> str:
    return f"{date_text(at)} {at:%H:%M}"


def _foot(register: Register, head: Head) -> list[LabelledText]:
    """记录人, 应到, 实到 and its split; what is 0 is left out, or a blank before anybody came.

    A signed register names who signed it; else that is a blank to sign.
    """
    expected, places = len(register.expected), sum(e.party for e in register.expected)
    awaited = str(expected)
    if places > expected:
        awaited = _("{people} (with those who come along: {heads})").format(
            people=expected, heads=places
        )
    signature = ""
    if register.head and register.head.closed:
        signature = one_line(f"{register.head.closed_by} {_moment(register.head.closed)}")
    heads = count_heads(register.entries.values(), head)
    came = heads.total + heads.paid
    numbers = [
        (_("Present"), heads.total, True),
        (_("by volunteers"), heads.volunteers, True),
        (_("by participants"), heads.participants, True),
        (_("came along"), heads.along, False),
        (_("without a name"), heads.nameless, False),
        (_("by guests"), heads.guests, False),
        (_("Paid attendances"), heads.paid, False),
    ]
    return [
        (_("Recorded by"), signature),
        (_("Expected"), awaited),
        *(
            (name, str(number) if came else "")
            for name, number, always in numbers
            if number or always
        ),
    ]


def _grants(register: Register) -> list[str]:
    """Return a sentence on hours granted to people who were absent: they are in no row."""
    absent = [e for e in register.entries.values() if e.grants and not e.stints]
    minutes = sum(grant.minutes for entry in absent for grant in entry.grants)
    if not minutes:
        return []
    text = ngettext(
        "Besides these rows: {hours} h granted without presence, to {n} person.",
        "Besides these rows: {hours} h granted without presence, to {n} people.",
        len(absent),
    )
    return [text.format(hours=hours_text(minutes), n=len(absent))]


def correction_sentences(head: Head | None) -> list[str]:
    """Return a sentence for each time that a signed register was corrected, oldest first."""
    sentence = _("Corrected after signing: {at}, by {by}: {reason}")
    return [
        sentence.format(at=_moment(c.at), by=c.by or "?", reason=c.reason)
        for c in (head.corrections if head else ())
    ]
