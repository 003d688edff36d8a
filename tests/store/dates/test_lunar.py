"""Lunar dates and solar terms, against dates published by others and against borax's own."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from borax.calendars.lunardate import LCalendars, LunarDate
from hypothesis import given, settings, strategies

from yigong.store.dates.almanac import LUNAR_RANGE
from yigong.store.dates.lunar import (
    TERMS,
    leap_month,
    lunar_date,
    lunar_days,
    lunar_months,
    month_length,
    term_day,
    term_days,
    term_of,
)
from yigong.store.event_records import ByLunar, ByTerm

days = strategies.dates(*LUNAR_RANGE)
rules = strategies.builds(
    ByLunar,
    month=strategies.integers(0, 12),
    day=strategies.integers(1, 30),
    leap=strategies.sampled_from(["first", "leap", "both"]),
    short=strategies.sampled_from(["last", "skip"]),
)


def of(rule, *years):
    return list(lunar_days(rule, date(years[0], 1, 1), date(years[-1], 12, 31)))


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        (ByLunar(12, 30), date(2025, 1, 28)),  # 除夕, 腊月廿九: the month has no 30th
        (ByLunar(12, 30), date(2026, 2, 16)),
        (ByLunar(12, 30), date(2027, 2, 5)),
        (ByLunar(12, 30), date(2030, 2, 2)),  # 腊月三十
        (ByLunar(9, 9), date(2026, 10, 18)),  # 重阳
        (ByLunar(12, 23), date(2026, 2, 10)),  # 小年
        (ByLunar(1, 1), date(2026, 2, 17)),
        (ByLunar(8, 15), date(2025, 10, 6)),
        (ByLunar(5, 5), date(2028, 5, 28)),  # the first of two fifth months
    ],
)
def test_a_lunar_rule_gives_the_published_date(rule, day):
    assert of(rule, day.year) == [day]


@pytest.mark.parametrize(
    ("leap", "expected"),
    [
        ("first", [date(2025, 6, 25)]),
        ("leap", [date(2025, 7, 25)]),
        ("both", [date(2025, 6, 25), date(2025, 7, 25)]),
    ],
)
def test_in_a_year_with_a_leap_month_the_rule_chooses_which_of_the_two(leap, expected):
    assert of(ByLunar(6, 1, leap=leap), 2025) == expected


@pytest.mark.parametrize("leap", ["first", "leap", "both"])
def test_in_an_ordinary_year_the_leap_choice_makes_no_difference(leap):
    assert of(ByLunar(6, 1, leap=leap), 2026) == [date(2026, 7, 14)]


def test_in_a_month_without_a_30th_day_it_is_the_last_day_or_none():
    last, skip = of(ByLunar(12, 30), 2025, 2030), of(ByLunar(12, 30, short="skip"), 2025, 2030)
    assert len(last) == 6
    assert skip == [date(2030, 2, 2)]


def test_every_month_includes_the_leap_month():
    found = list(lunar_days(ByLunar(0, 1), date(2025, 1, 29), date(2026, 2, 16)))
    assert len(found) == 13
    assert date(2025, 7, 25) in found
    assert all(29 <= (later - earlier).days <= 30 for earlier, later in pairwise(found))


def test_a_lunar_rule_ends_on_its_last_day_inclusive():
    assert of(ByLunar(9, 9, until=date(2026, 10, 18)), 2025, 2030)[-1] == date(2026, 10, 18)
    assert of(ByLunar(9, 9, until=date(2026, 10, 17)), 2025, 2030)[-1] == date(2025, 10, 29)


@pytest.mark.parametrize(
    "day", [date(2024, 9, 22), date(2025, 9, 23), date(2026, 9, 23), date(2028, 9, 22)]
)
def test_the_harvest_festival_is_on_the_autumn_equinox_of_each_year(day):
    found = list(term_days(ByTerm("秋分"), date(day.year, 1, 1), date(day.year, 12, 31)))
    assert found == [day]
    assert term_of(day) == "秋分"


def test_the_terms_are_in_the_order_of_the_year_two_in_each_month():
    of_2026 = [term_day(2026, term) for term in TERMS]
    assert of_2026 == sorted(of_2026)
    assert [day.month for day in of_2026] == [month for month in range(1, 13) for _ in "12"]


def test_the_leap_months_are_those_of_the_calendar():
    known = {2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11, 2036: 6}
    assert {year: leap_month(year) for year in range(2020, 2037) if leap_month(year)} == known
    assert month_length(2025, 6, leap=True) == 29
    assert month_length(2026, 6, leap=True) == 0


@given(days)
def test_a_days_lunar_date_is_the_one_borax_gives(day):
    ours, theirs = lunar_date(day), LunarDate.from_solar(day)
    assert ours is not None
    assert (ours.year, ours.month, ours.day, ours.leap) == (
        theirs.year, theirs.month, theirs.day, bool(theirs.leap),
    )  # fmt: skip
    assert term_of(day) == (theirs.term or "")


@given(rules, days)
def test_each_day_of_a_rule_has_the_lunar_date_of_the_rule(rule, first):
    found = list(lunar_days(rule, first, min(first + timedelta(days=800), LUNAR_RANGE[1])))
    assert all(earlier < later for earlier, later in pairwise(found))
    for day in found:
        lunar = LunarDate.from_solar(day)
        length = LCalendars.ndays(lunar.year, lunar.month, lunar.leap)
        assert not rule.month or lunar.month == rule.month
        assert lunar.day == (rule.day if rule.short == "skip" else min(rule.day, length))
        has_leap = LCalendars.leap_month(lunar.year) == lunar.month
        if rule.month and has_leap and rule.leap != "both":
            assert bool(lunar.leap) == (rule.leap == "leap")


@given(strategies.integers(1901, 2098), strategies.integers(1, 12), strategies.integers(1, 30))
@settings(max_examples=60)
def test_every_year_has_a_day_for_a_lunar_date(year, month, day):
    lengths = [m.days for m in lunar_months(year) if m.month == month and not m.leap]
    exact = LunarDate(year, month, min(day, lengths[0])).to_solar_date()
    near = lunar_days(ByLunar(month, day), exact - timedelta(days=20), exact + timedelta(days=20))
    assert exact in near


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(1, 1, 1), date(1900, 12, 31)),
        (date(2100, 1, 1), date(9999, 12, 31)),
        (date(2026, 2, 1), date(2026, 1, 1)),
    ],
)
def test_outside_the_known_years_there_are_no_days(first, last):
    assert list(lunar_days(ByLunar(0, 1), first, last)) == []
    assert list(term_days(ByTerm("秋分"), first, last)) == []
    assert lunar_date(first if first.year != 2026 else date(2100, 1, 1)) is None


def test_at_the_edges_of_the_known_years_every_day_has_a_lunar_date():
    for day in LUNAR_RANGE:
        assert lunar_date(day) is not None
    assert len(list(lunar_days(ByLunar(0, 1), date(1, 1, 1), date(9999, 12, 31)))) > 2400
