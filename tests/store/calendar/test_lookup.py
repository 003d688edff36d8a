"""Which date is meant by an event without one: at the door, to leave, to settle, to plan."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings, strategies

from support.clock import SHANGHAI, Clock
from yigong.store.calendar.lookup import Purpose
from yigong.store.event_records import ByRRule, Event
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

DAILY, WEEKLY = ByRRule("FREQ=DAILY"), ByRRule("FREQ=WEEKLY")


def moment(text: str) -> datetime:
    """``moment("11-25 20:00")``, in 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


@pytest.fixture
def night_watch(village):
    """巡夜 on Wednesdays, 20:00 to 23:30, from the 11th of November."""
    return village.events.add(
        Event(title="巡夜", start=datetime(2026, 11, 11, 20), minutes=210, repeat=WEEKLY)
    )


def at(village, clock, when, purpose: Purpose, person=None):
    """The month and day that E0001 means at a time."""
    clock.now = moment(when)
    return f"{village.events.occurrence_for('E0001', purpose, person).planned:%m-%d}"


def test_past_midnight_those_still_inside_are_at_the_date_that_began_yesterday(
    village, clock, enrol, night_watch
):
    enrol("张小明", "王芳")
    clock.now = moment("11-25 20:05")
    occurrence = village.events.occurrence_for("E0001", "door")
    village.registers.checkin.check_in(occurrence, 1)
    village.registers.checkin.check_in(occurrence, 2)
    assert at(village, clock, "11-26 00:10", "leave") == "11-25"
    left = village.registers.checkin.check_out_all(village.events.occurrence_for("E1", "leave"))
    assert [entry.number for entry in left] == [1, 2]
    assert at(village, clock, "11-26 00:20", "door") == "11-25", "its door is open still"


@pytest.mark.parametrize(
    ("when", "planned"),
    [
        ("11-25 19:30", "11-18"),
        ("11-25 20:00", "11-25"),
        ("11-26 09:00", "11-25"),
        ("12-01 09:00", "11-25"),
        ("11-01 09:00", "11-11"),
    ],
)
def test_what_settles_is_about_the_last_date_that_began(village, clock, night_watch, when, planned):
    assert at(village, clock, when, "settle") == planned


def test_a_mark_is_about_the_last_date_until_that_is_signed_and_then_the_next(
    village, clock, night_watch, enrol
):
    enrol("张小明")
    clock.now = moment("11-25 20:05")
    evening = village.events.occurrence_for("E0001", "door")
    village.registers.checkin.check_in(evening, 1)
    assert at(village, clock, "11-26 09:00", "mark") == "11-25"
    village.registers.settlement.close(evening)
    assert at(village, clock, "11-26 09:00", "mark") == "12-02"


def test_what_settles_passes_over_a_date_that_was_called_off(village, clock, night_watch):
    village.events.cancel_occurrence(1, moment("11-25 20:00").date())
    assert at(village, clock, "11-26 09:00", "settle") == "11-18"


def test_what_settles_finds_a_date_of_years_ago(village, clock):
    village.events.add(Event(title="建村", start=datetime(2011, 3, 1, 9), minutes=60))
    assert village.events.occurrence_for("E0001", "settle").planned.year == 2011


def test_the_night_of_a_day_is_the_one_that_is_not_over(village):
    event = village.events.add(
        Event(title="夜巡", start=datetime(2026, 11, 1, 22), minutes=480, repeat=DAILY)
    )
    for hour, day in ((3, 24), (12, 25), (23, 25)):
        assert village.events.nearest(event, datetime(2026, 11, 25, hour)).planned.day == day


def test_before_its_start_the_door_is_that_of_tonight_and_not_of_the_night_before(village, clock):
    village.events.add(
        Event(title="夜巡", start=datetime(2026, 11, 1, 22), minutes=480, repeat=DAILY)
    )
    assert at(village, clock, "11-25 21:50", "door") == "11-25"
    assert at(village, clock, "11-25 21:50", "plan") == "11-25"
    assert at(village, clock, "11-26 05:00", "door") == "11-25", "under way"


