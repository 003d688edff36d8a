"""番薯丰收节 on the pages: posts planned, signed up for, waited for, worked and closed."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from textual.widgets import OptionList

from support.clock import SHANGHAI
from support.screens import opened
from yigong.store.event_records import Event
from yigong.store.records import Squad

DAY = date(2026, 11, 15)
PARKERS = ("周小明", "吴秀英", "郑强", "王建国", "冯丽")
AT_THE_STALL = ("王建国", "陈小梅", "俞凤珠", "李芳", "陈医生")
NUMBERS = {name: at for at, name in enumerate(dict.fromkeys((*PARKERS, *AT_THE_STALL)), 1)}


@pytest.fixture
def harvest(village, enrol, clock):
    """09:00-12:00 on 15 November, planned some days before; no post yet."""
    clock.now = datetime(2026, 11, 10, 9, tzinfo=SHANGHAI)
    enrol(*NUMBERS, "张惠琴")
    village.squads.add(Squad(name="手工编织队"))
    village.squads.join(1, len(NUMBERS) + 1)
    start = datetime(2026, 11, 15, 9)
    village.events.add(Event(title="番薯丰收节", kind="festival", start=start, minutes=180))
    return village.events.occurrence(1, DAY)


async def choose(screen, words):
    """Choose the option of the popup that begins with words, by keys."""
    await screen.until(words)
    options = screen.app.screen.query_one(OptionList).options
    at = next(at for at, each in enumerate(options) if str(each.prompt).startswith(words))
    await screen.press("home", *["down"] * at, "enter")


async def sign_up(screen, clock, names, post):
    for name in names:
        clock.forward(minutes=1)
        await screen.press(f"={name}", "enter")
        await choose(screen, post)


def held(village, key, name):
    entry = village.registers.read(key).entries[NUMBERS[name]]
    return [(each.post, each.waiting) for each in entry.posts]


async def plan(screen, name, hours, heads, *squad):
    await screen.press("n", f"={name}", "tab", f"={hours}", "tab", "backspace", f"={heads}")
    await screen.press("tab", *squad, "ctrl+s")
    await screen.until(f"{name} is saved")


async def test_the_harvest_from_its_posts_to_its_signature_has_exactly_these_numbers(
    village, harvest, clock
):
    async with opened(village.folder, clock=clock, size=(120, 40)) as screen:
        screen.app.open_occurrence(harvest)
        await screen.press("o")
        await plan(screen, "停车", "7:30-10", 4)
        await plan(screen, "摊位", "10-12", 6, "right")
        await plan(screen, "收场", "12-13", 3)
        await screen.press("escape", "a")
        await sign_up(screen, clock, PARKERS, "停车")
        await screen.until("冯丽 is on the waitlist")
        await sign_up(screen, clock, AT_THE_STALL, "摊位")
        assert held(village, harvest.key, "王建国") == [(1, False), (2, False)], "they touch"
        await screen.press("escape")
        await screen.until("停车 07:30-10:00")
        bars = (
            "摊位 10:00-12:00 signed 5/6",
            "收场 12:00-13:00 signed 0/3",
            "停车 07:30-10:00 signed 4/4",
        )
        places = [screen.text.index(bar) for bar in bars]
        assert places == sorted(places), "unfilled first"
        await screen.press("v")
        await screen.until("still needed 4: 摊位 1, 收场 3")
        await screen.until("张惠琴")
        await screen.press("escape", "home")
        await withdraw(screen, "郑强")
        await screen.until("冯丽 moved up from the waitlist: 停车")
        assert held(village, harvest.key, "冯丽") == [(1, False)]
        await overlapping_post_is_refused(screen)
        await work_and_close(screen, village, harvest, clock)


async def withdraw(screen, name):
    page = screen.app.screen
    page.rows.move_to(NUMBERS[name])
    await screen.press("delete")
    if "not signed up" not in screen.text:
        await screen.press("y")


async def overlapping_post_is_refused(screen):
    """A post 09:30-11:00 beside 停车 cannot be chosen, and it is said why."""
    await screen.press("o")
    await plan(screen, "半场", "9:30-11", 1)
    await screen.press("escape", "a", "=周小明", "enter")
    await screen.until("半场 09:30-11:00  overlaps 停车")
    await screen.press("escape", "escape", "escape", "o", "home", "down", "minus", "y")
    await screen.until("半场 is removed")
    await screen.press("escape")


async def back_to_event(screen):
    while type(screen.app.screen).__name__ != "EventPage":
        await screen.press("escape")


async def work_and_close(screen, village, harvest, clock):
    """王建国 is in from 07:25 to 12:10; 周小明 forgets to check out of 停车."""
    clock.now = datetime(2026, 11, 15, 7, 25, tzinfo=SHANGHAI)
    await screen.press("d", "=王建国", "enter")
    assert screen.status.endswith("王建国 is checked in  停车 07:30-10:00")
    await screen.press("=周小明", "enter")
    await back_to_event(screen)
    await screen.press("l")
    await screen.until("Roll call")
    assert "停车 07:30-10:00" in screen.text
    await back_to_event(screen)
    clock.now = datetime(2026, 11, 15, 12, 10, tzinfo=SHANGHAI)
    await screen.press("d", "=王建国", "enter")
    await screen.debounced()
    await screen.press("enter")
    assert "王建国" in screen.status and "12:10" in screen.text
    await back_to_event(screen)
    clock.now = datetime(2026, 11, 15, 18, tzinfo=SHANGHAI)
    await screen.press("x")
    await screen.until("Close the register")
    odd = [line for line in screen.lines if "周小明" in line and "still here" in line]
    assert "10:00 filled in" in odd[0], "the end of the post is proposed"
    assert not any("王建国" in line and "very" in line for line in screen.lines)
    await screen.press("y")
    await screen.until("signed by 李芳")
    entries = village.registers.read(harvest.key).entries
    assert entries[NUMBERS["王建国"]].credit.clocked == 285
    assert f"{entries[NUMBERS['周小明']].stints[-1].end:%H:%M}" == "10:00"
