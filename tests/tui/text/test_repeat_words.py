"""Repeats as sentences: an RRULE, a lunar day, a solar term, and what has no words."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis.strategies import datetimes

from yigong.store import language
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Event
from yigong.tui.text.repeat_words import repeat_sentence, repeat_text
from yigong.tui.view.repeat_choices import repeat_offers

START = datetime(2026, 11, 25, 8, 30)


@pytest.mark.parametrize(
    ("rule", "in_english", "in_chinese"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=25", "on day 25 of each month", "每月 25 日"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "on days 1, 15 of each month", "每月 1、15 日"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "on the last day of each month", "每月最后一天"),
        ("FREQ=MONTHLY;INTERVAL=3", "every 3 months on day 25", "每三个月一次，25 日"),
        ("FREQ=WEEKLY;BYDAY=SA", "every Sat", "每周六"),
        ("FREQ=WEEKLY;BYDAY=SU,SA", "every Sat, Sun", "每周六、周日"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "every 2 weeks on Sat", "每两周一次，周六"),
        ("FREQ=MONTHLY;BYDAY=3SU", "on the third Sun of each month", "每月第三个周日"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "on the last Fri of each month", "每月最后一个周五"),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO",
            "every 2 months on the first Mon",
            "每两个月一次，第一个周一",
        ),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25", "every year on 25 Nov", "每年11月25日"),
        ("FREQ=YEARLY;INTERVAL=2", "every 2 years on 25 Nov", "每两年一次，11月25日"),
        (
            "FREQ=YEARLY;BYMONTH=5;BYDAY=-1SU",
            "every year on the last Sun of May",
            "每年5月最后一个周日",
        ),
        (
            "FREQ=MONTHLY;BYDAY=1SA,3SA",
            "on the first, third Sat of each month",
            "每月第一、三个周六",
        ),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SA,-1SA,2SU",
            "every 2 months on the first, last Sat, second Sun",
            "每两个月一次，第一个周六、最后一个周六、第二个周日",
        ),
        (
            "FREQ=YEARLY;BYMONTH=2,4,12;BYDAY=2FR",
            "every year on the second Fri of February, April, December",
            "每年2、4、12月第二个周五",
        ),
        (
            "FREQ=YEARLY;BYMONTH=4,2;BYMONTHDAY=5",
            "every year on 5 Feb, 5 Apr",
            "每年2月5日、4月5日",
        ),
        (
            "FREQ=WEEKLY;BYDAY=SA;UNTIL=20270101",
            "every Sat, until 2027-01-01",
            "每周六，到2027年1月1日止",
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
            "每年秋分，到2030年12月31日止",
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


@given(datetimes(datetime(2001, 1, 1), datetime(2049, 12, 31)))
def test_every_repeat_that_a_form_offers_has_words(start):
    for lang in ("en", "zh"):
        language.use_language(lang)
        assert not [offer.text for offer in repeat_offers(start) if "FREQ" in offer.text]
