"""Two entries of one register become one: its stints, its role, who came along."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.clock import MORNING
from yigong.store.attendance import entry_merge
from yigong.store.attendance.hours import served_credit
from yigong.store.attendance.roles import counted_role, role_of
from yigong.store.attendance_records import Entry, Grant, Head, Stint
from yigong.store.records import ROLES, elapsed

KEEP, MERGED = 1, 2
AT = datetime(2026, 11, 25, 8, 0, tzinfo=MORNING.tzinfo)


def stint(start, end, origin="clocked", **others):
    return Stint(
        start=AT + timedelta(minutes=start),
        end=None if end is None else AT + timedelta(minutes=end),
        origin=origin,
        **others,
    )


def spans(stints):
    ends = [None if s.end is None else elapsed(AT, s.end) for s in stints]
    return [(elapsed(AT, s.start), end, s.origin) for s, end in zip(stints, ends, strict=True)]


@pytest.mark.parametrize(
    ("mine", "theirs", "became"),
    [
        ([(0, 60)], [(90, 120)], [(0, 60), (90, 120)]),
        ([(0, 60)], [(60, 120)], [(0, 120)]),
        ([(30, 60)], [(0, 40)], [(0, 60)]),
        ([(0, 120)], [(30, 60)], [(0, 120)]),
        ([(0, 60), (90, 120)], [(50, 100)], [(0, 120)]),
        ([(0, None)], [(30, 60)], [(0, None)]),
        ([(0, 60)], [(30, None)], [(0, None)]),
        ([(0, 60)], [(90, None)], [(0, 60), (90, None)]),
        ([(0, None)], [(10, None)], [(0, None)]),
        ([], [(0, 60)], [(0, 60)]),
        ([(60, 0)], [(90, 120)], [(60, 0), (90, 120)]),
    ],
)
def test_stints_that_overlap_or_touch_are_one(mine, theirs, became):
    joined = entry_merge.join_stints([stint(*s) for s in (*mine, *theirs)])
    assert [s[:2] for s in spans(joined)] == became


def test_what_was_clocked_makes_what_it_meets_clocked_and_reasons_stay():
    filled = stint(0, 60, "filled", by="李芳", reason="忘带工牌")
    clocked = stint(50, 90, end_by="王强", end_desk="西门")
    (joined,) = entry_merge.join_stints([clocked, filled])
    assert spans([joined]) == [(0, 90, "clocked")]
    assert (joined.by, joined.end_by, joined.end_desk, joined.reason) == (
        "李芳",
        "王强",
        "西门",
        "忘带工牌",
    )
    apart = entry_merge.join_stints([filled, stint(61, 90)])
    assert spans(apart) == [(0, 60, "filled"), (61, 90, "clocked")]


def test_every_minute_of_either_is_one_minute_of_the_one():
    chance = random.Random(5)
    for _round in range(300):
        starts = [
            (chance.randrange(600), chance.randrange(120)) for _n in range(chance.randint(1, 7))
        ]
        stints = [stint(s, s + length) for s, length in starts]
        minutes = {m for s, length in starts for m in range(s, s + length)}
        chance.shuffle(stints)
        joined = entry_merge.join_stints(stints)
        assert sum(elapsed(s.start, s.end) for s in joined) == len(minutes)
        assert [s.start for s in joined] == sorted(s.start for s in joined)


LECTURE = Head(
    event=1,
    planned=AT.date(),
    title="讲座",
    kind="class",
    role="participant",
    serving=(2,),
    start=AT,
    end=AT + timedelta(hours=4),
)
"""People take part, unless they serve in the second squad."""


def merge(mine, theirs, along="keep", head=LECTURE):
    return entry_merge.merge_entries(mine, theirs, head, along)


def entry(**fields):
    return Entry(number=fields.pop("number", KEEP), **fields)


def test_a_sign_up_is_the_earlier_and_a_place_is_kept():
    early, late = AT, AT + timedelta(hours=1)
    became = merge(entry(expected=late, waiting=True), entry(number=MERGED, expected=early))
    assert (became.number, became.expected, became.waiting) == (KEEP, early, False)
    both = merge(
        entry(expected=late, waiting=True), entry(number=MERGED, expected=early, waiting=True)
    )
    assert both.waiting
    came = merge(entry(expected=late, waiting=True), entry(number=MERGED, stints=(stint(0, 60),)))
    assert not came.waiting


def test_who_came_was_not_absent_but_may_have_been_late():
    came = (stint(0, 60),)
    absent = entry(number=MERGED, mark="absent")
    assert merge(entry(stints=came), absent).mark == ""
    assert merge(entry(stints=came, mark="late"), absent).mark == "late"
    assert merge(entry(mark="leave"), absent).mark == "leave"
    assert merge(entry(), absent).mark == "absent"


def test_what_was_granted_to_either_is_granted_once():
    grants = [
        Grant(minutes=30, at=AT + timedelta(days=n), by="李芳", reason="备餐") for n in (1, 0)
    ]
    became = merge(
        entry(grants=(grants[0],), squad=0),
        entry(number=MERGED, grants=tuple(grants), squad=2, children=3, row=7),
    )
    assert became.grants == (grants[1], grants[0])
    assert (became.squad, became.adults, became.children, became.row) == (2, 0, 3, 7)


@pytest.mark.parametrize(
    ("along", "became"), [("keep", (2, 1)), ("other", (1, 0)), ("both", (3, 1))]
)
def test_where_both_brought_people_it_is_said_who_came(along, became):
    mine, theirs = entry(adults=2, children=1), entry(number=MERGED, adults=1)
    assert entry_merge.both_brought(mine, theirs)
    merged = merge(mine, theirs, along)
    assert (merged.adults, merged.children) == became
    assert not entry_merge.both_brought(entry(), theirs)
    assert merge(entry(), theirs, along).adults == 1


def test_no_more_than_99_adults_come_along_with_anybody():
    assert merge(entry(adults=60), entry(number=MERGED, adults=60), "both").adults == 99


# -- as what they were there -----------------------------------------------


def roles(merged, head=LECTURE):
    """The role of each stint, with its minutes from the beginning."""
    return [
        (*span[:2], role_of(s, merged, head))
        for s, span in zip(merged.stints, spans(merged.stints), strict=True)
    ]


def test_each_stint_stays_what_it_was_and_an_overlap_is_cut_where_the_later_began():
    served = entry(squad=2, stints=(stint(0, 120),))
    listened = entry(number=MERGED, stints=(stint(90, 240),))
    for mine, theirs in ((served, listened), (listened, served)):
        merged = merge(mine, theirs)
        assert roles(merged) == [(0, 90, "volunteer"), (90, 240, "participant")]
        assert counted_role(merged, LECTURE) == "volunteer"
        assert served_credit(merged, LECTURE).service.total == 90


def test_who_served_for_an_hour_of_it_took_part_before_and_after():
    listened = entry(stints=(stint(0, 240, end_by="王强", end_desk="西门"),))
    served = entry(
        number=MERGED, role="volunteer", stints=(stint(60, 120, desk="东门", by="李芳"),)
    )
    merged = merge(listened, served)
    assert roles(merged) == [
        (0, 60, "participant"),
        (60, 120, "volunteer"),
        (120, 240, "participant"),
    ]
    before, during, after = merged.stints
    assert (before.end_by, before.end_desk) == ("李芳", "东门")
    assert (after.by, after.desk, after.end_by) == (during.end_by, during.end_desk, "王强")


def test_who_is_still_here_as_one_thing_is_here_after_the_other_ended():
    merged = merge(
        entry(role="guest", stints=(stint(0, None),)),
        entry(number=MERGED, stints=(stint(30, 60),)),
    )
    assert roles(merged) == [(0, 30, "guest"), (30, 60, "participant"), (60, None, "guest")]
    assert merged.here


def test_who_only_signed_up_came_as_the_one_that_came():
    signed_up = entry(role="volunteer", expected=AT)
    came = entry(number=MERGED, stints=(stint(0, 60),))
    merged = merge(signed_up, came)
    assert counted_role(merged, LECTURE) == "participant"


def test_who_was_granted_hours_counts_as_a_volunteer_and_was_there_as_before():
    granted = entry(
        number=MERGED,
        role="volunteer",
        grants=(Grant(minutes=30, at=AT, by="李芳", reason="备课"),),
    )
    merged = merge(entry(stints=(stint(0, 60),)), granted)
    assert counted_role(merged, LECTURE) == "volunteer"
    credit = served_credit(merged, LECTURE)
    assert (credit.service.clocked, credit.service.granted) == (0, 30)


def test_two_who_are_there_as_the_plan_says_stay_so():
    merged = merge(entry(stints=(stint(0, 60),)), entry(number=MERGED, stints=(stint(30, 90),)))
    assert (merged.role, spans(merged.stints)) == ("", [(0, 90, "clocked")])
    other = msgspec.structs.replace(LECTURE, role="guest")
    assert roles(merged, other) == [(0, 90, "guest")]


MINUTES = st.integers(0, 240)
SOME_ROLE = st.sampled_from(("", *ROLES))
STINTS = st.builds(
    lambda span, role: stint(*sorted(span), role=role), st.tuples(MINUTES, MINUTES), SOME_ROLE
)
ENTRIES = st.builds(
    lambda role, squad, stints: Entry(
        number=KEEP,
        role=role,
        squad=squad,
        stints=tuple(sorted(stints, key=lambda s: s.start)),
    ),
    SOME_ROLE,
    st.sampled_from((0, 1, 2)),
    st.lists(STINTS, max_size=3),
)


def minutes_of(merged):
    """Each minute of presence, with the roles it has."""
    found = {}
    for each in merged.stints:
        for minute in range(elapsed(AT, each.start), elapsed(AT, each.end)):
            found.setdefault(minute, []).append(role_of(each, merged, LECTURE))
    return found


@given(ENTRIES, ENTRIES)
def test_no_minute_is_lost_or_counted_twice_and_none_gets_a_role_that_neither_had(mine, theirs):
    before, other = minutes_of(mine), minutes_of(theirs)
    after = minutes_of(merge(mine, theirs))
    assert after.keys() == before.keys() | other.keys()
    for minute, found in after.items():
        assert len(found) == 1
        assert found[0] in before.get(minute, []) + other.get(minute, [])
