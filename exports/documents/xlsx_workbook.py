"""Tables as an XLSX workbook: ready to print on A4, without formulas, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from yigong.exports.documents.table import Column, LabelledText, Table, Value, cell_number
from yigong.exports.plain_text import one_line, text_width

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet
    from openpyxl.writer.excel import ExcelWriter

_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no place for."""

_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""``_x000D_`` in a name is taken for a character by spreadsheets (ECMA-376 22.4.2.4)."""

_LONGEST = 32_000
"""Characters of a cell; a spreadsheet holds 32 767."""

_FORMS = {"text": "@", "count": "0", "hours": "0.0", "date": "yyyy-mm-dd"}

_SIZE = 10
_FONT = "Microsoft YaHei"
"""Where it is missing, spreadsheets take another one without serifs for it."""

_PORTRAIT, _LANDSCAPE = 96.0, 140.0
"""How many characters of the usual size fit the width of A4, between its margins."""

_FIT = 1.08
"""How many more of this font's characters fit, of the size that widths are counted in."""

_A4 = 9
"""`paperSize` (ECMA-376 18.3.1.63)."""

_WRITTEN = datetime(2000, 1, 1)
"""When every workbook says it was made: the same numbers are the same file, whenever."""

_STAMP = (1980, 1, 1, 0, 0, 0)


def write_workbook(tables: Sequence[Table]) -> bytes:
    """Tables as a workbook, a sheet each.

    Each sheet has the title, the head, the columns (which stay on the screen, and stand on every
    printed page), the rows, the foot and the notes; it is printed on A4, fitted to its width. Text
    is kept as text, whatever it begins with; there are no formulas, links or macros.

    Args:
        tables: At least one.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    names = _names(tables)
    for table in tables:
        _sheet(book, next(names), table)
    book.properties.creator = "yigong"
    book.properties.created = book.properties.modified = _WRITTEN
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _writer(book, archive).write_data()
    return _unstamped(packed)


def _writer(book: Workbook, archive: zipfile.ZipFile) -> ExcelWriter:
    """openpyxl's writer, but for the sheets: it makes a file in /tmp of each, phones and all."""
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class InMemory(ExcelWriter):
        def write_worksheet(self, ws: Any) -> None:
            out = io.BytesIO()
            writer: Any = WorksheetWriter(ws, out)
            writer.write()
            ws._rels = writer._rels
            archive.writestr(ws.path[1:], out.getvalue())
            self.manifest.append(ws)

    return InMemory(book, archive)


def _unstamped(packed: io.BytesIO) -> bytes:
    """The archive without the times at which its parts were written."""
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return out.getvalue()


def _names(tables: Sequence[Table]) -> Iterator[str]:
    """A name for each sheet: 31 characters, none of ``[]:*?/\\``, no two alike."""
    taken: set[str] = set()
    for table in tables:
        plain = re.sub(r"[\[\]:*?/\\]", " ", _cell_string(table.name or table.title)).strip(" '")[
            :31
        ]
        name, further = plain or "1", count(2)
        while name.casefold() in taken:
            tail = f" {next(further)}"
            name = f"{plain[: 31 - len(tail)]}{tail}"
        taken.add(name.casefold())
        yield name


def _cell_string(value: str) -> str:
    """Text as a cell can hold it: its own lines, no control character, no code for one."""
    plain = "\n".join(one_line(line) for line in value.split("\n"))
    return _ESCAPE.sub("_x005F_", _NEVER.sub("", plain))[:_LONGEST]


# -- a sheet -------------------------------------------------------------------


def _sheet(book: Workbook, name: str, table: Table) -> None:
    sheet: Worksheet = book.create_sheet(name)
    columns = len(table.columns)
    row = _spread(sheet, 1, table.title, columns, size=15, middle=True)
    if table.head:
        row = _spread(sheet, row, "        ".join(map(_said, table.head)), columns)
    heading, dress = row, _Dress()
    for at, column in enumerate(table.columns, 1):
        dress.put(sheet.cell(heading, at), column.name, column, bold=True)
    sheet.row_dimensions[heading].height = _height([c.name for c in table.columns], table)
    first_sum = heading + 1 + len(table.rows) - table.sums
    for row, values in enumerate(table.rows, heading + 1):
        for at, (value, column) in enumerate(zip(values, table.columns, strict=True), 1):
            dress.put(sheet.cell(row, at), value, column, bold=row >= first_sum)
        sheet.row_dimensions[row].height = _height(values, table)
    row = heading + len(table.rows) + 1
    below = ["\n" + "        ".join(_said(pair) for pair in table.foot) if table.foot else ""]
    below += [f"{table.seal}\n\n\n\n" if table.seal else "", *table.notes]
    for sentence in filter(None, below):
        row = _spread(sheet, row, sentence, columns)
    _paper(sheet, table, heading, row - 1)


