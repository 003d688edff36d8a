"""The cells of an .xlsx workbook as text, by calamine; to be run in a process of its own.

A small file can make calamine ask for any amount of memory (a cell far down and far to the right
is enough), and then its process is ended at once: `store.roster.xlsx_worker` says which one.
"""

from __future__ import annotations

import io
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from yigong.store.roster.columns import find_header
from yigong.store.roster.source_table import MAX_COLUMNS, MAX_ROWS

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_MEMORY = 448 << 20
"""Bytes of address space: fifty thousand rows of twenty columns take half of that."""

_MAX_SECONDS = 30
_FIRST_ROWS = 40
_MOST_ROWS = 1 << 20
"""A sheet has no more (ECMA-376, part 1, 18.3.1.73)."""

_EXACT = 1e15
"""From here on a number has more digits than a spreadsheet keeps."""

_LOST = re.compile(
    rb't="e"'
    rb'|<c (?![^>]*t="str")[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
"""An error, or a formula without a result (an empty text is one): both come as empty cells."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a workbook holds."""

    fault: str = ""
    """Why it cannot be read, in its reader's words; then nothing else is said."""

    sheets: tuple[str, ...] = ()
    """Those that are seen first, then hidden ones."""

    at: int = 0
    """Which of them was read: the first that has a header, else the first."""

    rows: tuple[tuple[int, list[str]], ...] = ()
    """Its rows that hold anything, with their numbers from 1; not many more than are wanted."""

    lost: bool = False
    """Whether cells hold errors, or formulas without a result: they are read as empty."""


def serve_request() -> None:
    """Read a workbook from standard input, within bounds, and write what was found as JSON."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_SECONDS, _MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    sys.stdout.buffer.write(msgspec.json.encode(read_cells(sys.stdin.buffer.read())))


def read_cells(raw: bytes) -> Found:
    """The rows of the first sheet that has a header.

    Args:
        raw: The file.

    Raises:
        MemoryError: It needs too much.
    """
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_object(io.BytesIO(raw))
        names = _seen_first(book)
        at, rows = _chosen(book, names)
        lost = _has_lost(raw)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of its Rust side is no Exception
        return Found(fault=f"{type(error).__name__} {error}".strip()[:80])
    return Found(sheets=names, at=at, rows=rows, lost=lost)


def _seen_first(book: CalamineWorkbook) -> tuple[str, ...]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    sheets.sort(key=lambda sheet: sheet.visible is not SheetVisibleEnum.Visible)
    return tuple(sheet.name for sheet in sheets)


def _chosen(
    book: CalamineWorkbook, names: tuple[str, ...]
) -> tuple[int, tuple[tuple[int, list[str]], ...]]:
    """Which sheet is read, and its rows."""
    for at, name in enumerate(names):
        rows = _rows(book, name)
        first = tuple(islice(rows, _FIRST_ROWS))
        if find_header([cells for _line, cells in first]) is not None:
            return at, (*first, *islice(rows, MAX_ROWS))
    return 0, tuple(islice(_rows(book, names[0]), MAX_ROWS + 1)) if names else ()


def _rows(book: CalamineWorkbook, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet that hold anything.

    Raises:
        ValueError: A cell is said to be where no sheet has one.
    """
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > _MOST_ROWS:  # it would count up to the first
        raise ValueError(f"row {sheet.total_height}")
    for line, values in enumerate(sheet.iter_rows(), 1):
        if values.count("") == len(values):  # one cell far down makes a million of them
            continue
        yield line, [value_text(value) for value in values[:MAX_COLUMNS]]


def _has_lost(raw: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        return any(_LOST.search(archive.read(part)) for part in parts)


def value_text(value: object) -> str:
    """A cell's value as a person would type it: whole numbers whole, dates as ISO dates."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if not value.is_integer():
            return str(value)
        # The digits that were kept: beyond them a binary number has others, and no zeros.
        return str(int(value)) if abs(value) < _EXACT else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
