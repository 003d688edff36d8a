"""The event filter: the events shown for some kinds and squads."""

from __future__ import annotations

from datetime import datetime

from yigong.store.event_records import Event
from yigong.store.kinds import BOOKING
from yigong.tui.view.event_filter import EventFilter

START = datetime(2026, 11, 25, 8, 30)
DUTY = Event(title="义务日", kind="duty_day", start=START, needs={1: 5, 2: 5})
CLASS = Event(title="课堂", kind="class", start=START, needs={2: 3})
FEAST = Event(title="丰收节", kind="festival", start=START)


def shown(event_filter):
    return [event.title for event in (DUTY, CLASS, FEAST) if event_filter.matches(event)]


def test_an_empty_filter_shows_everything_and_has_no_description():
    assert shown(EventFilter()) == ["义务日", "课堂", "丰收节"]
    assert not EventFilter()
    assert EventFilter().description(str) == ""


def test_kinds_and_squads_each_widen_and_together_narrow():
    assert shown(EventFilter(kinds=frozenset({"class", "festival"}))) == ["课堂", "丰收节"]
    assert shown(EventFilter(squads=frozenset({1, 2}))) == ["义务日", "课堂"]
    assert shown(EventFilter(frozenset({"class", "festival"}), frozenset({2}))) == ["课堂"]


def test_a_description_names_the_kinds_and_then_the_squads():
    event_filter = EventFilter(frozenset({"festival", "class"}), frozenset({2, 1}))
    description = event_filter.description(lambda numbers: f"squads {numbers}")
    assert description == "only Festival Class + squads (1, 2)"
    assert EventFilter(frozenset({"义诊", "meeting"})).description(str) == "only Meeting 义诊"


def test_bookings_are_shown_where_they_are_asked_for_and_not_among_all_events():
    booking = Event(title="读书会", kind=BOOKING, start=START)
    assert not EventFilter().matches(booking)
    assert EventFilter(frozenset({BOOKING})).matches(booking)
