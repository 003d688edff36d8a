"""Credited minutes: whole, by origin, under the village's policy, for each attendance."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given, strategies

from yigong.store.attendance import hours
from yigong.store.attendance.hours import Credit
from yigong.store.attendance_records import Entry, Grant, Head, ServiceTime, Stint
from yigong.store.settings_records import HoursPolicy

EIGHT = datetime(2026, 11, 25, 8, 0)


def head(*, travel=0, role="volunteer"):
    """The head of an event of three hours."""
    return Head(
        event=1,
        planned=EIGHT.date(),
        title="村民义务日",
        kind="duty_day",
        role=role,
        start=EIGHT,
        end=EIGHT + timedelta(minutes=180),
        travel=travel,
    )


def service(**minutes):
    """The credit of somebody who only served."""
    return Credit(service=ServiceTime(**minutes))


def stint(first, last, origin="clocked"):
    end = None if last is None else EIGHT + timedelta(minutes=last)
    return Stint(start=EIGHT + timedelta(minutes=first), end=end, origin=origin)


def entry(*stints):
    return Entry(number=1, stints=stints)


def test_each_stint_counts_on_its_own_and_by_its_origin():
    attended = entry(stint(0, 50), stint(60, 90), stint(100, 110, "filled"), stint(0, 5, "granted"))
    assert hours.served_credit(attended, head()) == service(clocked=80, filled=10, granted=5)


def test_what_was_granted_without_presence_is_beside_the_stints():
    grant = Grant(minutes=45, at=EIGHT, by="李芳", reason="准备")
    attended = Entry(number=1, stints=(stint(0, 50),), grants=(grant, grant))
    assert hours.served_credit(attended, head()) == service(clocked=50, granted=90)


def test_seconds_are_cut_off_in_each_stint():
    almost = Stint(start=EIGHT, end=EIGHT + timedelta(minutes=10, seconds=59))
    assert hours.served_credit(entry(almost, almost), head()) == service(clocked=20)


def test_an_open_stint_counts_nothing_until_it_ends():
    assert hours.served_credit(entry(stint(0, 50), stint(60, None)), head()) == service(clocked=50)


_HALF_HOURS = HoursPolicy(round_to=30, rounding="floor")
_NEAREST = HoursPolicy(round_to=30, rounding="nearest")
_CAP = HoursPolicy(daily_cap=120)
_PRESENT = HoursPolicy(min_presence=60)


@pytest.mark.parametrize(
    ("policy", "stints", "expected"),
    [
        (HoursPolicy(), [stint(0, 95)], service(clocked=95)),
        (_HALF_HOURS, [stint(0, 29)], service()),
        (_HALF_HOURS, [stint(0, 30)], service(clocked=30)),
        (_HALF_HOURS, [stint(0, 95)], service(clocked=90)),
        (_HALF_HOURS, [stint(0, 20), stint(30, 40)], service(clocked=30)),
        (_NEAREST, [stint(0, 14)], service()),
        (_NEAREST, [stint(0, 15)], service(clocked=30)),
        (_NEAREST, [stint(0, 104)], service(clocked=90)),
        (_NEAREST, [stint(0, 105)], service(clocked=120)),
        (HoursPolicy(round_to=30, rounding="none"), [stint(0, 95)], service(clocked=95)),
        (_CAP, [stint(0, 180)], service(clocked=120)),
        (_CAP, [stint(0, 180), stint(0, 60, "granted")], service(clocked=120, granted=60)),
        (_CAP, [stint(0, 100), stint(100, 150, "filled")], service(clocked=70, filled=50)),
        (_CAP, [stint(0, 10), stint(10, 170, "filled")], service(filled=120)),
        (_HALF_HOURS, [stint(0, 40), stint(50, 65, "filled")], service(clocked=15, filled=15)),
        (_HALF_HOURS, [stint(0, 70, "filled")], service(filled=60)),
        (_NEAREST, [stint(0, 50, "filled")], service(filled=60)),
        (_PRESENT, [stint(0, 107)], service()),
        (_PRESENT, [stint(0, 108)], service(clocked=108)),
        (_PRESENT, [stint(0, 60), stint(60, 108, "filled")], service(clocked=60, filled=48)),
        (_PRESENT, [stint(0, 10), stint(0, 30, "granted")], service(granted=30)),
        (HoursPolicy(), [], service()),
    ],
)
def test_the_policy_decides_what_an_attendance_of_three_hours_is_worth(policy, stints, expected):
    assert hours.credited(entry(*stints), head(), policy) == expected


_ON_FOOT = HoursPolicy(travel=True)


@pytest.mark.parametrize(
    ("policy", "stints", "travel", "expected"),
    [
        (HoursPolicy(), [stint(0, 180)], 40, service(clocked=140)),
        (_ON_FOOT, [stint(0, 180)], 40, service(clocked=180)),
        (HoursPolicy(), [stint(0, 30)], 40, service()),
        (HoursPolicy(), [stint(0, 60), stint(60, 180)], 40, service(clocked=140)),
        (
            HoursPolicy(),
            [stint(0, 90), stint(90, 180, "filled")],
            40,
            service(clocked=50, filled=90),
        ),
        (
            HoursPolicy(),
            [stint(0, 60), stint(0, 60, "granted")],
            40,
            service(clocked=20, granted=60),
        ),
        (_HALF_HOURS, [stint(0, 180)], 40, service(clocked=120)),
        (_PRESENT, [stint(0, 108)], 40, service(clocked=68)),
        (_PRESENT, [stint(0, 107)], 0, service()),
    ],
)
def test_the_way_is_taken_off_after_presence_was_judged_and_before_rounding(
    policy, stints, travel, expected
):
    assert hours.credited(entry(*stints), head(travel=travel), policy) == expected


@pytest.mark.parametrize(
    ("spent", "expected"),
    [
        (0, service(clocked=120, granted=30)),
        (50, service(clocked=70, granted=30)),
        (120, service(granted=30)),
        (500, service(granted=30)),
    ],
)
def test_of_the_most_for_a_day_only_what_is_left_of_it_is_credited(spent, expected):
    attended = entry(stint(0, 180), stint(0, 30, "granted"))
    assert hours.credited(attended, head(), _CAP, spent=spent) == expected
    assert hours.credited(entry(stint(0, 60)), head(), HoursPolicy(), spent=spent) == service(
        clocked=60
    )


def test_an_entry_is_worth_what_was_signed_else_what_its_register_would_sign():
    plan = head(travel=30)
    attended = entry(stint(0, 100))
    assert hours.entry_credit(attended, plan, _HALF_HOURS) == service(clocked=60)
    own = msgspec.structs.replace(plan, policy=HoursPolicy(travel=True))
    assert hours.entry_credit(attended, own, _HALF_HOURS) == service(clocked=100)
    signed = msgspec.structs.replace(attended, credit=ServiceTime(clocked=7))
    assert hours.entry_credit(signed, own, _HALF_HOURS) == service(clocked=7)


_minutes = strategies.integers(0, 600)
_origins = strategies.sampled_from(["clocked", "filled", "granted"])
_policies = strategies.builds(
    HoursPolicy,
    round_to=strategies.integers(1, 240),
    rounding=strategies.sampled_from(["none", "floor", "nearest"]),
    daily_cap=strategies.integers(0, 1440),
    min_presence=strategies.integers(0, 100),
    travel=strategies.booleans(),
)


@given(
    strategies.lists(strategies.tuples(_minutes, _minutes, _origins), max_size=5),
    _policies,
    _minutes,
    _minutes,
)
def test_no_policy_gives_negative_minutes_or_more_than_its_cap_or_touches_what_was_granted(
    spans, policy, travel, spent
):
    attended = entry(*(stint(min(a, b), max(a, b), origin) for a, b, origin in spans))
    raw = hours.served_credit(attended, head()).service
    credit = hours.credited(attended, head(travel=travel), policy, spent=spent).service
    assert credit.granted == raw.granted
    assert min(credit.clocked, credit.filled) >= 0
    served = credit.clocked + credit.filled
    assert not policy.daily_cap or served <= max(0, policy.daily_cap - spent)
    assert served <= raw.clocked + raw.filled + policy.round_to // 2 * (
        policy.rounding == "nearest"
    )
    assert raw.clocked or not credit.clocked


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0.0"), (2, "0.0"), (3, "0.1"), (60, "1.0"), (90, "1.5"), (95, "1.6"), (6000, "100.0")],
)
def test_hours_are_shown_with_one_decimal_rounded_half_up(minutes, text):
    assert hours.hours_text(minutes) == text
