"""Boarding: what getting on and off a vehicle writes, and what it leaves as it was."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from support.clock import SHANGHAI
from yigong.store.attendance.checkin_rules import Tone
from yigong.store.errors import Refused
from yigong.store.event_records import Event, Leg

DAY = date(2026, 12, 12)
LEGS = (Leg(after=0, minutes=40), Leg(after=480, minutes=40))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 12, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def trip(village, enrol, clock):
    """A trip with any number of seats, at its start; two are signed up, one for the way back."""
    clock.now = datetime(2026, 12, 10, 9, tzinfo=SHANGHAI)
    enrol("张惠琴", "周小明", "冯丽")
    village.events.add(
        Event(title="百橙号", start=datetime(2026, 12, 12, 8), minutes=520, legs=LEGS)
    )
    trip = village.events.occurrence(1, DAY)
    village.registers.signup.sign_up(trip, 1)
    village.registers.signup.sign_up(trip, 2, rides=[2])
    clock.now = at(8)
    return trip


def stints(village, trip, number):
    entry = village.registers.read(trip.key).entries[number]
    return [(each.leg, each.start, each.end) for each in entry.stints]


def test_where_somebody_was_before_ends_when_they_board(village, trip, clock):
    registers = village.registers
    registers.checkin.check_in(trip, 1)
    clock.now = at(8, 10)
    registers.boarding.board(trip, 1, 1)
    clock.now = at(16)
    registers.boarding.board(trip, 1, 2)
    assert stints(village, trip, 1) == [
        (0, at(8), at(8, 10)),
        (1, at(8, 10), at(16)),
        (2, at(16), None),
    ]


def test_who_boards_another_leg_than_they_signed_up_for_rides_that_too(village, trip):
    entry = village.registers.boarding.board(trip, 2, 1).entry
    assert entry.rides == (), "both, which is the whole trip"


def test_boarding_twice_says_since_when_and_writes_nothing(village, trip, clock):
    village.registers.boarding.board(trip, 1, 1)
    rev = village.registers.read(trip.key).rev
    clock.forward(minutes=5)
    again = village.registers.boarding.board(trip, 1, 1)
    assert again.answer.tone is Tone.HERE
    assert again.answer.stint is not None and again.answer.stint.start == at(8)
    assert village.registers.read(trip.key).rev == rev


def test_who_boarded_after_the_time_of_an_arrival_stays_on_board(village, trip, clock):
    boarding = village.registers.boarding
    boarding.board(trip, 1, 1)
    clock.now = at(8, 20)
    boarding.board(trip, 3, 1)
    clock.now = at(8, 50)
    assert [entry.number for entry in boarding.arrive(trip, 1, at(8, 19))] == [1]
    assert (stints(village, trip, 1), stints(village, trip, 3)) == (
        [(1, at(8), at(8, 19))],
        [(1, at(8, 20), None)],
    )
    with pytest.raises(Refused, match="Way out: nobody is on board"):
        boarding.arrive(trip, 1, at(8, 19))
    assert [entry.number for entry in boarding.arrive(trip, 1)] == [3]
    with pytest.raises(Refused, match="Way out: it has arrived already"):
        boarding.arrive(trip, 1)


def test_a_boarding_is_taken_back_alone_and_a_walk_in_is_gone_with_it(village, trip, clock):
    boarding = village.registers.boarding
    boarding.board(trip, 1, 1)
    boarding.board(trip, 3, 1)
    clock.now = at(8, 40)
    boarding.arrive(trip, 1)
    clock.now = at(16)
    boarding.board(trip, 1, 2)
    boarding.unboard(trip, 1, 1)
    assert stints(village, trip, 1) == [(2, at(16), None)], "the other ride stays"
    boarding.unboard(trip, 3, 1)
    assert 3 not in village.registers.read(trip.key).entries
    boarding.unboard(trip, 1, 2)
    assert village.registers.read(trip.key).entries[1].expected is not None
    with pytest.raises(Refused, match="Way back: they did not board"):
        boarding.unboard(trip, 1, 2)


def test_a_seat_is_given_to_one_of_those_who_ride_together_and_given_up_by_0(village, trip):
    boarding = village.registers.boarding
    village.registers.signup.sign_up(trip, 3)
    boarding.give_seat(trip, 1, 5)
    for other in (2, 3):
        with pytest.raises(Refused, match="The seat 5 is taken"):
            boarding.give_seat(trip, other, 5)
    boarding.give_seat(trip, 1, 0)
    assert boarding.give_seat(trip, 3, 5).seat == 5


def test_people_board_until_twelve_hours_after_the_trip_and_not_where_it_is_cancelled(
    village, trip, clock
):
    clock.now = datetime(2026, 12, 13, 4, 41, tzinfo=SHANGHAI)
    with pytest.raises(Refused, match="people board on that day"):
        village.registers.boarding.board(trip, 1, 2)
    clock.now = at(16)
    cancelled = village.events.cancel_occurrence(1, DAY, "下雨")
    with pytest.raises(Refused, match="cancelled"):
        village.registers.boarding.board(cancelled, 1, 2)
