"""The hours of a week: where an occurrence stands, and how much of the column it has."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from yigong.tui.widgets.week_hours import HourSlip, WeekHours

MONDAY = date(2026, 11, 23)
DAYS = [MONDAY + timedelta(days=n) for n in range(7)]


class Hours(WeekHours):
    """The hours on a terminal of 16 colours, without an application."""

    app = SimpleNamespace(native_ansi_color=True, no_color=False)


def lines(*slips, width=77, height=13):
    """What the hours show."""
    hours = Hours()
    hours.show(DAYS, slips, MONDAY)
    return [strip.text for strip in hours.paint(width, height)]


def slip(text, first, last, day=0):
    """An occurrence from one hour to another."""
    return HourSlip(DAYS[day], round(first * 60), round(last * 60), text)


def test_an_occurrence_begins_in_the_line_of_its_hour_and_in_the_column_of_its_day():
    rows = lines(slip("晨练", 9, 11), slip("编织课", 14, 16, day=2))
    assert "晨练" in rows[2] and rows[2].startswith(" 09:00")
    assert "编织课" in rows[7] and rows[7].index("编织课") > rows[2].index("晨练") + 15


def test_the_hours_reach_from_the_first_occurrence_to_the_last():
    rows = lines(slip("早", 5.5, 7), slip("晚", 20, 22.5), height=19)
    assert rows[1].startswith(" 05:00") and rows[-1].startswith(" 22:00")


def test_what_takes_place_at_one_time_shares_the_column():
    rows = lines(slip("甲队", 9, 12), slip("乙队", 10, 11), slip("丙队", 12, 13), width=147)
    first = rows[2].index("甲队")
    assert "乙队" in rows[3] and rows[3].index("乙队") > first
    assert rows[5].index("丙队") == first, "the lane is free again"


@pytest.mark.parametrize("height", [9, 13, 20, 30, 60])
def test_every_line_is_as_wide_as_the_widget_and_the_lines_fit(height):
    for width in (40, 77, 139):
        hours = Hours()
        hours.show(
            DAYS,
            [slip("[/]义务日\x1b[2J👨‍👩‍👧", n % 24, n % 24 + 1, n % 7) for n in range(40)],
            MONDAY,
        )
        found = list(hours.paint(width, height))
        assert {strip.cell_length for strip in found} == {width} and len(found) <= height
        assert not any("\x1b" in strip.text for strip in found)


def test_a_week_without_occurrences_and_a_low_terminal_have_no_hours():
    assert lines() == []
    assert lines(slip("晨练", 9, 11), height=8) == []
