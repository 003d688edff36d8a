"""Written times: a time of day lies at the occurrence it is written for, whatever the night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from support.clock import SHANGHAI
from yigong.store.attendance.written_times import (
    MARGIN,
    check_departure,
    check_interval,
    clock_time,
    dated_clock,
    dated_interval,
    is_past_clocking,
    place_arrival,
    place_departure,
    place_interval,
)
from yigong.store.errors import Refused
from yigong.store.event_records import Event, Occurrence
from yigong.store.records import elapsed

LATER = datetime(2027, 1, 1, tzinfo=UTC)
"""When all that the tests write has been."""

NIGHTS = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Shanghai", date(1991, 9, 15)),
    ("Asia/Shanghai", date(2026, 11, 25)),
]
"""Zones, with a day on which their clocks change; the last one's do not."""


def occurrence(start: str, minutes: int, day: date = date(2026, 11, 25), zone=SHANGHAI):
    """An occurrence that begins at a time of day and lasts so many minutes."""
    begins = datetime.combine(day, time.fromisoformat(start), zone)
    ends = (begins.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)
    event = Event(number=1, title="守夜", start=begins.replace(tzinfo=None), minutes=minutes)
    return Occurrence(event=event, planned=day, start=begins, end=ends, place="")


def clock(text: str) -> time:
    return clock_time(*(int(part) for part in text.split(":")))


def shown(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "minutes", "left", "placed"),
    [
        ("08:30", 180, "11:00", "25 11:00"),
        ("08:30", 180, "05:30", "25 05:30"),  # to the minute of the margin, either side
        ("08:30", 180, "14:30", "25 14:30"),
        ("19:00", 240, "00:10", "26 00:10"),
        ("19:00", 240, "24:00", "26 00:00"),
        ("19:00", 300, "24:00", "26 00:00"),
        ("22:00", 480, "04:00", "26 04:00"),
        ("22:00", 480, "21:00", "25 21:00"),
        ("00:00", 360, "24:00", "25 00:00"),
        ("00:00", 360, "23:30", "24 23:30"),
        ("00:00", 1440, "24:00", "26 00:00"),  # a whole day
        ("08:00", 3 * 1440, "09:00", "27 09:00"),  # several: the last that is at the time of it
        ("08:00", 3 * 1440, "07:00", "28 07:00"),
        ("08:00", 22 * 60, "07:00", "26 07:00"),  # an hour after the end, not before the start
    ],
)
def test_a_departure_is_on_the_one_day_that_it_can_have_been(start, minutes, left, placed):
    assert shown(place_departure(clock(left), occurrence(start, minutes), LATER)) == placed


@pytest.mark.parametrize(("start", "minutes"), [("08:30", 180), ("22:00", 480), ("00:00", 60)])
def test_what_is_more_than_the_margin_away_is_refused_with_the_hours(start, minutes):
    night = occurrence(start, minutes)
    before = (night.start - MARGIN - timedelta(minutes=1)).time()
    after = (night.end + MARGIN + timedelta(minutes=1)).time()
    hours = f"{night.start:%H:%M}-{night.end:%H:%M}"
    for far in (before, after):
        with pytest.raises(Refused, match=f"not when it took place \\({hours}\\)"):
            place_departure(far, night, LATER)
        with pytest.raises(Refused, match="not when it took place"):
            place_interval(far, night.end.time(), night, LATER)


@pytest.mark.parametrize(
    ("start", "minutes", "times", "placed"),
    [
        ("22:00", 480, ("04:00", "06:00"), "26 Nov 04:00-06:00"),
        ("22:00", 480, ("21:30", "06:30"), "21:30 - 26 Nov 06:30"),
        ("08:30", 180, ("08:00", "12:00"), "08:00-12:00"),
        ("19:00", 240, ("19:00", "00:10"), "19:00 - 26 Nov 00:10"),
        ("19:00", 240, ("19:00", "24:00"), "19:00 - 26 Nov 00:00"),
        ("08:00", 3 * 1440, ("09:00", "17:00"), "27 Nov 09:00-17:00"),
        ("08:00", 22 * 60, ("06:00", "12:00"), "06:00-12:00"),
    ],
)
def test_two_times_are_one_stay_with_the_dates_that_are_not_the_first(
    start, minutes, times, placed
):
    night = occurrence(start, minutes)
    start_end = place_interval(clock(times[0]), clock(times[1]), night, LATER)
    assert dated_interval(*start_end, night) == placed


