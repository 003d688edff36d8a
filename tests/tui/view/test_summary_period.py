"""The period of the summary page: its name, the periods beside it, a year earlier."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies

from yigong.store import language
from yigong.tui.view.summary_period import (
    MONTHS_IN_UNIT,
    SummaryPeriod,
    period_containing,
    year_before,
)

TODAY = date(2026, 11, 25)


def period(first, last):
    return SummaryPeriod(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("first", "last", "name", "in_chinese"),
    [
        ("2026-11-01", "2026-11-30", "November 2026", "2026年11月"),
        ("2026-01-01", "2026-12-31", "2026", "2026年"),
        ("2026-11-01", "2026-11-25", "2026-11-01 to 2026-11-25", "2026年11月1日至11月25日"),
        ("2026-02-01", "2026-04-30", "2026-02-01 to 2026-04-30", "2026年2月1日至4月30日"),
    ],
)
def test_a_month_and_a_year_have_names_and_other_periods_their_days(first, last, name, in_chinese):
    assert period(first, last).name() == name
    language.use_language("zh")
    assert period(first, last).name() == in_chinese


def test_a_quarter_is_named_by_its_number_and_all_time_is_all_time():
    assert period_containing("quarter", TODAY).name() == "2026 Q4"
    assert period("2026-01-01", "2026-03-31").name() == "2026 Q1"
    assert SummaryPeriod().name() == "All time"


@pytest.mark.parametrize(
    ("first", "last", "step", "expected"),
    [
        ("2026-11-01", "2026-11-30", -9, ("2026-02-01", "2026-02-28")),
        ("2026-01-01", "2026-03-31", -1, ("2025-10-01", "2025-12-31")),
        ("2026-01-01", "2026-12-31", 1, ("2027-01-01", "2027-12-31")),
        ("2026-01-01", "2026-02-28", 1, ("2026-03-01", "2026-04-30")),
        ("2026-11-05", "2026-11-11", -1, ("2026-10-29", "2026-11-04")),
        ("2026-11-05", "2026-11-05", 2, ("2026-11-07", "2026-11-07")),
    ],
)
def test_a_period_of_whole_months_is_shifted_by_months_else_by_days(first, last, step, expected):
    shifted = period(first, last).shifted(step)
    assert (shifted.first.isoformat(), shifted.last.isoformat()) == expected


def test_all_time_is_not_shifted_and_the_calendar_has_an_end():
    assert SummaryPeriod().shifted(1) == SummaryPeriod()
    assert period_containing("year", date(2399, 5, 1)).shifted(1) == period_containing(
        "year", date(2399, 5, 1)
    )
    assert period_containing("month", date(1801, 1, 5)).shifted(-1) == period_containing(
        "month", date(1801, 1, 5)
    )


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2025-01-01", "2025-12-31", ("2024-01-01", "2024-12-31")),
        ("2026-01-01", "2026-12-31", ("2025-01-01", "2025-11-25")),
        ("2026-11-01", "2026-11-30", ("2025-11-01", "2025-11-25")),
        ("2027-03-01", "2027-03-31", ("2026-03-01", "2026-03-31")),
        ("2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        ("2024-02-01", "2024-02-29", ("2023-02-01", "2023-02-28")),
        ("2024-02-29", "2024-03-05", ("2023-02-28", "2023-03-05")),
    ],
)
def test_a_year_earlier_is_the_same_days_and_of_a_running_period_those_passed(
    first, last, expected
):
    before = period(first, last).year_earlier(TODAY)
    assert (before.first.isoformat(), before.last.isoformat()) == expected


def test_a_programme_stays_when_the_period_is_shifted():
    chosen = period_containing("year", TODAY, "四季赋能")
    assert chosen.shifted(-1).programme == chosen.year_earlier(TODAY).programme == "四季赋能"
    assert SummaryPeriod(programme="四季赋能").year_earlier(TODAY) is None


DAYS = strategies.dates(min_value=date(1850, 1, 1), max_value=date(2350, 12, 31))


@given(DAYS, strategies.sampled_from(sorted(MONTHS_IN_UNIT)), strategies.integers(-30, 30))
def test_shifting_there_and_back_gives_the_same_period(day, unit, step):
    original = period_containing(unit, day)
    assert original.unit == unit and original.first <= day <= original.last
    shifted = original.shifted(step)
    assert shifted.shifted(-step) == original
    assert shifted.months == MONTHS_IN_UNIT[unit]


@given(DAYS, strategies.integers(0, 800))
def test_a_year_before_lies_in_the_year_before_and_ends_no_sooner_than_it_begins(day, length):
    last = day + timedelta(days=length)
    before = SummaryPeriod(day, last).year_earlier(date(2398, 12, 31))
    assert before.first.year == day.year - 1 and before.last.year == last.year - 1
    assert before.first <= before.last
    assert year_before(day).month == day.month
