"""Roles: what somebody is there as, counts once, keeps its kind of time, and stands when signed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, strategies

from yigong.store.attendance import hours, roles
from yigong.store.attendance.roles import HeadsByRole, RoleCounts, count_heads
from yigong.store.attendance_records import Entry, Grant, Head, Headcount, Stint
from yigong.store.errors import Refused
from yigong.store.records import ROLES
from yigong.store.settings_records import HoursPolicy

NINE = datetime(2026, 12, 5, 9, 0, tzinfo=UTC)
SERVING = 7
"""A squad that the event needs."""


def head(role="participant", *, serving=(SERVING,), counted=()):
    return Head(
        event=1,
        planned=date(2026, 12, 5),
        title="义诊",
        kind="义诊",
        role=role,
        serving=serving,
        start=NINE,
        end=NINE + timedelta(minutes=120),
        headcounts=tuple(Headcount(at=NINE, adults=adults) for adults in counted),
    )


def stint(first, last, role=""):
    """From so many minutes after nine to so many."""
    minutes = (timedelta(minutes=at) for at in (first, last))
    start, end = (NINE + at for at in minutes)
    return Stint(start=start, end=end, role=role)


def entry(*stints, **fields):
    return Entry(number=1, stints=stints, **fields)


@pytest.mark.parametrize(
    ("own", "of_entry", "squad", "of_event", "expected"),
    [
        ("", "", 0, "participant", "participant"),
        ("", "", SERVING, "participant", "volunteer"),
        ("", "", 8, "participant", "participant"),
        ("", "guest", SERVING, "participant", "guest"),
        ("paid", "guest", SERVING, "participant", "paid"),
        ("", "", 0, "paid", "paid"),
        ("", "", 0, "", "volunteer"),
        ("", "participant", 0, "", "participant"),
    ],
)
def test_a_stint_says_more_than_its_entry_the_entry_than_the_squad_the_squad_than_the_event(
    own, of_entry, squad, of_event, expected
):
    attended = entry(stint(0, 60, own), role=of_entry, squad=squad)
    assert roles.role_of(attended.stints[0], attended, head(of_event)) == expected


def test_whoever_served_in_one_stint_is_one_volunteer_with_the_minutes_of_that():
    plan = head()
    attended = entry(stint(-30, 30, "volunteer"), stint(30, 120))
    assert count_heads([attended], plan) == HeadsByRole(present=RoleCounts(volunteer=1))
    credit = hours.served_credit(attended, plan)
    assert (credit.service.total, credit.learning.minutes, credit.labour.minutes) == (60, 0, 0)


def test_the_numbers_of_a_clinic_with_every_role():
    """Seven people, three who came along, twelve without a name; one of them is paid."""
    people = [
        entry(stint(-10, 130), role="volunteer"),
        entry(stint(0, 120), role="guest"),
        entry(stint(5, 65)),
        entry(stint(0, 120), adults=1, children=2),
        entry(stint(0, 120), role="learner"),
        entry(stint(-30, 150), role="paid"),
        Entry(number=8, expected=NINE),
    ]
    heads = count_heads(people, head(counted=(10, 2)))
    assert (heads.total, heads.volunteers, heads.participants, heads.guests, heads.paid) == (
        *(20, 1, 18),
        *(1, 1),
    )
    credit = sum((hours.served_credit(each, head()) for each in people), hours.Credit())
    assert (credit.service.total, credit.learning.minutes, credit.labour.minutes) == (140, 120, 180)


def test_another_role_holds_for_all_stints_or_for_the_last_alone():
    attended = entry(stint(0, 60, "guest"), stint(60, 120))
    everywhere = roles.with_role(attended, head(), "volunteer")
    assert [roles.role_of(each, everywhere, head()) for each in everywhere.stints] == [
        "volunteer",
        "volunteer",
    ]
    last = roles.with_role(attended, head(), "paid", last=True)
    assert [roles.role_of(each, last, head()) for each in last.stints] == ["guest", "paid"]
    assert last.role == "", "the plan still says what they are there as on the whole"
    back = roles.with_role(last, head(), "participant", last=True)
    assert back == attended, "nothing is written that the plan says"


def test_only_a_volunteer_has_granted_hours():
    grant = Grant(minutes=30, at=NINE, by="李芳", reason="备课")
    attended = entry(stint(0, 60), grants=(grant,), role="volunteer")
    with pytest.raises(Refused, match="so they are there as a volunteer"):
        roles.with_role(attended, head(), "learner")


# -- made-up registers -----------------------------------------------------------

_ROLES = strategies.sampled_from(ROLES)
_OWN = strategies.sampled_from(["", *ROLES])
_STINTS = strategies.builds(stint, strategies.integers(-60, 60), strategies.integers(61, 180), _OWN)
_ENTRIES = strategies.builds(
    Entry,
    number=strategies.integers(1, 99),
    squad=strategies.sampled_from([0, SERVING, 8]),
    role=_OWN,
    stints=strategies.lists(_STINTS, max_size=3).map(tuple),
    adults=strategies.integers(0, 3),
    children=strategies.integers(0, 3),
)
_HEADS = strategies.builds(
    head,
    _OWN,
    serving=strategies.sampled_from([(), (SERVING,)]),
    counted=strategies.lists(strategies.integers(1, 50), max_size=3),
)


@given(strategies.lists(_ENTRIES, max_size=8), _HEADS)
def test_the_heads_of_all_roles_are_the_heads_there_are(entries, plan):
    heads = count_heads(entries, plan)
    here = [each for each in entries if each.stints]
    everybody = sum(each.party for each in here) + roles.nameless_heads(plan)
    assert heads.total + heads.paid == everybody
    assert heads.volunteers + heads.participants + heads.guests == heads.total


@given(_ENTRIES, _HEADS)
def test_no_minute_of_anybody_but_a_volunteer_is_service(attended, plan):
    minutes = dict.fromkeys(ROLES, 0)
    for each in attended.stints:
        minutes[roles.role_of(each, attended, plan)] += (each.end - each.start).seconds // 60
    credit = hours.served_credit(attended, plan)
    assert credit.service.total == minutes["volunteer"]
    assert credit.learning.minutes == minutes["learner"]
    assert credit.labour.minutes == minutes["paid"]


@given(_ENTRIES, _HEADS, _HEADS, strategies.sampled_from([HoursPolicy(), HoursPolicy(round_to=30)]))
def test_roles_that_are_written_out_say_the_same_and_stand_whatever_the_plan_says_later(
    attended, plan, later, policy
):
    written = roles.with_roles(attended, plan)
    assert roles.counted_role(written, plan) == roles.counted_role(attended, plan)
    assert hours.credited(written, plan, policy) == hours.credited(attended, plan, policy)
    if plan.role:
        assert roles.counted_role(written, later) == roles.counted_role(attended, plan)
        assert [roles.role_of(each, written, later) for each in written.stints] == [
            roles.role_of(each, attended, plan) for each in attended.stints
        ]


@given(_ENTRIES, _HEADS, _ROLES, strategies.booleans())
def test_a_changed_role_is_the_one_asked_for_and_leaves_what_was_before_it(
    attended, plan, role, last
):
    changed = roles.with_role(attended, plan, role, last=last)
    alone = last and len(attended.stints) > 1
    for at, (before, after) in enumerate(zip(attended.stints, changed.stints, strict=True)):
        kept = alone and at < len(attended.stints) - 1
        wanted = roles.role_of(before, attended, plan) if kept else role
        assert roles.role_of(after, changed, plan) == wanted
    if not alone:
        assert roles.counted_role(changed, plan) == role
    assert msgspec.structs.replace(changed, role="", stints=()) == msgspec.structs.replace(
        attended, role="", stints=()
    )
