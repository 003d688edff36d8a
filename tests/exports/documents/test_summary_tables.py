"""The summary as CSV and Markdown: the same four numbers in both, and no formula or markup."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import given, strategies

from yigong.exports import export_file
from yigong.exports.documents.csv_sheet import safe_cell
from yigong.exports.documents.summary_tables import (
    escape_markdown,
    summary_csv,
    summary_markdown,
    summary_notes,
    summary_sections,
)
from yigong.store.errors import DataError, Refused
from yigong.store.records import Credit, Settings, Squad
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.tally import Tally, TallyRow

VILLAGE = Settings(name="青山村")
SQUADS = {1: Squad(number=1, name="修葺队"), 2: Squad(number=2, name='=HYPERLINK("x")|<b>')}


def tally(occurrences=1, attendances=2, people=3, clocked=90, filled=30, granted=6) -> Tally:
    return Tally(
        occurrences=occurrences,
        attendances=attendances,
        people=people,
        credit=Credit(clocked=clocked, filled=filled, granted=granted),
    )


def make_summary(title: str = "村民义务日", unsigned: int = 0) -> Summary:
    return Summary(
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        total=tally(12, 345, 67, 6000, 60, 0),
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


def test_every_row_has_the_four_numbers_and_where_the_hours_come_from():
    table = rows(summary_csv(make_summary(), SQUADS, VILLAGE))
    assert table[0][3:7] == ["Occurrences", "Attendances", "People", "Hours"]
    assert table[0][7:] == ["Clocked hours", "Filled-in hours", "Granted hours"]
    body = table[1 : table.index([])]
    assert [row[0] for row in body] == [
        "Total", "By month", "By event", *["By squad"] * 4, "By occurrence",
    ]  # fmt: skip
    assert body[0][3:] == ["12", "345", "67", "101.0", "100.0", "1.0", "0.0"]
    assert body[2] == [
        "By event",
        "E0001",
        "村民义务日",
        "8",
        "200",
        "60",
        "2.1",
        "1.5",
        "0.5",
        "0.1",
    ]
    for row in body:
        assert len(row) == len(table[0])
        assert all(re.fullmatch(r"\d+", n) for n in row[3:6])
        assert all(re.fullmatch(r"\d+\.\d", n) for n in row[6:])


def test_csv_and_markdown_say_the_same_numbers():
    summary = make_summary()
    in_csv = [row[3:] for row in rows(summary_csv(summary, SQUADS, VILLAGE))[1:] if len(row) > 3]
    in_markdown = [
        [part.strip() for part in line.strip("|").split("|")][-7:]
        for line in summary_markdown(summary, SQUADS, VILLAGE).splitlines()
        if re.search(r"\| +\d+ \|", line)
    ]
    assert in_csv == in_markdown
    assert len(in_csv) == sum(len(s.lines) for s in summary_sections(summary, SQUADS, VILLAGE))


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
    nothing = Summary(
        first=None, last=None, total=Tally(), events=[], squads=[], months=[], kinds=[],
        occurrences=[],
    )  # fmt: skip
    text = summary_markdown(nothing, {}, VILLAGE)
    assert "| 青山村 All time |           0 |" in text
    assert text.count("## ") == 1
    table = rows(summary_csv(nothing, {}, VILLAGE))
    assert table[1] == ["Total", "", "青山村 All time", "0", "0", "0", "0.0", "0.0", "0.0", "0.0"]


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
    assert table[1][3:] == ["1", "2", "2", "1.5", "1.5", "0.0", "0.0"]
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
    assert len(re.findall(r"(?<!\\)\|", line)) == 10, "no column more than in the others"
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


def test_an_export_is_replaced_whole_and_leaves_no_other_file(tmp_path):
    path = tmp_path / "summary.csv"
    assert export_file.write_export(path, b"old") == path
    export_file.write_export(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path):
    target = tmp_path / "target.csv"
    target.write_bytes(b"old")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    export_file.write_export(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    import os

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        export_file.write_export(pipe, b"data")
        assert os.read(reader, 10) == b"data"
        assert pipe.is_fifo()
    finally:
        os.close(reader)


def test_a_file_that_cannot_be_written_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(DataError, match=re.escape(str(tmp_path / "no" / "x.csv"))):
        export_file.write_export(tmp_path / "no" / "x.csv", b"")
    with pytest.raises(Refused, match="is a folder"):
        export_file.write_export(tmp_path, b"")
