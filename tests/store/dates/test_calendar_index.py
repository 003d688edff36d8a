"""The index by date leaves nothing out that a day has."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from yigong.store.dates.calendar_index import CalendarIndex
from yigong.store.dates.recurrence import occurrences
from yigong.store.event_records import ByRRule, Change, Event

BEGIN = datetime(2026, 11, 1)
DAYS = st.integers(-60, 60)


@st.composite
def made_up_events(draw):
    start = BEGIN + timedelta(days=draw(DAYS), hours=draw(st.integers(0, 23)))
    event = Event(
        title="x",
        start=start,
        minutes=draw(st.sampled_from((1, 60, 1440, 1440 * 31))),
        zone=draw(st.sampled_from(("", "America/New_York"))),
        repeat=draw(st.sampled_from((None, None, ByRRule("FREQ=WEEKLY")))),
    )
    if draw(st.booleans()):
        moved = Change(start=BEGIN + timedelta(days=draw(DAYS)))
        event = msgspec.structs.replace(event, changes={start.date().isoformat(): moved})
    return event


@given(st.lists(made_up_events(), max_size=12), DAYS, st.integers(0, 40))
def test_the_days_that_are_asked_for_have_what_all_events_give(events, first, days):
    events = [msgspec.structs.replace(e, number=n) for n, e in enumerate(events, 1)]
    begin = BEGIN.date() + timedelta(days=first)
    end, zone = begin + timedelta(days=days), ZoneInfo("Asia/Shanghai")
    near = CalendarIndex(events).near(begin, end)
    assert occurrences(near, begin, end, zone) == occurrences(events, begin, end, zone)


def test_single_dates_far_away_are_not_looked_at():
    events = [
        Event(number=n, title="x", start=datetime(2016 + n % 10, 5, 1 + n % 28)) for n in range(999)
    ]
    near = CalendarIndex(events).near(date(2025, 5, 3), date(2025, 5, 3))
    assert {event.start.date() for event in near} <= {date(2025, 5, 2), date(2025, 5, 3)}
