"""What is let in as a venue: numbers, hours, closed days, what it is a part of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from yigong.store.errors import Refused
from yigong.store.venue_records import Opening, Shut, Venue
from yigong.store.venues.venue_checks import checked_venue, is_in_ring, refuse_ring

HALL = Venue(number=1, name="礼堂")
DAY = date(2026, 12, 8)
LARGEST = {
    "seats": 9999,
    "max_per_month": 9999,
    "buffer": 1440,
    "max_minutes": 31 * 1440,
    "max_days_ahead": 3660,
}


def opening(start: str, end: str, days: tuple[int, ...] = (0,)) -> dict[str, Any]:
    return {"opens": (Opening(days=days, start=start, end=end),)}


@pytest.mark.parametrize("field", LARGEST)
def test_a_number_is_let_in_up_to_its_largest_and_not_beyond(field: str) -> None:
    for number in (0, LARGEST[field]):
        assert checked_venue(structs.replace(HALL, **{field: number})) == structs.replace(
            HALL, **{field: number}
        )
    for number in (-1, LARGEST[field] + 1):
        with pytest.raises(Refused):
            checked_venue(structs.replace(HALL, **{field: number}))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "boat"}, "no kind of venue boat"),
        ({"name": " "}, "name"),
        (opening("9:00", "12:00"), "no time 9:00"),
        (opening("09:00", "24:01"), "no time 24:01"),
        (opening("09:60", "12:00"), "no time 09:60"),
        (opening("09:00", "09:00"), "hours 09:00-09:00 are none"),
        (opening("24:00", "09:00"), "hours 24:00-09:00 are none"),
        (opening("09:00", "12:00", ()), "day of the week"),
        (opening("09:00", "12:00", (0, 7)), "day of the week"),
        (opening("09:00", "12:00", (-1,)), "day of the week"),
        ({"shut": (Shut(first=DAY, last=date(2026, 12, 7)),)}, "closed up to or after"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        checked_venue(structs.replace(HALL, **fields))


def test_days_and_closures_are_in_order_and_each_day_is_there_once() -> None:
    night = opening("21:00", "02:00", (6, 0, 6))
    later, day = Shut(first=date(2026, 12, 9), last=DAY.replace(day=10)), Shut(first=DAY, last=DAY)
    venue = checked_venue(structs.replace(HALL, **night, shut=(later, day)))
    assert venue.opens[0].days == (0, 6)
    assert venue.shut == (day, later)
    assert checked_venue(structs.replace(HALL, **opening("00:00", "24:00"))).opens[0].end == "24:00"


def test_no_venue_is_a_part_of_itself_of_what_is_not_there_or_of_what_is_archived() -> None:
    room, desk = (structs.replace(HALL, number=n, name=f"L{n}", part_of=n - 1) for n in (2, 3))
    venues = {1: HALL, 2: room, 3: desk}
    for venue in (*venues.values(), structs.replace(desk, number=0)):
        refuse_ring(venues, venue)
    for whole in (1, 2, 3):
        with pytest.raises(Refused, match="a part of itself"):
            refuse_ring(venues, structs.replace(HALL, part_of=whole))
    with pytest.raises(Refused, match="no venue L09"):
        refuse_ring(venues, structs.replace(desk, part_of=9))
    closed = {**venues, 1: structs.replace(HALL, archived=True)}
    with pytest.raises(Refused, match="礼堂 is archived"):
        refuse_ring(closed, desk)
    refuse_ring(closed, structs.replace(desk, archived=True))


def test_only_what_is_in_a_ring_is_found_in_one_and_not_what_leads_to_it() -> None:
    def part(number: int, of: int) -> Venue:
        return structs.replace(HALL, number=number, part_of=of)

    venues = {1: part(1, 2), 2: part(2, 1), 3: part(3, 1), 4: part(4, 4), 5: part(5, 0)}
    assert [is_in_ring(venues, n) for n in (1, 2, 3, 4, 5)] == [True, True, False, True, False]
