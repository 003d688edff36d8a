"""Dates, times and repeats as people type and read them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import language
from store.errors import Refused
from tui.repeats import choices, sentence
from tui.screens.event_form import _span
from tui.words import day_name, month_name, read_date, read_time

NEAR = date(2026, 11, 22)
START = datetime(2026, 11, 25, 8, 30)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-25", date(2026, 11, 25)),
        ("2027/1/5", date(2027, 1, 5)),
        ("11-25", date(2026, 11, 25)),
        ("11.25", date(2026, 11, 25)),
        ("11月25日", date(2026, 11, 25)),
        ("2026年12月1日", date(2026, 12, 1)),
        ("25", date(2026, 11, 25)),
        (" 25号 ", date(2026, 11, 25)),
    ],
)
def test_a_date_is_read_as_people_type_it(typed, expected):
    assert read_date(typed, NEAR) == expected


@pytest.mark.parametrize("typed", ["", "x", "2026-02-30", "13-01", "1-2-3-4", "0", "99999-1-1"])
def test_a_date_that_does_not_exist_is_a_sentence(typed):
    with pytest.raises(Refused, match="There is no date"):
        read_date(typed, NEAR)


@given(st.text(max_size=12))
def test_no_typed_date_or_time_is_more_than_refused(typed):
    for read in (lambda: read_date(typed, NEAR), lambda: read_time(typed)):
        try:
            read()
        except Refused as error:
            assert str(error)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("8:30", (8, 30)), ("0830", (8, 30)), ("8", (8, 0)), ("18：05", (18, 5)), ("8.30", (8, 30))],
)
def test_a_time_is_read_as_people_type_it(typed, expected):
    assert read_time(typed) == expected


@pytest.mark.parametrize("typed", ["25:00", "8:60", "", "ab"])
def test_a_time_that_does_not_exist_is_a_sentence(typed):
    with pytest.raises(Refused, match="There is no time"):
        read_time(typed)


@pytest.mark.parametrize(
    ("hours", "days", "minutes", "all_day"),
    [
        ("08:30-11:00", "1", 150, False),
        ("22:00-02:00", "1", 240, False),
        ("", "2", 2880, True),
        ("9", "1", 120, False),
        ("18:00-17:00", "2", 23 * 60 + 1440, False),
    ],
)
def test_hours_and_days_make_a_length(hours, days, minutes, all_day):
    assert _span(hours, days)[1:] == (minutes, all_day)


@pytest.mark.parametrize(
    ("rule", "in_english", "in_chinese"),
    [
        ("", "does not repeat", "不重复"),
        ("FREQ=MONTHLY;BYMONTHDAY=25", "on day 25 of each month", "每月 25 日"),
        ("FREQ=WEEKLY;BYDAY=SA", "every Sat", "每周六"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "every 2 weeks on Sat", "每 2 周的周六"),
        ("FREQ=MONTHLY;BYDAY=3SU", "on the third Sun of each month", "每月第三个周日"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "on the last Fri of each month", "每月最后一个周五"),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25", "every year on 11-25", "每年 11-25"),
        (
            "FREQ=WEEKLY;BYDAY=SA;UNTIL=20270101",
            "every Sat, until 2027-01-01",
            "每周六，到 2027-01-01 止",
        ),
        ("FREQ=DAILY;COUNT=3", "every day, 3 times", "每天，共 3 次"),
    ],
)
def test_a_rule_is_said_in_words(rule, in_english, in_chinese):
    assert sentence(rule, START) == in_english
    language.use("zh")
    assert sentence(rule, START) == in_chinese


def test_a_rule_there_are_no_words_for_is_shown_as_it_is():
    rule = "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2"
    assert sentence(rule, START) == rule


def test_the_form_offers_repeats_that_fit_the_day():
    offered = dict(choices(datetime(2026, 1, 31, 9, 0)))
    assert "FREQ=MONTHLY;BYMONTHDAY=-1" in offered, "the 31st is often meant as the last day"
    assert "FREQ=MONTHLY;BYDAY=-1SA" in offered, "there is not always a fifth Saturday"


def test_a_day_is_said_with_its_lunar_date_in_chinese():
    assert day_name(NEAR) == "Sun 22 Nov"
    language.use("zh")
    assert day_name(date(2026, 11, 25), lunar=True) == "11月25日 周三 十月十七"
    assert month_name(NEAR) == "2026年11月"
