"""Workbooks: text stays text, the print is set up, and no temporary file is written."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings, strategies
from openpyxl import load_workbook

from hostile.corpus import TEXTS
from yigong.exports.documents.table import Column, Table
from yigong.exports.documents.xlsx_workbook import write_workbook

RUNS = ["=1+1", '=HYPERLINK("http://hostile.invalid")', "+86", "-x", "@SUM(A1)", "＝1", "\t=1"]


def table(*texts: str, **fields) -> Table:
    columns = [Column("姓名", 50), Column("人次", 15, "count"), Column("时长", 15, "hours")]
    columns.append(Column("日期", 20, "date"))
    rows = [(text, 3, 25, date(2026, 11, 25)) for text in texts]
    return Table(**({"title": "台账", "head": [], "columns": columns, "rows": rows} | fields))


def sheet_of(*texts: str, **fields):
    return load_workbook(io.BytesIO(write_workbook([table(*texts, **fields)]))).worksheets[0]


@pytest.mark.parametrize("text", RUNS)
def test_what_looks_like_a_formula_is_text_also_when_it_is_edited(text):
    cell = sheet_of(text)["A3"]
    assert (cell.data_type, cell.value) == ("s", text.strip())
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "1.5E+10", "2026-11-25", "TRUE", "00123"])
def test_what_looks_like_an_error_a_number_or_a_date_stays_text(text):
    cell = sheet_of(text)["A3"]
    assert (cell.data_type, cell.value, cell.number_format) == ("s", text, "@")


def test_numbers_are_numbers_hours_have_the_decimal_that_is_shown_and_dates_are_dates():
    row = sheet_of("张三")[3]
    assert [cell.value for cell in row[1:3]] == [3, 2.5]
    assert (row[3].value.date(), row[3].number_format) == (date(2026, 11, 25), "yyyy-mm-dd")


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_workbook_with_any_text_opens_again_without_formulas_or_links(name):
    text = TEXTS[name]
    fields = {"title": text, "head": [(text, text)], "foot": [(text, "")], "notes": [text]}
    raw = write_workbook([table(text, **fields, name=text)])
    sheet = load_workbook(io.BytesIO(raw)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    assert not [cell for cell in cells if cell.hyperlink]
    parts = zipfile.ZipFile(io.BytesIO(raw))
    assert not [part for part in parts.namelist() if re.search("vba|external|link", part)]
    assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@settings(max_examples=30, deadline=None)
@given(strategies.text(max_size=60))
def test_the_visible_characters_of_a_text_come_back_and_no_control_character(text):
    found = sheet_of(f"a{text}")["A3"].value.replace("_x005F_", "_")
    assert visible_characters(found) == visible_characters(f"a{text}")
    assert not [c for c in found if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]


def visible_characters(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c)[0] in "LNPS")


def test_a_character_code_in_a_name_is_escaped():
    raw = write_workbook([table("_x000D_张三_x0041_")])
    xml = zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml").decode()
    assert "_x005F_x000D_张三_x005F_x0041_" in xml


def test_it_prints_on_a4_fitted_to_its_width_with_its_head_on_every_page():
    sheet = sheet_of("张三", "李四", landscape=True, head=[("记录单位", "青山村")], notes=["注"])
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.print_area == "'台账'!$A$1:$D$6"
    assert sheet.freeze_panes == "A4"
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width > 5


def test_the_same_table_is_the_same_file_whenever_it_is_written(monkeypatch):
    import time

    first = write_workbook([table("张三")])
    later = time.localtime(time.time() + 86_400)
    monkeypatch.setattr(time, "localtime", lambda *_given: later)
    assert write_workbook([table("张三")]) == first


def test_sheet_names_are_valid_and_unique():
    names = ["按[人]:*?/\\", "按[人]:*?/\\", "长" * 40, "长" * 40, "'", ""]
    raw = write_workbook([table("张三", name=name, title="'") for name in names])
    found = load_workbook(io.BytesIO(raw)).sheetnames
    assert len({name.casefold() for name in found}) == len(names)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in found)


def test_no_temporary_file_is_written(monkeypatch):
    def refuse(*_given, **_more):
        raise AssertionError("a temporary file")

    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", refuse)
    assert write_workbook([table("张三")])
