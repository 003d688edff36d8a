"""Reading an .xlsx workbook: the same texts as openpyxl reads, and no file ends the program."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given, settings, strategies
from openpyxl import Workbook as Written
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from yigong.store.errors import DataError
from yigong.store.roster import xlsx_reader, xlsx_worker

ROWS = [
    ["姓名", "手机号", "入队日期", "备注"],
    ["张\u3000三", 12012345678, date(2021, 3, 5), "a\nb"],
    ["李四", 12012345678.0, datetime(2021, 3, 5, 8, 30), None],
    [None, None, None, None],
    ["王五", 1.5, True, "<&>\"'"],
    [CellRichText("赵", TextBlock(InlineFont(b=True), "六")), -3, None, "=1+1", None, "F"],
]


def packed(rows, *, streamed=False):
    """A workbook by openpyxl: with shared strings, or with strings in the cells."""
    book = Written(write_only=streamed)
    sheet = book.create_sheet("名单") if streamed else book.active
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(raw):
    """Its rows, without empty cells at their ends."""
    content = xlsx_reader.read_cells(raw)
    assert not content.fault
    return [(line, trimmed(cells)) for line, cells in content.rows]


def trimmed(cells):
    trimmed_cells = list(cells)
    while trimmed_cells and not trimmed_cells[-1]:
        trimmed_cells.pop()
    return trimmed_cells


def by_openpyxl(raw):
    """The rows that openpyxl reads, as text."""

    def text(value):
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value)

    sheet = load_workbook(io.BytesIO(raw), data_only=True).worksheets[0]
    lines = enumerate(sheet.iter_rows(values_only=True), 1)
    found = [(line, trimmed([text(value) for value in values])) for line, values in lines]
    return [(line, cells) for line, cells in found if cells]


@pytest.mark.parametrize("streamed", [False, True])
def test_every_value_is_the_text_that_openpyxl_reads(streamed):
    raw = packed(ROWS, streamed=streamed)
    assert read(raw) == by_openpyxl(raw)


def test_an_error_and_a_formula_without_a_result_are_empty_and_reported():
    assert read(packed(ROWS))[-1][1] == ["赵六", "-3", "", "", "", "F"]
    assert xlsx_reader.read_cells(packed(ROWS)).lost
    assert xlsx_reader.read_cells(packed([["姓名", "#N/A"]])).lost
    assert not xlsx_reader.read_cells(packed([["姓名", "N/A"]])).lost


@pytest.mark.parametrize(
    ("cell", "lost"),
    [
        ('<c r="A1"><f>B1</f></c>', True),
        ('<c r="A1" s="1"><f>B1</f><v></v></c>', True),
        ('<c r="A1"><f t="shared" si="0"/></c>', True),
        ('<c r="A1" t="e"><f>B1</f><v>#REF!</v></c>', True),
        ('<c r="A1"><f>B1</f><v>7</v></c>', False),
        ('<c r="A1"><f t="shared" si="0"/><v>7</v></c>', False),
        ('<c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c>', False),
    ],
)
def test_a_formula_with_an_empty_text_has_a_result(cell, lost):
    sheet = f'<worksheet xmlns="{NAMESPACE}"><sheetData><row>{cell}</row></sheetData></worksheet>'
    assert xlsx_reader.read_cells(with_parts(packed([["a"]]), sheet=sheet)).lost is lost


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12012345678.0, "12012345678"),
        (330106198013010000.0, "330106198013010000"),
        (1.5, "1.5"),
        (-3, "-3"),
        (True, "TRUE"),
        (datetime(2021, 3, 5, 23, 59), "2021-03-05"),
        (date(2021, 3, 5), "2021-03-05"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_a_value_is_the_text_that_a_person_would_type(value, text):
    assert xlsx_reader.value_text(value) == text


def test_columns_and_rows_beyond_the_limit_are_not_read(monkeypatch):
    monkeypatch.setattr(xlsx_reader, "MAX_COLUMNS", 3)
    monkeypatch.setattr(xlsx_reader, "MAX_ROWS", 2)
    rows = read(packed([["a"] * 30] * 50))
    assert rows == [(line, ["a"] * 3) for line in (1, 2, 3)], "one more shows that there are more"


NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def with_parts(raw, **changes):
    """A workbook with parts replaced; a callable gets the old content."""
    parts = {SHEET: changes.get("sheet"), STRINGS: changes.get("strings")}
    parts["xl/styles.xml"] = changes.get("styles")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(file, "w") as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new_part = parts.get(name)
            before = old.read(name) if name in old.namelist() else b""
            content = new_part(before) if callable(new_part) else new_part or before
            if content:
                new.writestr(name, content)
    return file.getvalue()


def test_shared_strings_are_read_without_phonetic_runs():
    strings = (
        f'<sst xmlns="{NAMESPACE}"><si><t>姓名</t></si><si><r><t>张</t></r><r><t>三</t></r>'
        "<rPh sb='0' eb='1'><t>zhang</t></rPh></si><si><t>a_x000D_b</t></si></sst>"
    )
    cells = "".join(f'<c r="{place}" t="s"><v>{n}</v></c>' for n, place in enumerate(("A1", "C1")))
    sheet = f'<worksheet xmlns="{NAMESPACE}"><sheetData><row r="1">{cells}</row><row r="4">'
    sheet += '<c r="A4" t="s"><v>2</v></c></row></sheetData></worksheet>'
    raw = with_parts(packed([["a"]]), sheet=sheet, strings=strings)
    assert read(raw) == [(1, ["姓名", "", "张三"]), (4, ["a\nb"])]


def test_chinese_date_formats_are_dates():
    book = Written()
    for row, (value, code) in enumerate(
        [(44260, 'yyyy"年"m"月"d"日"'), (44260, "0.00"), (44260, '"day" 0'), (44260, "[Red]0")], 1
    ):
        book.active.cell(row, 1, value).number_format = code
    file = io.BytesIO()
    book.save(file)
    cells = [cells[0] for _line, cells in read(file.getvalue())]
    assert cells == ["2021-03-05", "44260", "44260", "44260"]


def test_a_built_in_format_of_chinese_workbooks_is_a_date():
    book = Written()
    book.active.cell(1, 1, 44260).number_format = "0.00"
    file = io.BytesIO()
    book.save(file)
    styles = lambda old: old.replace(b'numFmtId="2"', b'numFmtId="31"')  # noqa: E731
    raw = with_parts(file.getvalue(), styles=styles)
    assert read(raw) == [(1, ["2021-03-05"])]


def test_a_hidden_sheet_comes_last():
    book = Written()
    book.active.title = "旧"
    book.active.sheet_state = "hidden"
    book.create_sheet("新")
    file = io.BytesIO()
    book.save(file)
    assert xlsx_reader.read_cells(file.getvalue()).sheets == ("新", "旧")


def test_namespace_prefixes_and_cells_without_references_are_read():
    sheet = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row><x:c t="inlineStr"><x:is><x:t>姓名</x:t></x:is></x:c>'
        "<x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert read(with_parts(packed([["a"]]), sheet=sheet)) == [(1, ["姓名", "7"])]


@given(strategies.binary(max_size=80) | strategies.text(max_size=80).map(str.encode))
@settings(max_examples=100, deadline=None)
def test_no_content_of_a_part_is_more_than_a_fault(content):
    workbook = xlsx_reader.read_cells(with_parts(packed([["a"]]), sheet=content or b" "))
    assert workbook.fault or workbook.sheets


def test_a_panic_of_calamine_is_a_fault_and_an_interruption_is_not(monkeypatch):
    class PanicException(BaseException):
        """The exception that pyo3 raises."""

    def raising(error):
        def opened(_file):
            raise error

        monkeypatch.setattr("python_calamine.CalamineWorkbook", SimpleNamespace(from_object=opened))

    raising(PanicException("index out of bounds"))
    assert xlsx_reader.read_cells(b"").fault == "PanicException index out of bounds"
    for error in (KeyboardInterrupt, SystemExit, MemoryError):
        raising(error())
        with pytest.raises(error):
            xlsx_reader.read_cells(b"")


def far(place):
    """A workbook with one cell at the beginning and one at another place."""
    cells = "".join(f'<row><c r="{at}"><v>1</v></c></row>' for at in ("A1", place))
    sheet = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{cells}</sheetData></worksheet>'
    return with_parts(packed([["a"]]), sheet=sheet)


def test_a_file_that_needs_too_much_memory_ends_only_the_child_process():
    assert xlsx_worker.read_in_child(far("XFD1048576"), lambda: None) is None


def test_a_cell_below_the_last_row_is_a_fault():
    assert xlsx_worker.read_in_child(far("A2000000"), lambda: None).fault


def test_the_child_process_ends_if_the_callback_raises(monkeypatch):
    class Left(Exception):
        pass

    def leave():
        raise Left

    monkeypatch.setattr(xlsx_worker, "_POLL_SECONDS", 0.0)
    monkeypatch.setattr(xlsx_worker, "_CHILD_CODE", "import time; time.sleep(60)")
    with pytest.raises(Left):
        xlsx_worker.read_in_child(b"", leave)


def test_a_child_process_that_cannot_start_is_a_data_error(monkeypatch):
    monkeypatch.setattr(xlsx_worker, "_CHILD_CODE", "raise SystemExit('no such library')")
    with pytest.raises(DataError, match="no such library"):
        xlsx_worker.read_in_child(b"", lambda: None)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(DataError, match="No such file"):
        xlsx_worker.read_in_child(b"", lambda: None)
