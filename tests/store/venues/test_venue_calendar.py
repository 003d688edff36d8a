"""What holds a venue, when it is free, and how it is used."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.store.dates.recurrence import occurrence_at
from yigong.store.event_records import ByRRule, Event
from yigong.store.venue_records import Opening, Shut, Venue
from yigong.store.venues.holdings import Holding, use_of_venue
from yigong.store.venues.openings import open_spans
from yigong.store.venues.time_spans import (
    TimeSpan,
    joined_spans,
    minute_of,
    next_span,
    time_of,
    without_spans,
)
from yigong.store.village.village import Village

DAY = date(2026, 12, 8)
ZONE = ZoneInfo("Asia/Shanghai")
OPEN = (Opening(days=tuple(range(7)), start="09:00", end="21:00"),)


@pytest.fixture
def house(village: Village) -> list[Venue]:
    """会客厅 L01 with two parts, as on the 8th of December after three bookings."""
    made = [village.venues.add(Venue(name="会客厅", buffer=15, opens=OPEN))]
    for name in ("书吧", "会议室"):
        made.append(village.venues.add(Venue(name=name, part_of=1, buffer=15, opens=OPEN)))
    for venue, start, minutes in ((2, "14:00", 120), (3, "15:00", 120), (1, "17:15", 60)):
        at = datetime.combine(DAY, time.fromisoformat(start))
        village.bookings.book(Event(title="b", start=at, minutes=minutes, venues=(venue,)))
    return made


def _hours(spans: list[TimeSpan]) -> list[str]:
    return [f"{time_of(s.start, ZONE):%H:%M}-{time_of(s.end, ZONE):%H:%M}" for s in spans]


def test_use_is_held_of_open_minutes_and_what_was_held_through_the_whole_is_apart(
    village: Village, house: list[Venue]
) -> None:
    use = village.venue_calendar.use(house[1], DAY, DAY)
    assert (use.held, use.open, use.through_whole, use.through_parts) == (120, 720, 60, 0)
    assert round(use.percent or 0, 1) == 16.7
    whole = village.venue_calendar.use(house[0], DAY, DAY)
    assert (whole.held, whole.through_parts) == (60, 180)


def test_free_times_are_open_hours_without_what_is_held_and_kept_free(
    village: Village, house: list[Venue]
) -> None:
    free = village.venue_calendar.free
    assert _hours(free(house[1], DAY, DAY)) == ["09:00-13:45", "16:15-17:00", "18:30-21:00"]
    assert _hours(free(house[0], DAY, DAY)) == ["09:00-13:45", "18:30-21:00"]


def test_closed_days_have_no_hours_and_nights_reach_into_the_next_day() -> None:
    night = Opening(days=(0,), start="21:00", end="09:00")
    venue = Venue(number=1, name="夜", opens=(night,))
    monday = date(2026, 12, 7)
    assert _hours(open_spans(venue, {}, monday, monday, ZONE)) == ["21:00-00:00"]
    tuesday = monday + timedelta(days=1)
    assert _hours(open_spans(venue, {}, tuesday, tuesday, ZONE)) == ["00:00-09:00"]
    shut = Venue(number=1, name="夜", opens=(night,), shut=(Shut(first=monday, last=monday),))
    assert open_spans(shut, {}, monday, tuesday, ZONE) == []


def test_a_day_on_which_the_clocks_change_has_the_hours_that_it_has() -> None:
    berlin, day = ZoneInfo("Europe/Berlin"), date(2027, 3, 28)
    (span,) = open_spans(Venue(number=1, name="x"), {}, day, day, berlin)
    assert span.minutes == 23 * 60


def test_bookings_are_counted_by_what_became_of_them(village: Village) -> None:
    village.venues.add(Venue(name="礼堂", needs_approval=True))
    for hour in (9, 9, 14):
        at = datetime.combine(DAY, time(hour))
        village.bookings.book(Event(title=f"{hour}", start=at, minutes=60, venues=(1,)))
    village.events.add(
        Event(
            title="课",
            start=datetime(2026, 12, 7, 19),
            venues=(1,),
            repeat=ByRRule("FREQ=WEEKLY;COUNT=2"),
        )
    )
    village.bookings.approve(1)
    counts = village.venue_calendar.counts(1, date(2026, 12, 1), date(2026, 12, 31))
    assert (counts.bookings, counts.approved, counts.waiting, counts.declined) == (3, 1, 1, 1)
    assert counts.events == 2
    ((waiting,),) = village.venue_calendar.waiting(village.now())
    assert waiting.event.title == "14"


def test_the_next_free_time_is_within_what_is_free_and_long_enough() -> None:
    free = [TimeSpan(0, 100), TimeSpan(130, 180), TimeSpan(300, 900)]
    assert next_span(free, 0, 60) == TimeSpan(0, 60)
    assert next_span(free, 80, 60) == TimeSpan(130, 180)  # 20 minutes are too few, 50 will do
    assert next_span(free, 140, 120) == TimeSpan(300, 420)
    assert next_span([], 80, 60) == TimeSpan(80, 140)


_SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: TimeSpan(min(p), max(p))),
    max_size=8,
)


@given(_SPANS, _SPANS)
def test_what_is_left_of_spans_is_each_minute_of_them_that_is_not_taken(
    spans: list[TimeSpan], taken: list[TimeSpan]
) -> None:
    def minutes(some: list[TimeSpan]) -> set[int]:
        return {minute for span in some for minute in range(span.start, span.end)}

    left = without_spans(spans, taken)
    assert minutes(left) == minutes(spans) - minutes(taken)
    assert left == joined_spans(left)


_HELD = st.lists(
    st.tuples(st.integers(1, 3), st.integers(7 * 4, 22 * 4), st.integers(0, 40)), max_size=6
)
_BOOKED = occurrence_at(Event(title="b", start=datetime(2026, 12, 8)), datetime(2026, 12, 8), ZONE)


@given(_HELD)
def test_the_use_of_a_venue_is_each_open_minute_once_by_itself_its_whole_or_its_parts(
    drawn: list[tuple[int, int, int]],
) -> None:
    venues = {
        1: Venue(number=1, name="会客厅", opens=OPEN),
        2: Venue(number=2, name="书吧", part_of=1),
        3: Venue(number=3, name="茶桌", part_of=2),
    }
    midnight = minute_of(datetime.combine(DAY, time(), ZONE))
    held = [
        Holding(n, _BOOKED, midnight + 15 * at, midnight + 15 * (at + length), midnight + 9999)
        for n, at, length in drawn
    ]
    minutes = {
        n: {15 * q for v, at, length in drawn if v == n for q in range(at, at + length)}
        & set(range(9 * 60, 21 * 60))
        for n in venues
    }
    use = use_of_venue(venues[2], venues, held, DAY, DAY, ZONE)
    found = (use.held, use.through_whole, use.through_parts)
    quarters = (minutes[2], minutes[1] - minutes[2], minutes[3] - minutes[2])
    assert found == tuple(15 * len(each) for each in quarters)
    assert use.open == 720
    assert use.percent == 100 * use.held / 720


def test_a_venue_that_is_never_open_has_no_use_in_per_cent() -> None:
    closed = Venue(number=1, name="礼堂", shut=(Shut(first=DAY, last=DAY),))
    use = use_of_venue(closed, {1: closed}, [], DAY, DAY, ZONE)
    assert (use.open, use.percent) == (0, None)
