"""Dates and times: as people type them, and in words."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.store import language
from yigong.store.errors import Refused
from yigong.tui.text.words import day_name, read_clock, read_date

NEAR = date(2026, 11, 22)


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
        ("20261018", date(2026, 10, 18)),
    ],
)
def test_a_date_is_read_as_people_type_it(typed, expected):
    assert read_date(typed, NEAR) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "x", "2026-02-30", "13-01", "1-2-3-4", "0", "99999-1-1", "027-10-18", "20261318"],
)
def test_a_date_that_does_not_exist_is_a_sentence(typed):
    with pytest.raises(Refused, match="There is no date"):
        read_date(typed, NEAR)


@given(st.text(max_size=12))
def test_no_typed_date_or_time_is_more_than_refused(typed):
    for read in (lambda: read_date(typed, NEAR), lambda: read_clock(typed)):
        try:
            read()
        except Refused as error:
            assert str(error)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("8:30", time(8, 30)),
        ("0830", time(8, 30)),
        ("8", time(8)),
        ("18：05", time(18, 5)),
        ("8.30", time(8, 30)),
        ("24:00", time(0)),
        ("2400", time(0)),
        ("24", time(0)),
    ],
)
def test_a_time_is_read_as_people_type_it(typed, expected):
    assert read_clock(typed) == expected


@pytest.mark.parametrize("typed", ["25:00", "24:01", "8:60", "", "ab"])
def test_a_time_that_does_not_exist_is_a_sentence(typed):
    with pytest.raises(Refused, match="There is no time"):
        read_clock(typed)


def test_a_day_is_said_with_its_lunar_date_in_chinese():
    assert day_name(NEAR) == "Sun 22 Nov"
    language.use_language("zh")
    assert day_name(date(2026, 11, 25), lunar=True) == "11月25日 周三 十月十七"
