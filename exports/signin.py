"""The sign-in sheet of an occurrence: on paper, for the table at the door, or for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.forms import written
from exports.signin_sheet import BLANK, on_sheet, sheet
from store.records import Occurrence
from store.register import Register

if TYPE_CHECKING:
    from store.village import Village


def signin(
    village: Village, one: Occurrence, form: str, *, blank: int = BLANK, full_phones: bool = False
) -> bytes:
    """The sheet as a file (see `signin_sheet.sheet` for what goes in); who is on it gets their row.

    Args:
        village: The village.
        one: The occurrence.
        form: One of `exports.forms.FORMS`.
        blank: How many empty rows follow, for those who just come.
        full_phones: Show phone numbers whole; that somebody asked is kept in `Village.issued`.

    Raises:
        Refused: Whole phone numbers were asked for by somebody who may only read.
    """
    people = village.people.all()
    if full_phones:
        register = village.registers.read(one.key)
        shown = [e for e in on_sheet(register, people) if (p := people.get(e.number)) and p.phone]
        village.issued.phones(f"signin {one.key}", len(shown))
    register = numbered(village, one, blank)
    page = sheet(
        one,
        register,
        people,
        village.squads.all(),
        village.settings,
        blank=blank,
        full_phones=full_phones,
    )
    return written(page, form)


def numbered(village: Village, one: Occurrence, blank: int = BLANK) -> Register:
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
    entries = on_sheet(register, village.people.all())
    return village.registers.number_rows(one, [e.number for e in entries], blank)
