"""Lunar dates and festivals as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.store.errors import Refused
from yigong.tui.text.lunar_words import read_day


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
