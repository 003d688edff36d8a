"""The week page: seven days with their times, and the change between month and week."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from support.screens import opened
from yigong.store.event_records import ByRRule, Event


@pytest.fixture
def busy(village):
    """A village with a class every Saturday, and two events on Tuesday the 24th."""
    add = village.events.add
    add(
        Event(
            title="编织课",
            kind="class",
            start=datetime(2026, 11, 7, 14),
            repeat=ByRRule("FREQ=WEEKLY;BYDAY=SA"),
        )
    )
    add(Event(title="早巡", start=datetime(2026, 11, 24, 6), minutes=60))
    add(Event(title="晚巡", start=datetime(2026, 11, 24, 20), minutes=60))
    return village


async def test_the_week_shows_seven_days_and_when_what_happens(busy, clock):
    async with opened(busy.folder, clock=clock) as screen:
        await screen.press("w")
        text = screen.text
        assert "Mon 23 Nov to Sun 29 Nov 2026" in screen.lines[0]
        days = [line.split()[0] for line in screen.lines[3:11]]
        assert days == ["Mon", "Tue", "20:00-21:00", "today", "Thu", "Fri", "Sat", "Sun"]
        assert text.index("06:00-07:00") < text.index("20:00-21:00") < text.index("14:00-16:00")


async def test_today_keeps_its_weekday(busy, clock):
    for size, text in (((80, 24), " today Wed 25 Nov"), ((40, 20), " today Wed 25")):
        async with opened(busy.folder, clock=clock, size=size) as screen:
            await screen.press("w")
            assert text in screen.text


async def test_arrows_change_the_week_and_escape_returns_to_the_day_in_the_month(busy, clock):
    async with opened(busy.folder, clock=clock) as screen:
        await screen.press("w", "right", "right")
        assert "Mon 7 Dec to Sun 13 Dec" in screen.lines[0]
        await screen.press("left", "down", "escape")
        assert "December 2026" in screen.lines[0]
        assert "Thu 3 Dec" in screen.text


async def test_enter_opens_the_occurrence_under_the_cursor_and_plans_an_event_on_an_empty_day(
    busy, clock
):
    async with opened(busy.folder, clock=clock) as screen:
        await screen.press("w", "up", "enter")
        assert "晚巡" in screen.lines[0]
        await screen.press("escape", "down", "down", "enter")
        assert "New event" in screen.lines[0] and "2026-11-26" in screen.text


async def test_the_week_begins_on_the_first_weekday_and_keeps_the_filter(busy, clock):
    busy.save_settings(msgspec.structs.replace(busy.settings, first_weekday=6))
    async with opened(busy.folder, clock=clock) as screen:
        await screen.press("f", "down", "down", "enter", "w")
        assert "Sun 22 Nov to Sat 28 Nov" in screen.lines[0]
        assert "only Class" in screen.lines[0]
        assert "编织课" in screen.text and "早巡" not in screen.text
        await screen.press("f")
        assert "早巡" in screen.text
        await screen.press("escape")
        assert "only" not in screen.lines[0], "the month takes the filter of the week"


async def test_the_week_shows_sign_ups_and_what_a_colleague_cancels(busy, enrol, colleague, clock):
    enrol("张小明")
    occurrence = busy.events.occurrence_for("早巡")
    busy.registers.signup.sign_up(occurrence, 1)
    async with opened(busy.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("w")
        assert next(line for line in screen.lines if "早巡" in line).endswith(" 1")
        colleague().events.cancel_occurrence(occurrence.event.number, occurrence.planned)
        await screen.until(
            lambda: "cancelled" in next(line for line in screen.lines if "早巡" in line)
        )
