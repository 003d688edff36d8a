"""The roster as a table, which ``people import`` reads back without any change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.table import Column, Table, Value
from yigong.exports.plain_text import one_line
from yigong.exports.privacy import mask_phone
from yigong.store.language import N_, _
from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.village.village import Village

_COLUMNS: Mapping[str, Column] = {
    "code": Column(N_("Code"), 5),
    "name": Column(N_("Name"), 7.5),
    "reading": Column(N_("Reading"), 10),
    "gender": Column(N_("Gender"), 4),
    "phone": Column(N_("Phone number"), 9),
    "group": Column(N_("Group"), 6.5),
    "home": Column(N_("Household"), 7),
    "tags": Column(N_("Tags"), 7.5),
    "squads": Column(N_("Squads"), 9),
    "joined": Column(N_("Joined"), 7, "date"),
    "born": Column(N_("Year of birth"), 4.5, "count"),
    "guardian": Column(N_("Guardian"), 6),
    "relation": Column(N_("Relation"), 4),
    "guardian_phone": Column(N_("Guardian phone"), 9),
    "consent": Column(N_("Consent"), 7, "date"),
    "emergency": Column(N_("Emergency contact"), 10),
    "insured": Column(N_("Insured until"), 7, "date"),
    "note": Column(N_("Note"), 8, left=True),
}
"""The columns by their fields in `store.roster.columns`, which knows their names in every
language; the names are msgids."""

_GENDERS = {"": "", "f": N_("F"), "m": N_("M")}


def roster_file(village: Village, file_format: str, *, full_phones: bool = False) -> bytes:
    """Write the roster of a village as a file: everybody who is not archived, by code.

    Args:
        village: The village.
        file_format: One of `exports.documents.formats.FORMATS`.
        full_phones: Show phone numbers whole; this is recorded in `Village.issued`.

    Raises:
        Refused: Whole phone numbers are asked for, and this user may only read.
    """
    people = [p for p in village.people.all().values() if not p.archived]
    if full_phones:
        village.issued.add_phone_list("people", sum(map(_count_phones, people)))
    squads = village.squads.all()
    by_person = {p.number: [squads[n] for n in village.squads.of(p.number)] for p in people}
    table = roster_table(people, by_person, village.settings, full_phones=full_phones)
    return table_file(table, file_format)


def _count_phones(person: Volunteer) -> int:
    """Count the phone numbers in a row: the person's, the first guardian's, and whom to call."""
    guardian = person.guardians[0].phone if person.guardians else ""
    return bool(person.phone) + bool(guardian) + bool(person.emergency)


def roster_table(
    people: Sequence[Volunteer],
    squads: Mapping[int, Sequence[Squad]],
    settings: Settings,
    *,
    full_phones: bool = False,
) -> Table:
    """Put the table of a roster together.

    Args:
        people: The people on it.
        squads: Each person's squads, by the person's number.
        settings: The village's.
        full_phones: Show phone numbers whole. Else the header says that they are masked, guardians'
            numbers and whom to call are left out, and an import takes a masked number as it was.
    """
    columns = dict(_COLUMNS)
    if not full_phones:
        del columns["guardian_phone"], columns["emergency"]
    for field in ("home", "emergency", "insured"):  # which few villages keep
        if not any(getattr(person, field) for person in people):
            columns.pop(field, None)
    rows = [_row(person, squads.get(person.number, ()), columns) for person in people]
    translated = [
        column._replace(name=_column_name(field, full_phones)) for field, column in columns.items()
    ]
    title = _("{village}: roster").format(village=one_line(settings.name))
    return Table(title, [], translated, rows, landscape=True)


def _column_name(field: str, full_phones: bool) -> str:
    name = _(_COLUMNS[field].name)
    if field == "phone" and not full_phones:
        return _("{column} (masked)").format(column=name)
    return name


def _row(
    person: Volunteer, squads: Sequence[Squad], columns: Mapping[str, Column]
) -> tuple[Value, ...]:
    full_phones = "guardian_phone" in columns
    guardian = person.guardians[0] if person.guardians else Guardian(name="")
    cells: Mapping[str, Value] = {
        "code": person.code,
        "name": person.name,
        "reading": person.reading,
        "gender": _(_GENDERS[person.gender]),
        "phone": person.phone if full_phones else mask_phone(person.phone),
        "group": person.group,
        "home": person.home,
        "tags": "、".join(person.tags),
        "squads": "、".join(squad.name for squad in squads),
        "joined": person.joined,
        "born": person.born or None,
        "guardian": guardian.name,
        "relation": guardian.relation,
        "guardian_phone": guardian.phone,
        "consent": person.consent,
        "emergency": one_line(person.emergency),
        "insured": person.insured,
        "note": one_line(person.note),
    }
    return tuple(cells[field] for field in columns)
