"""Times of an occurrence: on which day an hour lies, and that nobody left in the future."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from support.clock import SHANGHAI
from yigong.store.errors import Refused
from yigong.tui.text.occurrence_times import read_departure


def at(hour, minute, second=0, day=25):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize("typed", ["11:00", "1100", "11", "11：00"])
def test_a_time_is_on_the_day_of_the_occurrence(duty_day, typed):
    assert read_departure(typed, duty_day, at(12, 0)) == at(11, 0)


def test_the_present_minute_is_now_so_that_nobody_just_in_is_left_behind(duty_day):
    assert read_departure("11:00", duty_day, at(11, 0, 42)) == at(11, 0, 42)


@pytest.mark.parametrize("typed", ["11:01", "x", "25", ""])
def test_what_lies_ahead_or_is_no_time_is_refused(duty_day, typed):
    with pytest.raises(Refused):
        read_departure(typed, duty_day, at(11, 0))


def test_an_evening_that_goes_on_past_midnight_ends_on_the_next_day(duty_day):
    night = msgspec.structs.replace(duty_day, start=at(20, 0), end=at(20, 0) + timedelta(hours=6))
    assert read_departure("1:30", night, at(3, 0, day=26)) == at(1, 30, day=26)
    assert read_departure("23:00", night, at(3, 0, day=26)) == at(23, 0)


def test_somebody_who_left_before_it_began_left_on_the_same_morning(duty_day):
    assert read_departure("8:00", duty_day, at(9, 0)) == at(8, 0)
