"""上车名单: who rides a leg of a trip, with seats and whom to call; who only waits is not on it."""

from __future__ import annotations

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.table import Column, Table, Value, fitted
from yigong.exports.privacy import mask_phone, mask_phones
from yigong.store.attendance.rides import (
    boarding_of,
    has_set_out,
    is_due,
    leg_hours,
    leg_name,
    leg_of,
    listed_for_leg,
    seats_of,
)
from yigong.store.attendance_records import Entry, Head
from yigong.store.dates.date_words import date_text
from yigong.store.event_records import Occurrence
from yigong.store.language import _
from yigong.store.records import Volunteer
from yigong.store.village.village import Village


def manifest_file(
    village: Village, occurrence: Occurrence, leg: int, file_format: str, *, full_phones: bool
) -> bytes:
    """Write the list as a file.

    Args:
        village: The village.
        occurrence: The trip.
        leg: The leg, from 1.
        file_format: One of `exports.documents.formats.FORMATS`.
        full_phones: Show phone numbers whole; this is recorded in `Village.issued`.

    Raises:
        Refused: There is no such leg; or whole numbers are asked for by who may only read.
    """
    head = village.registers.head(occurrence)
    leg_of(head, leg)
    people = village.people.all()
    entries = riding_entries(village, occurrence, leg)
    if full_phones:
        count = len(callable_people(village, occurrence, leg))
        village.issued.add_phone_list(f"manifest {occurrence.key}", count)
    rows = [
        _row(at, entry, people.get(entry.number), leg, full=full_phones)
        for at, entry in enumerate(entries, 1)
    ]
    return table_file(_table(village, head, leg, rows), file_format)


def riding_entries(village: Village, occurrence: Occurrence, leg: int) -> list[Entry]:
    """Who is to board a leg, or did, by seat and number."""
    registers = village.registers
    head, register = registers.head(occurrence), registers.read(occurrence.key)
    entries = register.entries.values()
    set_out = has_set_out(entries, leg)
    listed = listed_for_leg(entries, leg, head)
    return [entry for entry in listed if is_due(entry, leg, head, set_out=set_out)]


def callable_people(village: Village, occurrence: Occurrence, leg: int) -> list[Volunteer]:
    """Those on the list of whom a number is known, or whom else to call."""
    people = village.people.all()
    numbers = (entry.number for entry in riding_entries(village, occurrence, leg))
    known = [people[number] for number in numbers if number in people]
    return [p for p in known if p.phone or p.emergency or p.guardians]


def _table(village: Village, head: Head, leg: int, rows: list[list[Value]]) -> Table:
    ride, hours = leg_of(head, leg), leg_hours(leg_of(head, leg), head)
    columns = [
        Column(_("No."), 5, "count"),
        Column(_("Seat"), 6),
        Column(_("Name"), 16),
        Column(_("Code"), 8),
        Column(_("Along"), 8),
        Column(_("Phone"), 15),
        Column(_("Emergency contact"), 22, left=True),
        Column(_("Insured until"), 12, "date"),
        Column(_("On board"), 8),
    ]
    places = " - ".join(filter(None, (ride.origin, ride.destination)))
    facts = [
        (_("Date"), f"{date_text(head.start)} {hours}"),
        (_("From and to"), places),
        (_("Vehicle"), _(", ").join(ride.names)),
        (_("Seats"), str(seats_of(ride) or "")),
    ]
    return Table(
        title=_("{village}: passengers of {title}, {leg}").format(
            village=village.settings.name, title=head.title, leg=leg_name(leg, head)
        ),
        head=facts,
        columns=fitted(columns),
        rows=rows,
        by_hand=True,
        notes=[_("Keep it as carefully as a phone list, and destroy it after the trip.")],
        name=_("Passengers"),
    )


def _row(at: int, entry: Entry, person: Volunteer | None, leg: int, *, full: bool) -> list[Value]:
    along = f"+{entry.party - 1}" if entry.party > 1 else ""
    boarded = "✓" if boarding_of(entry, leg) else ""
    if person is None:
        return [
            at,
            str(entry.seat or ""),
            "?",
            f"V{entry.number:04d}",
            along,
            "",
            "",
            None,
            boarded,
        ]
    return [
        at,
        str(entry.seat or ""),
        person.name,
        person.code,
        along,
        person.phone if full else mask_phone(person.phone),
        emergency_words(person, full=full),
        person.insured,
        boarded,
    ]


def emergency_words(person: Volunteer, *, full: bool) -> str:
    """Whom to call if something happens to a person: as they said, else their guardians."""
    if person.emergency:
        return person.emergency if full else mask_phones(person.emergency)
    return _(", ").join(
        f"{g.relation} {g.name} {g.phone if full else mask_phone(g.phone)}".strip()
        for g in person.guardians
    )