class _Dress:
    """The look of the cells: made once each, because dressing a roster's cells one by one takes a
    minute."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, bool, bool, bool], Any] = {}

    def put(self, cell: Any, value: Value, column: Column, *, bold: bool) -> None:
        """Fill a cell, and give it the look of its column and of what is in it."""
        form = column.kind
        if isinstance(value, str):
            _put_text(cell, value)
            form = "text"
        elif isinstance(value, date):
            cell.value, form = value, "date"
        elif value is not None:
            form = "hours" if column.kind == "hours" else "count"
            cell.value = cell_number(value, form)
        left, quoted = column.left and not bold, _looks_run(cell.value)
        look = self._made.get((form, left, bold, quoted))
        if look is None:
            _dress(cell, form, left=left, bold=bold, quoted=quoted)
            self._made[form, left, bold, quoted] = cell._style
        else:
            cell._style = look  # never changed afterwards, so the cells may share it


def _said(pair: LabelledText) -> str:
    """A label with its text, or with a line to write on."""
    return f"{pair[0]} {pair[1] or '_' * 16}"


def _dress(cell: Any, form: str, *, left: bool, bold: bool, quoted: bool) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    line = Side(style="thin")
    cell.border = Border(line, line, line, line)
    cell.alignment = Alignment("left" if left else "center", "center", wrap_text=True)
    cell.number_format = _FORMS[form]
    cell.font = Font(_FONT, _SIZE, bold=bold)
    cell.quotePrefix = quoted


def _put_text(cell: Any, value: str) -> None:
    """Text that stays text: no formula, no error value, no link."""
    plain = _cell_string(value)
    if plain:
        cell.value, cell.data_type = plain, "s"  # else `=` were a formula and `#N/A` an error


def _looks_run(value: object) -> bool:
    """Whether a cell would become a formula once somebody edits it, or saves the sheet as CSV."""
    return isinstance(value, str) and value.lstrip()[:1] in set("=+-@＝＋－＠'")


def _spread(
    sheet: Worksheet, row: int, value: str, columns: int, *, size: int = _SIZE, middle: bool = False
) -> int:
    """A sentence over the whole width, as high as it needs to be; the row after it."""
    from openpyxl.styles import Alignment, Font

    cell: Any = sheet.cell(row, 1)
    _put_text(cell, value)
    cell.quotePrefix = _looks_run(cell.value)
    cell.font = Font(_FONT, size, bold=size > _SIZE)
    cell.alignment = Alignment("center" if middle else "left", "center", wrap_text=True)
    if columns > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
    lines = sum(1 + int(text_width(line) // (_PORTRAIT - 6)) for line in value.split("\n"))
    sheet.row_dimensions[row].height = lines * (size * 1.5) + 3
    return row + 1


def _height(values: Sequence[Value], table: Table) -> float:
    """Points: as many lines as the fullest cell wraps into."""
    room = _LANDSCAPE if table.landscape else _PORTRAIT
    lines = 1
    for value, column in zip(values, table.columns, strict=True):
        if isinstance(value, str):
            fits = max(2.0, column.share / 100 * room * _FIT - 1)
            parts = value.split("\n")
            lines = max(lines, sum(1 + int(max(0, text_width(part) - 1) // fits) for part in parts))
    return min(400.0, max(24.0 if table.by_hand else 18.0, lines * 15.0 + 3))


def _paper(sheet: Worksheet, table: Table, heading: int, last: int) -> None:
    """Widths, what stays in view, and how it is printed."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    room = _LANDSCAPE if table.landscape else _PORTRAIT
    for at, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column.share / 100 * room
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
