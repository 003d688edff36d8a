"""What a typed date or time was read as, said back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.store import language
from yigong.store.dates import recurrence
from yigong.store.dates.clock_parser import parse_hours
from yigong.store.dates.day_parser import parse_day
from yigong.store.event_records import Event
from yigong.tui.text.typed_words import day_meaning, hours_meaning, move_meaning, past_words

TODAY = date(2026, 11, 30)


def test_a_date_is_said_with_its_weekday_and_its_lunar_date():
    assert day_meaning(date(2026, 12, 5), TODAY) == "Sat 5 Dec 2026"
    language.use_language("zh")
    assert day_meaning(date(2026, 12, 5), TODAY) == "2026年12月5日 周六  十月廿七"


@pytest.mark.parametrize(
    ("day", "in_english", "in_chinese"),
    [
        ("2026-12-05", "", ""),
        ("2026-11-30", "", ""),
        ("2026-11-29", "yesterday", "昨天"),
        ("2026-11-27", "3 days ago", "3 天前"),
        ("2026-10-02", "59 days ago", "59 天前"),
        ("2026-10-01", "1 month ago", "1 个月前"),
        ("2025-12-01", "11 months ago", "11 个月前"),
        ("2024-11-30", "2 years ago", "2 年前"),
        ("1900-01-01", "126 years ago", "126 年前"),
    ],
)
def test_a_past_date_says_how_long_past(day, in_english, in_chinese):
    past = date.fromisoformat(day)
    assert past_words(past, TODAY) == in_english
    language.use_language("zh")
    assert past_words(past, TODAY) == in_chinese
    assert in_chinese in day_meaning(past, TODAY)


@pytest.mark.parametrize(
    ("day", "in_english", "in_chinese"),
    [
        ("2027-08-30", "", ""),
        ("2027-08-31", "in 9 months", "9 个月后"),
        ("2027-10-24", "in 10 months", "10 个月后"),
    ],
)
def test_a_date_far_ahead_says_how_far(day, in_english, in_chinese):
    """Who left out the year of a date sees that it is nearly a year off."""
    ahead = date.fromisoformat(day)
    assert ("in " in day_meaning(ahead, TODAY)) is bool(in_english)
    assert in_english in day_meaning(ahead, TODAY)
    language.use_language("zh")
    assert ("个月后" in day_meaning(ahead, TODAY)) is bool(in_chinese)
    assert in_chinese in day_meaning(ahead, TODAY)


def test_hours_are_said_as_a_clock_shows_them():
    assert hours_meaning(time(14), 120) == "14:00-16:00"
    assert hours_meaning(time(19), 300) == "19:00-00:00"
    assert hours_meaning(time(22), 240) == "22:00-02:00 the next day"
    assert hours_meaning(time(), 1440, all_day=True) == "all day"


def test_a_move_says_hours_and_date():
    event = Event(title="义务日", start=datetime(2026, 11, 25, 8, 30), minutes=150)
    occurrence = recurrence.find_occurrence(event, date(2026, 11, 25), ZoneInfo("Asia/Shanghai"))
    assert occurrence is not None
    moved = datetime(2026, 12, 5, 14)
    assert move_meaning(moved, None, occurrence, TODAY) == "14:00-16:30  Sat 5 Dec 2026"
    assert move_meaning(moved, 60, occurrence, TODAY) == "14:00-15:00  Sat 5 Dec 2026"


@given(st.dates(date(1900, 1, 1)), st.sampled_from(["zh", "en"]))
def test_a_date_that_is_said_back_is_read_as_that_date(day, spoken):
    language.use_language(spoken)
    assert parse_day(day_meaning(day, day), TODAY) == day


@given(st.times(), st.integers(1, 1440))
def test_hours_that_are_said_back_are_read_as_those_hours(begin, minutes):
    begin = begin.replace(second=0, microsecond=0)
    end = datetime.combine(TODAY, begin) + timedelta(minutes=minutes)
    said = hours_meaning(begin, minutes).removesuffix(" the next day")
    assert said == f"{begin:%H:%M}-{end:%H:%M}"
    assert parse_hours(said) == (begin, minutes)
