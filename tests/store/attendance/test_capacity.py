"""The rules of places and seats: how many there are, who takes them, who has to wait."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from support.clock import SHANGHAI
from yigong.store.attendance import capacity, rides
from yigong.store.attendance.capacity import Places
from yigong.store.attendance_records import Entry, Head, Headcount, Stint
from yigong.store.errors import Refused
from yigong.store.event_records import Leg

NOW = datetime(2026, 12, 12, 8, tzinfo=SHANGHAI)
EVENT = Head(
    event=1,
    planned=date(2026, 12, 12),
    title="百橙号",
    kind="festival",
    role="participant",
    start=NOW,
    end=NOW + timedelta(hours=9),
)
HERE = (Stint(start=NOW, end=None),)
LEFT = (Stint(start=NOW, end=NOW + timedelta(hours=1)),)


def trip(*seats: tuple[int, ...]) -> Head:
    """A trip of legs whose vehicles have so many seats."""
    return structs.replace(EVENT, legs=tuple(Leg(minutes=40, seats=each) for each in seats))


# -- any limits, any party -----------------------------------------------------------------

limits = st.integers(0, 6)
entries = st.builds(
    Entry,
    number=st.integers(1, 99),
    expected=st.sampled_from([None, NOW]),
    waiting=st.booleans(),
    rides=st.sampled_from([(), (1,), (2,)]),
    stints=st.sampled_from([(), (), HERE, LEFT]),
    mark=st.sampled_from(["", "", "leave", "absent"]),
    adults=st.integers(0, 2),
    children=st.integers(0, 2),
)


@given(limits, limits, limits, st.lists(entries, max_size=6), entries, st.integers(0, 3))
def test_a_party_fits_where_all_of_it_fits_in_the_event_and_on_each_leg_that_it_rides(
    most: int, out: int, back: int, others: list[Entry], party: Entry, nameless: int
) -> None:
    counted = (Headcount(at=NOW, adults=nameless),) if nameless else ()
    head = structs.replace(trip((out,), (back,)), headcounts=counted)
    places = Places(most, head)
    wanted = structs.replace(party, expected=NOW, waiting=False, mark="", stints=())
    room = not most or wanted.party + nameless + _heads(others) <= most
    for leg, seats in ((1, out), (2, back)):
        taken = sum(each.party for each in others if rides.takes_seat(each, leg, head))
        rides_it = not wanted.rides or leg in wanted.rides
        room = room and (not rides_it or not seats or wanted.party + taken <= seats)
    assert places.fit(places.needed_by(wanted), places.taken(others)) is room
    nobody = Entry(number=wanted.number)
    assert capacity.lacks_places(others, nobody, wanted, places) is not room
    assert not capacity.lacks_places([*others, wanted], wanted, wanted, places), (
        "who has it keeps it"
    )


def _heads(found: list[Entry]) -> int:
    """Who has a place: signed up and neither waiting nor away, or here."""
    return sum(
        each.party
        for each in found
        if each.stints == HERE
        or (each.expected and not each.waiting and each.mark not in ("leave", "absent"))
    )


@given(st.lists(entries, max_size=6), st.integers(0, 3))
def test_the_places_taken_are_those_of_people_and_of_heads_without_a_name(
    found: list[Entry], nameless: int
) -> None:
    head = structs.replace(EVENT, headcounts=(Headcount(at=NOW, children=nameless),))
    assert capacity.places_taken(found, None) == _heads(found)
    assert Places().taken(found) == (_heads(found),)
    assert capacity.places_taken(found, head) == _heads(found) + nameless
    assert Places(head=head).taken(found) == (_heads(found) + nameless,)


def test_a_leg_has_no_limit_unless_the_seats_of_all_its_vehicles_are_known() -> None:
    places = Places(30, trip((20, 9), (20, 0), ()))
    assert places.limits == (30, 29, 0, 0)
    assert places.fewest == 29
    assert Places().fewest == 0


# -- sign-up --------------------------------------------------------------------------------


def test_a_sign_up_keeps_its_turn_and_its_squad_and_leave_gives_both_anew() -> None:
    later = NOW + timedelta(hours=1)
    first = Entry(number=1, expected=NOW, squad=3)
    again = capacity.with_sign_up(first, later, 0, no_place=False)
    assert again == first
    assert capacity.with_sign_up(first, later, 4, no_place=False).squad == 4
    grown = capacity.with_sign_up(first, later, 0, no_place=True)
    assert (grown.waiting, grown.expected) == (True, NOW), "it grew beyond the places"
    waited = structs.replace(first, waiting=True)
    assert capacity.with_sign_up(waited, later, 0, no_place=False).waiting
    away = structs.replace(waited, mark="leave")
    back = capacity.with_sign_up(away, later, 0, no_place=False)
    assert (back.expected, back.waiting, back.mark, back.squad) == (later, False, "", 3)


def test_who_is_here_signs_up_without_waiting() -> None:
    for entry in (
        Entry(number=1, stints=HERE),
        Entry(number=1, expected=NOW, stints=HERE),
        Entry(number=1, expected=NOW, stints=LEFT, mark="leave"),
    ):
        assert not capacity.with_sign_up(entry, NOW, 0, no_place=True).waiting
    assert capacity.with_sign_up(Entry(number=1), NOW, 0, no_place=True).waiting


def test_only_a_sign_up_that_nobody_came_to_is_taken_back() -> None:
    signed_up = Entry(number=1, expected=NOW)
    assert capacity.withdrawable(signed_up) == signed_up
    for entry in (None, Entry(number=1), Entry(number=1, stints=HERE)):
        with pytest.raises(Refused, match="Not signed up"):
            capacity.withdrawable(entry)
    for stints in (HERE, LEFT):
        with pytest.raises(Refused, match="Already checked in"):
            capacity.withdrawable(structs.replace(signed_up, stints=stints))


def test_nobody_is_counted_where_there_is_no_limit_or_nobody_more_comes():
    def counted():
        raise AssertionError
        yield

    alone, family = Entry(number=1, expected=NOW), Entry(number=1, expected=NOW, adults=2)
    assert not capacity.lacks_places(counted(), Entry(number=1), family, Places())
    assert not capacity.lacks_places(counted(), family, alone, Places(1))
    with pytest.raises(AssertionError):
        capacity.lacks_places(counted(), alone, family, Places(1))