@pytest.mark.parametrize(
    ("times", "fault"),
    [
        (("02:00", "04:00"), "not when it took place"),
        (("06:00", "08:00"), "not when it took place"),
        (("12:00", "13:00"), "not when it took place"),
        (("11:00", "09:00"), "end is not after the start"),
        (("09:00", "09:00"), "end is not after the start"),
    ],
)
def test_a_stay_that_was_not_at_the_time_of_the_occurrence_is_refused(times, fault):
    with pytest.raises(Refused, match=fault):
        place_interval(clock(times[0]), clock(times[1]), occurrence("08:30", 180), LATER)


def test_what_lies_ahead_is_refused_and_of_several_days_the_last_that_was_is_meant():
    camp = occurrence("08:00", 3 * 1440)
    third = datetime(2026, 11, 27, 12, 0, tzinfo=SHANGHAI)
    assert shown(place_departure(clock("11:00"), camp, third)) == "27 11:00"
    with pytest.raises(Refused, match="lies ahead"):
        place_departure(clock("17:00"), camp, third)
    assert shown(place_arrival(clock("17:00"), camp, third)) == "26 17:00"
    begun = place_interval(clock("09:00"), clock("17:00"), camp, third)
    assert dated_interval(*begun, camp) == "26 Nov 09:00-17:00"
    early = datetime(2026, 11, 25, 8, 30, tzinfo=SHANGHAI)
    for place in (place_arrival, place_departure):
        with pytest.raises(Refused, match="lies ahead"):
            place(clock("10:00"), camp, early)
    with pytest.raises(Refused, match="lies ahead"):
        place_interval(clock("08:10"), clock("10:00"), camp, early)


def test_the_present_minute_is_now_so_that_nobody_just_in_is_left_behind():
    now = datetime(2026, 11, 25, 11, 0, 42, tzinfo=SHANGHAI)
    assert place_departure(clock("11:00"), occurrence("08:30", 180), now) == now
    with pytest.raises(Refused, match="lies ahead"):
        place_departure(clock("11:01"), occurrence("08:30", 180), now)


def test_a_departure_is_after_the_arrival_where_two_days_are_possible():
    camp = occurrence("20:00", 25 * 60)
    came = datetime(2026, 11, 26, 9, 0, tzinfo=SHANGHAI)
    before = datetime(2026, 11, 26, 20, 30, tzinfo=SHANGHAI)
    assert shown(place_departure(clock("20:30"), camp, LATER, after=came)) == "26 20:30"
    assert shown(place_departure(clock("20:30"), camp, before, after=came)) == "26 20:30"
    assert shown(place_departure(clock("08:00"), camp, LATER, after=came)) == "26 08:00"


def test_an_arrival_may_be_before_the_start_but_not_after_the_end():
    morning = occurrence("08:30", 180)
    assert shown(place_arrival(clock("08:10"), morning, LATER)) == "25 08:10"
    for typed in ("11:30", "12:00", "05:29"):
        with pytest.raises(Refused, match="not when it took place"):
            place_arrival(clock(typed), morning, LATER)


def test_a_time_that_the_clocks_skip_is_no_time_and_one_they_show_twice_may_be_either():
    berlin = ZoneInfo("Europe/Berlin")
    spring = occurrence("22:00", 420, date(2026, 3, 28), berlin)
    with pytest.raises(Refused, match="not when it took place"):
        place_departure(clock("02:30"), spring, LATER)
    autumn = occurrence("22:00", 540, date(2026, 10, 24), berlin)
    start, end = place_interval(clock("02:40"), clock("02:20"), autumn, LATER)
    assert elapsed(start, end) == 40
    assert elapsed(*place_interval(clock("01:50"), clock("03:10"), autumn, LATER)) == 140
    second = place_departure(clock("02:30"), autumn, LATER)
    assert second.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_an_hour_after_the_margin_a_check_out_says_nothing_on_when_somebody_left():
    morning = occurrence("08:30", 180)
    assert not is_past_clocking(morning, morning.end + MARGIN)
    assert is_past_clocking(morning, morning.end + MARGIN + timedelta(seconds=1))


