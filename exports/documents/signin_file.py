"""The sign-in sheet of an occurrence as a file, with its rows numbered in the register."""

from __future__ import annotations

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.signin_sheet import BLANK_ROWS, entries_on_sheet, signin_table
from yigong.store.attendance.register import Register
from yigong.store.event_records import Occurrence
from yigong.store.village.village import Village


def signin_file(
    village: Village,
    occurrence: Occurrence,
    file_format: str,
    *,
    blank: int = BLANK_ROWS,
    full_phones: bool = False,
) -> bytes:
    """Write the sheet as a file (see `signin_table` for its content), and number its rows.

    Args:
        village: The village.
        occurrence: The occurrence.
        file_format: One of `exports.documents.formats.FORMATS`.
        blank: How many empty rows follow, for people who are not signed up.
        full_phones: Show phone numbers whole; this is recorded in `Village.issued`.

    Raises:
        Refused: Whole phone numbers are asked for, and this user may only read.
    """
    people = village.people.all()
    if full_phones:
        register = village.registers.read(occurrence.key)
        with_phone = [
            e for e in entries_on_sheet(register, people) if (p := people.get(e.number)) and p.phone
        ]
        village.issued.add_phone_list(f"signin {occurrence.key}", len(with_phone))
    register = number_sheet_rows(village, occurrence, blank)
    table = signin_table(
        occurrence,
        register,
        people,
        village.squads.all(),
        village.settings,
        context=village.context,
        blank=blank,
        full_phones=full_phones,
    )
    return table_file(table, file_format)


def number_sheet_rows(
    village: Village, occurrence: Occurrence, blank: int = BLANK_ROWS
) -> Register:
    """Give a row number to every entry on the sheet, and return the register.

    What is typed back from paper names a row, not a person, so a row belongs to the same person
    for good, on every copy. A signed register, and that of a read-only village, stay as they are.

    Args:
        village: The village.
        occurrence: The occurrence.
        blank: How many empty rows follow.
    """
    register = village.registers.read(occurrence.key)
    if register.closed or not village.writable:
        return register
    entries = entries_on_sheet(register, village.people.all())
    return village.registers.settlement.number_rows(occurrence, [e.number for e in entries], blank)
