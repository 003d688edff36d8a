"""In CSV, in XLSX, on the ledger and on a service record stand the numbers of the raw books."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook
from raw_numbers import Numbers, numbers, tenths
from test_signin import Page
from whole_village import lived_in

from exports.ledger import ledger, ledger_of
from exports.page import page
from exports.record import record_of
from exports.tables import sections, summary_csv, summary_xlsx
from store.records import code

YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """Two years with all that can happen to a number; it is only looked at."""
    return lived_in(tmp_path_factory.mktemp("paper") / "qingshan", 4)


@pytest.fixture(scope="module")
def raw(lived):
    return numbers(lived.folder, *YEAR)


def of_kind(raw, kind):
    """The numbers of one view by brute force, as they are shown, in any order."""
    return sorted(found.shown for key, found in raw.items() if key[0] == kind)


def views(lived, data):
    """The numbers of a summary's tables by their section, and the view that each is."""
    titles = [section.title for section in sections(*data, names=True)]
    assert titles == [
        "Total", "By month", "By event", "By squad", "By person", "By kind", "By group",
        "By programme", "By occurrence",
    ]  # fmt: skip
    kinds = ("total", "months", "events", "squads", "people", "kinds", "groups")
    return dict(zip(titles, (*kinds, "programmes", "occurrences"), strict=True))


def test_the_csv_of_a_summary(lived, raw):
    data = lived.summary(*YEAR), lived.squads.all(), lived.settings
    table = list(csv.reader(io.StringIO(summary_csv(*data, names=True).decode("utf-8-sig"))))
    body = table[1 : table.index([])]
    for title, kind in views(lived, data).items():
        found = [tuple(map(whole, row[3:6])) + tuple(row[6:]) for row in body if row[0] == title]
        assert sorted(found) == of_kind(raw, kind), title


def test_the_workbook_of_a_summary(lived, raw):
    data = lived.summary(*YEAR), lived.squads.all(), lived.settings
    book = load_workbook(io.BytesIO(summary_xlsx(*data, names=True)))
    for title, kind in views(lived, data).items():
        rows = [[c.value for c in row][-7:] for row in book[title].iter_rows(min_row=4)]
        found = [(*row[:3], *(f"{n:.1f}" for n in row[3:])) for row in rows if row[-1] is not None]
        assert sorted(found) == of_kind(raw, kind), title


@pytest.mark.parametrize("form", ["html", "xlsx", "csv"])
def test_the_ledger(lived, raw, form):
    data = ledger_of(lived, *YEAR, form)
    if form == "html":
        rows = [row[6:9] for row in Page(data.decode()).rows[2:]]
    elif form == "csv":
        table = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        rows = [row[6:9] for row in table if len(row) == 11][1:]
    else:
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        cells = [[cell.value for cell in row][6:9] for row in sheet.iter_rows(min_row=4)]
        rows = [[*map(str, row[:2]), f"{row[2]:.1f}"] for row in cells if row[0] is not None]
    found = [(whole(row[0]), whole(row[1]), row[2]) for row in rows]
    expected = [raw[key].shown for key in raw if key[0] == "occurrences"]
    assert sorted(found[:-1]) == sorted(shown[1:4] for shown in expected)
    assert found[-1] == raw[("total",)].shown[1:4]


def whole(text):
    assert text.isdigit()
    return int(text)


def test_the_ledger_is_numbered_by_what_took_place(lived, raw):
    rows = ledger(lived.summary(*YEAR), lived.settings).rows
    numbered = [row[0] for row in rows[:-1] if row[0] is not None]
    assert numbered == list(range(1, raw[("total",)].shown[0] + 1))
    assert all(row[6] == 0 for row in rows[:-1] if row[0] is None)


def test_a_service_record(lived, raw):
    """Everybody's hours of the year, by origin, as they were signed."""
    for number in sorted(int(key[1]) for key in raw if key[0] == "people"):
        person = lived.people.get(number)
        if person.forgotten:
            continue
        own = raw.get(("people", str(number)), Numbers())
        _name, data = record_of(lived, number, *YEAR)
        text = Page(data.decode()).text
        assert f"Clocked hours {tenths(own.clocked)}" in text, code("V", number)
        assert f"Filled-in hours {tenths(own.filled)}" in text
        assert f"Granted hours {tenths(own.granted)}" in text
        assert f"Total: {len(own.occurrences)} attendance" in text


def test_a_page_is_made_of_the_same_table_as_the_workbook(lived):
    table = ledger(lived.summary(*YEAR), lived.settings)
    assert Page(page(table)).rows[1] == [column.name for column in table.columns]
