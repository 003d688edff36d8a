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
        assert "overdue 1" in screen.lines[0] and "!11-26" in screen.text
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


async def test_an_event_for_it_stays_in_sight(asked: Village, clock: Any) -> None:
    """Named after it; the cursor stays, g opens the event, Enter on its step too, and one undo
    takes the event and the state back."""
    async with opened(asked.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("0", "q", "P")
        assert "Event for Q0002  补贴找谁" in screen.lines[0]
        await screen.press("ctrl+s")
        assert "补贴找谁 E0001 is planned for Q0002" in screen.status
        assert "[In hand 2]" in screen.text
        await screen.press("enter")
        await screen.settled()
        assert "Q0002" in screen.lines[0] and "the event will be" in screen.text
        await screen.press("end", "enter")
        await screen.settled()
        assert "补贴找谁" in screen.lines[0] and "Q0002" in screen.text
        await screen.press("escape", "u")
        await screen.settled()
        assert "event planned for a request: 补贴找谁" in screen.status
    assert not asked.events.all()
    assert asked.requests.get(2).state == "open"


async def test_undo_on_its_page_leaves_other_requests_alone(asked: Village, clock: Any) -> None:
    """The last change was of another: it is named, and nothing is taken back."""
    async with opened(asked.folder, clock=clock) as screen:
        await screen.press("0", "q", "enter", "b", "escape", "tab", "home")
        rows = screen.app.screen.rows
        await screen.press(*["down"] * [row.key for row in rows.rows].index(1), "enter", "u")
        assert "Your last change was of Q0002" in screen.status
    assert asked.requests.get(2).state == "doing"


async def test_today_says_what_is_overdue(asked: Village, clock: Any) -> None:
    """Only where there is any, and beside every list without a column of its own."""
    async with opened(asked.folder, clock=clock, size=(120, 36)) as screen:
        await screen.settled()
        assert "overdue" not in screen.text
    clock.forward(days=3)
    async with opened(asked.folder, clock=clock, size=(120, 36)) as screen:
        await screen.settled()
        assert "1 request is overdue" in screen.text


async def test_y_is_no_reason(asked: Village, clock: Any) -> None:
    """Who types y to a question has not said why; x and p are no keys there."""
    async with opened(asked.folder, clock=clock) as screen:
        await screen.press("0", "q", "x", "p")
        assert "[To be taken on 1]" in screen.text
        await screen.press("X", "y", "y", "enter")
        assert "Write in words why Q0002 is not accepted" in screen.text
        await screen.press("escape")
        assert asked.requests.get(2).state == "open"
        await screen.press("X", "=不归村里管", "enter")
        assert "Q0002 is not accepted" in screen.status


async def test_the_keys_follow_the_state(asked: Village, clock: Any) -> None:
    """Of what is settled: ask back, open again, tell; not take, begin, settle."""
    asked.requests.finish(2, "打了电话")
    async with opened(asked.folder, clock=clock) as screen:
        await screen.press("0", "q", "tab", "tab", "enter")
        await screen.settled()
        footer = "\n".join(screen.lines[-3:])
        assert "Ask back" in footer and "Open again" in footer and "To who asked" in footer
        assert "Take on" not in footer and "Settled" not in footer


async def test_a_long_text_can_be_read_to_its_end(asked: Village, clock: Any) -> None:
    """It is part of the list, which scrolls; its life follows."""
    text = "，".join(f"第{number}点" for number in range(350))
    number = asked.requests.add(Request(number=0, at=asked.now(), text=text)).number
    async with opened(asked.folder, clock=clock) as screen:
        await screen.press("0", "q", "end", "enter")
        await screen.settled()
        assert f"Q{number:04d}" in screen.lines[0] and "第349点" not in screen.text
        await screen.press("end")
        assert "第349点" in screen.text and "request written down" in screen.text


async def test_a_secret_one_is_marked(asked: Village, colleague: Any, clock: Any) -> None:
    """In one's own list; an event for it is not named after it, and a look stands in its life."""
    asked.requests.add(
        Request(number=0, at=asked.now(), text="家里吵架", topic="调解", secret=True)
    )
    async with opened(asked.folder, clock=clock, by=asked.actor.by) as screen:
        await screen.press("0", "q", "end")
        assert "(secret) 家里吵架" in screen.text
        await screen.press("P")
        assert "家里" not in screen.text
        assert screen.app.screen.values()["title"] == ""
    colleague("王强").look_at_request(3)
    async with opened(asked.folder, clock=clock, by=asked.actor.by) as screen:
        await screen.press("0", "q", "end", "enter")
        await screen.settled()
        assert "looked at a secret request" in screen.text and "王强" in screen.text


async def test_what_they_ask_for_has_the_room(asked: Village, clock: Any) -> None:
    """Twenty cells at 80 columns whatever stands beside it; among those that wait twice that."""
    text = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"
    who = "某某科技有限公司行政部 15400000009"
    asked.requests.add(Request(number=0, at=asked.now(), text=text, asker=who, group="四组"))
    for width in (80, 120):
        async with opened(asked.folder, clock=clock, size=(width, 36)) as screen:
            await screen.press("0", "q")
            (row,) = [line for line in screen.lines if line.strip().startswith("Q0003")]
            assert text[:19] in row
            await screen.press("shift+tab")
            (row,) = [line for line in screen.lines if line.strip().startswith("Q0003")]
            assert text[:9] in row


async def test_what_took_place_is_proposed_as_the_outcome(asked: Village, clock: Any) -> None:
    """Also of a booking, which has no register to sign; before it is over nothing is proposed."""
    venue = asked.venues.add(Venue(name="会客厅"))
    start = datetime(2026, 11, 26, 9)
    asked.bookings.book(
        Event(title="补贴咨询", start=start, minutes=60, venues=(venue.number,), answers=(2,))
    )
    assert asked.requests.get(2).state == "doing"
    async with opened(asked.folder, clock=clock) as screen:
        await screen.press("0", "q", "tab", "end", "d")
        assert "took place for it" not in screen.text
        await screen.press("escape")
        clock.forward(days=3)
        await screen.press("d")
        assert "补贴咨询 took place for it" in screen.text
        await screen.press("enter")
    assert asked.requests.get(2).rounds[0].links == ("E0001@2026-11-26",)
