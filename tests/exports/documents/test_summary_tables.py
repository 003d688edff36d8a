"""The summary in every format: the same numbers, apart by role, and no formula or markup."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, strategies
from openpyxl import load_workbook

from support.html_cells import HtmlCells
from yigong.exports import export_file
from yigong.exports.documents.csv_sheet import safe_cell
from yigong.exports.documents.summary_tables import (
    escape_markdown,
    number_columns,
    summary_csv,
    summary_html,
    summary_markdown,
    summary_notes,
    summary_sections,
)
from yigong.exports.documents.summary_workbook import summary_xlsx
from yigong.store.attendance.hours import Credit
from yigong.store.attendance.roles import HeadsByRole, RoleCounts
from yigong.store.attendance_records import LearningTime, PaidTime, ServiceTime
from yigong.store.errors import DataError, Refused
from yigong.store.records import Squad
from yigong.store.settings_records import Settings
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.tally import Tally, TallyRow
from yigong.store.storage.folder import Folder

VILLAGE = Settings(name="青山村")
SQUADS = {1: Squad(number=1, name="修葺队"), 2: Squad(number=2, name='=HYPERLINK("x")|<b>')}


def tally(occurrences=1, volunteers=2, people=3, clocked=90, filled=30, granted=6) -> Tally:
    return Tally(
        occurrences=occurrences,
        heads=HeadsByRole(present=RoleCounts(volunteer=volunteers, participant=1), along=2),
        people=people,
        persons=RoleCounts(volunteer=people - 1, participant=1),
        credit=Credit(service=ServiceTime(clocked=clocked, filled=filled, granted=granted)),
    )


EVERYTHING = Tally(
    occurrences=1,
    heads=HeadsByRole(
        present=RoleCounts(volunteer=1, participant=2, learner=1, guest=1, paid=1),
        along=3,
        nameless=12,
    ),
    people=5,
    persons=RoleCounts(volunteer=1, participant=2, learner=1, guest=1, paid=1),
    credit=Credit(
        service=ServiceTime(clocked=140), learning=LearningTime(120), labour=PaidTime(180)
    ),
)
"""A clinic with people in every role."""


class MadeUpSummary(Summary, frozen=True, kw_only=True):
    """A summary whose rows are given, not added up."""

    squads: list[TallyRow] = msgspec.field(default_factory=list)
    occurrences: list[TallyRow] = msgspec.field(default_factory=list)


def make_summary(
    title: str = "村民义务日", unsigned: int = 0, total: Tally | None = None
) -> Summary:
    return MadeUpSummary(
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        total=total or tally(12, 345, 67, 6000, 60, 0),
        events=[TallyRow(key="E0001", label=title, tally=tally(8, 200, 60))],
        squads=[
            TallyRow(key="1", label="1", tally=tally(5, 50, 20)),
            TallyRow(key="2", label="2", tally=tally(4, 40, 10)),
            TallyRow(key="9", label="9", tally=tally(3, 30, 5)),
            TallyRow(key="0", label="0", tally=tally(2, 20, 4)),
        ],
        months=[TallyRow(key="2026-11", label="2026-11", tally=tally(1, 23, 21))],
        kinds=[],
        occurrences=[TallyRow(key="E0001@2026-11-25", label=f"2026-11-25 {title}", tally=tally())],
        unsigned=unsigned,
    )


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_excel_on_chinese_windows_decodes_the_csv():
    data = summary_csv(make_summary(), SQUADS, VILLAGE)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert "修葺队" in data.decode("utf-8-sig")


def test_every_row_has_the_numbers_by_role_and_where_the_hours_come_from():
    table = rows(summary_csv(make_summary(), SQUADS, VILLAGE))
    assert table[0][3:] == [
        "Occurrences", "Attendances", "by volunteers", "by participants", "People",
        "People serving", "Service hours", "Clocked hours", "Filled-in hours", "Granted hours",
    ]  # fmt: skip
    body = table[1 : table.index([])]
    assert [row[0] for row in body] == [
        "Total", "By month", "By event", *["By squad"] * 4, "By occurrence",
    ]  # fmt: skip
    assert body[0][3:] == ["12", "348", "345", "3", "67", "66", "101.0", "100.0", "1.0", "0.0"]
    assert body[2] == [
        "By event", "E0001", "村民义务日", "8", "203", "200", "3", "60", "59", "2.1", "1.5", "0.5",
        "0.1",
    ]  # fmt: skip
    for row in body:
        assert len(row) == len(table[0])
        assert all(re.fullmatch(r"\d+", n) for n in row[3:9])
        assert all(re.fullmatch(r"\d+\.\d", n) for n in row[9:])


def test_guests_learning_and_paid_work_have_columns_only_where_there_are_any():
    table = rows(summary_csv(make_summary(total=EVERYTHING), SQUADS, VILLAGE))
    assert dict(zip(table[0][3:], table[1][3:], strict=True)) == {
        "Occurrences": "1",
        "Attendances": "20",
        "by volunteers": "1",
        "by participants": "18",
        "by guests": "1",
        "People": "5",
        "People serving": "1",
        "Service hours": "2.3",
        "Clocked hours": "2.3",
        "Filled-in hours": "0.0",
        "Granted hours": "0.0",
        "Learning hours": "2.0",
        "Paid attendances": "1",
        "Paid people": "1",
        "Paid hours": "3.0",
    }
    assert [row[0] for row in table[table.index([]) + 1 :]][2:4] == [
        "The number of people leaves out 12 attendances without a name.",
        "Paid work stands apart: it is part of no other number.",
    ]


@pytest.mark.parametrize("total", [None, EVERYTHING])
def test_every_format_says_the_same_numbers_in_the_same_order(total):
    summary = make_summary(total=total)
    data = summary, SQUADS, VILLAGE
    lines = [line for section in summary_sections(*data) for line in section.lines]
    expected = [
        [float(number) for number in line.numbers(number_columns(summary.total))] for line in lines
    ]

    def numbers(table) -> list[list[float]]:
        """The numbers at the ends of the rows of a table that have any."""
        cells = ([*map(str, row[-len(expected[0]) :])] for row in table)
        return [
            [*map(float, row)]
            for row in cells
            if row and all(re.fullmatch(r"[\d.]+", cell) for cell in row)
        ]

    assert numbers(rows(summary_csv(*data))) == expected
    markdown = (line.strip("|").split("|") for line in summary_markdown(*data).splitlines())
    assert numbers([cell.strip() for cell in row] for row in markdown) == expected
    assert numbers(HtmlCells(summary_html(*data).decode()).rows) == expected
    book = load_workbook(io.BytesIO(summary_xlsx(*data)))
    assert numbers(row for sheet in book for row in sheet.iter_rows(values_only=True)) == expected


@given(*[strategies.integers(0, 100_000)] * 3)
def test_in_every_row_the_origins_of_hours_add_up(clocked, filled, granted):
    summary = make_summary(total=tally(1, 1, 1, clocked, filled, granted))
    row = rows(summary_csv(summary, SQUADS, VILLAGE))[1]
    total, *parts = (round(float(hours) * 10) for hours in row[9:])
    assert sum(parts) == total


def test_the_notes_say_how_many_occurrences_were_signed_before_there_were_roles():
    assert not any("before there were roles" in note for note in summary_notes(make_summary()))
    old = msgspec.structs.replace(make_summary(), credited_alike=2)
    assert any(note.startswith("2 occurrences were signed before") for note in summary_notes(old))


def test_the_printed_page_has_a_table_for_each_section_and_the_notes_once():
    html = summary_html(make_summary(), SQUADS, VILLAGE).decode()
    assert html.count("<table>") == html.count("<h1>") == 5
    assert html.count('class="note"') == len(summary_notes(make_summary()))
    assert "A4 landscape" in html
    assert html.count("Period") == 1


def test_squads_have_their_names_and_no_squad_has_a_row():
    table = rows(summary_csv(make_summary(), {1: SQUADS[1]}, VILLAGE))
    named = [(row[1], row[2]) for row in table if row and row[0] == "By squad"]
    assert named == [("S01", "修葺队"), ("S02", ""), ("S09", ""), ("", "No squad")]


def test_a_spreadsheet_does_not_take_a_month_for_a_day():
    table = rows(summary_csv(make_summary(), SQUADS, VILLAGE))
    assert table[2][2] == "Month 2026-11"


@pytest.mark.parametrize(
    ("unsigned", "sentence"), [(0, None), (1, "1 register is"), (3, "3 registers are")]
)
def test_the_foot_says_how_many_registers_are_not_signed_yet(unsigned, sentence):
    summary = make_summary(unsigned=unsigned)
    text = summary_markdown(summary, SQUADS, VILLAGE)
    table = rows(summary_csv(summary, SQUADS, VILLAGE))
    assert [row[0] for row in table[table.index([]) + 1 :]] == summary_notes(summary)
    assert "add up" in text
    assert ("not signed yet" in text) == bool(unsigned)
    assert sentence is None or sentence in text


def test_a_summary_of_nothing_is_a_row_of_zeros():
    nothing = Summary(first=None, last=None, total=Tally(), events=[], months=[], kinds=[])
    text = summary_markdown(nothing, {}, VILLAGE)
    assert "| 青山村 All time |           0 |" in text
    assert text.count("## ") == 1
    table = rows(summary_csv(nothing, {}, VILLAGE))
    assert table[1] == ["Total", "", "青山村 All time", *["0"] * 6, *["0.0"] * 4]


def test_the_numbers_are_those_of_the_store(village, enrol, duty_day, clock):
    from yigong.store.statistics import summary as store_summary

    zhang, li = enrol("张小明", "李秀英")
    village.registers.checkin.check_in(duty_day, zhang.number)
    village.registers.checkin.check_in(duty_day, li.number)
    clock.forward(minutes=90)
    village.registers.checkin.check_out(duty_day, zhang.number)
    summary_of_store = store_summary.summarise(
        village.registers.between(None, None), village.settings.hours
    )
    table = rows(summary_csv(summary_of_store, village.squads.all(), village.settings))
    assert table[1][3:] == ["1", "2", "2", "0", "2", "2", "1.5", "1.5", "0.0", "0.0"]
    assert "1 register is not signed yet" in table[-1][0]


# -- text is never a command -------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "\x00=1", "\ufeff=1", "＝1+1",
        "\n@x", "-", "\x1b=cmd|' /C calc'!A0",
    ],
)  # fmt: skip
def test_a_spreadsheet_shows_a_formula_and_does_not_run_it(text):
    assert safe_cell(text).startswith("'")
    table = rows(summary_csv(make_summary(title=text), SQUADS, VILLAGE))
    assert table[3][2] == safe_cell(text)


@pytest.mark.parametrize("text", ["张小明", "a=b", "3-8 妇女节", "", "E0001", 'a, "b"'])
def test_what_is_no_formula_stays_as_it_is(text):
    assert safe_cell(text) == text


@given(strategies.text(max_size=60))
def test_no_text_begins_a_formula_or_breaks_a_row(text):
    data = summary_csv(make_summary(title=text), SQUADS, VILLAGE)
    table = rows(data)
    assert len(table) == len(rows(summary_csv(make_summary(), SQUADS, VILLAGE)))
    for row in table:
        for value in row:
            assert not re.match(r"[=+\-@\t\r]", value)
            assert "\n" not in value


def test_names_are_harmless_in_markdown():
    title = "a|b <script>x</script> **c** `d` [e](http://f) ![g](h) ~~i~~ &amp; _j_ \\| www.k.cn"
    text = summary_markdown(make_summary(title=title), SQUADS, VILLAGE)
    (line,) = [line for line in text.splitlines() if line.startswith("| E0001 ")]
    assert len(re.findall(r"(?<!\\)\|", line)) == 13, "no column more than in the others"
    assert "<" not in text
    assert not re.search(r"(?<!\\)(?:\\\\)*[*`\[\]_~]", line)
    assert "http://" not in text
    assert "www.k" not in text
    assert "&amp;amp;" in line


@given(strategies.text(max_size=60))
def test_any_name_stays_inside_its_cell(text):
    name = escape_markdown(text)
    assert "\n" not in name
    assert not re.search(r"(?<!\\)(?:\\\\)*\|", name)
    assert "<" not in name
    assert ">" not in name


def test_columns_are_aligned_for_characters_two_columns_wide():
    from yigong.exports.plain_text import text_width

    table = [
        line
        for line in summary_markdown(make_summary(), SQUADS, VILLAGE).splitlines()
        if line.startswith("| S0") or line.startswith("| Code | Title  ")
    ]
    assert len({text_width(line) for line in table[-3:]}) == 1


# -- the file ----------------------------------------------------------------


ELSEWHERE = Folder(Path("/nonexistent/village"))
"""A village in whose folder no export here is."""


def test_an_export_is_replaced_whole_and_leaves_no_other_file(tmp_path):
    path = tmp_path / "summary.csv"
    assert export_file.write_export(path, b"old", ELSEWHERE) == path
    export_file.write_export(path, b"new", ELSEWHERE)
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_replaced_and_what_it_leads_to_is_left(tmp_path):
    target = tmp_path / "target.csv"
    target.write_bytes(b"old")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    export_file.write_export(link, b"new", ELSEWHERE)
    assert not link.is_symlink()
    assert link.read_bytes() == b"new"
    assert target.read_bytes() == b"old"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    import os

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        export_file.write_export(pipe, b"data", ELSEWHERE)
        assert os.read(reader, 10) == b"data"
        assert pipe.is_fifo()
    finally:
        os.close(reader)


def test_a_file_that_cannot_be_written_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(DataError, match=re.escape(str(tmp_path / "no" / "x.csv"))):
        export_file.write_export(tmp_path / "no" / "x.csv", b"", ELSEWHERE)
    with pytest.raises(Refused, match="is a folder"):
        export_file.write_export(tmp_path, b"", ELSEWHERE)
