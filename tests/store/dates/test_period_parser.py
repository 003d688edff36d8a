"""Periods as people say them; today is Monday, 30 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from yigong.store.dates.period_parser import parse_period
from yigong.store.errors import Refused

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("上个月", "2026-10-01", "2026-10-31"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("上季度", "2026-07-01", "2026-09-30"),
        ("本周", "2026-11-30", "2026-12-06"),
        ("last week", "2026-11-23", "2026-11-29"),
        ("9月", "2026-09-01", "2026-09-30"),
        ("12月", "2025-12-01", "2025-12-31"),
        ("9月至11月", "2026-09-01", "2026-11-30"),
        ("昨天", "2026-11-29", "2026-11-29"),
        ("上周六至昨天", "2026-11-28", "2026-11-29"),
        ("25", "2026-11-25", "2026-11-25"),
        ("国庆节", "2026-10-01", "2026-10-01"),
        ("10-20..25", "2026-10-20", "2026-10-25"),
        ("11-20 到 12-5", "2026-11-20", "2026-12-05"),
        ("2026年3月至次年1月", "2026-03-01", "2027-01-31"),
        ("2026年9月1日至11月25日", "2026-09-01", "2026-11-25"),
        ("2026-11-01..月底", "2026-11-01", "2026-11-30"),
    ],
)
def test_a_period_is_read_as_people_say_it(said, first, last):
    assert parse_period(said, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("12月8日", "2026-12-08", "2026-12-08"),
        ("8 December", "2026-12-08", "2026-12-08"),
        ("11月", "2026-11-01", "2026-11-30"),
        ("12月至2月", "2026-12-01", "2027-02-28"),
        ("10月", "2027-10-01", "2027-10-31"),
        ("下周", "2026-12-07", "2026-12-13"),
        ("next month", "2026-12-01", "2026-12-31"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("上个月", "2026-10-01", "2026-10-31"),
    ],
)
def test_of_a_period_to_come_the_next_one_is_read_where_it_is_not_said_in_full(said, first, last):
    period = (date.fromisoformat(first), date.fromisoformat(last))
    assert parse_period(said, TODAY, first=TODAY) == period


@pytest.mark.parametrize("said", ["上午", "13月", "2026..all", "all..2026", "2026-13", "last day"])
def test_what_is_no_period_is_refused_with_what_was_said(said):
    with pytest.raises(Refused, match="is not a period"):
        parse_period(said, TODAY)
