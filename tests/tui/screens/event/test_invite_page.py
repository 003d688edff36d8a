"""Whom to ask: members not in the register, who came least lately first; one key signs them up."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from support.screens import opened
from yigong.store.records import Event, Squad


def names(screen):
    everybody = ("安大海", "李秀英", "王建国", "陈玉珍")
    return [name for line in screen.lines[4:-2] for name in everybody if name in line]


@pytest.fixture
def asked(village, enrol, clock):
    """Menders 安, 李, 王 and the cleaner 陈; 安 came in October, 李 in September, the others never.

    Today at 14:00 two menders and one cleaner are needed.
    """
    enrol("安大海", "李秀英", "王建国", "陈玉珍")
    village.squads.add(Squad(name="修葺队", members=(1, 2, 3)))
    village.squads.add(Squad(name="清理队", members=(4,)))
    today = clock.now
    for month, number in ((10, 1), (9, 2)):
        start = datetime(2026, month, 10, 8, 30)
        event = village.events.add(Event(title="义务日", start=start, minutes=60))
        one = village.events.occurrence(event.number, start.date())
        clock.now = one.start
        village.registers.checkin.check_in(one, number)
        village.registers.checkin.check_out(one, number)
    clock.now = today
    start = datetime(2026, 11, 25, 14)
    event = village.events.add(Event(title="大扫除", start=start, minutes=90, needs={1: 2, 2: 1}))
    return village.events.occurrence(event.number, start.date())


async def test_who_came_least_lately_comes_first_and_enter_signs_up(village, asked, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v")
        assert names(screen) == ["陈玉珍", "王建国", "李秀英", "安大海"]
        never = next(line for line in screen.lines if "王建国" in line)
        assert "never" in never and "修葺队" in never
        assert "2026-09-10" in next(line for line in screen.lines if "李秀英" in line)
        await screen.press("down", "enter")
        assert "王建国 is signed up; 1 are expected" in screen.status
        assert "修葺队 1/2" in screen.text
        assert names(screen) == ["陈玉珍", "李秀英", "安大海"]
        await screen.press("u")
        assert names(screen) == ["陈玉珍", "王建国", "李秀英", "安大海"]
    assert not village.registers.read(asked.key).entries


async def test_all_that_are_ticked_are_signed_up_at_once_each_in_their_squad(village, asked, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v", "space", "space", "space", "up", "space")
        assert "ticked 2" in screen.text, "a tick was taken away again"
        await screen.press("enter")
        assert "2 people are signed up; u takes it back" in screen.status
    entries = village.registers.read(asked.key).entries
    assert {n: entry.squad for n, entry in entries.items()} == {4: 2, 3: 1}


async def test_one_squad_is_asked_by_itself_and_its_phone_list_goes_along(village, asked, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v", "right")
        assert "< 修葺队 >" in screen.text and "陈玉珍" not in names(screen)
        await screen.press("space", "p")
        assert "王建国" in screen.text and "李秀英" not in screen.text
        await screen.press("escape", "right", "enter", "right", "right")
        assert "< 修葺队 >" in screen.text
        await screen.press("left", "left")
        assert "< 清理队 >" in screen.text
        assert "All of them are in the register already." in screen.text
    assert list(village.registers.read(asked.key).entries) == [4]


async def test_who_signs_up_elsewhere_meanwhile_is_not_asked_any_more(
    village, colleague, asked, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v")
        colleague().registers.signup.sign_up(asked, 3)
        screen.app.poll()
        await screen.wait(0)
        assert names(screen) == ["陈玉珍", "李秀英", "安大海"]


async def test_without_places_those_who_are_signed_up_wait_and_the_page_says_so(
    village, asked, clock
):
    event = village.events.get(asked.event.number)
    village.events.save(msgspec.structs.replace(event, capacity=1))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v", "space", "space", "enter")
        assert "1 of them waits for a place" in screen.status
        await screen.press("enter")
        assert "is on the waitlist" in screen.status


async def test_nobody_is_signed_up_for_what_is_called_off(village, asked, clock):
    village.events.cancel_occurrence(asked.event.number, asked.planned, "rain")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v", "enter")
        assert "is cancelled" in screen.status
    assert not village.registers.read(asked.key).entries


async def test_who_is_in_two_squads_serves_in_the_one_they_were_asked_in(village, asked, clock):
    village.squads.join(2, 1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v", "left")
        assert "< 清理队 >" in screen.text
        await screen.press("down", "enter")
        assert "安大海 is signed up" in screen.status
    assert village.registers.read(asked.key).entries[1].squad == 2
