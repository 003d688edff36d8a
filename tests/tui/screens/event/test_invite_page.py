"""The invitation page: members not in the register, oldest attendance first, signed up by a key."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from support.screens import opened
from yigong.store.event_records import Event
from yigong.store.programme_records import Programme
from yigong.store.records import Squad


def names(screen):
    everybody = ("安大海", "李秀英", "王建国", "陈玉珍")
    return [name for line in screen.lines[4:-2] for name in everybody if name in line]


@pytest.fixture
def cleaning_day(village, enrol, clock):
    """An event at 14:00 that needs two of 修葺队 (安, 李, 王) and one of 清理队 (陈).

    安 came to an event in October, 李 in September, the others never.
    """
    enrol("安大海", "李秀英", "王建国", "陈玉珍")
    village.squads.add(Squad(name="修葺队", members=(1, 2, 3)))
    village.squads.add(Squad(name="清理队", members=(4,)))
    today = clock.now
    for month, number in ((10, 1), (9, 2)):
        start = datetime(2026, month, 10, 8, 30)
        event = village.events.add(Event(title="义务日", start=start, minutes=60))
        occurrence = village.events.occurrence(event.number, start.date())
        clock.now = occurrence.start
        village.registers.checkin.check_in(occurrence, number)
        village.registers.checkin.check_out(occurrence, number)
    clock.now = today
    start = datetime(2026, 11, 25, 14)
    event = village.events.add(Event(title="大扫除", start=start, minutes=90, needs={1: 2, 2: 1}))
    return village.events.occurrence(event.number, start.date())


async def test_the_oldest_attendance_comes_first_and_enter_signs_up(village, cleaning_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v")
        assert names(screen) == ["陈玉珍", "王建国", "李秀英", "安大海"]
        never = next(line for line in screen.lines if "王建国" in line)
        assert "never" in never and "修葺队" in never
        assert "2026-09-10" in next(line for line in screen.lines if "李秀英" in line)
        await screen.press("down", "enter")
        assert "王建国 is signed up; 1 are expected" in screen.status
        assert "修葺队 signed 1/2" in screen.text
        assert names(screen) == ["陈玉珍", "李秀英", "安大海"]
        await screen.press("u")
        assert names(screen) == ["陈玉珍", "王建国", "李秀英", "安大海"]
    assert not village.registers.read(cleaning_day.key).entries


async def test_ticked_people_are_signed_up_together_each_in_their_squad(
    village, cleaning_day, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v", "space", "space", "space", "up", "space")
        assert "ticked 2" in screen.text, "a tick was taken away again"
        await screen.press("enter")
        assert "2 people are signed up; u takes it back" in screen.status
    entries = village.registers.read(cleaning_day.key).entries
    assert {n: entry.squad for n, entry in entries.items()} == {4: 2, 3: 1}


async def test_one_squad_is_listed_by_itself_and_so_is_its_phone_list(village, cleaning_day, clock):
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
    assert list(village.registers.read(cleaning_day.key).entries) == [4]


async def test_a_person_signed_up_meanwhile_is_not_listed_any_more(
    village, colleague, cleaning_day, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v")
        colleague().registers.signup.sign_up(cleaning_day, 3)
        screen.app.poll()
        await screen.wait(0)
        assert names(screen) == ["陈玉珍", "李秀英", "安大海"]


async def test_without_free_places_people_go_on_the_waitlist_and_the_page_says_so(
    village, cleaning_day, clock
):
    event = village.events.get(cleaning_day.event.number)
    village.events.save(msgspec.structs.replace(event, capacity=1))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v", "space", "space", "enter")
        assert "1 of them waits for a place" in screen.status
        await screen.press("enter")
        assert "is on the waitlist" in screen.status


async def test_nobody_is_signed_up_for_a_cancelled_occurrence(village, cleaning_day, clock):
    village.events.cancel_occurrence(cleaning_day.event.number, cleaning_day.planned, "rain")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v", "enter")
        assert "is cancelled" in screen.status
    assert not village.registers.read(cleaning_day.key).entries


async def test_a_member_of_two_squads_serves_in_the_listed_one(village, cleaning_day, clock):
    village.squads.join(2, 1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "v", "left")
        assert "< 清理队 >" in screen.text
        await screen.press("down", "enter")
        assert "安大海 is signed up" in screen.status
    assert village.registers.read(cleaning_day.key).entries[1].squad == 2


@pytest.fixture
def salon(village, cleaning_day):
    """An event of 四季赋能 tomorrow that needs no squad; 李 is enrolled, 王 waits, 陈 left."""
    village.programmes.add(Programme(name="四季赋能", places=1))
    village.enrolments.add(1, [4])
    village.enrolments.end(1, [4])
    village.enrolments.add(1, [2, 3])
    start = datetime(2026, 11, 26, 14)
    event = village.events.add(Event(title="沙龙", start=start, minutes=90, programme=1))
    return village.events.occurrence(event.number, start.date())


async def test_who_has_a_place_in_the_programme_is_invited_to_its_events_as_a_group(
    village, salon, clock
):
    async with opened(village.folder, clock=clock) as screen:
        screen.app.open_occurrence(salon)
        await screen.press("v")
        assert "< enrolled in 四季赋能 >" in screen.text
        assert names(screen) == ["李秀英"]
        await screen.press("right")
        assert "< all squads >" in screen.text and len(names(screen)) == 4
        await screen.press("left", "enter")
        assert "李秀英 is signed up; 1 are expected" in screen.status
        assert "All of them are in the register already." in screen.text


async def test_guardians_are_invited_with_the_number_of_children_that_have_places(
    village, salon, clock
):
    async with opened(village.folder, clock=clock) as screen:
        screen.app.open_occurrence(salon)
        await screen.press("v")
        assert "Children" not in screen.text
    village.enrolments.save(msgspec.structs.replace(village.enrolments.current(1, 2), children=1))
    async with opened(village.folder, clock=clock) as screen:
        screen.app.open_occurrence(salon)
        await screen.press("v")
        (row,) = screen.app.screen.rows.rows
        assert "Children" in screen.text and "1" in row.cells


async def test_where_squads_are_needed_they_come_before_the_programme(village, salon, clock):
    needing = msgspec.structs.replace(village.events.get(salon.event.number), needs={2: 1})
    village.events.save(needing)
    async with opened(village.folder, clock=clock) as screen:
        screen.app.open_occurrence(village.events.occurrence_for(salon.key))
        await screen.press("v")
        assert "< all squads needed >" in screen.text and names(screen) == ["陈玉珍"]
        await screen.press("right")
        assert names(screen) == ["李秀英"]
