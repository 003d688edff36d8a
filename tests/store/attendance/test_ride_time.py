"""The time of a trip: rides count for whom they do, and no minute of the day counts twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.clock import SHANGHAI
from yigong.store.attendance.ride_time import counted_stints
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.event_records import Leg

START = datetime(2026, 12, 12, 8, tzinfo=SHANGHAI)
LEGS = (Leg(after=0, minutes=40), Leg(after=240, minutes=40), Leg(after=480, minutes=40))
HEAD = Head(
    event=1,
    planned=START.date(),
    title="百橙号",
    kind="festival",
    role="participant",
    start=START,
    end=START + timedelta(minutes=520),
    legs=LEGS,
)


def stint(begin: int, end: int | None, leg: int = 0, **fields) -> Stint:
    def moment(minute: int) -> datetime:
        return START + timedelta(minutes=minute)

    return Stint(
        start=moment(begin), end=moment(end) if end is not None else None, leg=leg, **fields
    )


def counted(*stints: Stint, rides: bool = False, role: str = "volunteer") -> list[tuple[int, ...]]:
    """Each that counts, by time: its leg, and from when to when in minutes."""
    entry = Entry(number=1, role=role, stints=stints)
    found = counted_stints(entry, HEAD, rides=rides)

    def minutes(at: datetime) -> int:
        return int((at - START).total_seconds()) // 60

    return sorted((minutes(each.start), minutes(each.end), each.leg) for each in found if each.end)


OUT, ON, BACK = stint(0, 40, 1), stint(240, 280, 2), stint(480, 520, 3)


def test_between_each_two_rides_somebody_was_there():
    assert counted(OUT, ON, BACK) == [(40, 240, 0), (280, 480, 0)]
    assert counted(OUT, BACK) == [(40, 480, 0)], "the ride between them they did not take"
    assert counted(OUT) == [], "nobody knows how long they stayed"


def test_the_rides_count_where_they_do_and_for_who_is_paid():
    whole = [(0, 40, 1), (40, 480, 0), (480, 520, 3)]
    assert counted(OUT, BACK, rides=True) == whole
    assert counted(OUT, BACK, role="paid") == whole


def test_a_ride_that_is_not_over_counts_nothing_and_a_minute_on_the_way_is_no_service():
    assert counted(OUT, stint(480, None, 3)) == []
    assert counted(OUT, stint(30, 60), BACK) == [(40, 60, 0), (60, 480, 0)]


def test_what_was_written_in_on_either_side_makes_the_time_between_written_in():
    filled = stint(480, 520, 3, origin="filled")
    between = [
        [each.origin for each in counted_stints(Entry(number=1, role="volunteer", stints=s), HEAD,
                                                rides=False)]
        for s in ((OUT, BACK), (OUT, filled))
    ]  # fmt: skip
    assert between == [["clocked"], ["filled"]]


def test_without_legs_every_stint_that_ended_counts_as_it_is():
    head = msgspec.structs.replace(HEAD, legs=())
    stints = (stint(0, 60), stint(30, 90), stint(100, None))
    entry = Entry(number=1, stints=stints)
    assert counted_stints(entry, head, rides=False) == list(stints[:2])


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 200)), max_size=4), st.booleans())
def test_no_minute_counts_twice_whatever_was_written_down(drawn, rides):
    there = [stint(begin, begin + length) for begin, length in drawn]
    found = counted(OUT, *there, ON, BACK, rides=rides)
    assert all(one[1] <= other[0] for one, other in pairwise(found))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_the_order_in_which_rides_were_written_down_does_not_matter(order):
    stints = [(OUT, ON, BACK)[n] for n in order]
    assert counted(*stints) == [(40, 240, 0), (280, 480, 0)]
