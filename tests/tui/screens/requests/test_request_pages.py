"""The pages of requests at the sizes they are used at, and where they lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from support.screens import opened
from yigong.store.event_records import ByRRule, Event
from yigong.store.records import Squad, Volunteer
from yigong.store.request_records import Request
from yigong.store.venue_records import Venue
from yigong.store.village.village import Village


@pytest.fixture
def asked(village: Village, enrol: Callable[..., list[Volunteer]]) -> Village:
    """Two requests: one of 陈月仙 for the squad, one in words with a phone number."""
    enrol("陈月仙")
    squad = village.squads.add(Squad(name="水电队"))
    now = village.now()
    first = village.requests.add(
        Request(number=0, at=now, text="楼道灯坏了一周", who=1, topic="照明", urgency="now")
    )
    village.requests.take(first.number, squad=squad.number)
    village.requests.add(Request(number=0, at=now, text="补贴找谁", asker="某企业 15400000009"))
    return village


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 36)])
async def test_the_list_and_the_page_fit(asked: Village, clock: Any, size: tuple[int, int]) -> None:
    """What they ask for is in sight at each size, and no phone number whole."""
    async with opened(asked.folder, clock=clock, size=size) as screen:
        await screen.press("0", "q")
        assert "补贴找谁" in screen.text and "15400000009" not in screen.text
        await screen.press("tab", "enter")
        await screen.settled()
        assert "楼道灯坏了一周" in screen.text.replace("\n", "")
        assert "水电队" in screen.text
        assert all(len(line) <= size[0] for line in screen.lines)


async def test_what_is_overdue_is_marked(asked: Village, clock: Any) -> None:
    """In the heading, in its row and by the filter."""
    clock.forward(days=3)
    async with opened(asked.folder, clock=clock) as screen:
        await screen.press("0", "q", "tab")
        assert "overdue 1" in screen.lines[0] and "!2026-11-26" in screen.text
        await screen.press("f", "enter")
        assert "Q0001" in screen.text
        await screen.press("shift+tab")
        assert "No request is like that." in screen.text


async def test_persons_and_squads_pages_lead_to_it(asked: Village, clock: Any) -> None:
    """A person's requests are a list of their page; a squad's page says how many it was given."""
    async with opened(asked.folder, clock=clock) as screen:
        await screen.press("p", "=cyx", "enter")
        await screen.settled()
        await screen.press("tab", "tab")
        assert "楼道灯坏了一周" in screen.text
        await screen.press("enter")
        await screen.settled()
        assert "Q0001" in screen.lines[0]
        await screen.press(*["escape"] * 4, "s", "enter")
        assert "requests in hand 1" in screen.text


async def test_a_venue_is_booked_for_it(asked: Village, clock: Any) -> None:
    """The booking answers it, and it is in hand."""
    asked.venues.add(Venue(name="会客厅"))
    async with opened(asked.folder, clock=clock) as screen:
        await screen.press("0", "q", "v", "enter", "=补贴咨询", "ctrl+s")
        assert "补贴咨询 E0001 is planned" in screen.status
    assert asked.events.get(1).answers == (2,)
    assert asked.requests.get(2).state == "doing"


async def test_wrong_keys_say_why(asked: Village, clock: Any) -> None:
    """Asked back or told before it is done, opened while it is open: a sentence each."""
    async with opened(asked.folder, clock=clock) as screen:
        await screen.press("0", "q")
        for key, sentence in (
            ("r", "Q0002 is not done yet"),
            ("i", "Q0002 is not done yet"),
            ("R", "Q0002 is not finished"),
        ):
            await screen.press(key)
            assert sentence in screen.status
    assert asked.requests.get(2).state == "open"


async def test_this_and_following_keep_what_they_answer(asked: Village, clock: Any) -> None:
    """A plan from a date on answers the same requests."""
    repeat = ByRRule(rule="FREQ=WEEKLY")
    start = datetime(2026, 11, 26, 9)
    event = asked.events.add(Event(title="手机课", start=start, repeat=repeat, answers=(2,)))
    key = f"{event.code}@2026-12-03"
    async with opened(asked.folder, clock=clock) as screen:
        screen.app.open_occurrence(asked.events.occurrence_for(key))
        await screen.wait(0)
        await screen.press("e", "ctrl+u", "=手机班", "ctrl+s", "enter")
    after = asked.events.get(event.number)
    assert [plan.title for plan in (*after.earlier, after)] == ["手机课", "手机班"]
    assert {plan.answers for plan in (*after.earlier, after)} == {(2,)}


async def test_two_forms_meet(asked: Village, colleague: Any, clock: Any) -> None:
    """Who saves second is told, and overwrites nothing."""
    async with opened(asked.folder, clock=clock) as screen:
        await screen.press("0", "q", "e")
        colleague("李芳").requests.note(2, "问过了")
        await screen.press("ctrl+u", "=补贴去哪里问", "ctrl+s")
        assert "Someone changed this in the meantime" in screen.status
        await screen.press("ctrl+s")
    request = asked.requests.get(2)
    assert (request.text, request.remarks[0].text) == ("补贴去哪里问", "问过了")
