"""A story: every page and document shows the numbers that `raw_numbers` computes from the books."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from html import unescape

import openpyxl
import pytest

from support.random_village import random_village
from support.raw_numbers import Numbers, numbers, tenths
from support.screens import opened
from yigong.exports.documents import summary_tables
from yigong.exports.documents.ledger import ledger_file
from yigong.exports.documents.service_record import issue_service_record
from yigong.store.attendance.hours import hours_text
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
    "By occurrence": "occurrences",
}
KINDS = {"Class": "class", "Duty day": "duty_day", "Outing": "outing"}
NONE = ("No squad", "No group", "No programme")


@pytest.fixture(scope="module", params=[1, 2])
def village(tmp_path_factory, request):
    """A random village, shared by the tests: they only read it and issue service records."""
    return random_village(tmp_path_factory.mktemp("random") / "qingshan", request.param)


def shown(tally):
    """The numbers of a tally as a table shows them."""
    credit = tally.credit
    minutes = (credit.total, credit.clocked, credit.filled, credit.granted)
    counts = (tally.occurrences, tally.attendances, tally.people)
    return (*counts, *map(hours_text, minutes))


def key(section, code, title):
    """The key of a table's row in the raw numbers."""
    view = SECTIONS[section]
    if view == "total":
        return ("total",)
    if title in NONE:
        return (view, "0" if view == "squads" else "")
    if view in ("squads", "people"):
        return (view, str(int(code[1:])))
    return (view, code or KINDS.get(title, title).removeprefix("Month "))


def as_shown(cells):
    """The numbers of a spreadsheet as a table shows them: three counts, four with one decimal."""
    return (*map(int, cells[:3]), *map(decimal, cells[3:]))


def decimal(hours):
    """Exact hours with one decimal, rounded half up as by a spreadsheet."""
    return str(Decimal(repr(float(hours))).quantize(Decimal("0.1"), ROUND_HALF_UP))


def assert_equal(found, raw):
    assert found == {key: numbers.shown for key, numbers in raw.items()}


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_the_summary_and_each_of_its_views(village, first, last):
    raw = numbers(village.folder, first, last)
    summary = village.summary(first, last)
    assert shown(summary.total) == raw.get(("total",), Numbers()).shown
    for view in VIEWS:
        rows = {(view, row.key): shown(row.tally) for row in summary.rows(view)}
        assert_equal(rows, {at: found for at, found in raw.items() if at[0] == view})


def test_the_summary_as_csv(village):
    arguments = village.summary(*YEAR), village.squads.all(), village.settings
    text = summary_tables.summary_csv(*arguments, names=True).decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) == 10][1:]
    assert_equal({key(*row[:3]): as_shown(row[3:]) for row in rows}, numbers(village.folder, *YEAR))


def test_the_summary_as_a_workbook(village):
    arguments = village.summary(*YEAR), village.squads.all(), village.settings
    book = openpyxl.load_workbook(io.BytesIO(summary_tables.summary_xlsx(*arguments, names=True)))
    found = {}
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            *words, a, b, c, d, e, f, g = row
            if isinstance(a, int):
                code, title = words if len(words) == 2 else ("", words[0])
                found[key(sheet.title, code, title)] = as_shown((a, b, c, d, e, f, g))
    assert_equal(found, numbers(village.folder, *YEAR))


def test_the_summary_as_markdown(village):
    arguments = village.summary(*YEAR), village.squads.all(), village.settings
    found, section = {}, ""
    for line in summary_tables.summary_markdown(*arguments, names=True).splitlines():
        section = line.removeprefix("## ") if line.startswith("## ") else section
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) >= 8 and cells[-1].replace(".", "").isdigit():
            code = cells[0] if len(cells) == 9 else ""
            found[key(section, code, cells[-8])] = as_shown(cells[-7:])
    assert_equal(found, numbers(village.folder, *YEAR))


@pytest.mark.parametrize(("first", "last"), PERIODS[1:])
def test_the_ledger_on_paper_in_a_workbook_and_as_csv(village, first, last):
    raw = numbers(village.folder, first, last)
    by_date = sorted(
        (at[1] for at in raw if at[0] == "occurrences"), key=lambda at: (at.partition("@")[2], at)
    )
    expected = [raw["occurrences", at] for at in by_date]
    expected = [*expected, raw.get(("total",), Numbers())]
    # 人次 人数 时长
    lines = [(str(n.shown[1]), str(n.shown[2]), n.shown[3]) for n in expected]

    text = ledger_file(village, first, last, "csv").decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) > 8][1:]
    assert [tuple(row[6:9]) for row in rows] == lines

    page = ledger_file(village, first, last, "html").decode()
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    assert [tuple(map(unescape, c[6:9])) for c in cells if len(c) == 11][1:] == lines

    book = openpyxl.load_workbook(io.BytesIO(ledger_file(village, first, last, "xlsx")))
    rows = [row for row in book.active.iter_rows(values_only=True) if isinstance(row[6], int)]
    assert [(str(r[6]), str(r[7]), decimal(r[8])) for r in rows] == lines


def test_the_service_record_of_everybody(village):
    raw = numbers(village.folder, *YEAR)
    people = [at[1] for at in raw if at[0] == "people"]
    assert len(people) > 10
    for number in people:
        _name, page = issue_service_record(village, int(number), *YEAR)
        expected = raw["people", number]
        labels = ("Clocked hours", "Filled-in hours", "Granted hours")
        for label, minutes in zip(
            labels, (expected.clocked, expected.filled, expected.granted), strict=True
        ):
            assert re.search(rf"{label}\W*</b>\s*{tenths(minutes)}", page.decode()), label
        times = f"Total: {len(expected.occurrences)} attendance"
        assert times in page.decode()
        assert tenths(expected.clocked + expected.filled + expected.granted) in page.decode()


async def test_the_summary_page_in_total_and_by_person(village):
    raw = numbers(village.folder, *YEAR)
    total = raw["total",].shown[:4]
    async with opened(village.folder, size=(120, 40), clock=village.session.now) as desk:
        await desk.press("r")
        await desk.until("hours")
        for name, value in zip(
            ("occurrences", "attendances", "people", "hours"), total, strict=True
        ):
            assert re.search(rf"{name} +{value}\b", desk.text), (name, value, desk.text)
        await desk.press("tab", "tab", "tab")
        await desk.until("村民01")
        number = r"([\d.]+) +"
        rows = [
            re.match(rf" *(?:村民\d\d|V\d+) +V(\d+) +{number * 8}", f"{line} ")
            for line in desk.lines
        ]
        shown_rows = {str(int(row[1])): row.groups()[1:] for row in rows if row}
        assert len(shown_rows) > 10, desk.text
        before = numbers(village.folder, date(2025, 1, 1), date(2025, 12, 20))
        for person, cells in shown_rows.items():
            now, previous = raw["people", person].shown, before["people", person].shown
            pairs = [str(n) for both in zip(now[:4], previous[:4], strict=True) for n in both]
            assert list(cells) == pairs
