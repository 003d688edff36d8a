"""Posts on the pages of an event: planned on a form, chosen at sign-up, shown where they count."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from support.clock import SHANGHAI
from support.screens import opened
from yigong.store.event_records import ByRRule, Event, Post
from yigong.store.records import Squad

PARKING = Post(id=1, name="停车", start=-90, minutes=150, heads=1)
STALL = Post(id=2, name="摊位", start=60, minutes=120, heads=2, squad=1)


@pytest.fixture
def harvest(village, enrol, clock):
    """A weekly 番薯丰收节 on Sundays 09:00-12:00 with two posts, planned some days before."""
    clock.now = datetime(2026, 11, 10, 9, tzinfo=SHANGHAI)
    enrol("王建国", "李秀英", "赵月")
    village.squads.add(Squad(name="手工编织队"))
    village.squads.join(1, 2)
    village.events.add(
        Event(
            title="番薯丰收节",
            kind="festival",
            start=datetime(2026, 11, 15, 9),
            minutes=180,
            repeat=ByRRule("FREQ=WEEKLY"),
            posts=(PARKING, STALL),
        )
    )
    return village.events.occurrence(1, date(2026, 11, 15))


def open_page(village, clock, size=(100, 30)):
    return opened(village.folder, clock=clock, size=size)


def named_posts(village, day):
    return [post.name for post in village.events.occurrence(1, date(2026, 11, day)).posts]


async def test_a_post_is_planned_with_hours_by_the_clock_for_one_date_or_all(
    village, harvest, clock
):
    async with open_page(village, clock) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("o", "n")
        await screen.press("=收场", "tab", "=12-13", "tab", "=3")
        assert "12:00-13:00" in screen.text
        await screen.press("ctrl+s")
        await screen.until("Which dates")
        await screen.press("1")
        await screen.until("收场")
        assert named_posts(village, 15) == ["停车", "摊位", "收场"]
        assert named_posts(village, 22) == ["停车", "摊位"]
        clearing = village.events.occurrence(1, date(2026, 11, 15)).posts[-1]
        assert (clearing.id, clearing.start, clearing.minutes, clearing.heads) == (3, 180, 60, 3)
        await screen.press("u")
        assert named_posts(village, 15) == ["停车", "摊位"]
        await screen.press("n", "=搬运", "tab", "=7:30-9", "ctrl+s")
        await screen.until("Which dates")
        await screen.press("3")
        await screen.until("搬运")
        assert named_posts(village, 22) == ["停车", "摊位", "搬运"]


async def test_a_post_that_people_have_is_not_removed_and_the_page_says_who_many(
    village, harvest, clock
):
    village.registers.signup.sign_up(harvest, 1, posts=[1])
    async with open_page(village, clock) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("o", "home", "delete", "y")
        await screen.until("Which dates")
        await screen.press("1")
        await screen.until("1 are signed up for the post 停车")
        assert named_posts(village, 15) == ["停车", "摊位"]


async def test_at_sign_up_the_post_is_chosen_with_what_each_lacks(village, harvest, clock):
    village.registers.signup.sign_up(harvest, 3, posts=[1])
    async with open_page(village, clock) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("a", "=wangjianguo", "enter")
        await screen.until("摊位 10:00-12:00  lacks 2")
        assert "停车 07:30-10:00  full: one waits" in screen.text
        await screen.press("down", "enter")
        await screen.until("is on the waitlist")
        await screen.press("=wangjianguo", "enter", "enter")
        await screen.until("停车 07:30-10:00 (waiting), 摊位 10:00-12:00")
        entry = village.registers.read(harvest.key).entries[1]
        assert [(each.post, each.waiting) for each in entry.posts] == [(1, True), (2, False)]
        await screen.press("escape")
        assert "停车 (waiting), 摊位" in screen.text
        assert "摊位 10:00-12:00 signed 1/2" in screen.text


async def test_who_has_two_posts_is_asked_from_which_they_withdraw(village, harvest, clock):
    village.registers.signup.sign_up(harvest, 1, posts=[1, 2])
    async with open_page(village, clock) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("delete")
        await screen.until("not at 摊位 10:00-12:00 any more")
        await screen.press("home", "enter")
        await screen.until("王建国 is not at the post any more")
        assert [each.post for each in village.registers.read(harvest.key).entries[1].posts] == [2]


async def test_the_desk_says_where_somebody_is_due_now(village, harvest, clock):
    village.registers.signup.sign_up(harvest, 1, posts=[1, 2])
    clock.now = datetime(2026, 11, 15, 7, 25, tzinfo=SHANGHAI)
    async with open_page(village, clock, size=(80, 24)) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("d", "=wangjianguo")
        assert "停车 07:30-10:00" in screen.text, "in the row"
        await screen.press("enter")
        assert screen.status.endswith("王建国 is checked in  停车 07:30-10:00")
        clock.now = datetime(2026, 11, 15, 10, tzinfo=SHANGHAI)
        await screen.press("=wangjianguo")
        assert "摊位 10:00-12:00" in screen.text


async def test_the_roll_is_called_by_post(village, harvest, clock):
    village.registers.signup.sign_up(harvest, 1, 2, posts=[2])
    village.registers.signup.sign_up(harvest, 3, posts=[1])
    clock.now = datetime(2026, 11, 15, 9, tzinfo=SHANGHAI)
    async with open_page(village, clock) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("l")
        await screen.until("停车 07:30-10:00")
        await screen.press("home", "down", "enter")
        assert "Roll call  停车 07:30-10:00" in screen.text
        await screen.press("1")
        assert village.registers.read(harvest.key).entries[3].here
        assert "everybody is called" in screen.status, "nobody else is at this post"


async def test_a_post_at_the_time_of_ones_own_is_shown_with_why_and_cannot_be_chosen(
    village, harvest, clock
):
    guiding = Post(name="停车场入口引导", start=-30, minutes=60, heads=2)
    village.events.plan_posts(1, harvest.planned, [*harvest.posts, guiding])
    village.registers.signup.sign_up(harvest, 1, posts=[1])
    async with open_page(village, clock) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("a", "=wangjianguo", "enter")
        await screen.until("停车场入口引导 08:30-09:30  overlaps 停车")
        await screen.press("end", "up", "down", "enter")
    entry = village.registers.read(harvest.key).entries.get(1)
    assert entry is None or 3 not in [each.post for each in entry.posts]


async def test_invitations_stand_by_post_and_sign_up_for_it(village, harvest, clock):
    village.squads.add(Squad(name="清理队"))
    village.squads.join(2, 3)
    async with open_page(village, clock, size=(120, 36)) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("v")
        await screen.until("still needed 3: 停车 1, 摊位 2")
        await screen.until("李秀英")
        people = [line for line in screen.lines if "赵月" in line or "李秀英" in line]
        assert ["停车 07:30-10:00" in line for line in people] == [True, False]
        await screen.press("end", "enter")
        entry = village.registers.read(harvest.key).entries[2]
        assert [each.post for each in entry.posts] == [2]


async def test_closing_names_the_post_and_proposes_its_end(village, harvest, clock):
    village.registers.signup.sign_up(harvest, 1, posts=[1])
    clock.now = datetime(2026, 11, 15, 7, 25, tzinfo=SHANGHAI)
    village.registers.checkin.check_in(harvest, 1)
    clock.now = datetime(2026, 11, 15, 14, tzinfo=SHANGHAI)
    async with open_page(village, clock, size=(120, 36)) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("x")
        row = next(line for line in screen.lines if "王建国" in line and "still here" in line)
        assert "停车" in row
        assert "10:00" in row
        await screen.press("y")
        entry = village.registers.read(harvest.key).entries[1]
        assert entry.credit is not None
        assert entry.credit.total == 155


async def test_fewer_people_at_a_post_than_signed_up_is_asked_and_nobody_loses_it(
    village, harvest, clock
):
    village.registers.signup.sign_up(harvest, 2, 3, posts=[2])
    async with open_page(village, clock) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("o", "end", "e", "tab", "tab", "backspace", "=1", "ctrl+s", "1")
        await screen.until("摊位 on 2026-11-15: 2 have a place")
        await screen.press("n")
        assert village.events.occurrence(1, date(2026, 11, 15)).posts[1].heads == 2
        await screen.press("ctrl+s", "1")
        await screen.until("2 have a place")
        await screen.press("y")
        await screen.until("摊位 is saved")
    assert village.events.occurrence(1, date(2026, 11, 15)).posts[1].heads == 1
    entries = village.registers.read(harvest.key).entries
    assert [each.waiting for n in (2, 3) for each in entries[n].posts] == [False, False]


async def test_a_post_that_somebody_else_changed_meanwhile_is_not_overwritten(
    village, harvest, clock
):
    async with open_page(village, clock) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("o", "home", "e", "=场")
        other = [msgspec.structs.replace(PARKING, heads=9), STALL]
        village.events.plan_posts(1, harvest.planned, other)
        await screen.press("ctrl+s", "1")
        await screen.until("Somebody changed this in the meantime")
    posts = village.events.occurrence(1, date(2026, 11, 15)).posts
    assert (posts[0].name, posts[0].heads) == ("停车", 9)


async def test_who_moves_up_is_said_with_the_post_that_they_have_now(village, harvest, clock):
    village.registers.signup.sign_up(harvest, 1, posts=[1])
    clock.forward(minutes=1)
    village.registers.signup.sign_up(harvest, 3, posts=[1])
    async with open_page(village, clock) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("home", "delete", "y")
        await screen.until("赵月 moved up from the waitlist: 停车")
