"""Whose the seats of a trip are: nobody is let in on the seat of somebody else without consent."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from support.clock import SHANGHAI
from yigong.store.attendance import rides
from yigong.store.attendance.seat_claims import SeatShortage, seat_shortage
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.event_records import Event, Leg
from yigong.store.venue_records import Venue

SEATS = 3
LEGS = (Leg(after=0, minutes=40, vehicles=(1,)), Leg(after=480, minutes=40, vehicles=(1,)))
DAY = date(2026, 12, 12)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 12, hour, minute, tzinfo=SHANGHAI)


def head(*seats: int) -> Head:
    legs = [
        msgspec.structs.replace(leg, seats=(n,), names=("大巴",))
        for leg, n in zip(LEGS, seats, strict=True)
    ]
    return Head(
        event=1,
        planned=DAY,
        title="百橙号",
        kind="festival",
        role="participant",
        start=at(8),
        end=at(16, 40),
        legs=tuple(legs),
    )


OUT = Stint(start=at(8), end=at(8, 40), leg=1)
ON_THE_WAY = Stint(start=at(8), leg=1)
BACK = Stint(start=at(16), leg=2)


def signed(number: int, *stints: Stint, **fields) -> Entry:
    return Entry(number=number, expected=at(7), stints=stints, **fields)


def lacking(entry: Entry, others: list[Entry], leg: int, *seats: int):
    """Whether every seat has somebody on it, whose the others are, and the legs without one."""
    found = seat_shortage(entry, entry, others, leg, head(*(seats or (SEATS, SEATS))))
    return found and (found.full, [e.number for e in found.owners], found.without)


WALK_IN = Entry(number=9)


def test_the_seat_of_who_went_and_is_not_on_board_yet_is_not_free_on_the_way_back():
    others = [signed(1, OUT, BACK), signed(2, OUT), signed(3, OUT)]
    waiting = signed(4, waiting=True, rides=(2,))
    assert lacking(waiting, others, 2) == (False, [2, 3], ())
    assert lacking(others[1], [others[0], others[2]], 2) is None, "their own seat is theirs"


def test_the_seat_of_who_stays_or_never_came_is_free_on_the_way_back():
    others = [signed(1, OUT), signed(2, OUT, stays=True), signed(3)]
    assert lacking(WALK_IN, others, 2) is None


def test_the_seat_of_who_has_a_place_and_did_not_come_yet_is_not_free_on_the_way_out():
    others = [signed(1, ON_THE_WAY), signed(2, ON_THE_WAY), signed(3)]
    assert lacking(WALK_IN, others, 1) == (False, [3], ())
    assert lacking(signed(4, waiting=True), others, 1) == (False, [3], ())
    assert lacking(others[2], others[:2], 1) is None


def test_who_takes_the_seat_out_of_one_who_does_not_come_has_that_one_s_seat_back():
    others = [signed(1, ON_THE_WAY), signed(2, ON_THE_WAY), signed(3)]
    assert lacking(WALK_IN, others, 1) == (False, [3], ()), "3 cannot board any more"
    only_out = [*others[:2], signed(3, rides=(1,)), signed(5, rides=(2,))]
    assert lacking(WALK_IN, only_out, 1) == (False, [3], (2,)), "5 rides back in the seat of 3"


def test_a_way_back_that_is_full_is_said_on_the_way_out_even_where_that_has_seats():
    others = [signed(n, rides=(2,)) for n in (1, 2, 3)]
    assert lacking(signed(4, waiting=True), others, 1) == (False, [], (2,))
    assert lacking(msgspec.structs.replace(WALK_IN, rides=(1,)), others, 1) is None
    assert lacking(WALK_IN, others, 1, SEATS, 0) is None, "any number rides back"
    assert lacking(msgspec.structs.replace(WALK_IN, stays=True), others, 1) is None


def test_a_bus_that_is_full_names_no_owners_and_who_has_a_seat_is_told_only_that():
    others = [signed(n, ON_THE_WAY) for n in (1, 2, 4)]
    assert lacking(signed(3), others, 1) == (True, [], ())
    assert lacking(WALK_IN, [*others, signed(3)], 1) == (True, [], (2,))


def test_more_who_come_along_need_seats_of_their_own():
    others = [signed(1, ON_THE_WAY), signed(2)]
    before = signed(3)
    after = msgspec.structs.replace(before, children=1)
    assert seat_shortage(before, before, others, 1, head(SEATS, SEATS)) is None
    found = seat_shortage(before, after, others, 1, head(SEATS, SEATS))
    assert found is not None and [e.number for e in found.owners] == [2]


def test_who_is_written_in_after_the_arrival_takes_nobodys_seat_but_one_of_the_bus():
    assert lacking(WALK_IN, [signed(1, OUT), signed(2), signed(3), signed(4)], 1) is None
    full = [signed(n, OUT) for n in (1, 2, 3)]
    assert lacking(WALK_IN, full, 1) == (True, [], ())


def test_who_drives_for_pay_and_who_is_paid_own_no_seat():
    others = [signed(1, ON_THE_WAY), signed(2, role="paid"), signed(3)]
    assert lacking(WALK_IN, others, 1) is None


def test_who_has_a_seat_or_is_on_board_is_asked_nothing_where_somebody_else_was_let_in():
    let_in, pending = signed(9, ON_THE_WAY), [signed(3), signed(4)]
    others = [signed(1, ON_THE_WAY), let_in]
    assert lacking(pending[0], [*others, pending[1]], 1) is None, "there is a seat yet"
    over = [signed(n, ON_THE_WAY) for n in (1, 2, 3)]
    assert lacking(let_in, over, 1) is None, "they are on board already"


def test_who_did_not_come_with_the_first_leg_keeps_no_seat_on_the_last():
    three = head(SEATS, SEATS)
    three = msgspec.structs.replace(three, legs=(*three.legs, three.legs[1]))
    others = [signed(1, OUT), signed(2, OUT), signed(3)]
    assert seat_shortage(WALK_IN, WALK_IN, others, 2, three) is None


# -- what is written ---------------------------------------------------------------


@pytest.fixture
def trip(village, enrol, clock):
    """A bus of three; three ride back alone, and somebody waits for all of it."""
    clock.now = datetime(2026, 12, 10, 9, tzinfo=SHANGHAI)
    enrol(*(f"乘客{n}" for n in "甲乙丙丁戊"))
    village.venues.add(Venue(name="大巴", kind="vehicle", seats=SEATS))
    village.events.add(
        Event(title="百橙号", start=datetime(2026, 12, 12, 8), minutes=520, legs=LEGS)
    )
    trip = village.events.occurrence(1, DAY)
    village.registers.signup.sign_up(trip, 1, 2, 3, rides=[2])
    village.registers.signup.sign_up(trip, 4)
    clock.now = at(8)
    return trip


def test_nothing_is_written_before_consent_and_then_no_seat_is_taken_where_there_is_none(
    village, trip
):
    boarding = village.registers.boarding
    before = village.registers.read(trip.key)
    assert boarding.board(trip, 4, 1).shortage == SeatShortage(without=(2,))
    assert village.registers.read(trip.key).rev == before.rev
    admitted = boarding.board(trip, 4, 1, admit=True).entry
    assert (admitted.rides, admitted.waiting, admitted.here) == ((1,), False, True)
    entries = village.registers.read(trip.key).entries.values()
    assert rides.count_leg(entries, 2, village.registers.head(trip)).due == SEATS
