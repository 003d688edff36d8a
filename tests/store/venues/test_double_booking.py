"""Who holds what twice: the rules that look it up, against every pair of dates compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from yigong.store.dates.recurrence import occurrences
from yigong.store.event_records import ByRRule, Change, Event, Leg, Occurrence
from yigong.store.venue_records import Venue
from yigong.store.venues.double_booking import (
    DAYS_AHEAD,
    VenueHeld,
    find_held_twice,
    find_taken,
    refuse_double_booking,
)
from yigong.store.venues.holdings import VenueEvents

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 12, 1)
DAY = date(2026, 12, 8)
VENUES = {
    1: Venue(number=1, name="会客厅", buffer=15),
    2: Venue(number=2, name="书吧", part_of=1, buffer=30),
    3: Venue(number=3, name="会议室", part_of=1),
    4: Venue(number=4, name="茶桌", part_of=3),
    5: Venue(number=5, name="大巴", kind="vehicle", buffer=15),
}
IN_THE_WAY = {1: {1, 2, 3, 4}, 2: {1, 2}, 3: {1, 3, 4}, 4: {1, 3, 4}, 5: {5}}

# -- the same, said as plainly as can be -----------------------------------------

Span = tuple[Occurrence, int, datetime, datetime]
"""A date, a venue, from when to when it is used."""


def spans_of(event: Event, *, excepted: bool) -> list[Span]:
    """What an event holds; with `excepted` also the dates that have a reason for it."""
    found: list[Span] = []
    for each in occurrences([event], TODAY - timedelta(days=60), TODAY + timedelta(days=60), ZONE):
        if each.cancelled or each.booking or (each.override and not excepted):
            continue
        found += [(each, venue, each.start, each.end) for venue in each.venues]
        for leg in each.legs:
            start = each.start + timedelta(minutes=leg.after)
            end = start + timedelta(minutes=leg.minutes)
            found += [(each, vehicle, start, end) for vehicle in leg.vehicles]
    return found


def free_after(span: Span) -> datetime:
    return span[3] + timedelta(minutes=VENUES[span[1]].buffer)


def collide(one: Span, other: Span, *, buffers: bool) -> bool:
    if one[0].key == other[0].key or other[1] not in IN_THE_WAY[one[1]]:
        return False
    if not buffers or one[0].event.number == other[0].event.number:
        return one[2] < other[3] and other[2] < one[3]
    return one[2] < free_after(other) and other[2] < free_after(one)


def dates_taken_by_comparison(
    before: Event | None, after: Event, others: Sequence[Event]
) -> set[date]:
    """The dates of an event that newly hold what others hold."""
    kept = {span[1:] for span in spans_of(before, excepted=False)} if before else set()
    theirs = [span for event in (*others, after) for span in spans_of(event, excepted=True)]
    return {
        own[0].planned
        for own in spans_of(after, excepted=False)
        if own[1:] not in kept and any(collide(own, other, buffers=True) for other in theirs)
    }


# -- any few events of a few days -------------------------------------------------

hours = st.integers(0, 24).map(lambda quarter: timedelta(minutes=9 * 60 + 15 * quarter))
days = st.integers(0, 3).map(lambda n: DAY + timedelta(days=n))
starts = st.builds(lambda day, at: datetime.combine(day, datetime.min.time()) + at, days, hours)
lengths = st.sampled_from([15, 45, 60, 120, 1500])
venues = st.lists(st.integers(1, 4), max_size=2, unique=True).map(tuple)
legs = st.one_of(
    st.just(()),
    st.tuples(
        st.builds(Leg, after=st.sampled_from([0, 60]), minutes=lengths, vehicles=st.just((5,)))
    ),
)
changes = st.dictionaries(
    days.map(date.isoformat),
    st.one_of(
        st.builds(Change, start=starts, venues=st.one_of(st.none(), venues)),
        st.builds(Change, venues=venues),
        st.builds(Change, legs=legs),
        st.builds(Change, minutes=lengths),
        st.sampled_from(
            [
                Change(cancelled=True),
                Change(left_out=True),
                Change(booking="declined"),
                Change(override="批准"),
            ]
        ),
    ),
    max_size=2,
)


def plans(number: int) -> st.SearchStrategy[Event]:
    return st.builds(
        Event,
        number=st.just(number),
        title=st.just(f"活动{number}"),
        start=starts,
        minutes=lengths,
        venues=venues,
        legs=legs,
        repeat=st.sampled_from([None, ByRRule("FREQ=DAILY;COUNT=3")]),
        changes=changes,
        booking=st.sampled_from(["", "", "", "tentative"]),
        override=st.sampled_from(["", "", "", "批准"]),
        cancelled=st.sampled_from([False, False, False, True]),
    )


def events(number: int) -> st.SearchStrategy[Event]:
    """Also those of which an earlier plan had its dates before the present one."""

    def with_earlier(event: Event, earlier: Event | None) -> Event:
        if earlier is None:
            return event
        begun = structs.replace(
            earlier, start=earlier.start - timedelta(days=7), repeat=None, changes={}, number=0
        )
        return structs.replace(event, earlier=(begun,))

    return st.builds(with_earlier, plans(number), st.one_of(st.none(), plans(number)))


@given(st.one_of(st.none(), events(1)), events(1), events(2), events(3))
def test_what_newly_holds_a_held_venue_is_found_with_everybody_who_holds_it(
    before: Event | None, after: Event, second: Event, third: Event
) -> None:
    index = VenueEvents({1: after, 2: second, 3: third})
    taken = find_taken(before, after, index, VENUES, TODAY, ZONE)
    expected = dates_taken_by_comparison(before, after, (second, third))
    assert {each.occurrence.planned for each in taken} == expected
    for each in taken:
        named = {holding.occurrence.key for holding in each.others}
        everybody = keys_against(after, each.occurrence.planned, second, third)
        assert named == everybody if before is None else named and named <= everybody
        assert list(each.others) == sorted(each.others, key=lambda holding: holding.start)
    assert taken == sorted(taken, key=lambda each: each.occurrence.start)


def keys_against(after: Event, planned: date, *others: Event) -> set[str]:
    theirs = [span for event in (after, *others) for span in spans_of(event, excepted=True)]
    own = [span for span in spans_of(after, excepted=False) if span[0].planned == planned]
    return {t[0].key for one in own for t in theirs if collide(one, t, buffers=True)}


def add(event: Event, *others: Event) -> None:
    """Add an event to a calendar of others."""
    index = VenueEvents({each.number: each for each in (*others, event)})
    now = datetime.combine(TODAY, datetime.min.time(), ZONE)
    refuse_double_booking([(None, event)], index, VENUES, now, ZONE)


@given(events(1), events(2), events(3))
def test_a_calendar_of_events_let_in_one_by_one_has_nothing_held_twice(
    first: Event, second: Event, third: Event
) -> None:
    kept: dict[int, Event] = {}
    for event in (first, second, third):
        try:
            add(event, *kept.values())
        except VenueHeld:
            assert dates_taken_by_comparison(None, event, list(kept.values()))
        else:
            kept[event.number] = event
    assert held_twice_by_comparison(kept) == set()
    assert find_held_twice(kept, VENUES, TODAY, ZONE) == []


@given(events(1), events(2), events(3))
def test_every_pair_of_dates_that_hold_one_venue_at_one_time_is_found(
    first: Event, second: Event, third: Event
) -> None:
    calendar = {1: first, 2: second, 3: third}
    pairs = find_held_twice(calendar, VENUES, TODAY, ZONE)
    found = {frozenset((one.occurrence.key, other.occurrence.key)) for one, other in pairs}
    assert found == held_twice_by_comparison(calendar)
    assert pairs == sorted(pairs, key=lambda pair: pair[0].start)


def held_twice_by_comparison(calendar: Mapping[int, Event]) -> set[frozenset[str]]:
    spans = [span for event in calendar.values() for span in spans_of(event, excepted=False)]
    return {
        frozenset((one[0].key, other[0].key))
        for one, other in combinations(spans, 2)
        if collide(one, other, buffers=False)
    }


# -- how far it looks ---------------------------------------------------------------


def meeting(number: int, start: datetime, **more: object) -> Event:
    return structs.replace(
        Event(number=number, title=f"活动{number}", start=start, minutes=60, venues=(2,)), **more
    )


@pytest.mark.parametrize("ahead", [DAYS_AHEAD - 1, DAYS_AHEAD + 400])
def test_a_single_date_is_compared_with_a_series_however_far_ahead_it_is(ahead: int) -> None:
    daily = meeting(1, datetime(2026, 12, 1, 10), repeat=ByRRule("FREQ=DAILY"))
    far = meeting(2, datetime(2026, 12, 1, 10, 30) + timedelta(days=ahead))
    moved = meeting(
        3,
        datetime(2026, 12, 1, 15),
        changes={"2026-12-01": Change(start=far.start)},
    )
    for single in (far, moved):
        for old, new in ((daily, single), (single, daily)):
            with pytest.raises(VenueHeld):
                add(new, old)


def test_a_single_date_of_the_past_is_compared_and_a_rule_only_from_yesterday_on() -> None:
    past = datetime(2026, 11, 1, 10)
    one, other = meeting(1, past), meeting(2, past)
    daily = meeting(3, past, repeat=ByRRule("FREQ=DAILY;COUNT=5"))
    with pytest.raises(VenueHeld):
        add(other, one)
    add(daily, one)
    yesterday = meeting(4, datetime(2026, 11, 30, 10))
    running = meeting(5, past, repeat=ByRRule("FREQ=DAILY"))
    with pytest.raises(VenueHeld):
        add(running, yesterday)


def test_a_refusal_names_six_and_counts_the_others() -> None:
    daily = meeting(1, datetime(2026, 12, 8, 10), repeat=ByRRule("FREQ=DAILY;COUNT=6"))
    for count, end in ((6, "E0001 (书吧, until 11:30)"), (8, " and 2 more")):
        own = structs.replace(daily, repeat=ByRRule(f"FREQ=DAILY;COUNT={count}"))
        new = structs.replace(own, number=2, title="新")
        with pytest.raises(VenueHeld) as held:
            add(new, own)
        named = str(held.value).split("because of ")[1].split(". Nothing")[0]
        assert named.count("E0001") == 6
        assert named.endswith(end)
        assert named.startswith("2026-12-08 10:00-11:00 活动1")


def test_a_night_is_held_until_the_next_day_and_says_so() -> None:
    night = meeting(1, datetime(2026, 12, 8, 23), minutes=120)
    late = meeting(2, datetime(2026, 12, 9, 1, 15))
    with pytest.raises(
        VenueHeld, match=r"2026-12-08 23:00-2026-12-09 01:00 .*until 2026-12-09 01:30"
    ):
        add(late, night)
