"""A story: every page and document shows the numbers that `raw_numbers` computes from the books."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

import openpyxl
import pytest

from support.random_village import random_village
from support.raw_numbers import Numbers, numbers, shown_hours, tenths
from support.screens import opened
from yigong.exports.documents import summary_tables
from yigong.exports.documents.ledger import ledger_file
from yigong.exports.documents.paid_table import paid_file
from yigong.exports.documents.service_record import issue_service_record
from yigong.exports.documents.summary_workbook import summary_xlsx
from yigong.store.errors import Refused
from yigong.store.statistics.summary import VIEWS

ALL = (date(2024, 1, 1), date(2026, 12, 31))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
PERIODS = [ALL, YEAR, (date(2025, 4, 1), date(2025, 6, 30)), (date(2025, 5, 1), date(2025, 5, 31))]

SECTIONS = {
    "Total": "total",
    "By month": "months",
    "By event": "events",
    "By squad": "squads",
    "By person": "people",
    "By kind": "kinds",
    "By group": "groups",
    "By programme": "programmes",
    "By host": "hosts",
    "By occurrence": "occurrences",
}
KINDS = {"Class": "class", "Duty day": "duty_day", "Outing": "outing"}
NONE = ("No squad", "No group", "No programme", "No host")


@pytest.fixture(scope="module", params=[1, 2])
def village(tmp_path_factory, request):
    """A random village, shared by the tests: they only read it and issue service records."""
    return random_village(tmp_path_factory.mktemp("random") / "qingshan", request.param)


def in_columns(raw):
    """Raw numbers as the columns of a table show them, all of which there are."""
    counts = (len(raw.occurrences), raw.attendances, raw.volunteers, raw.participants, raw.guests)
    people = (raw.people, len(raw.persons["volunteer"]))
    paid = (raw.paid, len(raw.persons["paid"]))
    hours = (*raw.hours, tenths(raw.learning))
    ridden = (str(raw.boardings), *map(str, paid), tenths(raw.labour))
    return (*map(str, (*counts, *people)), *hours, *ridden)


def shown(tally):
    """The numbers of a tally as a table shows them."""
    return tuple(summary_tables.SummaryLine("", "", tally).numbers(summary_tables.NUMBER_COLUMNS))


WIDTH = len(summary_tables.NUMBER_COLUMNS)


def key(section, code, title):
    """The key of a table's row in the raw numbers."""
    view = SECTIONS[section.partition(";")[0]]
    if view == "total":
        return ("total",)
    if title in NONE:
        return (view, "0" if view == "squads" else "")
    if view in ("squads", "people", "hosts"):
        return (view, str(int(code[1:])))
    return (view, code or KINDS.get(title, title).removeprefix("Month "))


def as_shown(cells):
    """The numbers of a spreadsheet as a table shows them: counts, and hours with one decimal."""
    kinds = [column.kind for column in summary_tables.NUMBER_COLUMNS]
    return tuple(
        f"{float(cell):.1f}" if kind == "hours" else str(int(cell))
        for cell, kind in zip(cells, kinds, strict=True)
    )


def assert_equal(found, raw):
    assert found == {key: in_columns(numbers) for key, numbers in raw.items()}


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_the_summary_and_each_of_its_views(village, first, last):
    raw = numbers(village.folder, first, last)
    summary = village.summary(first, last)
    assert shown(summary.total) == in_columns(raw.get(("total",), Numbers()))
    for view in VIEWS:
        rows = {(view, row.key): shown(row.tally) for row in summary.rows(view)}
        assert_equal(rows, {at: found for at, found in raw.items() if at[0] == view})


def test_the_summary_as_csv(village):
    arguments = village.summary(*YEAR), village.squads.all(), village.settings
    text = summary_tables.summary_csv(*arguments, names=True).decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) == 3 + WIDTH][1:]
    assert_equal({key(*row[:3]): as_shown(row[3:]) for row in rows}, numbers(village.folder, *YEAR))


def test_the_summary_as_a_workbook(village):
    arguments = village.summary(*YEAR), village.squads.all(), village.settings
    book = openpyxl.load_workbook(io.BytesIO(summary_xlsx(*arguments, names=True)))
    found = {}
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            words, cells = row[:-WIDTH], row[-WIDTH:]
            if isinstance(cells[0], int):
                code, title = words if len(words) == 2 else ("", words[0])
                found[key(sheet.title, code, title)] = as_shown(cells)
    assert_equal(found, numbers(village.folder, *YEAR))


def test_the_summary_as_markdown(village):
    arguments = village.summary(*YEAR), village.squads.all(), village.settings
    found, section = {}, ""
    for line in summary_tables.summary_markdown(*arguments, names=True).splitlines():
        section = line.removeprefix("## ") if line.startswith("## ") else section
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) > WIDTH and cells[-1].replace(".", "").isdigit():
            code = cells[0] if len(cells) == 2 + WIDTH else ""
            found[key(section, code, cells[-WIDTH - 1])] = as_shown(cells[-WIDTH:])
    assert_equal(found, numbers(village.folder, *YEAR))


