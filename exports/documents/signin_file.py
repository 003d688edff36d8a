"""The sign-in sheet of an occurrence: on paper, for the table at the door, or for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.signin_sheet import BLANK_ROWS, people_on_sheet, signin_table
from yigong.store.attendance.register import Register
from yigong.store.records import Occurrence

if TYPE_CHECKING:
    from yigong.store.village.village import Village


def signin_file(
    village: Village,
    one: Occurrence,
    form: str,
    *,
    blank: int = BLANK_ROWS,
    full_phones: bool = False,
) -> bytes:
    """The sheet as a file (see `signin_sheet.sheet` for what goes in); who is on it gets their row.

    Args:
        village: The village.
        one: The occurrence.
        form: One of `exports.documents.formats.FORMATS`.
        blank: How many empty rows follow, for those who just come.
        full_phones: Show phone numbers whole; that somebody asked is kept in `Village.issued`.

    Raises:
        Refused: Whole phone numbers were asked for by somebody who may only read.
    """
    people = village.people.all()
    if full_phones:
        register = village.registers.read(one.key)
        shown = [
            e for e in people_on_sheet(register, people) if (p := people.get(e.number)) and p.phone
        ]
        village.issued.phones(f"signin {one.key}", len(shown))
    register = number_sheet_rows(village, one, blank)
    page = signin_table(
        one,
        register,
        people,
        village.squads.all(),
        village.settings,
        blank=blank,
        full_phones=full_phones,
    )
    return table_file(page, form)


def number_sheet_rows(village: Village, one: Occurrence, blank: int = BLANK_ROWS) -> Register:
    """The register of an occurrence, ready to be printed: everybody on the sheet has a row.

    What is typed back from paper says a row and no name, so a row means one person for good, on
    every copy. Who may only read, and whoever prints a signed register, gives out no rows.

    Args:
        village: The village.
        one: The occurrence.
        blank: How many empty rows follow.
    """
    register = village.registers.read(one.key)
    if register.closed or not village.writable:
        return register
    entries = people_on_sheet(register, village.people.all())
    return village.registers.settlement.number_rows(one, [e.number for e in entries], blank)
