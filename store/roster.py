"""A roster as villages keep it, taken in: read here, judged and written by the files beside.

`read` says what stands in a file (`store.roster_table`, `roster_columns`, `roster_cells`,
`roster_rows`), `plan` holds it against the village (`store.roster_verdicts`, `roster_who`), and
`Village.take_roster` does what the plan says (`store.roster_taking`).
"""

from __future__ import annotations

import unicodedata
from datetime import date

from store import roster_cells, roster_columns
from store.errors import Refused
from store.language import _, ngettext
from store.roster_columns import Header
from store.roster_plan import Choice, Given, Judged, Plan, Roster, Taken, Verdict
from store.roster_rows import given
from store.roster_table import CHECKING, MAX_BYTES, Progress, Row, table
from store.roster_verdicts import again, decided, plan

__all__ = [
    "MAX_BYTES",
    "Choice",
    "Judged",
    "Plan",
    "Progress",
    "Roster",
    "Taken",
    "Verdict",
    "again",
    "decided",
    "plan",
    "read",
]

_STEP = 200


def read(raw: bytes, today: date, progress: Progress | None = None) -> Roster:
    """What stands in a file, whatever is in it.

    Args:
        raw: The file: CSV or the like in UTF-8, UTF-16 or GB18030, or an .xlsx workbook.
        today: The date in the village.
        progress: Told how far it is; what it raises, ends the reading.

    Raises:
        Refused: It is of another kind, too large, damaged, or has no column for the name.
    """
    found = table(raw, progress)
    header = roster_columns.header([row.cells for row in found.rows])
    if header is None:
        raise Refused("No column 姓名 (name) was found in the first 30 rows.")
    rows: list[Given] = []
    body = found.rows[header.after :]
    for at, row in enumerate(body):
        if progress is not None and at % _STEP == 0:
            progress(CHECKING, at, len(body))
        one = given(row, header, today)
        if one is not None:
            rows.append(one)
    return Roster(
        rows=tuple(rows),
        notes=(*found.notes, *_notes(header, body)),
        has_phones="phone" in header.columns,
    )


def _notes(header: Header, body: list[Row]) -> list[str]:
    """What there is to say of the columns."""
    notes = []
    if header.strange:
        names = ", ".join(header.strange[:8]) + (" .." if len(header.strange) > 8 else "")
        notes.append(_("Columns that are not taken: {names}").format(names=names))
    if ids := _column(header, body, "id"):
        cut = sum(map(roster_cells.cut_id, ids))
        notes.append(_("Numbers of ID cards are not kept."))
        if cut:
            text = ngettext(
                "{n} of them lost its end in a spreadsheet.",
                "{n} of them lost their end in a spreadsheet.",
                cut,
            )
            notes[-1] += " " + text.format(n=cut)
    return notes


def _column(header: Header, body: list[Row], field: str) -> list[str]:
    """What stands in a column, empty cells left out."""
    columns = header.columns.get(field, ())
    cells = (row.cells[at] for row in body for at in columns if at < len(row.cells))
    plain = (unicodedata.normalize("NFKC", cell[:40]).strip() for cell in cells)
    return [cell for cell in plain if cell]
