"""Where else somebody is: at the desk, at a sign-up, at the closing, and for the doctor."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from yigong.store.event_records import Event
from yigong.store.village.doctor import examine


@pytest.fixture
def cleaning(village, duty_day, enrol):
    """河道清理, 09:00 to 12:00 today, beside the 村民义务日 of 08:30 to 11:30; two people."""
    enrol("张小明", "王芳")
    village.events.add(Event(title="河道清理", start=datetime(2026, 11, 25, 9), minutes=180))
    return village.events.occurrence(2, date(2026, 11, 25))


def test_who_was_not_checked_out_of_the_other_is_inside_there(village, duty_day, cleaning, clock):
    village.registers.checkin.check_in(duty_day, 1)
    other, stint = village.elsewhere.inside(cleaning, 1)
    assert (other.key, stint.start) == (duty_day.key, clock())
    assert village.elsewhere.inside(cleaning, 2) is None
    assert village.elsewhere.inside(duty_day, 1) is None, "not elsewhere, but here"
    village.registers.checkin.check_out(duty_day, 1)
    assert village.elsewhere.inside(cleaning, 1) is None


def test_who_is_inside_an_occurrence_that_is_over_is_inside_still(
    village, duty_day, cleaning, clock
):
    village.registers.checkin.check_in(duty_day, 1)
    clock.now = duty_day.end.replace(hour=11, minute=50)
    assert village.elsewhere.inside(cleaning, 1)[0].key == duty_day.key


def test_a_sign_up_finds_what_is_at_the_same_time(village, duty_day, cleaning):
    village.events.add(Event(title="下午茶", start=datetime(2026, 11, 25, 12), minutes=60))
    tea = village.events.occurrence(3, date(2026, 11, 25))
    village.registers.signup.sign_up(duty_day, 1, 2)
    village.registers.checkin.mark(duty_day, 2, "leave")
    found = village.elsewhere.signed_up(cleaning, [1, 2])
    assert {number: [o.key for o in others] for number, others in found.items()} == {
        1: [duty_day.key]
    }
    assert village.elsewhere.signed_up(tea, [1]) == {}, "it begins when the other ends"
    village.registers.signup.sign_up(tea, 2)
    assert village.elsewhere.signed_up(cleaning, [2]) == {}, "it ends when the other begins"
    village.events.cancel_occurrence(1, duty_day.planned)
    assert village.elsewhere.signed_up(cleaning, [1]) == {}


def test_the_stints_elsewhere_are_those_that_overlap(village, duty_day, cleaning, clock):
    for number, minutes in ((1, 30), (2, 0)):
        village.registers.checkin.check_in(duty_day, number)
        clock.forward(minutes=minutes)
    village.registers.checkin.check_out(duty_day, 2)
    village.registers.checkin.check_in(cleaning, 1)
    village.registers.checkin.check_in(cleaning, 2)
    clock.forward(minutes=30)
    found = village.elsewhere.stints(cleaning)
    assert {number: [s.key for s in stints] for number, stints in found.items()} == {
        1: [duty_day.key]
    }
    assert village.elsewhere.stints(duty_day).keys() == {1}


def test_the_doctor_counts_who_was_at_two_events_at_once(village, duty_day, cleaning, clock):
    for occurrence in (duty_day, cleaning):
        village.registers.checkin.check_in(occurrence, 1)
    clock.forward(minutes=60)
    for occurrence in (duty_day, cleaning):
        village.registers.checkin.check_out(occurrence, 1)
    (note,) = [f for f in examine(village.folder, clock()).findings if f.where == "registers"]
    assert not note.fault
    assert note.sentence == (
        "1 time somebody was at two events at once: V0001 E0001@2026-11-25 E0002@2026-11-25 60 min."
    )
