"""Staffing: what an occurrence needs of each squad, who signed up, who can still be invited."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest
from msgspec import structs

from yigong.store.event_records import Event, Post
from yigong.store.records import Squad
from yigong.store.squads.staffing import (
    Need,
    asked_squads,
    people_to_ask,
    posts_to_ask_for,
    signed_up,
    squad_needs,
    squads_to_ask,
    staffing,
    upcoming_needs,
)


@pytest.fixture
def asked(village, enrol, clock):
    """Two menders and two cleaners are needed in two days; there are three and two of them."""
    enrol("张小明", "李秀英", "王建国", "陈玉珍")
    village.squads.add(Squad(name="修葺队", members=(1, 2, 3)))
    village.squads.add(Squad(name="清理队", members=(3, 4)))
    start = datetime(2026, 11, 27, 8, 30)
    event = village.events.add(Event(title="大扫除", start=start, minutes=120, needs={1: 2, 2: 2}))
    return village.events.occurrence(event.number, start.date())


def enrol_numbers(enrol, *names):
    return [person.number for person in enrol(*names)]


def found(village, occurrence):
    return staffing(occurrence, village.registers.read(occurrence.key))


def test_nobody_has_signed_up_yet_and_everybody_lacks(village, asked):
    assert found(village, asked) == [Need(1, needed=2), Need(2, needed=2)]
    assert [need.lacks for need in found(village, asked)] == [2, 2]


def test_somebody_of_two_squads_counts_in_the_one_they_serve_in(village, asked):
    village.registers.signup.sign_up(asked, 3, squad=2)
    assert [(need.signed, need.lacks) for need in found(village, asked)] == [(0, 2), (1, 1)]


def test_who_said_they_cannot_come_does_not_fill_a_need(village, asked):
    village.registers.signup.sign_up(asked, 1, 2, squad=1)
    assert found(village, asked)[0].lacks == 0
    village.registers.checkin.mark(asked, 2, "leave")
    (need, _other) = found(village, asked)
    assert (need.signed, need.away, need.lacks) == (2, 1, 1), "they signed up, and are away"
    assert need.signed == len(village.registers.read(asked.key).expected)


def test_neither_another_squad_nor_people_of_none_fill_what_is_needed_of_one(village, asked, enrol):
    def signed():
        return signed_up(asked, village.registers.read(asked.key))

    village.registers.signup.sign_up(asked, *enrol_numbers(enrol, "安大海", "包小明"))
    village.registers.signup.sign_up(asked, 1, 2, 3, squad=1)
    assert signed() == 2, "of the four needed: three menders are one too many, two are of no squad"
    village.registers.signup.sign_up(asked, 4)
    assert signed() == 3
    village.registers.checkin.mark(asked, 4, "leave")
    assert signed() == 2


def test_where_no_squad_is_needed_everybody_who_signed_up_counts(village, duty_day, enrol):
    village.registers.signup.sign_up(duty_day, *enrol_numbers(enrol, "安大海", "包小明"))
    assert signed_up(duty_day, village.registers.read(duty_day.key)) == 2


def test_who_waits_for_a_place_does_not_fill_a_need(village, asked):
    village.events.save(msgspec.structs.replace(village.events.get(1), capacity=1))
    occurrence = village.events.occurrence_for(asked.key)
    village.registers.signup.sign_up(occurrence, 1, 2, squad=1)
    assert found(village, occurrence)[0].signed == 1


def test_who_just_came_fills_it_too(village, asked, clock):
    clock.now = asked.start
    village.registers.checkin.check_in(asked, 1)
    village.registers.checkin.check_in(asked, 2)
    assert found(village, asked)[0] == Need(1, needed=2, came=2)
    assert found(village, asked)[0].lacks == 0


def test_those_in_a_squad_that_is_not_needed_or_in_none_are_told_behind_the_needed_ones(
    village, asked, enrol
):
    enrol("安大海")
    village.registers.signup.sign_up(asked, 5)
    assert found(village, asked)[-1] == Need(0, signed=1)


def test_whoever_is_in_the_register_is_not_asked_again_even_after_saying_no(village, asked):
    village.registers.signup.sign_up(asked, 1)
    village.registers.checkin.mark(asked, 1, "leave")
    squads, register = village.squads.all(), village.registers.read(asked.key)
    assert people_to_ask(squads.values(), village.people.all(), register) == {2: 1, 3: 1, 4: 2}


def test_archived_people_are_not_asked(village, asked):
    village.people.save(msgspec.structs.replace(village.people.get(2), archived=True))
    register = village.registers.read(asked.key)
    assert 2 not in people_to_ask(village.squads.all().values(), village.people.all(), register)


def test_the_squad_that_lacks_most_is_asked_first_and_its_members_serve_in_it(village, asked):
    village.registers.signup.sign_up(asked, 1, squad=1)
    squads, register = village.squads.all(), village.registers.read(asked.key)
    order = squads_to_ask(asked, register, squads)
    assert [squad.name for squad in order] == ["清理队", "修葺队"]
    assert people_to_ask(order, village.people.all(), register)[3] == 2


def test_where_no_squad_is_needed_all_that_are_at_work_are_asked(village, asked):
    village.squads.archive(2)
    event = village.events.add(Event(title="茶话会", start=datetime(2026, 11, 28, 9)))
    occurrence = village.events.occurrence(event.number, event.start.date())
    order = squads_to_ask(occurrence, village.registers.read(occurrence.key), village.squads.all())
    assert [squad.number for squad in order] == [1]


def test_what_is_needed_next_leaves_out_what_is_over_and_what_is_called_off(village, asked):
    def coming(now):
        listed = upcoming_needs(village.events, village.registers, now, unreadable := [])
        return [(occurrence.key, need.squad) for occurrence, need in listed], unreadable

    assert coming(village.now()) == ([(asked.key, 1), (asked.key, 2)], [])
    assert coming(asked.end - timedelta(minutes=1))[0], "it still goes on"
    assert coming(asked.end)[0] == []
    village.events.cancel_occurrence(1, asked.planned, "rain")
    assert coming(village.now())[0] == []


def test_what_is_signed_already_needs_nobody_any_more(village, asked, clock):
    later = datetime(2026, 12, 1, 8, 30)
    village.events.add(Event(title="扫雪", start=later, minutes=60, needs={1: 3}))
    village.registers.signup.sign_up(asked, 1)
    clock.now = asked.start.replace(minute=40)
    village.registers.checkin.check_in(asked, 1)
    village.registers.checkin.check_out(asked, 1)
    assert asked.end > clock.now
    village.registers.settlement.close(asked)
    listed = upcoming_needs(village.events, village.registers, village.now(), [])
    assert [occurrence.event.title for occurrence, _need in listed] == ["扫雪"]


def test_a_register_that_cannot_be_read_is_told_and_the_others_are_listed(village, asked):
    village.registers.signup.sign_up(asked, 1)
    path = village.folder / "registers/2026" / f"{asked.key}.json"
    path.write_text("not a book")
    later = datetime(2026, 12, 1, 8, 30)
    village.events.add(Event(title="扫雪", start=later, needs={1: 3}))
    unreadable = []
    listed = list(upcoming_needs(village.events, village.registers, village.now(), unreadable))
    assert [occurrence.event.title for occurrence, _need in listed] == ["扫雪"]
    assert len(unreadable) == 1


def test_who_is_asked_is_dealt_out_to_the_posts_by_what_each_lacks(village, asked):
    posts = (
        Post(id=1, name="引导", heads=1),
        Post(id=2, name="摊位", start=60, heads=2, squad=2),
        Post(id=3, name="收场", start=90, heads=2),
    )
    occurrence = structs.replace(asked, posts=posts)
    register = village.registers.read(asked.key)
    serves = {1: 1, 2: 1, 3: 2, 4: 1, 5: 1}
    found = posts_to_ask_for([1, 2, 3, 4, 5], serves, occurrence, register)
    assert {n: post.name for n, post in found.items()} == {
        1: "引导",
        5: "引导",
        3: "摊位",
        2: "收场",
        4: "收场",
    }
    assert list(found) == [1, 5, 3, 2, 4], "in the order of the posts"
    only_squad = structs.replace(asked, posts=posts[1:2])
    assert list(posts_to_ask_for([1, 3], serves, only_squad, register)) == [3]


def test_the_need_of_a_squad_is_that_of_the_whole_and_of_its_posts(village, asked):
    post = Post(id=1, name="摊位", heads=4, squad=2)
    occurrence = structs.replace(asked, posts=(post,))
    register = village.registers.read(asked.key)
    assert {need.squad: need.needed for need in squad_needs(occurrence, register)} == {1: 2, 2: 6}
    assert asked_squads(structs.replace(occurrence, posts=(post,))) == [1, 2]
