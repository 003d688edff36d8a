"""Rides: seats are a place's limit by leg, who is missing, and the time that is not the ride."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.clock import SHANGHAI
from support.replay import assert_history_matches_books
from yigong.store.attendance import hours, rides
from yigong.store.attendance.capacity import Places
from yigong.store.attendance.entry_merge import merge_entries
from yigong.store.attendance.settlement_rules import odd_entries
from yigong.store.attendance.waitlist import waitlist_promotions
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.errors import Refused
from yigong.store.event_records import Event, Leg
from yigong.store.settings_records import HoursPolicy
from yigong.store.venue_records import Venue

DAY = date(2026, 12, 12)
SEATS = 4
LEGS = (Leg(after=0, minutes=40, vehicles=(1,)), Leg(after=480, minutes=40, vehicles=(1,)))
HEAD = Head(
    event=1,
    planned=DAY,
    title="百橙号",
    kind="festival",
    role="participant",
    start=datetime(2026, 12, 12, 8, tzinfo=SHANGHAI),
    end=datetime(2026, 12, 12, 16, 40, tzinfo=SHANGHAI),
    legs=tuple(msgspec.structs.replace(leg, seats=(SEATS,), names=("大巴",)) for leg in LEGS),
)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 12, hour, minute, tzinfo=SHANGHAI)


def ridden(leg: int, start: datetime, end: datetime | None) -> Stint:
    return Stint(start=start, end=end, leg=leg)


OUT, BACK = ridden(1, at(8), at(8, 40)), ridden(2, at(16), at(16, 40))


@pytest.fixture
def trip(village, enrol, clock):
    """A bus of four there and back; nine people on the roster, two days before."""
    clock.now = datetime(2026, 12, 10, 9, tzinfo=SHANGHAI)
    enrol(*(f"乘客{n}" for n in "甲乙丙丁戊己庚辛壬"))
    village.venues.add(Venue(name="大巴", kind="vehicle", seats=SEATS))
    village.events.add(
        Event(title="百橙号", kind="festival", start=HEAD.start.replace(tzinfo=None),
              minutes=520, legs=LEGS)
    )  # fmt: skip
    return village.events.occurrence(1, DAY)


def entries(village, trip):
    return list(village.registers.read(trip.key).entries.values())


def waiting(village, trip):
    return [e.number for e in entries(village, trip) if e.waiting]


# -- time ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stints", "role", "travel", "minutes"),
    [
        ([OUT, BACK], "volunteer", False, 440),
        ([OUT, BACK], "volunteer", True, 520),
        ([OUT, BACK], "participant", True, 0),
        ([OUT, Stint(start=at(9), end=at(12)), BACK], "volunteer", False, 440),
        ([OUT, Stint(start=at(15), end=at(16, 20)), BACK], "volunteer", False, 440),
        ([OUT], "volunteer", False, 0),
        ([OUT], "volunteer", True, 40),
        ([Stint(start=at(9), end=at(12)), BACK], "volunteer", False, 180),
    ],
)
def test_a_volunteer_served_from_ride_to_ride_and_no_minute_twice(stints, role, travel, minutes):
    entry = Entry(number=1, role=role, stints=tuple(stints))
    credit = hours.credited(entry, HEAD, HoursPolicy(travel=travel))
    assert credit.service.total == minutes


def test_who_drives_for_pay_is_paid_for_the_rides_too():
    entry = Entry(number=1, role="paid", stints=(OUT, BACK))
    assert hours.credited(entry, HEAD, HoursPolicy()).labour.minutes == 520


def test_the_least_presence_is_of_the_whole_trip_with_its_rides():
    entry = Entry(number=1, role="volunteer", stints=(OUT, BACK))
    credit = hours.credited(entry, HEAD, HoursPolicy(min_presence=100))
    assert credit.service.total == 440


def test_who_waits_for_a_leg_is_listed_in_the_order_of_waiting_behind_all_others():
    late = Entry(number=1, expected=at(7, 30), waiting=True)
    early = Entry(number=2, expected=at(7), waiting=True)
    seated = Entry(number=3, expected=at(7, 40), seat=2)
    listed = rides.listed_for_leg([late, early, seated], 1, HEAD)
    assert [entry.number for entry in listed] == [3, 2, 1]


def test_the_seats_that_nobody_sits_in_and_those_that_are_nobodys_are_told_apart():
    found = [
        Entry(number=1, expected=at(7), stints=(ridden(1, at(8), None),)),
        Entry(number=2, expected=at(7), adults=1),
        Entry(number=3, expected=at(7), waiting=True, adults=1),
    ]
    counts = rides.count_leg(found, 1, HEAD)
    assert (counts.empty, counts.unclaimed, counts.waiting) == (SEATS - 1, SEATS - 3, 2)


# -- seats -----------------------------------------------------------------------

_ENTRIES = st.lists(
    st.builds(
        Entry,
        role=st.sampled_from(["", "", "volunteer", "paid"]),
        waiting=st.booleans(),
        rides=st.sampled_from([(), (), (1,), (2,)]),
        adults=st.integers(0, 2),
        mark=st.sampled_from(["", "", "leave"]),
    ),
    max_size=9,
)


def seats_taken(found, leg):
    return sum(e.party for e in found if rides.takes_seat(e, leg, HEAD))


def legs_wanted(entry):
    waits = msgspec.structs.replace(entry, waiting=False)
    return {leg for leg in (1, 2) if rides.takes_seat(waits, leg, HEAD)}


@given(_ENTRIES)
def test_who_moves_up_fits_on_every_leg_they_want_and_overtakes_nobody_there(drawn):
    found = {
        n: msgspec.structs.replace(each, number=n, expected=at(7, n))
        for n, each in enumerate(drawn, 1)
    }
    before = [seats_taken(found.values(), leg) for leg in (1, 2)]
    queue = [e.number for e in found.values() if e.waiting and e.mark != "leave"]
    promoted = waitlist_promotions(found.values(), Places(head=HEAD), None)
    still = [found[n] for n in queue if n not in {e.number for e in promoted}]
    for each in promoted:
        ahead = [legs_wanted(other) for other in still if other.number < each.number]
        assert not any(wanted & legs_wanted(each) for wanted in ahead)
    after = {**found, **{e.number: e for e in promoted}}
    for leg, had in zip((1, 2), before, strict=True):
        assert seats_taken(after.values(), leg) <= max(SEATS, had)


@pytest.mark.parametrize("seed", range(4))
def test_no_more_board_than_there_are_seats_whatever_is_done_without_consent(
    village, trip, clock, seed
):
    rng = random.Random(seed)
    registers = village.registers
    for _step in range(40):
        clock.forward(minutes=1)
        number, rides_wanted = rng.randrange(1, 10), rng.choice([(), (1,), (2,)])
        try:
            rng.choice(
                [
                    lambda n=number, r=rides_wanted: registers.signup.sign_up(
                        trip, n, rides=r, adults=rng.randrange(2)
                    ),
                    lambda n=number: registers.signup.withdraw(trip, n),
                    lambda: village.undo(registers.book(trip.key).name),
                ]
            )()
        except Refused:
            continue
        head = registers.head(trip)
        for leg in (1, 2):
            taken = sum(e.party for e in entries(village, trip) if rides.takes_seat(e, leg, head))
            assert taken <= SEATS
    clock.now = at(8)
    for step in range(60):
        clock.forward(minutes=1)
        number, leg = rng.randrange(1, 10), 1 if step < 30 else 2
        act = rng.choice(["board", "board", "board", "unboard", "stay", "arrive"])
        try:
            if act == "arrive":
                registers.boarding.arrive(trip, leg)
            elif act == "stay":
                registers.boarding.stay(trip, number, stays=rng.random() < 0.5)
            elif act == "unboard":
                registers.boarding.unboard(trip, number, leg)
            else:
                registers.boarding.board(trip, number, leg, adults=rng.randrange(2))
        except Refused:
            continue
        head = registers.head(trip)
        for each in (1, 2):
            assert rides.count_leg(entries(village, trip), each, head).boarded <= SEATS
    assert_history_matches_books(village.folder)


def test_a_bigger_bus_moves_the_waitlist_up_and_one_undo_takes_both_back(village, trip, clock):
    village.venues.add(Venue(name="小客车", kind="vehicle", seats=1))
    village.registers.signup.sign_up(trip, 1, 2, 3, 4, 5, 6)
    assert waiting(village, trip) == [5, 6]
    legs = [msgspec.structs.replace(leg, vehicles=(1, 2)) for leg in LEGS]
    village.events.plan_legs(1, DAY, legs)
    assert waiting(village, trip) == [6]
    village.undo("events")
    assert waiting(village, trip) == [5, 6]


def test_a_leg_that_people_ride_is_not_taken_from_them(village, trip, clock):
    village.registers.signup.sign_up(trip, 1, rides=[2])
    with pytest.raises(Refused, match=r"Way back on 2026-12-12: 1 ride it"):
        village.events.plan_legs(1, DAY, LEGS[:1])
    later = [LEGS[0], msgspec.structs.replace(LEGS[1], after=470)]
    village.events.plan_legs(1, DAY, later)
    assert village.events.occurrence(1, DAY).legs[1].after == 470


def test_who_stays_leaves_their_seat_back_to_who_waits(village, trip, clock):
    village.registers.signup.sign_up(trip, 1, 2, 3, 4)
    village.registers.signup.sign_up(trip, 5, rides=[2])
    assert waiting(village, trip) == [5]
    clock.now = at(8)
    village.registers.boarding.board(trip, 1, 1)
    village.registers.boarding.stay(trip, 1)
    assert waiting(village, trip) == []


# -- who is missing ------------------------------------------------------------------


def test_missing_is_exactly_who_came_and_neither_rides_back_nor_stays():
    signed = at(7)
    found = [
        Entry(number=1, expected=signed, stints=(OUT, BACK)),
        Entry(number=2, expected=signed, stints=(OUT,)),
        Entry(number=3, expected=signed, stints=(OUT,), stays=True),
        Entry(number=4, expected=signed, stints=(OUT,), rides=(1,)),
        Entry(number=5, expected=signed),
        Entry(number=6, stints=(OUT,)),
        Entry(number=7, expected=signed, stints=(Stint(start=at(9)),)),
        Entry(number=8, stints=(Stint(start=at(9)),)),
        Entry(number=9, role="paid", stints=(Stint(start=at(7)),), expected=signed),
    ]
    assert [e.number for e in rides.missing(found, 2, HEAD)] == [2, 6, 7]


def test_who_is_not_back_is_odd_when_the_register_is_closed(village, trip, clock):
    clock.now = at(8)
    boarding = village.registers.boarding
    for number in (1, 2):
        boarding.board(trip, number, 1, role="volunteer")
    clock.now = at(8, 40)
    boarding.arrive(trip, 1)
    clock.now = at(16)
    boarding.board(trip, 1, 2)
    clock.now = at(18)
    register = village.registers.read(trip.key)
    odd = odd_entries(register, village.registers.head(trip), HoursPolicy(), clock.now)
    assert {o.number: o.reasons for o in odd} == {1: ("here",), 2: ("short", "missing")}
    assert odd[0].proposed == at(16, 40)


def test_who_was_forgotten_is_written_in_for_as_long_as_the_ride_took(village, trip, clock):
    clock.now = at(8)
    village.registers.boarding.board(trip, 1, 1)
    clock.now = at(8, 45)
    village.registers.boarding.arrive(trip, 1)
    clock.forward(minutes=30)
    entry = village.registers.boarding.board(trip, 2, 1).entry
    assert [(s.start, s.end, s.origin) for s in entry.stints] == [(at(8), at(8, 45), "filled")]


# -- merge and erasure -----------------------------------------------------------------


def test_of_two_records_that_are_one_person_each_leg_is_ridden_once():
    mine = Entry(number=1, expected=at(7), stints=(OUT,), rides=(1,), seat=3)
    theirs = Entry(number=2, expected=at(7, 1), stints=(OUT, BACK), rides=(2,), stays=True)
    merged = merge_entries(mine, theirs, HEAD)
    assert [stint.leg for stint in merged.stints] == [1, 2]
    assert (merged.rides, merged.seat, merged.stays) == ((1, 2), 3, False)
    assert rides.boardings([merged], HEAD) == 2


def test_an_erased_person_gives_the_seat_to_who_waits_and_leaves_no_contact(village, trip, clock):
    village.people.save(
        msgspec.structs.replace(
            village.people.get(1), emergency="妻 冯丽 15400000006", insured=date(2027, 1, 1)
        )
    )
    village.registers.signup.sign_up(trip, 1, 2, 3, 4, 5)
    assert waiting(village, trip) == [5]
    village.erase(1)
    assert waiting(village, trip) == []
    erased = village.people.get(1)
    assert (erased.emergency, erased.insured) == ("", None)
    history = village.folder.glob("history/*.jsonl")
    assert not any("冯丽" in path.read_text("utf-8") for path in history)


def test_a_merge_gives_the_seat_that_is_left_to_who_waits(village, trip, clock):
    village.registers.signup.sign_up(trip, 1, 2, 3, 4, 5)
    clock.forward(minutes=timedelta(hours=1).seconds // 60)
    village.merge(1, 2)
    assert waiting(village, trip) == []


# -- who is to board -------------------------------------------------------------


def test_before_the_trip_sets_out_each_leg_expects_who_has_a_seat_and_rides_it():
    def signed(number, **fields):
        return Entry(number=number, expected=at(7), **fields)

    found = [signed(1), signed(2, rides=(1,)), signed(3, rides=(2,)), signed(4, waiting=True)]
    assert [rides.count_leg(found, leg, HEAD).due for leg in (1, 2)] == [2, 2]
    found[0] = signed(1, stints=(OUT,))
    found[1] = signed(2)
    assert rides.count_leg(found, 2, HEAD).due == 2, "2 did not come, 3 rides only back"


def test_missing_on_the_first_leg_is_who_was_to_board_it_and_did_not():
    came = Entry(number=1, expected=at(7), stints=(OUT,))
    away, excused = (
        Entry(number=number, expected=at(7), mark=mark) for number, mark in ((2, ""), (3, "leave"))
    )
    assert [e.number for e in rides.missing([came, away, excused], 1, HEAD)] == [2]
    assert [e.number for e in rides.missing([came, away, excused], 2, HEAD)] == [1]


def test_boarding_on_another_day_is_refused_without_talk_of_filling_in(village, trip):
    with pytest.raises(Refused, match="people board on that day"):
        village.registers.boarding.board(trip, 1, 1)


def test_the_leg_to_board_is_the_one_under_way_or_the_next_that_is_not_long_over():
    came = Entry(number=1, stints=(ridden(1, at(8), None),))
    arrived = Entry(number=1, stints=(OUT,))
    back = Entry(number=1, stints=(OUT, BACK))
    assert rides.leg_to_board([], HEAD, at(7)) == 1
    assert rides.leg_to_board([], HEAD, at(15)) == 2, "nobody wrote down the way out"
    assert rides.leg_to_board([came], HEAD, at(15)) == 1, "it has not arrived"
    assert rides.leg_to_board([arrived], HEAD, at(9)) == 2
    assert rides.leg_to_board([back], HEAD, at(17)) == 2
    assert rides.leg_to_board([], HEAD, at(9, 40)) == 1, "an hour after it was to arrive"
    assert rides.leg_to_board([], HEAD, at(9, 41)) == 2


def test_the_legs_that_somebody_wants_are_legs_of_the_trip_and_all_of_them_are_none_in_particular():
    assert rides.checked_rides([2, 2], HEAD) == (2,)
    assert rides.checked_rides([2, 1], HEAD) == rides.checked_rides([], HEAD) == ()
    for leg in (0, 3):
        with pytest.raises(Refused, match=f"no leg {leg}; the trip has 2"):
            rides.checked_rides([1, leg], HEAD)
    with pytest.raises(Refused, match="is no trip"):
        rides.leg_of(msgspec.structs.replace(HEAD, legs=()), 1)


def test_who_stays_rides_out_and_not_back_and_who_rides_only_back_rides_that():
    stays = Entry(number=1, expected=at(7), stays=True)
    assert [rides.takes_seat(stays, leg, HEAD) for leg in (1, 2)] == [True, False]
    only_back = msgspec.structs.replace(stays, rides=(2,))
    assert [rides.takes_seat(only_back, leg, HEAD) for leg in (1, 2)] == [False, True]


def test_whoever_boarded_has_a_seat_whatever_they_signed_up_for_and_so_back_if_they_came():
    walked_on = Entry(number=1, stints=(OUT,))
    assert [rides.takes_seat(walked_on, leg, HEAD) for leg in (1, 2)] == [True, True]
    changed = Entry(number=1, expected=at(7), rides=(2,), waiting=True, stints=(OUT,))
    assert [rides.takes_seat(changed, leg, HEAD) for leg in (1, 2)] == [True, True]
    driver = msgspec.structs.replace(walked_on, role="paid")
    assert [rides.takes_seat(driver, leg, HEAD) for leg in (1, 2)] == [False, False]


def test_after_the_trip_set_out_who_rides_only_back_is_still_looked_for():
    found = [Entry(number=1, stints=(OUT,)), Entry(number=2, expected=at(7), rides=(2,))]
    assert [rides.count_leg(found, leg, HEAD).due for leg in (1, 2)] == [1, 2]
