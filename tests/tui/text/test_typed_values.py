"""Typed values: hours and days are a length, a role has its reason."""

from __future__ import annotations

import pytest

from yigong.store.errors import Refused
from yigong.tui.text import typed_values
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


@pytest.mark.parametrize(
    ("text", "role", "reason"),
    [
        ("服 一直在帮忙", "volunteer", "一直在帮忙"),
        ("嘉宾\u3000作了讲座", "guest", "作了讲座"),
        ("  Paid   by the day ", "paid", "by the day"),
    ],
)
def test_a_role_is_typed_with_its_reason_behind_it(text, role, reason):
    assert typed_values.read_role_and_reason(text) == (role, reason)


@pytest.mark.parametrize(
    ("text", "why"), [("服", "Write why behind it"), ("", "no role"), ("队长 帮忙", "no role 队长")]
)
def test_a_role_without_a_reason_or_a_reason_without_a_role_is_refused(text, why):
    with pytest.raises(Refused, match=why):
        typed_values.read_role_and_reason(text)
