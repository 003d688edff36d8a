"""Tables as an XLSX workbook, ready to print on A4, without formulas; equal tables, equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from yigong.exports.documents.table import (
    Column,
    ColumnKind,
    LabelledText,
    Table,
    Value,
    cell_number,
)
from yigong.exports.documents.xlsx_charts import add_charts
from yigong.exports.plain_text import one_line, text_width

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet
    from openpyxl.writer.excel import ExcelWriter

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not allow."""

_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""``_x000D_`` in a text is decoded to a character by spreadsheets (ECMA-376 22.4.2.4)."""

_MAX_CELL = 32_000
"""Characters of a cell; a spreadsheet holds 32 767."""

_NUMBER_FORMATS = {"text": "@", "count": "0", "hours": "0.0", "date": "yyyy-mm-dd"}

_SIZE = 10
_FONT = "Microsoft YaHei"
"""Where it is missing, spreadsheets use another sans-serif font."""

_PORTRAIT, _LANDSCAPE = 96.0, 140.0
"""The printable width of A4, in characters of the default font, the unit of column widths."""

_FIT = 1.08
"""Characters of `_FONT` per character of that unit."""

_A4 = 9
"""`paperSize` (ECMA-376 18.3.1.63)."""

_CREATED = datetime(2000, 1, 1)
"""The creation time in every workbook, so that the bytes do not depend on it."""

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def write_workbook(tables: Sequence[Table]) -> bytes:
    """Write tables as a workbook, a sheet each.

    A sheet has the title, the head, the columns (frozen on the screen, repeated on every printed
    page), the rows, the charts, the foot and the notes; it is printed on A4, fitted to its width.
    Text stays text, whatever it begins with; there are no formulas, links or macros.

    Args:
        tables: At least one.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name in _sheet_names(tables):
        workbook.create_sheet(name)
    workbook.properties.creator = "yigong"
    workbook.properties.created = workbook.properties.modified = _CREATED
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _in_memory_writer(workbook, archive, tables).write_data()
    return _with_fixed_times(packed)


def _in_memory_writer(
    workbook: Workbook, archive: zipfile.ZipFile, tables: Iterable[Table]
) -> ExcelWriter:
    """Return a writer that makes no temporary files; openpyxl's own writes each sheet into /tmp.

    A sheet is filled as it is written and emptied after it, as a town has a sheet a village.
    """
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    filling = iter(tables)

    class InMemory(ExcelWriter):
        def write_worksheet(self, ws: Any) -> None:
            _fill_sheet(ws, next(filling))
            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts = ws._charts
            out = io.BytesIO()
            writer: Any = WorksheetWriter(ws, out)
            writer.write()
            ws._rels = writer._rels
            ws._cells = {}
            archive.writestr(ws.path[1:], out.getvalue())
            self.manifest.append(ws)

    return InMemory(workbook, archive)


def _with_fixed_times(packed: io.BytesIO) -> bytes:
    """Return the archive with the same fixed time for each of its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()


def _sheet_names(tables: Sequence[Table]) -> Iterator[str]:
    """Yield a unique name for each sheet: at most 31 characters, none of ``[]:*?/\\``."""
    taken: set[str] = set()
    for table in tables:
        plain = re.sub(r"[\[\]:*?/\\]", " ", _cell_string(table.name or table.title)).strip(" '")[
            :31
        ]
        name, numbers = plain or "1", count(2)
        while name.casefold() in taken:
            suffix = f" {next(numbers)}"
            name = f"{plain[: 31 - len(suffix)]}{suffix}"
        taken.add(name.casefold())
        yield name


def _cell_string(value: str) -> str:
    """Return text for a cell: with its lines, without control characters or codes for them."""
    plain = "\n".join(one_line(line) for line in value.split("\n"))
    return _ESCAPE.sub("_x005F_", _NOT_IN_XML.sub("", plain))[:_MAX_CELL]


# -- a sheet -------------------------------------------------------------------


def _fill_sheet(sheet: Worksheet, table: Table) -> None:
    columns = len(table.columns)
    row = _merged_row(sheet, 1, table.title, columns, size=15, centred=True)
    if table.head:
        row = _merged_row(sheet, row, "        ".join(map(_labelled_text, table.head)), columns)
    heading, writer = row, _CellWriter()
    for at, column in enumerate(table.columns, 1):
        writer.write(sheet.cell(heading, at), column.name, column, bold=True)
    sheet.row_dimensions[heading].height = _height([c.name for c in table.columns], table)
    for row, values in enumerate(table.rows, heading + 1):
        bold = row - heading - 1 in table.emphasised
        for at, (value, column) in enumerate(zip(values, table.columns, strict=True), 1):
            writer.write(sheet.cell(row, at), value, column, bold=bold)
        sheet.row_dimensions[row].height = _height(values, table)
    row = add_charts(sheet, heading + len(table.rows) + 1, table, heading)
    below = ["\n" + "        ".join(map(_labelled_text, table.foot)) if table.foot else ""]
    below += [f"{table.seal}\n\n\n\n" if table.seal else "", *table.notes]
    for text in filter(None, below):
        row = _merged_row(sheet, row, text, columns)
    _set_up_page(sheet, table, heading, row - 1)


class _CellWriter:
    """Writes cells that share their styles: one style for each cell of a roster takes a minute."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, bool, bool, bool], Any] = {}

    def write(self, cell: Any, value: Value, column: Column, *, bold: bool) -> None:
        """Write a value into a cell, in the style of its column and of its type."""
        kind = column.kind
        if isinstance(value, str):
            _put_text(cell, value)
            kind = "text"
        elif isinstance(value, date):
            cell.value, kind = value, "date"
        elif value is not None:
            kind = "hours" if column.kind == "hours" else "count"
            cell.value = cell_number(value, kind)
        left, quoted = column.left and not bold, _may_run(cell.value)
        style = self._styles.get((kind, left, bold, quoted))
        if style is None:
            _set_style(cell, kind, left=left, bold=bold, quoted=quoted)
            self._styles[kind, left, bold, quoted] = cell._style
        else:
            cell._style = style  # never changed afterwards, so the cells may share it


