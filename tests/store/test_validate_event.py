"""Events as they are validated: what their legs, posts, hosts and earlier plans may be."""

from __future__ import annotations

from datetime import datetime

import pytest
from msgspec import structs

from yigong.store.bounds import MAX_LEGS
from yigong.store.errors import Refused
from yigong.store.event_records import Change, Event, Leg, OrganisedBy, Post
from yigong.store.validate_event import (
    checked_hosts,
    checked_legs,
    checked_posts,
    validated_event,
)

EVENT = Event(title="百橙号", start=datetime(2026, 12, 12, 8), minutes=120)


def test_legs_stand_by_time_and_may_touch_each_other_and_both_ends_of_the_trip():
    legs = checked_legs([Leg(after=60, minutes=60), Leg(after=0, minutes=60)], 120)
    assert [leg.after for leg in legs] == [0, 60]


@pytest.mark.parametrize(
    ("legs", "words"),
    [
        ([Leg(after=0, minutes=0)], "Leg 1 takes no time"),
        ([Leg(after=-1, minutes=10)], "Leg 1 begins before the trip"),
        ([Leg(after=0, minutes=10), Leg(after=61, minutes=60)], "Leg 2 arrives after the trip"),
        ([Leg(after=0, minutes=60), Leg(after=59, minutes=10)], "Leg 2 begins before the one"),
        ([Leg(after=n, minutes=1) for n in range(MAX_LEGS + 1)], f"at most {MAX_LEGS} legs"),
    ],
)
def test_a_leg_one_minute_outside_its_bounds_is_refused_by_its_number(legs, words):
    with pytest.raises(Refused, match=words):
        checked_legs(legs, 120)


def test_a_leg_keeps_no_seats_of_a_head_and_holds_each_vehicle_once():
    (leg,) = checked_legs([Leg(minutes=9, vehicles=(2, 1, 2), seats=(45,), names=("车",))], 120)
    assert (leg.vehicles, leg.seats, leg.names) == ((2, 1), (), ())


def test_a_post_may_lie_twelve_hours_before_and_after_the_event_and_no_minute_more():
    half_a_day = 12 * 60
    early, late = Post(name="搭台", start=-half_a_day, minutes=60), Post(name="收场", start=120)
    late = structs.replace(late, minutes=half_a_day)
    assert len(checked_posts([early, late], 120)) == 2
    for post in (
        structs.replace(early, start=-half_a_day - 1),
        structs.replace(late, minutes=half_a_day + 1),
    ):
        with pytest.raises(Refused, match="more than 12 hours"):
            checked_posts([post], 120)


def test_a_post_without_a_length_ends_with_the_event_and_so_begins_before_that():
    assert checked_posts([Post(name="收场", start=119)], 120)
    with pytest.raises(Refused, match="begins when the event is over"):
        checked_posts([Post(name="收场", start=120)], 120)


def test_new_posts_get_the_next_numbers_and_no_number_or_name_stands_twice():
    posts = [Post(name="甲"), Post(id=7, name="乙"), Post(name="丙")]
    assert [post.id for post in checked_posts(posts, 120)] == [8, 7, 9]
    with pytest.raises(Refused, match="the same number"):
        checked_posts([Post(id=7, name="甲"), Post(id=7, name="乙")], 120)
    with pytest.raises(Refused, match="a post 甲 already"):
        checked_posts([Post(name="甲"), Post(name=" 甲 ")], 120)
    for heads in (0, 10_000):
        with pytest.raises(Refused, match="1 to 9999"):
            checked_posts([Post(name="甲", heads=heads)], 120)


def test_a_squad_hosts_in_one_way_the_first_that_was_said():
    hosts = [OrganisedBy(squad=1, how="with"), OrganisedBy(squad=2, how="host")]
    found = checked_hosts([*hosts, OrganisedBy(squad=1, how="support", name="队")])
    assert found == tuple(hosts)
    with pytest.raises(Refused, match="host, with or support"):
        checked_hosts([OrganisedBy(squad=1, how="sponsor")])


def test_the_legs_and_posts_of_one_date_are_held_to_the_length_of_that_date():
    shorter = Change(minutes=60, legs=(Leg(after=30, minutes=31),))
    with pytest.raises(Refused, match="Leg 1 arrives after"):
        validated_event(structs.replace(EVENT, changes={"2026-12-12": shorter}))
    kept = structs.replace(shorter, legs=(Leg(after=30, minutes=30),))
    event = validated_event(structs.replace(EVENT, changes={"2026-12-12": kept}))
    assert event.changes["2026-12-12"].legs == kept.legs


def test_the_time_on_the_way_is_less_than_the_event():
    assert validated_event(structs.replace(EVENT, travel=119)).travel == 119
    with pytest.raises(Refused, match="on the way is shorter"):
        validated_event(structs.replace(EVENT, travel=120))


def test_days_of_an_event_that_lasts_all_day_are_whole():
    event = validated_event(structs.replace(EVENT, all_day=True, minutes=1441))
    assert (event.start, event.minutes) == (datetime(2026, 12, 12), 2880)
