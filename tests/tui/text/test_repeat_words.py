"""Repeats as sentences: what a rule says, what a date offers, what another date makes of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yigong.store import language
from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.records import ByLunar, ByRRule, ByTerm, Event
from yigong.tui.text.lunar_words import read_day
from yigong.tui.text.repeat_words import repeat_sentence, repeat_text
from yigong.tui.view.repeat_choices import (
    repeat_count,
    repeat_end,
    repeat_offers,
    repeat_with_end,
    repeat_without_end,
    shift_repeat,
)

START = datetime(2026, 11, 25, 8, 30)
DAYS = st.dates(date(1950, 1, 1), date(2056, 12, 31))


@pytest.mark.parametrize(
    ("rule", "in_english", "in_chinese"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=25", "on day 25 of each month", "每月 25 日"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "on days 1 15 of each month", "每月 1 15 日"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "on the last day of each month", "每月最后一天"),
        ("FREQ=MONTHLY;INTERVAL=3", "every 3 months on day 25", "每 3 个月的 25 日"),
        ("FREQ=WEEKLY;BYDAY=SA", "every Sat", "每周六"),
        ("FREQ=WEEKLY;BYDAY=SU,SA", "every Sat Sun", "每周六 周日"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "every 2 weeks on Sat", "每 2 周的周六"),
        ("FREQ=MONTHLY;BYDAY=3SU", "on the third Sun of each month", "每月第三个周日"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "on the last Fri of each month", "每月最后一个周五"),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO",
            "every 2 months on the first Mon",
            "每 2 个月的第一个周一",
        ),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25", "every year on 11-25", "每年 11-25"),
        ("FREQ=YEARLY;INTERVAL=2", "every 2 years on 11-25", "每 2 年的 11-25"),
        (
            "FREQ=YEARLY;BYMONTH=5;BYDAY=-1SU",
            "every year on the last Sun of May",
            "每年5月最后一个周日",
        ),
        (
            "FREQ=WEEKLY;BYDAY=SA;UNTIL=20270101",
            "every Sat, until 2027-01-01",
            "每周六，到 2027-01-01 止",
        ),
        ("FREQ=DAILY;COUNT=3", "every day, 3 times", "每天，共 3 次"),
    ],
)
def test_a_rule_is_said_in_words(rule, in_english, in_chinese):
    assert repeat_sentence(ByRRule(rule), START) == in_english
    language.use_language("zh")
    assert repeat_sentence(ByRRule(rule), START) == in_chinese


@pytest.mark.parametrize(
    ("repeat", "in_english", "in_chinese"),
    [
        (None, "does not repeat", "不重复"),
        (
            ByLunar(month=9, day=9),
            "every year on the 9th of the 9th lunar month",
            "每年农历九月初九",
        ),
        (
            ByLunar(month=12, day=23, count=3),
            "every year on the 23rd of the 12th lunar month, 3 times",
            "每年农历腊月廿三，共 3 次",
        ),
        (ByLunar(month=12, day=30), "every year on Lunar New Year's Eve", "每年除夕"),
        (ByLunar(month=0, day=9), "on the 9th of each lunar month", "每月农历初九"),
        (
            ByLunar(month=0, day=30),
            "on the last day of each lunar month",
            "每月农历最后一天",
        ),
        (
            ByLunar(month=0, day=30, short="skip"),
            "on the 30th of each lunar month, if there is a 30th",
            "每月农历三十，没有三十的不办",
        ),
        (
            ByLunar(month=6, day=30),
            "every year on the 30th of the 6th lunar month, else the 29th",
            "每年农历六月三十，没有三十的廿九办",
        ),
        (
            ByLunar(month=6, day=6, leap="both"),
            "every year on the 6th of the 6th lunar month, in a leap month too",
            "每年农历六月初六，闰月也办",
        ),
        (
            ByLunar(month=6, day=6, leap="leap"),
            "every year on the 6th of the 6th lunar month, in the leap month if there is one",
            "每年农历六月初六，有闰月的在闰月办",
        ),
        (
            ByTerm("秋分", until=date(2030, 12, 31)),
            "every year on Autumn Equinox, until 2030-12-31",
            "每年秋分，到 2030-12-31 止",
        ),
    ],
)
def test_a_repeat_by_the_moon_or_the_sun_is_said_in_words(repeat, in_english, in_chinese):
    assert repeat_sentence(repeat, START) == in_english
    language.use_language("zh")
    assert repeat_sentence(repeat, START) == in_chinese


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2",
        "FREQ=MONTHLY;BYMONTHDAY=-2",
        "FREQ=YEARLY;BYYEARDAY=100",
        "FREQ=WEEKLY;BYDAY=1MO",
    ],
)
def test_a_rule_there_are_no_words_for_is_shown_as_it_is(rule):
    assert repeat_sentence(ByRRule(rule), START) == rule


def test_an_event_says_its_repeat_with_its_end_and_a_single_one_says_once():
    event = Event(title="义务日", start=START, repeat=ByRRule("FREQ=DAILY;COUNT=3"))
    assert repeat_text(event) == "every day, 3 times"
    assert repeat_text(Event(title="义务日", start=START)) == "once"


# -- what a date offers ----------------------------------------------------


def _offered(year, month, day):
    return {o.shape: o.repeat for o in repeat_offers(datetime(year, month, day, 9, 0))}


def test_the_form_offers_repeats_that_fit_the_day():
    offered = _offered(2026, 1, 31)
    assert offered["month end"] == ByRRule("FREQ=MONTHLY;BYMONTHDAY=-1"), "meant with the 31st"
    assert offered["nth"] == ByRRule("FREQ=MONTHLY;BYDAY=-1SA"), "not always a fifth Saturday"


def test_the_double_ninth_is_offered_by_the_moon():
    offered = _offered(2026, 10, 18)
    assert offered["lunar yearly"] == ByLunar(month=9, day=9)
    assert offered["lunar monthly"] == ByLunar(month=0, day=9)


def test_new_years_eve_is_offered_on_the_29th_and_the_30th_of_the_last_month():
    assert _offered(2027, 2, 5)["eve"] == ByLunar(month=12, day=30)
    assert _offered(2024, 2, 9)["eve"] == ByLunar(month=12, day=30)
    assert "eve" not in _offered(2026, 2, 15)
    assert "lunar yearly" not in _offered(2024, 2, 9), "腊月三十 is 除夕"


@pytest.mark.parametrize(
    ("day", "term"), [((2026, 9, 23), "秋分"), ((2028, 9, 22), "秋分"), ((2028, 9, 23), "寒露")]
)
def test_the_solar_term_offered_is_the_days_own_or_the_next(day, term):
    assert _offered(*day)["term"] == ByTerm(term)


def test_a_day_of_a_leap_month_is_offered_as_one_that_comes_in_leap_months():
    assert _offered(2025, 8, 1)["lunar yearly"] == ByLunar(month=6, day=8, leap="leap")


def test_outside_the_years_of_the_lunar_calendar_the_moon_is_not_offered():
    assert {"eve", "lunar yearly", "lunar monthly", "term"}.isdisjoint(_offered(2150, 3, 1))


@given(DAYS)
@settings(max_examples=60)
def test_every_repeat_offered_for_a_day_but_the_term_begins_on_that_day(day):
    start = datetime(day.year, day.month, day.day, 9, 0)
    for offer in repeat_offers(start):
        event = Event(title="x", start=start, repeat=offer.repeat)
        assert recurrence.first_start(event) == start or offer.shape == "term", offer.text
        assert offer.text


# -- another date ----------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ByRRule("FREQ=MONTHLY;BYMONTHDAY=25"), ByRRule("FREQ=MONTHLY;BYMONTHDAY=28")),
        (ByRRule("FREQ=WEEKLY;BYDAY=WE"), ByRRule("FREQ=WEEKLY;BYDAY=SA")),
        (ByRRule("FREQ=MONTHLY"), ByRRule("FREQ=MONTHLY;BYMONTHDAY=28")),
        (
            ByRRule("FREQ=WEEKLY;BYDAY=WE;COUNT=9"),
            ByRRule("FREQ=WEEKLY;BYDAY=SA;COUNT=9"),
        ),
        (
            ByLunar(month=10, day=17, leap="both", until=date(2030, 1, 1)),
            ByLunar(month=10, day=20, leap="both", until=date(2030, 1, 1)),
        ),
        (ByRRule("FREQ=WEEKLY;BYDAY=MO,WE"), ByRRule("FREQ=WEEKLY;BYDAY=MO,WE")),
        (ByRRule("FREQ=DAILY"), ByRRule("FREQ=DAILY")),
        (None, None),
    ],
)
def test_each_month_on_this_day_follows_the_day_and_a_rule_of_its_own_stays(before, after):
    assert shift_repeat(before, START, datetime(2026, 11, 28, 9, 0)) == after


@pytest.mark.parametrize(
    ("repeat", "day"),
    [(ByTerm("秋分"), datetime(2026, 9, 23)), (ByLunar(month=12, day=30), datetime(2027, 2, 5))],
)
def test_what_is_meant_by_name_is_meant_on_another_date_too(repeat, day):
    assert shift_repeat(repeat, day, day.replace(day=26)) == repeat


# -- the end ---------------------------------------------------------------


@pytest.mark.parametrize(
    "repeat", [ByRRule("FREQ=WEEKLY;BYDAY=WE"), ByLunar(month=10, day=17), ByTerm("大雪")]
)
@pytest.mark.parametrize(("typed", "held"), [("2027-06-30", "2027-06-30"), ("10次", "10")])
def test_an_end_is_a_date_or_a_number_of_times_and_is_read_back_as_typed(repeat, typed, held):
    ended = repeat_with_end(repeat, typed, START)
    assert repeat_end(ended) == held
    assert repeat_without_end(ended) == repeat
    assert repeat_end(repeat) == ""


@pytest.mark.parametrize(
    ("typed", "why"),
    [("2026-11-01", "before its start"), ("nonsense", "There is no date"), ("0", "no date")],
)
def test_an_end_that_cannot_be_is_a_sentence(typed, why):
    with pytest.raises(Refused, match=why):
        repeat_with_end(ByTerm("秋分"), typed, START)


def test_what_does_not_repeat_needs_no_end():
    with pytest.raises(Refused, match="It does not repeat"):
        repeat_with_end(None, "10", START)


@pytest.mark.parametrize(
    ("typed", "count"), [("10", 10), ("10 times", 10), ("3场", 3), ("2027", 0), ("11-25", 0)]
)
def test_a_number_of_times_is_told_from_a_date(typed, count):
    assert repeat_count(typed) == count


# -- lunar dates as people type them ---------------------------------------


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("九月初九", date(2027, 10, 8)),
        ("农历九月初九", date(2027, 10, 8)),
        ("农历9-9", date(2027, 10, 8)),
        ("lunar 8-15", date(2027, 9, 15)),
        ("腊月廿三", date(2027, 1, 30)),
        ("腊月二十三", date(2027, 1, 30)),
        ("除夕", date(2027, 2, 5)),
        ("重阳节", date(2027, 10, 8)),
        ("秋分", date(2027, 9, 23)),
        ("丰收节", date(2027, 9, 23)),
        ("闰五月初一", date(2028, 6, 23)),
        ("11-25", date(2026, 11, 25)),
    ],
)
def test_a_lunar_date_or_a_festival_is_the_next_such_day(typed, day):
    assert read_day(typed, date(2026, 11, 22)) == day


@pytest.mark.parametrize("typed", ["九月三十一", "闰九月初九", "十三月初一", "农历13-1", "立"])
def test_a_lunar_date_that_does_not_come_is_a_sentence(typed):
    with pytest.raises(Refused, match="There is no da"):
        read_day(typed, date(2026, 11, 22))


@given(st.text(alphabet="农历闰正腊冬一二三四五六七八九十廿初月日节-0123456789", max_size=9))
def test_no_typed_lunar_date_is_more_than_refused(typed):
    try:
        assert read_day(typed, date(2026, 11, 22))
    except Refused as error:
        assert str(error)