def test_a_date_is_said_where_it_is_not_that_of_the_start():
    night = occurrence("22:00", 480)
    assert dated_clock(night.start, night) == "22:00"
    assert dated_clock(night.end.astimezone(UTC), night) == "26 Nov 06:00"
    assert dated_clock(night.start, night, today=night.start) == "22:00"
    assert dated_clock(night.start, night, today=night.end) == "25 Nov 22:00"


# -- whatever is typed, whatever the night ---------------------------------


@st.composite
def occurrences(draw) -> Occurrence:
    """One near a change of the clocks, of a minute to three days."""
    zone, day = draw(st.sampled_from(NIGHTS))
    day += timedelta(days=draw(st.integers(-1, 1)))
    start = draw(st.integers(0, 24 * 60 - 1))
    minutes = draw(st.integers(1, 30 * 60) | st.sampled_from((1440, 2 * 1440, 3 * 1440)))
    return occurrence(f"{start // 60:02}:{start % 60:02}", minutes, day, ZoneInfo(zone))


clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def _margins(of: Occurrence) -> tuple[datetime, datetime]:
    return of.start.astimezone(UTC) - MARGIN, of.end.astimezone(UTC) + MARGIN


def _clock_of(moment: datetime, of: Occurrence) -> time:
    return moment.astimezone(of.start.tzinfo).time()


def _minutes(of: Occurrence) -> list[datetime]:
    """Every minute at which something may be written."""
    first, last = _margins(of)
    return [first + timedelta(minutes=n) for n in range(elapsed(first, last) + 1)]


def _is_same_day(moment: datetime, now: datetime, of: Occurrence) -> bool:
    zone = of.start.tzinfo
    return moment.astimezone(zone).date() == now.astimezone(zone).date()


@given(occurrences(), clocks, st.integers(0, 8 * 1440))
def test_a_departure_has_the_clock_that_was_typed_and_is_within_the_margin(of, left, passed):
    now = of.start.astimezone(UTC) - MARGIN + timedelta(minutes=passed)
    possible = [m for m in _minutes(of) if _clock_of(m, of) == left]
    of_today = [m for m in possible if _is_same_day(m, now, of)]
    try:
        placed = place_departure(left, of, now)
    except Refused:
        been = any(moment <= now for moment in possible)
        assert not been or min(of_today, default=now) > now, "nothing possible is refused"
        return
    assert not of_today or _is_same_day(placed, now, of), "today's, if there is one"
    assert placed.astimezone(UTC) in possible and placed <= now
    check_departure(placed, of, now)
    assert place_departure(_clock_of(placed, of), of, now) == placed, "placed again it stays"
    inside = [m for m in possible if of.start <= m <= of.end and m <= now]
    assert of.start <= placed <= of.end or not inside or placed == now or of_today


@given(occurrences(), clocks, clocks)
def test_a_stay_has_both_clocks_overlaps_the_occurrence_and_is_less_than_a_day(of, came, left):
    try:
        start, end = place_interval(came, left, of, LATER)
    except Refused:
        assume(False)
    assert (_clock_of(start, of), _clock_of(end, of)) == (came, left)
    first, last = _margins(of)
    assert first <= start < end <= last
    check_interval(start, end, of)
    assert 0 < elapsed(start, end) < 26 * 60
    assert place_interval(_clock_of(start, of), _clock_of(end, of), of, LATER) == (start, end)


@given(occurrences(), st.data())
def test_whoever_was_there_for_part_of_a_day_can_be_written_in(of, data):
    """A stay at an occurrence of up to eighteen hours is read back as it was."""
    length = elapsed(of.start, of.end)
    assume(length <= 18 * 60)
    offset = data.draw(st.integers(-180, length - 1), "came")
    stay = data.draw(st.integers(max(1, 1 - offset), length + 180 - offset), "stayed")
    start = of.start.astimezone(UTC) + timedelta(minutes=offset)
    end = start + timedelta(minutes=stay)
    placed = place_interval(_clock_of(start, of), _clock_of(end, of), of, LATER)
    twice = [
        at
        for moment in (start, end)
        for at in _minutes(of)
        if _clock_of(at, of) == _clock_of(moment, of)
    ]
    assert placed == (start, end) or len(twice) > 2, "but where the clocks show a time twice"


@given(occurrences(), clocks)
def test_an_arrival_is_before_the_end(of, came):
    try:
        placed = place_arrival(came, of, LATER)
    except Refused:
        assume(False)
    assert _clock_of(placed, of) == came
    check_interval(placed, None, of)
