"""Wherever the program says a number it is the number that the raw books give by brute force."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from html import unescape

import openpyxl
import pytest

from support.raw_numbers import Numbers, numbers, tenths
from support.screens import opened
from support.whole_village import lived_in
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
NAMED = {"Class": "class", "Duty day": "duty_day", "Outing": "outing"}
NONE = ("No squad", "No group", "No programme")


@pytest.fixture(scope="module", params=[1, 2])
def lived(tmp_path_factory, request):
    """A village that is only looked at; but service records of it are issued."""
    return lived_in(tmp_path_factory.mktemp("lived") / "qingshan", request.param)


def shown(tally):
    """A tally of the program, as a table shows it."""
    credit = tally.credit
    minutes = (credit.total, credit.clocked, credit.filled, credit.granted)
    counts = (tally.occurrences, tally.attendances, tally.people)
    return (*counts, *map(hours_text, minutes))


def key(section, code, title):
    """What a row of a table is about, as the raw numbers name it."""
    view = SECTIONS[section]
    if view == "total":
        return ("total",)
    if title in NONE:
        return (view, "0" if view == "squads" else "")
    if view in ("squads", "people"):
        return (view, str(int(code[1:])))
    return (view, code or NAMED.get(title, title).removeprefix("Month "))


def as_shown(cells):
    """Numbers of a spreadsheet as a table shows them: three counts, four with one decimal."""
    return (*map(int, cells[:3]), *map(decimal, cells[3:]))


def decimal(hours):
    """Exact hours with one decimal, as a spreadsheet shows them: rounded half up."""
    return str(Decimal(repr(float(hours))).quantize(Decimal("0.1"), ROUND_HALF_UP))


def the_same(found, raw):
    assert found == {at: numbers.shown for at, numbers in raw.items()}


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_the_summary_and_each_way_to_break_it_down(lived, first, last):
    raw = numbers(lived.folder, first, last)
    summary = lived.summary(first, last)
    assert shown(summary.total) == raw.get(("total",), Numbers()).shown
    for view in VIEWS:
        rows = {(view, row.key): shown(row.tally) for row in summary.rows(view)}
        the_same(rows, {at: found for at, found in raw.items() if at[0] == view})


def test_the_summary_as_csv(lived):
    given = lived.summary(*YEAR), lived.squads.all(), lived.settings
    text = summary_tables.summary_csv(*given, names=True).decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) == 10][1:]
    the_same({key(*row[:3]): as_shown(row[3:]) for row in rows}, numbers(lived.folder, *YEAR))


def test_the_summary_as_a_workbook(lived):
    given = lived.summary(*YEAR), lived.squads.all(), lived.settings
    book = openpyxl.load_workbook(io.BytesIO(summary_tables.summary_xlsx(*given, names=True)))
    found = {}
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            *words, a, b, c, d, e, f, g = row
            if isinstance(a, int):
                code, title = words if len(words) == 2 else ("", words[0])
                found[key(sheet.title, code, title)] = as_shown((a, b, c, d, e, f, g))
    the_same(found, numbers(lived.folder, *YEAR))


def test_the_summary_as_markdown(lived):
    given = lived.summary(*YEAR), lived.squads.all(), lived.settings
    found, section = {}, ""
    for line in summary_tables.summary_markdown(*given, names=True).splitlines():
        section = line.removeprefix("## ") if line.startswith("## ") else section
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) >= 8 and cells[-1].replace(".", "").isdigit():
            code = cells[0] if len(cells) == 9 else ""
            found[key(section, code, cells[-8])] = as_shown(cells[-7:])
    the_same(found, numbers(lived.folder, *YEAR))


@pytest.mark.parametrize(("first", "last"), PERIODS[1:])
def test_the_ledger_on_paper_in_a_workbook_and_as_csv(lived, first, last):
    raw = numbers(lived.folder, first, last)
    by_date = sorted(
        (at[1] for at in raw if at[0] == "occurrences"), key=lambda at: (at.partition("@")[2], at)
    )
    wanted = [raw["occurrences", at] for at in by_date]
    wanted = [*wanted, raw.get(("total",), Numbers())]
    # 人次 人数 时长
    lines = [(str(n.shown[1]), str(n.shown[2]), n.shown[3]) for n in wanted]

    text = ledger_file(lived, first, last, "csv").decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) > 8][1:]
    assert [tuple(row[6:9]) for row in rows] == lines

    page = ledger_file(lived, first, last, "html").decode()
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    assert [tuple(map(unescape, c[6:9])) for c in cells if len(c) == 11][1:] == lines

    book = openpyxl.load_workbook(io.BytesIO(ledger_file(lived, first, last, "xlsx")))
    rows = [row for row in book.active.iter_rows(values_only=True) if isinstance(row[6], int)]
    assert [(str(r[6]), str(r[7]), decimal(r[8])) for r in rows] == lines


def test_the_service_record_of_everybody(lived):
    raw = numbers(lived.folder, *YEAR)
    people = [at[1] for at in raw if at[0] == "people"]
    assert len(people) > 10
    for number in people:
        _name, page = issue_service_record(lived, int(number), *YEAR)
        wanted = raw["people", number]
        labels = ("Clocked hours", "Filled-in hours", "Granted hours")
        for label, minutes in zip(
            labels, (wanted.clocked, wanted.filled, wanted.granted), strict=True
        ):
            assert re.search(rf"{label}\W*</b>\s*{tenths(minutes)}", page.decode()), label
        times = f"Total: {len(wanted.occurrences)} attendance"
        assert times in page.decode()
        assert tenths(wanted.clocked + wanted.filled + wanted.granted) in page.decode()


async def test_the_summary_page_says_them_and_each_person_theirs(lived):
    raw = numbers(lived.folder, *YEAR)
    total = raw["total",].shown[:4]
    async with opened(lived.folder, size=(120, 40), clock=lived.session.now) as desk:
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
        said = {str(int(row[1])): row.groups()[1:] for row in rows if row}
        assert len(said) > 10, desk.text
        before = numbers(lived.folder, date(2025, 1, 1), date(2025, 12, 20))
        for person, cells in said.items():
            now, then = raw["people", person].shown, before["people", person].shown
            pairs = [str(n) for both in zip(now[:4], then[:4], strict=True) for n in both]
            assert list(cells) == pairs