def test_of_two_open_doors_the_one_with_people_inside_is_meant_else_the_nearer(
    village, clock, enrol
):
    enrol("张小明")
    village.events.add(
        Event(title="守夜", start=datetime(2026, 11, 1, 20), minutes=210, repeat=DAILY)
    )
    assert at(village, clock, "11-25 09:00", "door") == "11-25"
    assert at(village, clock, "11-25 08:30", "door") == "11-25"
    clock.now = moment("11-24 20:10")
    village.registers.checkin.check_in(village.events.occurrence_for("E0001", "door"), 1)
    assert at(village, clock, "11-25 09:00", "door") == "11-24"
    assert at(village, clock, "11-25 20:00", "door") == "11-25", "that door is closed again"


def test_who_leaves_a_watch_of_a_whole_day_leaves_the_one_they_are_in(village, clock, enrol):
    """防汛值班 changes at 08:00: the old watch leaves while the new one is under way."""
    enrol("张小明", "王芳")
    village.events.add(
        Event(title="防汛值班", start=datetime(2026, 11, 1, 8), minutes=1440, repeat=DAILY)
    )
    clock.now = moment("11-24 08:00")
    village.registers.checkin.check_in(village.events.occurrence_for("E0001", "door"), 1)
    assert at(village, clock, "11-25 08:05", "door") == "11-25"
    village.registers.checkin.check_in(village.events.occurrence_for("E0001", "door"), 2)
    assert at(village, clock, "11-25 08:06", "leave", 1) == "11-24"
    assert at(village, clock, "11-25 08:06", "leave", 2) == "11-25"
    assert at(village, clock, "11-25 08:06", "leave") == "11-24"


@pytest.mark.parametrize(
    ("when", "planned"),
    [("11-25 23:29", "11-25"), ("11-25 23:30", "12-02"), ("11-26 09:00", "12-02")],
)
def test_to_plan_today_is_meant_until_it_is_over_then_the_next(
    village, clock, night_watch, when, planned
):
    assert at(village, clock, when, "plan") == planned


def test_to_plan_what_is_called_off_today_is_meant_so_that_it_is_said(village, clock, night_watch):
    village.events.cancel_occurrence(1, moment("11-25 20:00").date())
    assert at(village, clock, "11-25 19:00", "plan") == "11-25"
    assert at(village, clock, "11-25 19:00", "door") == "11-25"
    assert at(village, clock, "11-24 19:00", "plan") == "12-02"


@pytest.fixture(scope="module")
def weekly(tmp_path_factory):
    """A village with a weekly event of 70 minutes to some days, and its clock."""
    clock = Clock()
    folder = tmp_path_factory.mktemp("weekly") / "v"
    village = Village.create(
        folder, Settings(name="青山村"), Actor("李芳", ""), clock=clock, sync=False
    )
    for minutes in (70, 480, 1440, 4320):
        village.events.add(
            Event(title="x", start=datetime(2026, 1, 7, 20), minutes=minutes, repeat=WEEKLY)
        )
    return village, clock


@given(
    number=strategies.integers(1, 4),
    hours=strategies.floats(0, 24 * 40),
    purpose=strategies.sampled_from(["plan", "door", "leave", "settle"]),
)
@settings(max_examples=60)
def test_each_purpose_keeps_what_it_promises_at_any_hour(weekly, number, hours, purpose):
    village, clock = weekly
    clock.now = moment("03-01 00:00") + timedelta(hours=hours)
    meant = village.events.occurrence_for(f"E{number}", purpose)
    all_dates = [
        o
        for o in village.events.between(datetime(2026, 1, 1).date(), datetime(2026, 6, 1).date())
        if o.event.number == number
    ]
    now = village.now()
    if purpose == "settle":
        assert meant == [o for o in all_dates if o.start <= now][-1]
    elif purpose == "plan":
        assert meant.end > now
        assert all(o.end <= now for o in all_dates if o.start < meant.start)
    else:
        under_way = [o for o in all_dates if o.start <= now < o.end]
        assert not under_way or meant in under_way
