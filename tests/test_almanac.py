"""What stands under a date on a Chinese calendar, against dates published by others."""

from __future__ import annotations

from datetime import date

import pytest

from store.almanac import note


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 2, 16), "除夕"),  # 腊月廿九: the last month of that year has 29 days
        (date(2026, 2, 17), "春节"),
        (date(2027, 2, 5), "除夕"),
        (date(2025, 7, 25), "闰六月"),
        (date(2026, 10, 18), "重阳节"),
        (date(2026, 9, 23), "丰收节"),
        (date(2028, 9, 22), "丰收节"),  # 秋分 falls a day earlier: never 23 September by rule
        (date(2026, 11, 22), "小雪"),
        (date(2026, 11, 25), "十七"),
        (date(2026, 10, 1), "国庆节"),
    ],
)
def test_a_date_says_festival_else_term_else_month_else_day(day, text):
    assert note(day).text == text


def test_beyond_the_known_lunar_calendar_a_date_says_nothing():
    assert note(date(2150, 1, 1)).text == ""


def test_a_leap_month_has_no_festivals_of_its_own():
    assert note(date(2025, 8, 8)).kind == "day"  # 闰六月十五
