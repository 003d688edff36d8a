"""One person at two occurrences at once: found, and cut where they went over to the second."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from support.clock import SHANGHAI
from yigong.store.attendance.overlaps import find_overlaps, stints_elsewhere
from yigong.store.attendance.register import Register
from yigong.store.attendance.settlement_rules import odd_entries, settle_entry
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.records import elapsed
from yigong.store.settings_records import HoursPolicy

LATER = datetime(2026, 11, 25, 18, tzinfo=SHANGHAI)


def at(clock):
    return datetime.fromisoformat(f"2026-11-25T{clock}").replace(tzinfo=SHANGHAI)


def head(number, start, end, **more):
    return Head(
        event=number,
        planned=at(start).date(),
        title=f"T{number}",
        kind="duty_day",
        role="volunteer",
        start=at(start),
        end=at(end),
        **more,
    )


def register(number, start, end, *stints, **more):
    """A register with V0001's stints: ``register(1, "08:00", "10:00", ("08:00", "10:00"))``."""
    entry = Entry(
        number=1,
        stints=tuple(Stint(start=at(s), end=at(e) if e else None, desk="东门") for s, e in stints),
    )
    key = f"E{number:04d}@2026-11-25"
    return Register(key, {1: entry}, head(number, start, end, **more))


def odd(mine, *others, now=LATER):
    """What is odd in a register where others of the day are known."""
    elsewhere = {1: [stint for other in others for _number, stint in stints_elsewhere(other)]}
    found = odd_entries(mine, mine.head, HoursPolicy(), now, elsewhere)
    return [(o.reasons, o.elsewhere and o.elsewhere.key, o.proposed) for o in found]


CLEANING = register(1, "08:00", "10:00", ("08:00", "10:00"))
PLANTING = register(2, "09:00", "11:00", ("09:00", "11:00"))


def test_four_hours_for_three_are_found_and_end_where_the_second_began():
    (overlap,) = find_overlaps([PLANTING, CLEANING])
    assert (overlap.number, overlap.minutes) == (1, 60)
    assert overlap.keys == ("E0001@2026-11-25", "E0002@2026-11-25")
    (found,) = odd(CLEANING, PLANTING)
    assert found == (("elsewhere",), "E0002@2026-11-25", at("09:00"))
    settled = settle_entry(CLEANING.entries[1], at("09:00"), CLEANING.head, LATER, "李芳")
    cut = Register(CLEANING.key, {1: settled}, CLEANING.head)
    assert find_overlaps([cut, PLANTING]) == []


def test_in_the_second_it_is_listed_and_stays_as_it_was_clocked():
    assert odd(PLANTING, CLEANING) == [(("elsewhere",), "E0001@2026-11-25", None)]


def test_who_was_never_checked_out_of_the_first_left_it_for_the_second():
    forgotten = register(1, "08:00", "10:00", ("08:00", None))
    assert odd(forgotten, PLANTING) == [
        (("here", "long", "elsewhere"), "E0002@2026-11-25", at("09:00"))
    ]
    assert odd(PLANTING, forgotten) == [(("elsewhere",), "E0001@2026-11-25", None)]


def test_who_went_over_for_an_hour_and_came_back_loses_nothing_unasked():
    day = register(1, "08:00", "12:00", ("08:00", "12:00"))
    hour = register(2, "09:00", "10:00", ("09:00", "10:00"))
    assert odd(day, hour) == [(("elsewhere",), "E0002@2026-11-25", None)]


def test_of_several_others_the_first_that_they_went_over_to_is_named():
    third = register(3, "09:30", "11:00", ("09:30", "11:00"))
    ((_reasons, key, proposed),) = odd(CLEANING, third, PLANTING)
    assert (key, proposed) == (PLANTING.key, at("09:00"))


def test_one_after_the_other_is_no_overlap_by_the_minutes_that_are_shown():
    next_one = register(2, "10:00", "11:00", ("10:00:10", "11:00"))
    first = register(1, "08:00", "10:00", ("08:00", "10:00:50"))
    assert find_overlaps([first, next_one]) == []
    assert odd(first, next_one) == []


def test_who_forgot_to_leave_is_there_until_the_planned_end_and_no_longer():
    evening = register(2, "17:00", "18:00", ("17:00", "18:00"))
    forgotten = register(1, "08:00", "10:00", ("08:00", None))
    assert find_overlaps([forgotten, evening]) == []
    assert odd(forgotten, evening) == [(("here", "long"), None, at("10:00"))]


def test_two_stints_in_one_register_are_no_overlap():
    twice = register(1, "08:00", "12:00", ("08:00", "10:00"), ("09:00", "11:00"))
    assert find_overlaps([twice]) == []


MINUTES = st.integers(0, 600)
STINTS = st.lists(st.tuples(MINUTES, MINUTES).map(sorted), min_size=1, max_size=3)


@given(st.lists(STINTS, min_size=2, max_size=4))
def test_every_minute_in_two_registers_is_found_as_counted_one_by_one(days):
    midnight = at("00:00")
    registers = []
    for number, stints in enumerate(days, 1):
        entry = Entry(
            number=1,
            stints=tuple(
                Stint(start=midnight + timedelta(minutes=a), end=midnight + timedelta(minutes=b))
                for a, b in stints
            ),
        )
        key = f"E{number:04d}@2026-11-25"
        registers.append(Register(key, {1: entry}, head(number, "00:00", "10:00")))
    found = sum(overlap.minutes for overlap in find_overlaps(registers))
    held = [
        {
            minute
            for stint in each.entries[1].stints
            for minute in range(elapsed(midnight, stint.start), elapsed(midnight, stint.end))
        }
        for each in registers
    ]
    counted = sum(len(one & other) for one, other in combinations(held, 2))
    assert found == counted
