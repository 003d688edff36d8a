"""Records after a merge or an erasure: nobody is named by an old number anywhere in them."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from yigong.store.event_records import Change, Event, Post
from yigong.store.programme_records import Enrolment
from yigong.store.records import Squad
from yigong.store.renumbering import (
    renumbered_enrolment,
    renumbered_event,
    renumbered_squad,
    renumbered_venue,
)
from yigong.store.venue_records import Venue


def merged(number: int) -> int:
    """2 became 1."""
    return {2: 1}.get(number, number)


def forgotten(number: int) -> int:
    """2 is nobody."""
    return 0 if number == 2 else number


def test_a_squad_has_each_once_and_its_leader_is_no_deputy_as_well() -> None:
    squad = Squad(name="修葺队", members=(1, 2, 3), leader=1, deputies=(2, 3))
    joined = renumbered_squad(squad, merged)
    assert (joined.members, joined.leader, joined.deputies) == ((1, 3), 1, (3,))
    left = renumbered_squad(squad, forgotten)
    assert (left.members, left.leader, left.deputies) == ((1, 3), 1, (3,))
    led = msgspec.structs.replace(squad, leader=2, deputies=(1, 3))
    assert renumbered_squad(led, merged).deputies == (3,)
    assert renumbered_squad(led, forgotten).leader is None
    assert renumbered_squad(msgspec.structs.replace(squad, leader=None), merged).leader is None


def test_an_event_is_renumbered_in_its_posts_of_every_date_and_of_earlier_plans() -> None:
    posts = (
        Post(id=1, name="停车", lead=2),
        Post(id=2, name="摊位", lead=3),
        Post(id=3, name="收场"),
    )
    plan = Event(
        title="番薯节",
        start=datetime(2026, 11, 15, 9),
        booker=2,
        posts=posts,
        changes={"2026-11-15": Change(posts=posts), "2026-11-16": Change(place="礼堂")},
    )
    event = msgspec.structs.replace(plan, earlier=(plan,))
    for renumber, number in ((merged, 1), (forgotten, 0)):
        after = renumbered_event(event, renumber)
        for each in (after, *after.earlier):
            assert each.booker == number
            assert [post.lead for post in each.posts] == [number, 3, 0]
            changed = each.changes["2026-11-15"].posts
            assert changed is not None
            assert [post.lead for post in changed] == [number, 3, 0]
            assert each.changes["2026-11-16"] == Change(place="礼堂")
    others = msgspec.structs.replace(event, booker=0, posts=posts[1:], changes={}, earlier=())
    assert renumbered_event(others, merged) == others


def test_a_venue_has_another_keeper_or_none() -> None:
    venue = Venue(name="礼堂", keeper=2)
    assert [renumbered_venue(venue, each).keeper for each in (merged, forgotten)] == [1, 0]
    assert renumbered_venue(msgspec.structs.replace(venue, keeper=0), merged).keeper == 0


def test_an_enrolment_keeps_its_place_and_nobody_is_their_own_mentor() -> None:
    enrolment = Enrolment(programme=1, person=2, since=date(2026, 11, 1), mentors=(1, 3, 4))
    joined = renumbered_enrolment(enrolment, merged)
    assert (joined.person, joined.mentors) == (1, (3, 4))
    left = renumbered_enrolment(enrolment, forgotten)
    assert (left.person, left.mentors) == (2, (1, 3, 4)), "the places of a year stay as many"
    mentored = msgspec.structs.replace(enrolment, person=5, mentors=(1, 2))
    assert renumbered_enrolment(mentored, merged).mentors == (1,)
    assert renumbered_enrolment(mentored, forgotten).mentors == (1,)
