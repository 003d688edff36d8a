"""Dates and spans of days in words, and that they are understood where they are typed."""

from __future__ import annotations

from datetime import date

import pytest

from yigong.store import language
from yigong.store.dates.date_words import days_text, month_name, near_days_text
from yigong.store.dates.period_parser import parse_period

TODAY = date(2026, 11, 25)
SPANS = [
    ("2026-01-01", "2026-11-30", "2026-01-01 to 2026-11-30", "2026年1月1日至11月30日"),
    ("2025-12-28", "2026-01-03", "2025-12-28 to 2026-01-03", "2025年12月28日至2026年1月3日"),
    ("2026-11-05", "2026-11-05", "2026-11-05", "2026年11月5日"),
]


@pytest.mark.parametrize(("first", "last", "in_english", "in_chinese"), SPANS)
def test_a_span_of_days_is_said_as_people_write_it(first, last, in_english, in_chinese):
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert days_text(*days) == in_english
    language.use_language("zh")
    assert days_text(*days) == in_chinese


NEAR_SPANS = [
    ("2026-09-01", "2026-11-30", "1 Sep to 30 Nov", "9月1日至11月30日"),
    ("2026-12-01", "2027-02-28", "2026-12-01 to 2027-02-28", "2026年12月1日至2027年2月28日"),
    ("2027-03-01", "2027-05-31", "2027-03-01 to 2027-05-31", "2027年3月1日至5月31日"),
]


@pytest.mark.parametrize(("first", "last", "in_english", "in_chinese"), NEAR_SPANS)
def test_the_year_is_left_out_only_of_a_span_in_this_one(first, last, in_english, in_chinese):
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert near_days_text(*days, TODAY) == in_english
    language.use_language("zh")
    assert near_days_text(*days, TODAY) == in_chinese


@pytest.mark.parametrize("spoken", ["en", "zh"])
@pytest.mark.parametrize(("first", "last"), [span[:2] for span in SPANS])
def test_a_span_that_is_shown_can_be_typed(first, last, spoken):
    days = date.fromisoformat(first), date.fromisoformat(last)
    language.use_language(spoken)
    assert parse_period(days_text(*days), TODAY) == days


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2026年9月至11月", "2026-09-01", "2026-11-30"),
        ("2025年12月到2026年2月", "2025-12-01", "2026-02-28"),
        ("2026-09-15至2026-10-15", "2026-09-15", "2026-10-15"),
        ("2026-09 to 2026-10", "2026-09-01", "2026-10-31"),
    ],
)
def test_of_a_span_in_chinese_the_year_is_said_once(typed, first, last):
    assert parse_period(typed, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_span_without_a_bound_says_on_which_side():
    language.use_language("zh")
    assert days_text(None, TODAY) == "到2026年11月25日为止"
    assert days_text(TODAY, None) == "从2026年11月25日起"
    assert days_text(None, None) == "全部时间"


def test_a_month_has_its_name():
    assert month_name(TODAY) == "November 2026"
    language.use_language("zh")
    assert month_name(TODAY) == "2026年11月"
