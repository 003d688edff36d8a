"""A roster as villages keep it, taken in: read here, judged and written by the files beside.

`read` says what stands in a file (`reading`, `columns`, `cells`, `rows`), `plan` holds it against
the village (`verdicts`, `who`), and `Village.take_roster` does what the plan says (`taking`).
"""

from __future__ import annotations

import unicodedata
from datetime import date

from store.errors import Refused
from store.language import _, ngettext
from store.roster import cells as cell_of
from store.roster import columns
from store.roster.columns import Header
from store.roster.planned import Choice, Given, Judged, Plan, Roster, Taken, Verdict
from store.roster.reading import CHECKING, MAX_BYTES, Progress, Row, table
from store.roster.rows import given
from store.roster.verdicts import again, decided, plan

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
_NAMED = 8
"""The most columns that a note names."""


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
    header = columns.header([row.cells for row in found.rows])
    if header is None:
        raise Refused("No column 姓名 (name) was found in the first 30 rows.")
    rows: list[Given] = []
    body = found.rows[header.after :]
    left = _Left(header)
    for at, row in enumerate(body):
        if progress is not None and at % _STEP == 0:
            progress(CHECKING, at, len(body))
        one = given(row, header, today)
        if one is not None:
            rows.append(one)
            left.look(row.cells)
    return Roster(
        rows=tuple(rows),
        notes=(*found.notes, *left.notes(), *_notes(header, body)),
        has_phones="phone" in header.columns,
    )


class _Left:
    """The columns that are not taken though something stands in them, with a label or without."""

    def __init__(self, header: Header) -> None:
        self._labels = header.strange
        self._done = {at for columns in header.columns.values() for at in columns}
        self._found: list[int] = []

    def look(self, cells: list[str]) -> None:
        """Take note of the columns in which somebody's row says something."""
        for at, cell in enumerate(cells):
            if cell and at not in self._done and not cell_of.empty(cell_of.plain(cell)):
                self._done.add(at)
                self._found.append(at)

    def notes(self) -> list[str]:
        """Which they are, in a sentence; none where there are none."""
        if not self._found:
            return []
        names = [self._labels.get(at) or _letters(at) for at in sorted(self._found)]
        said = ", ".join(names[:_NAMED]) + (" .." if len(names) > _NAMED else "")
        return [_("Columns that are not taken: {names}").format(names=said)]


def _letters(at: int) -> str:
    """A column without a label, as spreadsheets call it: ``C``, ``AB``."""
    first, last = divmod(at, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _notes(header: Header, body: list[Row]) -> list[str]:
    """What there is to say of the numbers of ID cards."""
    notes = []
    if ids := _column(header, body, "id"):
        cut = sum(map(cell_of.cut_id, ids))
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
