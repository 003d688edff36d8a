"""The summary's workbook: its charts draw the rows of their tables, and change no number."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date
from itertools import pairwise

import msgspec
import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from yigong.exports.documents.summary_workbook import summary_xlsx
from yigong.store import language
from yigong.store.attendance.hours import Credit
from yigong.store.attendance.roles import HeadsByRole, RoleCounts
from yigong.store.attendance_records import ServiceTime
from yigong.store.records import Squad
from yigong.store.settings_records import Settings
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.tally import Tally, TallyRow

VILLAGE = Settings(name="青山村")
SQUADS = {
    1: Squad(number=1, name="修葺队"),
    2: Squad(number=2, name='=HYPERLINK("http://x.invalid")|<b>'),
}


class MadeUpSummary(Summary, frozen=True, kw_only=True):
    """A summary whose rows are given, not added up."""

    squads: list[TallyRow] = msgspec.field(default_factory=list)
    occurrences: list[TallyRow] = msgspec.field(default_factory=list)


def row(key: str, volunteers: int, participants: int = 0, guests: int = 0) -> TallyRow:
    heads = HeadsByRole(
        present=RoleCounts(volunteer=volunteers, participant=participants, guest=guests)
    )
    credit = Credit(service=ServiceTime(clocked=30 * volunteers))
    tally = Tally(occurrences=1, heads=heads, people=volunteers, credit=credit)
    return TallyRow(key=key, label=key, tally=tally)


def months(year: int, **volunteers: int) -> list[TallyRow]:
    """Rows of months, such as ``m09=12``."""
    return [row(f"{year}-{month[1:]}", count, 3) for month, count in volunteers.items()]


def make_summary(year: int, **rows: list[TallyRow]) -> Summary:
    views = {view: rows.get(view, []) for view in ("months", "squads", "kinds")}
    total = row("", 50, 30, 2).tally
    return MadeUpSummary(
        first=date(year, 1, 1), last=date(year, 12, 31), total=total, events=[], **views
    )


NOW = make_summary(
    2026,
    months=months(2026, m09=12, m10=20, m11=18),
    squads=[row("1", 30, 4, 1), row("2", 15, 20), row("0", 5, 6, 1)],
    kinds=[row("duty", 40), row("class", 10, 30, 2)],
)
BEFORE = make_summary(2025, months=months(2025, m08=7, m10=9))


def workbook(summary: Summary = NOW, before: Summary | None = None):
    return load_workbook(io.BytesIO(summary_xlsx(summary, SQUADS, VILLAGE, before=before)))


def values(sheet, reference: str) -> list:
    """The values of the cells of a reference, which is to the sheet itself."""
    name, _mark, cells = reference.rpartition("!")
    assert name.strip("'").replace("''", "'") == sheet.title
    left, top, right, bottom = range_boundaries(cells)
    assert left == right
    return [sheet.cell(at, left).value for at in range(top, bottom + 1)]


def drawn(sheet) -> list[dict[str, list]]:
    """The columns that each chart draws, by their heading; and the names of the bars."""
    found = []
    for chart in sheet._charts:
        columns = {
            values(sheet, s.tx.strRef.f)[0]: values(sheet, s.val.numRef.f) for s in chart.ser
        }
        [names] = {tuple(values(sheet, s.cat.strRef.f)) for s in chart.ser}
        found.append({"": list(names)} | columns)
    return found


def table(sheet) -> list[dict]:
    """The rows of the table on a sheet, by heading."""
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    heading = rows[0]
    numbered = [r for r in rows[1:] if isinstance(r[-1], (int, float))]
    return [dict(zip(heading, r, strict=True)) for r in numbered]


def words(title) -> str:
    return "".join(run.t for paragraph in title.tx.rich.p for run in paragraph.r)


def test_there_are_two_charts_by_month_by_squad_and_by_kind_and_nowhere_else():
    charts = {sheet.title: len(sheet._charts) for sheet in workbook()}
    assert charts == {"Total": 0, "By month": 2, "By squad": 2, "By kind": 2}


@pytest.mark.parametrize("before", [None, BEFORE])
@pytest.mark.parametrize("name", ["By month", "By squad", "By kind"])
def test_what_a_chart_draws_are_all_rows_of_its_table_and_nothing_else(name, before):
    sheet = workbook(before=before)[name]
    rows = table(sheet)
    assert len(rows) >= 2
    for columns in drawn(sheet):
        assert columns.pop("") == [each["Title"] for each in rows]
        assert columns
        for heading, numbers in columns.items():
            assert numbers == [each[heading] for each in rows]


def test_a_bar_of_attendances_is_made_of_its_roles():
    sheet = workbook()["By squad"]
    attendances, hours = drawn(sheet)
    assert attendances == {
        "": ["修葺队", SQUADS[2].name, "No squad"],
        "by volunteers": [30, 15, 5],
        "by participants": [4, 20, 6],
        "by guests": [1, 0, 1],
    }
    sums = map(sum, zip(*list(attendances.values())[1:], strict=True))
    assert list(sums) == [each["Attendances"] for each in table(sheet)]
    assert hours["Service hours"] == [15, 7.5, 2.5]
    assert [chart.grouping for chart in sheet._charts] == ["stacked", "clustered"]


def test_the_year_before_stands_beside_each_month_in_a_quiet_colour():
    sheet = workbook(before=BEFORE)["By month"]
    attendances, hours = drawn(sheet)
    assert attendances == {
        "": [f"Month 2026-{month}" for month in ("08", "09", "10", "11")],
        "Attendances a year before": [10, 0, 12, 0],
        "Attendances": [0, 15, 23, 21],
    }
    assert hours["Service hours a year before"] == [3.5, 0, 4.5, 0]
    for chart in sheet._charts:
        quiet, loud = (s.spPr.solidFill.srgbClr for s in chart.ser)
        assert max(bytes.fromhex(loud)) < min(bytes.fromhex(quiet))


def test_the_year_before_changes_no_number_of_this_one():
    alone, beside = workbook(), workbook(before=BEFORE)
    for sheet in alone:
        found = table(beside[sheet.title])
        if sheet.title == "By month":
            assert not any(list(found.pop(0).values())[1:-2]), "a month of the year before alone"
            found = [dict(list(each.items())[:-2]) for each in found]
        assert found == table(sheet)


def test_where_nobody_came_a_year_before_there_is_nothing_beside_the_months():
    nothing = msgspec.structs.replace(make_summary(2025), total=Tally())
    for before in (None, nothing):
        sheet = workbook(before=before)["By month"]
        assert [list(columns) for columns in drawn(sheet)] == [
            ["", "Attendances"],
            ["", "Service hours"],
        ]


def test_a_single_row_has_no_chart_and_an_empty_section_no_sheet():
    little = make_summary(2026, months=months(2026, m11=3), squads=[row("0", 3)])
    charts = {sheet.title: len(sheet._charts) for sheet in workbook(little)}
    assert charts == {"Total": 0, "By month": 0, "By squad": 0}


@pytest.mark.parametrize(
    ("lang", "titles"),
    [
        ("en", ["Attendances by squad", "Squad", "Attendances"]),
        ("zh", ["各队人次", "队伍", "人次"]),
    ],
)
def test_titles_and_axes_are_in_the_language_and_beside_what_is_drawn(lang, titles):
    language.use_language(lang)
    [chart, _hours] = next(s for s in workbook() if s.title in ("By squad", "按队伍"))._charts
    found = [chart.title, chart.x_axis.title, chart.y_axis.title]
    assert [words(title) for title in found] == titles
    assert not any(title.overlay for title in found)
    assert not (chart.x_axis.delete or chart.y_axis.delete)


@pytest.mark.parametrize("name", ["By month", "By squad", "By kind"])
def test_charts_stand_side_by_side_in_one_row_below_the_table_as_wide_as_it(name):
    sheet = workbook(before=BEFORE)[name]
    left, _top, right, bottom = range_boundaries(sheet.print_area.rpartition("!")[2])
    corners = [(chart.anchor._from, chart.anchor.to) for chart in sheet._charts]
    [(first, last)] = {(begin.row, end.row) for begin, end in corners}
    assert last == first + 1 <= bottom, "no page ends within a row"
    assert first == 3 + len(table(sheet))
    assert sheet.row_dimensions[last].height <= 409, "the highest row a spreadsheet has"
    assert (corners[0][0].col, corners[-1][1].col) == (left - 1, right)
    assert all(one[1].col == other[0].col for one, other in pairwise(corners))


def test_charts_hold_no_name_and_no_number_of_the_village():
    packed = zipfile.ZipFile(io.BytesIO(summary_xlsx(NOW, SQUADS, VILLAGE, before=BEFORE)))
    charts = [name for name in packed.namelist() if "charts/" in name]
    assert len(charts) == 6
    for name in charts:
        text = packed.read(name).decode()
        assert not re.search("修葺队|HYPERLINK|Cache|<c:v>|<v>|externalData", text)


def test_many_rows_have_a_chart_that_one_page_holds():
    squads = [row(str(number), number) for number in range(1, 81)]
    sheet = workbook(make_summary(2026, squads=squads))["By squad"]
    assert len(drawn(sheet)[0][""]) == 80
    assert sheet.row_dimensions[84].height <= 409


def test_charts_take_a_few_kilobytes_and_the_file_is_the_same_each_time():
    raw = summary_xlsx(NOW, SQUADS, VILLAGE)
    packed = zipfile.ZipFile(io.BytesIO(raw))
    added = [each for each in packed.infolist() if re.search("chart|drawing", each.filename)]
    assert sum(each.compress_size for each in added) < 2_000 * 6
    assert summary_xlsx(NOW, SQUADS, VILLAGE) == raw


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_the_charts_and_writes_them_again(tmp_path):
    (tmp_path / "summary.xlsx").write_bytes(summary_xlsx(NOW, SQUADS, VILLAGE, before=BEFORE))
    office = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(
        ["soffice", office, "--headless", "--convert-to", "xlsx", "--outdir", "again",
         "summary.xlsx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    again = load_workbook(tmp_path / "again" / "summary.xlsx")
    for sheet in workbook(before=BEFORE):
        assert drawn(again[sheet.title]) == drawn(sheet)
