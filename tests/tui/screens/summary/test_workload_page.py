"""The page of who carries it, and the outlook on an event's page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from support.clock import SHANGHAI
from support.screens import opened
from yigong.store.event_records import ByRRule, Event


@pytest.fixture
def weeks(village, enrol):
    """Five Wednesdays with eight, seven .. four people, and two who were never there."""
    enrol(10)
    event = village.events.add(
        Event(
            title="护河",
            kind="duty_day",
            start=datetime(2026, 10, 21, 9),
            minutes=120,
            repeat=ByRRule("FREQ=WEEKLY"),
        )
    )
    for week in range(5):
        day = date(2026, 10, 21) + timedelta(weeks=week)
        occurrence = village.events.occurrence(event.number, day)
        at = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
        for number in range(1, 9 - week):
            village.registers.settlement.fill_in(
                occurrence, number, at, at + timedelta(minutes=60), "纸质"
            )
    return village


async def test_it_lists_who_carries_it_and_whom_to_ask_and_opens_the_person(weeks, clock):
    async with opened(weeks.folder, clock=clock) as screen:
        await screen.press("r", "w")
        await screen.until("The busiest 1 of 8 who served did 5.0 of 30.0 hours of service  16.7 %")
        assert "never asked 2" in screen.text and "村民001" in screen.text
        await screen.press("tab")
        assert "村民009" in screen.text and "村民001" not in screen.text
        assert "Invitations are not kept" in screen.text
        await screen.press("enter")
        await screen.settled()
        assert "村民009" in screen.lines[0]
        await screen.press("escape", "shift+tab", "shift+tab")
        assert "Who signs up comes." in screen.text


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 36)])
async def test_an_event_to_come_says_how_many_usually_come(weeks, clock, size):
    async with opened(weeks.folder, clock=clock, size=size) as screen:
        await screen.press(*["right"] * 7, "enter")
        await screen.settled()
        words = " ".join(screen.text.split())
        assert "usually 6 come (4 to 8, its last 5 dates)" in words, screen.text
        await screen.press(*["left_square_bracket"] * 2)
        await screen.settled()
        assert "usually" not in screen.text, "what is over has no outlook"
