"""Typed values: hours and days are a length."""

from __future__ import annotations

import pytest

from yigong.store.errors import Refused
from yigong.tui.text.typed_values import read_times


@pytest.mark.parametrize(
    ("hours", "days", "minutes", "all_day"),
    [
        ("08:30-11:00", "1", 150, False),
        ("22:00-02:00", "1", 240, False),
        ("19:00-24:00", "1", 300, False),
        ("00:00-24:00", "1", 1440, False),
        ("", "2", 2880, True),
        ("9", "1", 120, False),
        ("18:00-17:00", "2", 23 * 60 + 1440, False),
    ],
)
def test_hours_and_days_make_a_length(hours, days, minutes, all_day):
    assert read_times(hours, days)[1:] == (minutes, all_day)


def test_what_begins_at_midnight_begins_on_the_day_that_it_begins():
    with pytest.raises(Refused, match="begins at 00:00 of its day"):
        read_times("24:00-02:00", "1")
