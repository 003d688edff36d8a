"""The cells of an .xlsx workbook as text, by calamine. It runs in a child process.

A small file can make calamine allocate any amount of memory (a cell far down and to the right is
enough), which ends its process at once; see `store.roster.xlsx_worker`.
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
"""Bytes of address space; fifty thousand rows of twenty columns take half of them."""

_MAX_SECONDS = 30
_HEADER_ROWS = 40
_MAX_SHEET_ROWS = 1 << 20
"""The rows of the largest sheet (ECMA-376, part 1, 18.3.1.73)."""

_EXACT = 1e15
"""From here on a number has more digits than a spreadsheet stores."""

_LOST_VALUE = re.compile(
    rb't="e"'
    rb'|<c (?![^>]*t="str")[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
"""An error, or a formula without a result (an empty text is one): calamine gives an empty cell."""


class WorkbookContent(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a workbook."""

    fault: str = ""
    """The error of calamine, if it cannot be read; then the rest is empty."""

    sheets: tuple[str, ...] = ()
    """The names of its sheets, hidden ones last."""

    at: int = 0
    """The index of the sheet that was read: the first with a header, else the first."""

    rows: tuple[tuple[int, list[str]], ...] = ()
    """The filled rows of that sheet, with their numbers from 1; few more than the limit."""

    lost: bool = False
    """Whether cells have errors, or formulas without a result; they are read as empty."""


def serve_request() -> None:
    """Read a workbook from standard input, within limits, and write its content as JSON."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_SECONDS, _MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    sys.stdout.buffer.write(msgspec.json.encode(read_cells(sys.stdin.buffer.read())))


def read_cells(raw: bytes) -> WorkbookContent:
    """Read the first sheet with a header.

    Args:
        raw: The file.

    Raises:
        MemoryError: It needs too much memory.
    """
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_object(io.BytesIO(raw))
        names = _sheet_names(book)
        at, rows = _find_sheet(book, names)
        lost = _has_lost_values(raw)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic in Rust is not an Exception
        return WorkbookContent(fault=f"{type(error).__name__} {error}".strip()[:80])
    return WorkbookContent(sheets=names, at=at, rows=rows, lost=lost)


def _sheet_names(book: CalamineWorkbook) -> tuple[str, ...]:
    """The names of the sheets, hidden ones last."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    sheets.sort(key=lambda sheet: sheet.visible is not SheetVisibleEnum.Visible)
    return tuple(sheet.name for sheet in sheets)


def _find_sheet(
    book: CalamineWorkbook, names: tuple[str, ...]
) -> tuple[int, tuple[tuple[int, list[str]], ...]]:
    """The index of the first sheet with a header, or of the first, and its rows."""
    for at, name in enumerate(names):
        rows = _rows(book, name)
        first = tuple(islice(rows, _HEADER_ROWS))
        if find_header([cells for _line, cells in first]) is not None:
            return at, (*first, *islice(rows, MAX_ROWS))
    return 0, tuple(islice(_rows(book, names[0]), MAX_ROWS + 1)) if names else ()


def _rows(book: CalamineWorkbook, name: str) -> Iterator[tuple[int, list[str]]]:
    """The filled rows of a sheet.

    Raises:
        ValueError: A cell is below the last row that a sheet can have.
    """
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > _MAX_SHEET_ROWS:  # iterating would count up to it
        raise ValueError(f"row {sheet.total_height}")
    for line, values in enumerate(sheet.iter_rows(), 1):
        if values.count("") == len(values):  # one cell far down makes a million empty rows
            continue
        yield line, [value_text(value) for value in values[:MAX_COLUMNS]]


def _has_lost_values(raw: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        return any(_LOST_VALUE.search(archive.read(part)) for part in parts)


def value_text(value: object) -> str:
    """A cell's value as a person would type it: whole numbers whole, dates as ISO dates."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if not value.is_integer():
            return str(value)
        # Only the digits that were stored: as a binary number it has others behind them.
        return str(int(value)) if abs(value) < _EXACT else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
