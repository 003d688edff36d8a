"""Reading a roster: the rows of a file, each as a person.

Then `verdicts.judge_roster` compares them with the people of the village, and
`Village.apply_roster` carries out the plan (`apply_plan`).
"""

from __future__ import annotations

import unicodedata
from datetime import date

from yigong.store.errors import Refused
from yigong.store.language import _, ngettext
from yigong.store.roster import cells as cell_of
from yigong.store.roster import columns
from yigong.store.roster.columns import Header
from yigong.store.roster.file_reader import read_table
from yigong.store.roster.plan import Roster, RosterRow
from yigong.store.roster.row_reader import read_row
from yigong.store.roster.source_table import CHECKING, Progress, SourceRow

_REPORT_EVERY = 200
_MAX_NAMED = 8
"""The most columns that a note lists."""


def read_roster(raw: bytes, today: date, progress: Progress | None = None) -> Roster:
    """Read a roster file.

    Args:
        raw: The file: CSV or the like in UTF-8, UTF-16 or GB18030, or an .xlsx workbook.
        today: The date in the village.
        progress: Called with the progress; if it raises, the reading ends.

    Raises:
        Refused: It is of another kind, too large, damaged, or has no column for the name.
    """
    table = read_table(raw, progress)
    header = columns.find_header([row.cells for row in table.rows])
    if header is None:
        raise Refused("No column 姓名 (name) was found in the first 30 rows.")
    rows: list[RosterRow] = []
    body = table.rows[header.body_start :]
    unused = _UnusedColumns(header)
    for at, source in enumerate(body):
        if progress is not None and at % _REPORT_EVERY == 0:
            progress(CHECKING, at, len(body))
        row = read_row(source, header, today)
        if row is not None:
            rows.append(row)
            unused.add(source.cells)
    return Roster(
        rows=tuple(rows),
        notes=(*table.notes, *unused.notes(), *_id_notes(header, body)),
        has_phones="phone" in header.columns,
    )


class _UnusedColumns:
    """The columns that are no field although they are filled, with a label or without."""

    def __init__(self, header: Header) -> None:
        self._labels = header.unused
        self._seen = {at for columns in header.columns.values() for at in columns}
        self._found: list[int] = []

    def add(self, cells: list[str]) -> None:
        """Add the columns that are filled in the row of a person."""
        for at, cell in enumerate(cells):
            if cell and at not in self._seen and not cell_of.is_empty(cell_of.plain_cell(cell)):
                self._seen.add(at)
                self._found.append(at)

    def notes(self) -> list[str]:
        """A sentence that lists them; nothing if there are none."""
        if not self._found:
            return []
        names = [self._labels.get(at) or _letters(at) for at in sorted(self._found)]
        listed = _(", ").join(names[:_MAX_NAMED]) + (" .." if len(names) > _MAX_NAMED else "")
        return [_("Columns that are not taken: {names}").format(names=listed)]


def _letters(at: int) -> str:
    """The letters of a column in a spreadsheet: ``C``, ``AB``."""
    first, last = divmod(at, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _id_notes(header: Header, body: list[SourceRow]) -> list[str]:
    """The notes on numbers of ID cards."""
    notes = []
    if ids := _column(header, body, "id"):
        cut = sum(map(cell_of.is_cut_id, ids))
        notes.append(_("Numbers of ID cards are not kept."))
        if cut:
            text = ngettext(
                "{n} of them lost its end in a spreadsheet.",
                "{n} of them lost their end in a spreadsheet.",
                cut,
            )
            notes[-1] += " " + text.format(n=cut)
    return notes


def _column(header: Header, body: list[SourceRow], field: str) -> list[str]:
    """The filled cells in the columns of a field."""
    columns = header.columns.get(field, ())
    cells = (row.cells[at] for row in body for at in columns if at < len(row.cells))
    plain = (unicodedata.normalize("NFKC", cell[:40]).strip() for cell in cells)
    return [cell for cell in plain if cell]