def test_the_summary_as_a_page_to_print(village):
    arguments = village.summary(*YEAR), village.squads.all(), village.settings
    page = summary_tables.summary_html(*arguments, names=True).decode()
    found, section = {}, "Total"
    for row in html_rows(page):
        if len(row) == 1 and "By " in row[0]:
            section = re.sub("<[^>]*>", "", row[0])
        elif len(row) > WIDTH and row[-1].replace(".", "").isdigit():
            code = row[0] if len(row) == 2 + WIDTH else ""
            found[key(section, code, row[-WIDTH - 1])] = as_shown(row[-WIDTH:])
    assert_equal(found, numbers(village.folder, *YEAR))


def html_rows(page):
    """The cells of the rows of a page."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    return [[unescape(cell) for cell in row] for row in cells]


@pytest.mark.parametrize(("first", "last"), PERIODS[1:])
def test_the_ledger_on_paper_in_a_workbook_and_as_csv(village, first, last):
    """Its lines are the occurrences that somebody came to who was not paid, or was credited for."""
    raw = numbers(village.folder, first, last)
    total = raw.get(("total",), Numbers())
    by_date = sorted(
        (at[1] for at in raw if at[0] == "occurrences"), key=lambda at: (at.partition("@")[2], at)
    )
    found = [raw["occurrences", at] for at in by_date]
    columns = [0, 1, 2, 3, *([4] if total.guests else []), 5, 7]
    lines = [
        [in_columns(each)[column] for column in columns[1:]]
        for each in (*(each for each in found if each.attendances or each.service), total)
    ]
    width = 7 + len(columns)
    numbers_at = slice(6, width - 2)

    text = ledger_file(village, first, last, "csv").decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) == width][1:]
    assert [row[numbers_at] for row in rows] == lines

    page = ledger_file(village, first, last, "html").decode()
    assert [row[numbers_at] for row in html_rows(page) if len(row) == width][1:] == lines

    book = openpyxl.load_workbook(io.BytesIO(ledger_file(village, first, last, "xlsx")))
    rows = [row[numbers_at] for row in book.active.iter_rows(values_only=True)]
    rows = [row for row in rows if isinstance(row[0], int)]
    assert [[*map(str, row[:-1]), f"{row[-1]:.1f}"] for row in rows] == lines


def test_paid_work_has_a_table_with_everybodys_hours(village):
    raw = numbers(village.folder, *YEAR)
    text = paid_file(village, *YEAR, "csv").decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) == 8][1:]
    found = {row[0]: row[6] for row in rows if row[3].startswith("Total: ")}
    people = village.people.all()
    expected = {
        people[int(at[1])].name or people[int(at[1])].code: tenths(each.labour)
        for at, each in raw.items()
        if at[0] == "people" and (each.labour or each.paid)
    }
    assert found == expected | {f"{len(expected)} people": tenths(raw["total",].labour)}


def test_the_service_record_of_everybody(village):
    raw = numbers(village.folder, *YEAR)
    people = [at[1] for at in raw if at[0] == "people"]
    assert len(people) > 10
    for number in people:
        served = raw["people", number]
        try:
            _name, page = issue_service_record(village, int(number), *YEAR)
        except Refused:  # there is nothing to record
            assert not (served.volunteers or served.clocked or served.filled or served.granted)
            continue
        labels = ("Clocked hours", "Filled-in hours", "Granted hours")
        total, *parts = shown_hours(served.clocked, served.filled, served.granted)
        for label, hours in zip(labels, parts, strict=True):
            assert re.search(rf"{label}\W*</b>\s*{hours}<", page.decode()), label
        summed = next(row for row in html_rows(page.decode()) if row[0].startswith("Total: "))
        count = served.volunteers
        assert summed[0] == f"Total: {count} attendance{'' if count == 1 else 's'}"
        assert summed[5] == total


async def test_the_summary_page_in_total_and_by_person(village):
    raw = numbers(village.folder, *YEAR)
    total = in_columns(raw["total",])
    named = dict(zip((c.name for c in summary_tables.NUMBER_COLUMNS), total, strict=True))
    lines = (
        "occ. {Occurrences} heads {Attendances} vol {by volunteers} part {by participants} "
        "guests {by guests} people {People} vol {People serving} service {Service hours}",
        "clocked {Clocked hours}, filled in {Filled-in hours}, granted {Granted hours} "
        "learning hours {Learning hours} paid heads {Paid attendances} people {Paid people} "
        "paid hours {Paid hours}",
        f"{raw['total',].nameless} nameless, not among the people",
    )
    async with opened(village.folder, size=(99, 40), clock=village.session.now) as desk:
        await desk.press("r")
        await desk.until("clocked")
        text = " ".join(desk.text.split())
        for line in lines:
            assert line.format(**named) in text, desk.text
    async with opened(village.folder, size=(200, 40), clock=village.session.now) as desk:
        await desk.press("r", "tab", "tab", "tab")
        await desk.until("村民01")
        rows = [re.match(r" *(?:村民\d\d|\S+) +V(\d+) +(.*)", line) for line in desk.lines]
        shown_rows = {str(int(row[1])): row[2].split() for row in rows if row}
        assert len(shown_rows) > 10, desk.text
        before = numbers(village.folder, date(2025, 1, 1), date(2025, 12, 20))
        for person, cells in shown_rows.items():
            now, previous = (
                in_columns(at.get(("people", person), Numbers())) for at in (raw, before)
            )
            pairs = [n for both in zip(now[:4], previous[:4], strict=True) for n in both]
            assert cells[:8] == pairs
            hours = [cell for cell in cells[8:] if "." in cell]
            assert hours[:2] == [now[7], previous[7]]
