"""The repeats that a form offers for a date, after another date, and with an end."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Event
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
    [("2026-11-01", "before its start"), ("nonsense", "is no date"), ("0", "There is no date")],
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