def _labelled_text(pair: LabelledText) -> str:
    """Return a label with its text; where that is empty, with a line to write on."""
    return f"{pair[0]} {pair[1] or '_' * 16}"


def _set_style(cell: Any, kind: ColumnKind, *, left: bool, bold: bool, quoted: bool) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    line = Side(style="thin")
    cell.border = Border(line, line, line, line)
    cell.alignment = Alignment("left" if left else "center", "center", wrap_text=True)
    cell.number_format = _NUMBER_FORMATS[kind]
    cell.font = Font(_FONT, _SIZE, bold=bold)
    cell.quotePrefix = quoted


def _put_text(cell: Any, value: str) -> None:
    """Set the text of a cell, so that it is no formula, error value or link."""
    plain = _cell_string(value)
    if plain:
        cell.value, cell.data_type = plain, "s"  # openpyxl makes `=` a formula, `#N/A` an error


def _may_run(value: object) -> bool:
    """Whether a cell becomes a formula when somebody edits it or saves the sheet as CSV."""
    return isinstance(value, str) and value.lstrip()[:1] in set("=+-@＝＋－＠'")


def _merged_row(
    sheet: Worksheet, row: int, text: str, columns: int, *, size: int = _SIZE, centred: bool = False
) -> int:
    """Write a text across all columns, in a row of its height; return the next row."""
    from openpyxl.styles import Alignment, Font

    cell: Any = sheet.cell(row, 1)
    _put_text(cell, text)
    cell.quotePrefix = _may_run(cell.value)
    cell.font = Font(_FONT, size, bold=size > _SIZE)
    cell.alignment = Alignment("center" if centred else "left", "center", wrap_text=True)
    if columns > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
    lines = sum(1 + int(text_width(line) // (_PORTRAIT - 6)) for line in text.split("\n"))
    sheet.row_dimensions[row].height = lines * (size * 1.5) + 3
    return row + 1


def _height(values: Sequence[Value], table: Table) -> float:
    """Return the height of a row in points, for the lines that its fullest cell wraps into."""
    page_width = _LANDSCAPE if table.landscape else _PORTRAIT
    lines = 1
    for value, column in zip(values, table.columns, strict=True):
        if isinstance(value, str):
            width = max(2.0, column.share / 100 * page_width * _FIT - 1)
            wrapped = (1 + int(max(0, text_width(v) - 1) // width) for v in value.split("\n"))
            lines = max(lines, sum(wrapped))
    return min(400.0, max(24.0 if table.by_hand else 18.0, lines * 15.0 + 3))


def _set_up_page(sheet: Worksheet, table: Table, heading: int, last: int) -> None:
    """Set column widths, the frozen rows, and how the sheet is printed."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    page_width = _LANDSCAPE if table.landscape else _PORTRAIT
    for at, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column.share / 100 * page_width
    sheet.freeze_panes = f"A{heading + 1}"
    sheet.print_area = f"A1:{get_column_letter(len(table.columns))}{last}"
    sheet.print_title_rows = f"1:{heading}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.paperSize = _A4
    setup.orientation = "landscape" if table.landscape else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.5, 0.75, 0.4
    sheet.print_options.horizontalCentered = True
    if sheet.oddFooter is not None:  # its type allows for a sheet without one
        sheet.oddFooter.right.text = "&P / &N"
