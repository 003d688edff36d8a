"""The rules of a part are its own, else those of its whole; what is free can be booked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.support.clock import Clock
from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.venue_records import Opening, Venue
from yigong.store.venues.double_booking import NeedsReason, VenueHeld
from yigong.store.venues.time_spans import time_of
from yigong.store.venues.venue_rules import (
    INHERITED,
    keepers_to_agree,
    needs_agreement,
    rule_source,
    rules_of,
)
from yigong.store.village.village import Village

DAY = date(2026, 12, 8)
ZONE = ZoneInfo("Asia/Shanghai")
OPEN = (Opening(days=tuple(range(7)), start="09:00", end="21:00"),)
EARLY = (Opening(days=(0,), start="06:00", end="08:00"),)

HALL = Venue(
    number=1, name="会客厅", opens=OPEN, buffer=15, needs_approval=True,
    max_minutes=120, max_days_ahead=30, max_per_month=2,
)  # fmt: skip
OWN = {"opens": EARLY, "buffer": 5, "max_minutes": 60, "max_days_ahead": 7, "max_per_month": 1}


@pytest.mark.parametrize("rule", INHERITED)
def test_a_part_of_a_part_goes_by_the_nearest_rule_of_its_own_or_of_a_whole(rule: str) -> None:
    room, desk = Venue(number=2, name="书吧", part_of=1), Venue(number=3, name="茶桌", part_of=2)
    venues = {1: HALL, 2: room, 3: desk}
    assert getattr(rules_of(desk, venues), rule) == getattr(HALL, rule)
    assert rule_source(desk, venues, rule) is HALL
    assert rules_of(HALL, venues) == HALL
    if rule in OWN:
        venues[2] = structs.replace(room, **{rule: OWN[rule]})
        assert getattr(rules_of(desk, venues), rule) == OWN[rule]
        assert getattr(rules_of(HALL, venues), rule) == getattr(HALL, rule)


def test_the_keeper_of_a_whole_must_approve_its_parts_and_nothing_beside_it() -> None:
    venues = {1: HALL, 2: Venue(number=2, name="书吧", part_of=1), 3: Venue(number=3, name="礼堂")}
    assert [needs_agreement(venues, number) for number in venues] == [True, True, False]


def test_the_keepers_who_are_asked_are_those_of_the_rule_each_once() -> None:
    kept = structs.replace(HALL, keeper=7)
    part = Venue(number=2, name="书吧", part_of=1)
    other = Venue(number=3, name="礼堂", keeper=8)
    venues = {1: kept, 2: part, 3: other}
    assert keepers_to_agree(venues, [1, 2, 3]) == [7], "nobody is asked for the third"
    venues[2] = structs.replace(part, needs_approval=True, keeper=9)
    assert keepers_to_agree(venues, [2]) == [9]
    assert keepers_to_agree(venues, [1]) == [7, 9]


def test_every_rule_of_a_whole_holds_for_a_booking_of_its_part(village: Village) -> None:
    village.venues.add(structs.replace(HALL, number=0))
    village.venues.add(Venue(name="书吧", part_of=1))

    def book(day: date, hour: int, minutes: int = 60, minute: int = 0) -> Event:
        start = datetime(day.year, day.month, day.day, hour, minute)
        booking = Event(title="x", start=start, minutes=minutes, venues=(2,), booker=person)
        return village.bookings.book(booking)

    person = village.people.add(Volunteer(name="王建国")).number
    first = book(DAY, 14)
    assert first.booking == "tentative"
    village.bookings.approve(first.number)
    with pytest.raises(VenueHeld, match="15 min are kept free after it"):
        book(DAY, 15)
    with pytest.raises(VenueHeld, match="15 min are kept free after this one, to 14:05"):
        book(DAY, 13, 50)
    with pytest.raises(NeedsReason, match="at most 120 minutes"):
        book(DAY, 16, 121)
    with pytest.raises(NeedsReason, match="30 days ahead"):
        book(village.now().date() + timedelta(days=31), 10)
    with pytest.raises(NeedsReason, match="not open"):
        book(DAY, 8)
    book(DAY, 15, minute=15)
    with pytest.raises(NeedsReason, match="2 x a month"):
        book(DAY, 18)


# -- what is free can be booked --------------------------------------------------------

buffers = st.sampled_from([0, 0, 10, 15, 45])
uses = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 3 * 96), st.sampled_from([15, 60, 90, 600])),
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(buffers, min_size=3, max_size=3), uses, st.booleans(), st.integers(1, 3))
def test_whatever_is_offered_as_free_is_accepted(
    kept: list[int], held: list[tuple[int, int, int]], hours: bool, wanted: int
) -> None:
    with TemporaryDirectory() as folder:
        village = Village.create(Path(folder) / "v", Settings(name="村"), clock=Clock(), sync=False)
        for number, buffer in enumerate(kept, 1):
            village.venues.add(
                Venue(
                    name=f"L{number}", part_of=1 if number > 1 else 0, buffer=buffer,
                    opens=OPEN if hours else (),
                )
            )  # fmt: skip
        for venue, quarter, minutes in held:
            start = datetime(2026, 12, 7) + timedelta(minutes=15 * quarter)
            event = Event(title="u", start=start, minutes=minutes, venues=(venue,))
            try:
                village.events.add(event)
            except Refused:
                continue
        venue = village.venues.get(wanted)
        for span in village.venue_calendar.free(venue, DAY, DAY):
            start = time_of(span.start, ZONE).replace(tzinfo=None)
            booking = Event(title="b", start=start, minutes=span.minutes, venues=(wanted,))
            assert village.bookings.book(booking).number
            village.undo("events")
