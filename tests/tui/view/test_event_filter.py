"""What is left on a calendar when only some kinds and squads are asked for."""

from __future__ import annotations

from datetime import datetime

from yigong.store.records import Event
from yigong.tui.view.event_filter import EventFilter

START = datetime(2026, 11, 25, 8, 30)
DUTY = Event(title="义务日", kind="duty_day", start=START, needs={1: 5, 2: 5})
CLASS = Event(title="课堂", kind="class", start=START, needs={2: 3})
FEAST = Event(title="丰收节", kind="festival", start=START)


def left(shows):
    return [event.title for event in (DUTY, CLASS, FEAST) if shows.matches(event)]


def test_an_empty_filter_shows_everything_and_says_nothing():
    assert left(EventFilter()) == ["义务日", "课堂", "丰收节"]
    assert not EventFilter()
    assert EventFilter().description(str) == ""


def test_kinds_and_squads_each_widen_and_together_narrow():
    assert left(EventFilter(kinds=frozenset({"class", "festival"}))) == ["课堂", "丰收节"]
    assert left(EventFilter(squads=frozenset({1, 2}))) == ["义务日", "课堂"]
    assert left(EventFilter(frozenset({"class", "festival"}), frozenset({2}))) == ["课堂"]


def test_a_filter_is_said_by_its_kinds_and_then_its_squads():
    shows = EventFilter(frozenset({"festival", "class"}), frozenset({2, 1}))
    assert (
        shows.description(lambda numbers: f"squads {numbers}")
        == "only Festival Class + squads (1, 2)"
    )
