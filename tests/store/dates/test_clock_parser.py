"""Times of day as people write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.store.dates.clock_parser import looks_like_clock, parse_clock, parse_hours
from yigong.store.errors import Refused

WRITTEN = "0123456789０８:：.-－—~ 点點时半一刻三整分十二两上下中午早晚凌晨傍到至从零ampm\u3000٣②"


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("8:30", "08:30"), ("0830", "08:30"), ("830", "08:30"), ("8", "08:00"), ("8.30", "08:30"),
        ("18：05", "18:05"), ("８：３０", "08:30"), (" 8 : 30 ", "08:30"),
        ("24:00", "00:00"), ("2400", "00:00"), ("24", "00:00"),
        ("8点", "08:00"), ("8点钟", "08:00"), ("8點半", "08:30"), ("8点一刻", "08:15"),
        ("8点三刻", "08:45"), ("8点05分", "08:05"), ("8时30分", "08:30"), ("十二点", "12:00"),
        ("早上8点", "08:00"), ("上午9:30", "09:30"), ("中午", "12:00"), ("中午1点", "13:00"),
        ("下午2点", "14:00"), ("下午2点半", "14:30"), ("下午两点半", "14:30"),
        ("下午14点", "14:00"), ("下午230", "14:30"), ("下午12点半", "12:30"), ("晚上7点", "19:00"),
        ("晚上12点", "00:00"),
        ("晚上1点", "01:00"), ("凌晨12点", "00:00"), ("凌晨2点", "02:00"), ("零点", "00:00"),
        ("2 pm", "14:00"), ("8:30am", "08:30"), ("12am", "00:00"), ("12 PM", "12:00"),
        ("noon", "12:00"), ("2:30 p.m.", "14:30"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(written, clock):
    assert f"{parse_clock(written):%H:%M}" == clock


def test_an_hour_that_is_said_without_a_part_of_the_day_is_no_hour_of_the_night():
    assert parse_clock("2点") == time(14)
    assert parse_clock("5点半") == time(17, 30)
    assert parse_clock("6点") == time(6)
    assert parse_clock("2:00") == parse_clock("2") == time(2), "written as a clock shows it"


@pytest.mark.parametrize(
    "written",
    [
        "25:00",
        "24:01",
        "8:60",
        "8:5",
        "",
        "ab",
        "上午",
        "三",
        "上午13点",
        "下午0点",
        "早上3pm",
        "-8",
    ],
)
def test_what_is_no_time_is_refused_with_what_was_written(written):
    with pytest.raises(Refused) as refusal:
        parse_clock(written)
    assert str(refusal.value) == f"{written} is no time of day: write 08:30."


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("8点-11点", "08:00-11:00"), ("8:30到11:00", "08:30-11:00"), ("0830-1100", "08:30-11:00"),
        ("８：３０－１１：００", "08:30-11:00"), ("08:30—11:00", "08:30-11:00"),
        ("8:30 至 11:00", "08:30-11:00"), ("从8点到11点", "08:00-11:00"), ("8~11", "08:00-11:00"),
        ("下午2点-4点", "14:00-16:00"), ("下午2点到4点半", "14:00-16:30"),
        ("下午2-4点", "14:00-16:00"), ("2点-4点", "14:00-16:00"), ("2-4点", "14:00-16:00"),
        ("9点-2点", "09:00-14:00"), ("11点-1点", "11:00-13:00"), ("8点到下午2点", "08:00-14:00"),
        ("8点到晚上11点", "08:00-23:00"), ("上午10点-12点", "10:00-12:00"),
        ("晚上7点-9点", "19:00-21:00"), ("晚上10点-12点", "22:00-00:00"),
        ("晚上10点-2点", "22:00-02:00"), ("8点-14点", "08:00-14:00"), ("中午-2点", "12:00-14:00"),
        ("2-4 pm", "14:00-16:00"), ("10-2pm", "10:00-14:00"), ("8-11pm", "20:00-23:00"),
        ("8:30am-2:30", "08:30-14:30"), ("9am-11am", "09:00-11:00"),
        ("22:00-02:00", "22:00-02:00"), ("19:00-24:00", "19:00-00:00"),
        ("18:00-17:00", "18:00-17:00"),
    ],
)  # fmt: skip
def test_from_when_to_when_is_read_as_people_write_it(written, hours):
    begin, minutes = parse_hours(written)
    assert minutes is not None and 0 < minutes <= 1440
    start = datetime.combine(date(2026, 11, 25), begin)
    assert f"{start:%H:%M}-{start + timedelta(minutes=minutes):%H:%M}" == hours


def test_a_start_alone_has_no_end():
    assert parse_hours("8点半") == parse_hours("8:30-") == (time(8, 30), None)


def test_from_midnight_to_midnight_is_a_day():
    assert parse_hours("00:00-24:00") == parse_hours("00:00-00:00") == (time(), 1440)


def test_what_begins_at_midnight_begins_on_the_day_that_it_begins():
    with pytest.raises(Refused, match="begins at 00:00 of its day"):
        parse_hours("24:00-02:00")


@pytest.mark.parametrize("written", ["8点-11点-12点", "-8", "上午-11点", "8-25", "x-y", "25-8"])
def test_hours_that_cannot_be_are_refused_with_what_was_written(written):
    with pytest.raises(Refused) as refusal:
        parse_hours(written)
    assert written in str(refusal.value)


@pytest.mark.parametrize("written", ["9点-8点", "上午9点到8点", "8点-6点", "9am-8", "9点-9点"])
def test_an_end_before_the_start_is_refused_unless_the_evening_is_said(written):
    with pytest.raises(Refused, match="ends before it begins"):
        parse_hours(written)


def test_the_evening_is_the_end_of_a_morning_where_it_is_said():
    assert parse_hours("9点-晚上8点") == parse_hours("9am-8pm") == (time(9), 660)


@given(st.text(max_size=12) | st.text(WRITTEN, max_size=14))
def test_whatever_is_typed_is_a_time_or_refused(written):
    for parse in (parse_clock, parse_hours, looks_like_clock):
        try:
            parse(written)
        except Refused as refusal:
            assert str(refusal)


@given(st.times())
def test_a_time_that_is_shown_is_read_back_as_it_is(clock):
    assert parse_clock(f"{clock:%H:%M}") == clock.replace(second=0, microsecond=0)


@given(st.text(WRITTEN, max_size=14))
def test_hours_that_were_read_are_read_back_as_they_are_said(written):
    try:
        begin, minutes = parse_hours(written)
    except Refused:
        return
    end = datetime.combine(date(2026, 11, 25), begin) + timedelta(minutes=minutes or 0)
    said = f"{begin:%H:%M}-{end:%H:%M}" if minutes else f"{begin:%H:%M}"
    assert parse_hours(said) == (begin, minutes)
