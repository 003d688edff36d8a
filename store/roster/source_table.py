"""The rows of text a roster file is read into, how many there may be, and progress reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from yigong.store.errors import Refused
from yigong.store.language import N_

MAX_ROWS = 50_000
MAX_COLUMNS = 200

Progress = Callable[[str, int, int], None]
"""Called with the step (a msgid), how much of it is done, and the total (0: not known). If it
raises, the work ends."""

READING, CHECKING, WRITING = N_("reading"), N_("comparing"), N_("writing")
_REPORT_EVERY = 500
"""Rows between two reports."""


class SourceRow(NamedTuple):
    """A row with something in it."""

    line: int
    """Its number in the file, from 1, as a spreadsheet counts."""

    cells: list[str]


class SourceTable(NamedTuple):
    """The rows of a file."""

    rows: list[SourceRow]
    notes: tuple[str, ...] = ()
    """Remarks on the file as a whole, translated."""


def nonempty_rows(
    rows: Iterable[tuple[int, list[str]]], progress: Progress | None = None, total: int = 0
) -> list[SourceRow]:
    """The rows with a cell that is not blank.

    Args:
        rows: Rows with their numbers.
        progress: Called with the progress.
        total: How many there are; 0: not known.

    Raises:
        Refused: There are too many.
    """
    found: list[SourceRow] = []
    for line, cells in rows:
        if progress is not None and line % _REPORT_EVERY == 0:
            progress(READING, line, total)
        if not any(map(str.strip, cells)):
            continue
        found.append(SourceRow(line, cells[:MAX_COLUMNS]))
        if len(found) > MAX_ROWS:
            raise Refused("The file has more than {count} rows.", count=MAX_ROWS)
    return found
