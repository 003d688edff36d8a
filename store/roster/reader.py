"""A roster as villages keep it, read: which rows a file has, and what each of them says.

`read_roster` says what stands in a file, `verdicts.judge_roster` compares it with the people there
are, and `Village.apply_roster` does what the plan says (`apply_plan`).
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

_STEP = 200
_NAMED = 8
"""The most columns that a note names."""


def read_roster(raw: bytes, today: date, progress: Progress | None = None) -> Roster:
    """What stands in a file, whatever is in it.

    Args:
        raw: The file: CSV or the like in UTF-8, UTF-16 or GB18030, or an .xlsx workbook.
        today: The date in the village.
        progress: Told how far it is; what it raises, ends the reading.

    Raises:
        Refused: It is of another kind, too large, damaged, or has no column for the name.
    """
    found = read_table(raw, progress)
    header = columns.find_header([row.cells for row in found.rows])
    if header is None:
        raise Refused("No column 姓名 (name) was found in the first 30 rows.")
    rows: list[RosterRow] = []
    body = found.rows[header.after :]
    left = _Left(header)
    for at, row in enumerate(body):
        if progress is not None and at % _STEP == 0:
            progress(CHECKING, at, len(body))
        one = read_row(row, header, today)
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
            if cell and at not in self._done and not cell_of.is_empty(cell_of.plain_cell(cell)):
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


def _notes(header: Header, body: list[SourceRow]) -> list[str]:
    """What there is to say of the numbers of ID cards."""
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
    """What stands in a column, empty cells left out."""
    columns = header.columns.get(field, ())
    cells = (row.cells[at] for row in body for at in columns if at < len(row.cells))
    plain = (unicodedata.normalize("NFKC", cell[:40]).strip() for cell in cells)
    return [cell for cell in plain if cell]
