"""When a venue is open, closed, and kept: the hours of a part, of its whole, over midnight."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from yigong.store.venue_records import Opening, Shut, Venue
from yigong.store.venues.openings import (
    coming_closures,
    is_open,
    open_spans,
    shut_during,
    shut_on,
)
from yigong.store.venues.time_spans import TimeSpan, minute_of, next_span
from yigong.store.venues.venue_rules import needs_agreement, wholes_of

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 12, 7)
QUARTER = timedelta(minutes=15)

# -- any hours ------------------------------------------------------------------------

clocks = st.sampled_from(["00:00", "06:15", "09:00", "12:00", "21:00", "23:45"])
openings = st.builds(
    Opening,
    days=st.lists(st.integers(0, 6), min_size=1, unique=True).map(tuple),
    start=clocks,
    end=st.one_of(clocks, st.just("24:00")),
).filter(lambda opening: opening.start != opening.end)
days = st.integers(-1, 3).map(lambda n: MONDAY + timedelta(days=n))
closures = st.builds(
    lambda first, more: Shut(first=first, last=first + timedelta(days=more)),
    days,
    st.integers(0, 1),
)
several_hours = st.lists(openings, max_size=3).map(tuple)
several_closures = st.lists(closures, max_size=2).map(tuple)


def is_open_at(moment: datetime, hours: tuple[Opening, ...], shut: tuple[Shut, ...]) -> bool:
    """The same for one moment, said as plainly as can be."""
    clock, today = f"{moment:%H:%M}", moment.date()
    yesterday = today - timedelta(days=1)

    def closed(day: date) -> bool:
        return any(each.first <= day <= each.last for each in shut)

    if closed(today):
        return False
    if not hours:
        return True
    for each in hours:
        night = each.end < each.start
        if today.weekday() in each.days and each.start <= clock and (night or clock < each.end):
            return True
        if (
            night
            and yesterday.weekday() in each.days
            and not closed(yesterday)
            and clock < each.end
        ):
            return True
    return False


@given(several_hours, several_closures, several_hours, several_closures, st.integers(0, 2))
def test_a_part_is_open_in_its_own_hours_or_its_wholes_and_closed_with_either(
    own: tuple[Opening, ...],
    shut: tuple[Shut, ...],
    above: tuple[Opening, ...],
    shut_above: tuple[Shut, ...],
    more_days: int,
) -> None:
    whole = Venue(number=1, name="会客厅", opens=above, shut=shut_above)
    part = Venue(number=2, name="书吧", part_of=1, opens=own, shut=shut)
    last = MONDAY + timedelta(days=more_days)
    spans = open_spans(part, {1: whole, 2: part}, MONDAY, last, ZONE)
    midnight = datetime.combine(MONDAY, datetime.min.time(), ZONE)
    for k in range(-4, (more_days + 1) * 96 + 4):
        moment = midnight + k * QUARTER
        found = any(span.start <= minute_of(moment) < span.end for span in spans)
        within = MONDAY <= moment.date() <= last
        assert found is (within and is_open_at(moment, own or above, shut + shut_above)), moment
        if within:
            whole_quarter = is_open(part, {1: whole, 2: part}, moment, moment + QUARTER, ZONE)
            assert whole_quarter is found


# -- wholes, closures, keepers ---------------------------------------------------------


def test_a_ring_in_a_file_ends_where_it_began_and_a_whole_that_is_gone_is_none() -> None:
    ring = {n: Venue(number=n, name=f"L{n}", part_of=n % 3 + 1) for n in (1, 2, 3)}
    assert [venue.number for venue in islice(wholes_of(ring, 1), 9)] == [2, 3]
    beside = {**ring, 4: Venue(number=4, name="L4", part_of=1)}
    assert [venue.number for venue in islice(wholes_of(beside, 4), 9)] == [1, 2, 3]
    lost = {1: Venue(number=1, name="L1", part_of=7)}
    assert list(wholes_of(lost, 1)) == []
    assert list(wholes_of(lost, 7)) == []


def test_coming_closures_are_those_of_the_venue_and_its_wholes_that_are_not_over() -> None:
    def closed(first: int, last: int, reason: str) -> Shut:
        return Shut(first=date(2026, 12, first), last=date(2026, 12, last), reason=reason)

    past, today, later, long = (
        closed(1, 6, "过去"),
        closed(5, 7, "今天"),
        closed(9, 9, "消杀"),
        closed(9, 12, "装修"),
    )
    whole = Venue(number=1, name="会客厅", shut=(long, past, later))
    part = Venue(number=2, name="书吧", part_of=1, shut=(later, today))
    assert coming_closures(part, {1: whole, 2: part}, MONDAY) == [today, later, long]
    assert shut_on(part, {1: whole, 2: part}, date(2026, 12, 10)) == long
    assert coming_closures(whole, {1: whole, 2: part}, MONDAY) == [later, long]


def test_a_time_that_ends_at_midnight_does_not_touch_the_closed_day_after_it() -> None:
    closed = Shut(first=date(2026, 12, 8), last=date(2026, 12, 8))
    venue = Venue(number=1, name="礼堂", shut=(closed,))
    start = datetime(2026, 12, 7, 20, tzinfo=ZONE)
    midnight = datetime(2026, 12, 8, tzinfo=ZONE)
    minute = timedelta(minutes=1)
    assert shut_during(venue, {}, start, midnight, ZONE) is None
    assert shut_during(venue, {}, start, midnight + minute, ZONE) == closed
    after = datetime(2026, 12, 9, tzinfo=ZONE)
    assert shut_during(venue, {}, after, after + minute, ZONE) is None
    assert shut_during(venue, {}, after - minute, after, ZONE) == closed


def test_the_keeper_of_a_part_of_a_part_must_agree_to_the_whole_and_not_to_its_neighbour() -> None:
    hall = Venue(number=1, name="会客厅")
    room, other = (Venue(number=n, name=f"L{n}", part_of=1) for n in (2, 4))
    desk = Venue(number=3, name="茶桌", part_of=2, needs_approval=True)
    venues = {each.number: each for each in (hall, room, desk, other)}
    assert [needs_agreement(venues, n) for n in (1, 2, 3, 4)] == [True, True, True, False]
    venues[3] = structs.replace(desk, archived=True)
    assert [needs_agreement(venues, n) for n in (1, 2, 3, 4)] == [False, False, True, False]


def test_half_of_the_wished_time_is_enough_for_a_next_free_one() -> None:
    assert next_span([TimeSpan(0, 30), TimeSpan(90, 900)], 0, 60) == TimeSpan(0, 30)
    assert next_span([TimeSpan(0, 29), TimeSpan(90, 900)], 0, 60) == TimeSpan(90, 150)
