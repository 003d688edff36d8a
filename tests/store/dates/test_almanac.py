"""What a Chinese calendar prints at a date, against published dates and announcements."""

from __future__ import annotations

from datetime import date

import pytest

from yigong.store.dates.almanac import (
    FESTIVALS,
    FIRST_ANNOUNCED,
    day_note,
    day_off,
    is_announced,
)
from yigong.tui.text.lunar_words import term_name


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
        (date(2020, 10, 1), "中秋节"),  # the lunar festival before the fixed one
        (date(2026, 12, 5), "志愿者日"),
    ],
)
def test_a_note_is_the_festival_else_the_term_else_the_month_else_the_day(day, text):
    assert day_note(day).text == text


def test_a_date_beyond_the_known_lunar_calendar_has_no_note():
    assert day_note(date(2150, 1, 1)).text == ""


def test_a_leap_month_has_no_festivals_of_its_own():
    assert day_note(date(2025, 8, 8)).kind == "day"  # 闰六月十五


def test_a_note_has_all_names_of_a_day_the_printed_one_first():
    assert day_note(date(2026, 9, 23)).names == ("丰收节", "秋分")
    assert day_note(date(2020, 10, 1)).names == ("中秋节", "国庆节")
    assert day_note(date(2026, 11, 25)).names == ()


def test_the_last_day_of_each_known_lunar_year_is_its_eve():
    for year in range(1951, 2056):
        days = [date(year, 1, 20 + n) if n < 12 else date(year, 2, n - 11) for n in range(33)]
        texts = [day_note(day).text for day in days]
        first = texts.index("春节")
        assert texts[first - 1] == "除夕" and texts.count("除夕") == 1, year


def test_every_festival_and_term_of_a_year_has_an_english_name():
    days = [date(2026, 1, 1).fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365)]
    names = {name for day in days for name in day_note(day).names}
    assert len(names) > 40
    for name in names:
        english = FESTIVALS.get(name) or term_name(name)
        assert english.isascii(), name


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 1, 26), "work"),  # a Sunday worked for 春节
        (date(2025, 1, 28), "off"),  # 除夕 is one of the days off since 2025
        (date(2025, 10, 1), "off"),
        (date(2025, 10, 8), "off"),  # 国庆 and 中秋 together: eight days
        (date(2025, 10, 11), "work"),
        (date(2026, 2, 14), "work"),
        (date(2026, 2, 23), "off"),
        (date(2026, 11, 25), ""),
        (date(2026, 11, 28), ""),  # an ordinary Saturday is nothing to announce
    ],
)
def test_a_day_is_off_or_worked_as_announced_and_else_neither(day, expected):
    assert day_off(day) == expected


def test_a_year_without_an_announcement_is_not_guessed_at():
    assert is_announced(2026)
    assert not is_announced(2190)
    assert day_off(date(2190, 10, 1)) == ""


def test_years_before_the_first_announced_one_have_no_days_off():
    assert is_announced(FIRST_ANNOUNCED)
    assert not is_announced(FIRST_ANNOUNCED - 1)
    assert day_off(date(FIRST_ANNOUNCED - 1, 10, 1)) == ""
