"""A summary as rows: which numbers are shown where there is room for how many."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from yigong.store.event_records import Event
from yigong.tui.view.summary_rows import (
    compared_rows,
    name_lookup,
    summary_layout,
)


@pytest.fixture
def two_years(village, enrol, clock):
    """At a clinic of each year one serves, one takes part with two children, and one is paid."""
    enrol("张小明", "李秀英", "郑强")
    for year in (2025, 2026):
        start = datetime(year, 11, 20, 9)
        event = village.events.add(Event(title=f"义诊{year}", kind="other", start=start))
        occurrence = village.events.occurrence(event.number, start.date())
        clock.now = occurrence.start
        for number, role in ((1, "volunteer"), (2, "participant"), (3, "paid")):
            village.registers.checkin.check_in(occurrence, number, role=role)
        village.registers.checkin.bring(occurrence, 2, adults=0, children=2)
        clock.now = occurrence.start + timedelta(minutes=60 if year == 2025 else 90)
        for number in (1, 2, 3):
            village.registers.checkin.check_out(occurrence, number)
        village.registers.settlement.close(occurrence)
    return [
        village.summary(date(year, 1, 1), date(year, 12, 31)) for year in (2026, 2025)
    ], name_lookup(village)


def shown(layout, width):
    """The heads of the columns that a list of this width shows, and the cells of each row."""
    at = [i for i, column in enumerate(layout.columns) if width >= column.least]
    heads = [layout.columns[i].head for i in at]
    return heads, [[row.cells[i] for i in at] for row in layout.rows]


def test_where_there_is_room_every_number_stands_beside_that_of_a_year_before(two_years):
    (now, before), names = two_years
    heads, [total, month] = shown(summary_layout("months", now, before, names), 160)
    numbers = ["occ.", "heads", "vol", "part", "people", "service h", "paid", "paid h"]
    pairs = [head for number in numbers for head in (number, "2025")]
    assert heads == ["", *pairs, ""]
    cells = ["1", "1", "4", "4", "1", "1", "3", "3", "2", "2", "1.5", "1.0", "1", "1", "1.5", "1.0"]
    assert total == ["Total", *cells, ""]
    assert month == ["November 2026", *cells, ""]


def test_a_narrow_list_keeps_service_and_the_three_numbers_and_compares_what_matters_first(
    two_years,
):
    (now, before), names = two_years
    layout = summary_layout("months", now, before, names)
    assert shown(layout, 50)[0] == ["", "occ.", "heads", "vol", "people", "service h"]
    assert shown(layout, 68)[0] == [
        *("", "occ.", "heads", "2025", "vol", "part", "people", "service h", "2025")
    ]
    assert shown(layout, 42)[0] == ["", "heads", "people", "service h"]


def test_a_number_that_nobody_has_is_no_column(two_years, village, duty_day, clock):
    _summaries, names = two_years
    clock.now = duty_day.start
    village.registers.checkin.check_in(duty_day, 1)
    alone = village.summary(duty_day.start.date(), duty_day.start.date())
    heads, [total, _event] = shown(summary_layout("events", alone, None, names), 160)
    assert heads == ["", "occ.", "heads", "vol", "part", "people", "service h", ""]
    assert total == ["Total", "1", "1", "1", "0", "1", "0.0", ""]


def test_people_are_listed_by_service_then_by_how_often_they_came_then_by_paid_work(two_years):
    (now, _before), names = two_years
    rows = compared_rows("people", now, None)
    assert [row.row.key for row in rows] == ["", "1", "2", "3"]
    heads, cells = shown(summary_layout("people", now, None, names), 160)
    assert "people" not in heads, "each is one"
    assert cells[3][:6] == ["郑强  V0003", "0", "0", "0", "0", "0.0"], "paid work is in no number"
    assert cells[3][6:8] == ["1", "1.5"]


def test_a_row_has_a_bar_of_its_heads_and_a_kind_its_colour(two_years):
    (now, _before), names = two_years
    layout = summary_layout("kinds", now, None, names)
    total, kind = layout.rows
    assert not total.fills and not total.mark
    [(column, fill)] = kind.fills.items()
    assert column == len(layout.columns) - 1 and fill[:2] == (4, 4)
    assert kind.mark.color.name == "magenta"
