"""A house of five rooms is booked for a day on the pages, with the figures of the commands."""

from __future__ import annotations

from datetime import date
from typing import Any

from support.screens import opened
from yigong.store.venue_records import Opening, Shut, Venue
from yigong.store.village.village import Village

DAILY = (Opening(days=tuple(range(7)), start="09:00", end="21:00"),)
DAY = "2026-12-08"
ROOMS = ("书吧", "会议室", "茶室", "展厅", "直播间")
"""L02 to L06."""

HALL = 7
"""The row of the hall L07, whose keeper must agree."""


def furnish(village: Village) -> None:
    """Add the rooms, the first of which is open in December on the 8th only, and the hall."""
    days = ((date(2026, 12, 1), date(2026, 12, 7)), (date(2026, 12, 9), date(2026, 12, 31)))
    shut = tuple(Shut(first=first, last=last, reason="装修") for first, last in days)
    for name in ROOMS:
        closed = shut if name == "书吧" else ()
        village.venues.add(Venue(name=name, part_of=1, opens=DAILY, buffer=15, shut=closed))
    village.venues.add(Venue(name="礼堂", opens=DAILY, needs_approval=True))


class House:
    """The pages of the venues, from the list of them."""

    def __init__(self, screen: Any) -> None:
        self.screen = screen

    async def ask(self, venue: int, time: str, title: str, *more: str) -> str:
        """Fill in the form of a booking on the page of a venue's week; what is said then."""
        await self.screen.press("home", *["down"] * (venue - 1), "enter")
        await self.screen.press("n", f"={title}", "tab", "tab", "tab", f"={DAY}")
        await self.screen.press("tab", f"={time}", *more, "ctrl+s")
        return self.screen.text.replace("\n", "")

    async def back(self, *keys: str) -> None:
        await self.screen.press(*keys, "escape")
        assert "书吧" in self.screen.text and "礼堂" in self.screen.text


async def test_a_house_of_five_rooms_is_booked_for_a_day(village: Village, clock: Any) -> None:
    async with opened(village.folder, clock=clock, size=(160, 50)) as screen:
        await screen.press("0", "v", "n", "=会客厅", "tab", "tab", "tab", "=60", "tab", "=9-21")
        await screen.press("tab", "tab", "=15", "ctrl+s")
        assert "会客厅 is saved" in screen.text
    (whole,) = village.venues.all().values()
    assert (whole.seats, whole.opens, whole.buffer) == (60, DAILY, 15)
    furnish(village)

    async with opened(village.folder, clock=clock, size=(160, 50)) as screen:
        await screen.press("0", "v")
        house = House(screen)
        assert "B1 is booked" in await house.ask(2, "14-16", "B1")
        await house.back()
        assert "B2 is booked" in await house.ask(3, "15-17", "B2")
        await house.back()
        refused = await house.ask(1, "16-17", "B3")
        assert "B1 E0001 (书吧, until 16:15)" in refused
        assert "B2 E0002 (会议室, until 17:15)" in refused
        await house.back("escape", "y")
        assert "until 17:15" in await house.ask(1, "17:10-18:10", "B4")
        await house.back("escape", "y")
        assert "B4 is booked" in await house.ask(1, "17:15-18:15", "B4")
        await house.back()

        weekly = ("tab", "tab", "right", "right", "tab", "=4")
        asked = await house.ask(3, "15-16", "B5", *weekly)
        assert "1 of 4 dates cannot be had: 12-08" in asked
        assert f"{DAY} Tue  15:00-17:00 B2" in asked
        await screen.press("y")
        assert "B5 is booked  without 8 Dec" in screen.text
        await house.back()

        await screen.press("home", "down", "enter", *["right_square_bracket"] * 2)
        assert "7 Dec to 13 Dec" in screen.lines[0]
        assert "use 16.7 %" in screen.text
        assert "through the whole 1.0 h" in screen.text
        await screen.press("n", "tab", "tab", "tab", f"={DAY}")
        assert "free: 09:00-13:45 16:15-17:00 18:30-21:00" in " ".join(screen.text.split())
        await house.back("escape", "y")

        for time, title in (("14-16", "甲"), ("15-17", "乙")):
            assert f"{title} waits for the keeper" in await house.ask(HALL, time, title)
            await house.back()
        await screen.press("exclamation_mark", "y")
        assert "Approve 甲 and decline the others?" in screen.text
        assert "乙  8 Dec 15:00-17:00" in screen.text
        await screen.press("y")
        assert "甲 is approved; declined: 乙" in screen.text
        await screen.press("u")
        assert "to answer 2" in screen.lines[0]
        await screen.press("down", "r", "=设备检修", "enter")
        assert "乙 is declined" in screen.text
        assert "to answer 1" in screen.lines[0]
