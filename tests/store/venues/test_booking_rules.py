"""The limits of a venue: whose bookings count together, and in which month; closed days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from yigong.store.dates.recurrence import occurrences
from yigong.store.errors import Refused
from yigong.store.event_records import ByRRule, Change, Event, Occurrence
from yigong.store.kinds import BOOKING
from yigong.store.venue_records import Opening, Shut, Venue
from yigong.store.venues.booking_rules import DatesTaken, closed_dates, refuse_over_limits
from yigong.store.venues.holdings import VenueEvents

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 1, 9, tzinfo=ZONE)
DAILY = (Opening(days=tuple(range(7)), start="09:00", end="21:00"),)
VENUES = {
    1: Venue(
        number=1, name="书吧", opens=DAILY, max_minutes=120, max_days_ahead=60, max_per_month=2
    ),
    2: Venue(number=2, name="礼堂", max_minutes=240),
    3: Venue(number=3, name="茶室", opens=DAILY),
}


def booking(number: int, start: datetime, **more: object) -> Event:
    event = Event(
        number=number, title=f"B{number}", kind=BOOKING, start=start, minutes=60, venues=(1,)
    )
    return structs.replace(event, **{"booker": 7, **more})


def dates(*events: Event) -> list[Occurrence]:
    return occurrences(events, date(2026, 11, 1), date(2027, 3, 31), ZONE)


def over_limits(event: Event, *others: Event) -> str:
    """What is refused of a booking beside others; empty: nothing."""
    index = VenueEvents(dict(enumerate((event, *others))))
    try:
        refuse_over_limits(dates(event), VENUES, index, NOW, ZONE)
    except Refused as refused:
        return str(refused)
    return ""


FIRST, SECOND = (booking(n, datetime(2026, 12, 7 + n, 10)) for n in (1, 2))
THIRD = booking(0, datetime(2026, 12, 20, 10))


def test_the_third_booking_of_a_month_is_one_too_many_and_the_second_is_not() -> None:
    assert over_limits(THIRD, FIRST) == ""
    assert "in 2026-12 they have 2" in over_limits(THIRD, FIRST, SECOND)


@pytest.mark.parametrize(
    "other",
    [
        structs.replace(SECOND, booker=8),
        structs.replace(SECOND, booker=0, booked_for=3),
        structs.replace(SECOND, venues=(3,)),
        structs.replace(SECOND, start=datetime(2026, 11, 30, 10)),
        structs.replace(SECOND, start=datetime(2027, 1, 1, 10)),
        structs.replace(SECOND, kind="class"),
        structs.replace(SECOND, cancelled=True),
        structs.replace(SECOND, booking="declined"),
    ],
    ids=["person", "squad", "venue", "before", "after", "event", "cancelled", "declined"],
)
def test_only_bookings_of_the_same_who_take_the_venue_in_that_month_count(other: Event) -> None:
    assert over_limits(THIRD, FIRST, other) == ""


def test_a_request_that_waits_counts() -> None:
    assert over_limits(THIRD, FIRST, structs.replace(SECOND, booking="tentative"))


def test_what_is_booked_for_one_squad_counts_whoever_asked_for_it() -> None:
    first, second, third = (
        structs.replace(event, booked_for=3, booker=person)
        for event, person in ((FIRST, 7), (SECOND, 8), (THIRD, 9))
    )
    assert over_limits(third, first, second)
    assert over_limits(structs.replace(third, booked_for=4), first, second) == ""


def test_nobody_in_particular_is_not_one_and_the_same_booker() -> None:
    organiser = {"booker": 0, "booked_for": 0}
    others = [structs.replace(event, **organiser) for event in (FIRST, SECOND)]
    assert over_limits(THIRD, *others) == ""
    assert over_limits(structs.replace(THIRD, **organiser), *others) == ""
    assert over_limits(structs.replace(THIRD, booker=0, booked_for=3), *others) == ""


def test_the_dates_of_a_series_count_month_by_month_and_the_first_month_is_named() -> None:
    weekly = structs.replace(THIRD, start=datetime(2026, 12, 19, 10))
    assert over_limits(structs.replace(weekly, repeat=ByRRule("FREQ=WEEKLY;COUNT=4"))) == ""
    five = structs.replace(weekly, repeat=ByRRule("FREQ=WEEKLY;COUNT=5"))
    assert "in 2027-01 they have 0" in over_limits(five)
    december = structs.replace(FIRST, start=datetime(2026, 12, 8, 10))
    assert "in 2026-12 they have 1" in over_limits(five, december)


def test_each_venue_of_a_booking_has_its_own_longest_time() -> None:
    both = structs.replace(THIRD, venues=(2, 1))
    assert over_limits(structs.replace(both, minutes=120)) == ""
    assert (
        over_limits(structs.replace(both, minutes=121)) == "书吧 is booked for at most 120 minutes."
    )
    hall = structs.replace(
        THIRD,
        minutes=240,
        venues=(2,),
        repeat=ByRRule("FREQ=DAILY;COUNT=2"),
        changes={"2026-12-21": Change(venues=(1,), minutes=60)},
    )
    assert over_limits(hall) == ""
    longer = Change(venues=(1,), minutes=121)
    assert "书吧" in over_limits(structs.replace(hall, changes={"2026-12-21": longer}))


def test_a_booking_has_no_more_places_than_its_venues_have_seats_if_all_say_how_many() -> None:
    seats = {n: structs.replace(venue, seats=30) for n, venue in VENUES.items()}
    two = structs.replace(THIRD, venues=(1, 2), capacity=60)

    def refused(event: Event, venues: dict[int, Venue]) -> bool:
        try:
            refuse_over_limits(dates(event), venues, VenueEvents({0: event}), NOW, ZONE)
        except Refused as error:
            return "书吧, 礼堂 has 60 seats" in str(error)
        return False

    assert not refused(two, seats)
    assert refused(structs.replace(two, capacity=61), seats)
    assert not refused(structs.replace(two, capacity=61), {**seats, 2: VENUES[2]})


def test_the_last_day_ahead_may_still_be_booked() -> None:
    last = datetime.combine(NOW.date() + timedelta(days=60), datetime.min.time())
    assert over_limits(structs.replace(THIRD, start=last.replace(hour=20))) == ""
    assert "60 days ahead" in over_limits(structs.replace(THIRD, start=last + timedelta(days=1)))


# -- closed days ----------------------------------------------------------------------

TUESDAY = date(2026, 12, 8)
CLOSED = Shut(first=TUESDAY, last=TUESDAY, reason="消杀")


def shut(event: Event, **venue: object) -> list[tuple[date, str | None]]:
    """The dates of an event on which 书吧 is not open, each with the reason."""
    changed = {**VENUES, 1: structs.replace(VENUES[1], **venue)}
    return [(o.occurrence.planned, o.shut) for o in closed_dates(dates(event), changed, ZONE)]


def whole_day(day: int, days: int) -> Event:
    return booking(1, datetime(2026, 12, day), all_day=True, minutes=days * 1440)


def test_whole_days_need_a_venue_that_is_open_on_each_of_them() -> None:
    assert shut(whole_day(8, 1)) == []
    assert shut(whole_day(7, 1), shut=(CLOSED,)) == [], "it ends as the closed day begins"
    assert shut(whole_day(9, 1), shut=(CLOSED,)) == []
    for first, days in ((8, 1), (7, 2), (8, 2), (7, 3)):
        assert [why for _day, why in shut(whole_day(first, days), shut=(CLOSED,))] == ["消杀"]
    mondays = (structs.replace(DAILY[0], days=(0,)),)
    assert shut(whole_day(7, 1), opens=mondays) == []
    assert shut(whole_day(7, 2), opens=mondays) == [(date(2026, 12, 7), None)]


def test_a_date_until_midnight_is_not_closed_because_of_the_next_day() -> None:
    late = booking(1, datetime(2026, 12, 7, 22), minutes=120)
    assert shut(late, opens=(), shut=(CLOSED,)) == []
    assert shut(late, shut=(CLOSED,)) == [(date(2026, 12, 7), None)], "after 21:00, for no reason"
    minute_more = structs.replace(late, minutes=121)
    assert shut(minute_more, opens=(), shut=(CLOSED,)) == [(date(2026, 12, 7), "消杀")]


def test_a_date_that_no_venue_of_it_is_open_on_is_one_obstacle_and_says_why() -> None:
    two = booking(1, datetime(2026, 12, 8, 22), venues=(1, 3))
    (found,) = closed_dates(dates(two), VENUES, ZONE)
    assert found.why(VENUES, ZONE) == "书吧 is not open then"
    for reason, said in (("消杀", "消杀"), ("", "-")):
        closed = structs.replace(VENUES[1], shut=(structs.replace(CLOSED, reason=reason),))
        (found,) = closed_dates(dates(two), {**VENUES, 1: closed}, ZONE)
        assert found.why({**VENUES, 1: closed}, ZONE) == f"书吧 is closed: {said}"


def test_dates_of_another_year_are_listed_with_it() -> None:
    yearly = booking(1, datetime(2026, 12, 31, 22), repeat=ByRRule("FREQ=DAILY;COUNT=2"))
    obstacles = closed_dates(dates(yearly), VENUES, ZONE)
    refused = DatesTaken(obstacles, 5, NOW.date())
    assert str(refused) == "2 of 5 dates cannot be had: 12-31, 2027-01-01"
