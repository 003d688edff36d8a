"""The week: seven days with their times, and the way from and to the month."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from support.screens import opened
from yigong.store.records import ByRRule, Event


@pytest.fixture
def busy(village):
    """A class every Saturday, and two things on Tuesday the 24th."""
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


async def test_arrows_turn_the_week_on_the_same_weekday_and_esc_takes_the_day_to_the_month(
    busy, clock
):
    async with opened(busy.folder, clock=clock) as screen:
        await screen.press("w", "right", "right")
        assert "Mon 7 Dec to Sun 13 Dec" in screen.lines[0]
        await screen.press("left", "down", "escape")
        assert "December 2026" in screen.lines[0]
        assert "Thu 3 Dec" in screen.text


async def test_enter_opens_what_the_cursor_is_on_and_an_empty_day_plans_something(busy, clock):
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
        assert "only" not in screen.lines[0], "what was chosen in the week holds in the month"


async def test_sign_ups_and_what_a_colleague_cancels_show_in_the_week(
    busy, enrol, colleague, clock
):
    enrol("张小明")
    one = busy.events.occurrence_for("早巡")
    busy.registers.signup.sign_up(one, 1)
    async with opened(busy.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("w")
        assert next(line for line in screen.lines if "早巡" in line).endswith(" 1")
        colleague().events.cancel_occurrence(one.event.number, one.planned)
        await screen.until(
            lambda: "cancelled" in next(line for line in screen.lines if "早巡" in line)
        )
