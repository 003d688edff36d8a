"""Ten requests of a fortnight on the pages, from the counter to what they say of the outcome; one
ends in an event, whose register offers to settle it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from support.clock import SHANGHAI
from support.screens import opened
from yigong.store.requests.request_counts import count_requests
from yigong.store.village.village import Village


def at(clock: Any, text: str) -> None:
    clock.now = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class Counter:
    """The page of requests at the counter."""

    def __init__(self, screen: Any) -> None:
        self.screen = screen

    async def write_down(self, text: str, *more: str) -> None:
        """Fill in the form of a new request."""
        await self.screen.press("n", f"={text}", *more, "ctrl+s")
        assert "is written down; due:" in self.screen.status

    async def go(self, code: str, section: int = 3) -> None:
        """Put the cursor on a request, in the section of all of them."""
        await self.screen.press("home")
        rows = self.screen.app.screen.rows
        keys = [row.key for row in rows.rows]
        await self.screen.press(*["down"] * keys.index(int(code[1:])))

    async def settle(self, code: str, outcome: str) -> None:
        """Say what was done; the sentence to who asked comes."""
        await self.go(code)
        await self.screen.press("d", f"={outcome}", "enter")
        assert outcome in self.screen.text and "请问您满意吗？" in self.screen.text
        await self.screen.press("escape")

    async def ask_back(self, code: str, downs: int, said: str = "") -> None:
        """Write down how satisfied they are."""
        await self.go(code)
        await self.screen.press(
            "r", *["down"] * downs, "enter", *[f"={said}"] * bool(said), "enter"
        )


async def test_ten_requests_are_answered_on_the_pages(village: Village, clock: Any) -> None:
    at(clock, "2026-11-09T09:00")
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("0", "q")
        assert "No requests yet." in screen.text
        page = Counter(screen)
        for number in range(1, 11):
            await page.write_down(f"第{number}件：楼道灯坏了")
        await screen.press("shift+tab")
        assert "[All 10]" in screen.text
        await page.go("Q10")
        await screen.press("m", "end", "up", "up", "enter")
        await screen.press("u")
        await page.go("Q10")
        await screen.press("m", *["down"] * 5, "enter")
        assert "Q0010 is counted once with Q0004" in screen.status
        await page.go("Q9")
        await screen.press("X", "=不归村里管", "enter")
        assert "Q0009 is not accepted" in screen.status
        await page.go("Q8")
        await screen.press("e", *["tab"] * 8, "=2026-12-24", "ctrl+s")
        assert "12-24" in screen.text

        at(clock, "2026-11-10T09:00")
        for number in range(1, 6):
            await page.settle(f"Q{number}", "换了灯泡")
        await page.ask_back("Q1", 2, "还是不亮")
        assert "Q0001 is in hand again" in screen.status
        at(clock, "2026-11-11T09:00")
        await page.settle("Q1", "换了线路")
        for number in range(1, 6):
            await page.ask_back(f"Q{number}", 0)
            assert "were asked back" in screen.status
        at(clock, "2026-11-24T09:00")
        await page.settle("Q6", "换了灯泡")
        text = screen.text
        assert "settled 6/8   in time 5/6   asked back 5/6   satisfied 5/5" in text
        assert "1 more was not satisfied at first and was done again" in text
        assert "overdue 1" in text and "!11-16" in text

    counts = count_requests(village.requests.all().values(), None, None, clock.now.date())
    assert (counts.recorded, counts.accepted, counts.done, counts.in_time) == (9, 8, 6, 5)
    assert (counts.asked, counts.good, counts.fair, counts.redone) == (5, 5, 0, 1)


async def test_a_request_ends_in_an_event(village: Village, enrol: Any, clock: Any) -> None:
    """Planned from its page, answered when the register is signed, told to both who asked."""
    enrol("陈月仙", "冯丽", "王强")
    at(clock, "2026-11-24T09:00")
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        page = Counter(screen)
        await screen.press("0", "q")
        await page.write_down("想学用手机", "tab", "=陈月仙")
        await page.write_down("也想学用手机", "tab", "=冯丽")
        await page.go("Q2")
        await screen.press("m", "enter", "home", "enter")
        await screen.settled()
        assert "想学用手机" in screen.text and "Q0002" in screen.text  # the same as this one
        await screen.press("P")
        assert "Event for Q0001" in screen.lines[0] and "想学用手机" in screen.lines[0]
        await screen.press("=手机课", "tab", "tab", "tab", "=8:30-9:00", "ctrl+s")
        assert "手机课 E0001 is planned" in screen.status
        await screen.settled()
        assert "in hand" in screen.lines[0] and "手机课" in screen.text
    assert village.events.get(1).answers == (1,)
    at(clock, "2026-11-25T08:50")
    occurrence = village.events.occurrence_for("E0001@2026-11-25")
    village.registers.checkin.check_in(occurrence, 3)
    at(clock, "2026-11-25T09:10")
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("enter")
        await screen.press("x", "y")
        assert "Is Q0001 settled by this?" in screen.text
        await screen.press("enter")
        assert "手机课 took place for it on" in screen.text
        await screen.press("enter")
        text = screen.text
        assert "陈月仙您好" in text and "冯丽您好" in text
        await screen.press("escape", "r")
        await screen.settled()
        assert "想学用手机" in screen.text and "settled" in screen.lines[0]
    done = village.requests.get(1)
    assert done.rounds[0].links == ("E0001@2026-11-25",)


async def test_a_secret_request_is_looked_at_on_record(village: Village, clock: Any) -> None:
    """Others see code, topic and state in the list and on its page, until they look."""
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "q")
        await screen.press("n", "=家里吵架", *["tab"] * 4, "=调解", *["tab"] * 5, "right", "ctrl+s")
        assert "家里吵架" in screen.text
    async with opened(village.folder, clock=clock, by="王强") as screen:
        await screen.press("0", "q")
        assert "调解" in screen.text and "家里" not in screen.text
        await screen.press("slash", "=家里")
        assert "Q0001" not in screen.text
        await screen.press("escape", "escape", "0", "q", "enter")
        await screen.settled()
        assert "(not shown)" in screen.text and "家里" not in screen.text
        await screen.press("e")
        assert "shown only to who wrote it down" in screen.status
        await screen.press("l", "n")
        assert "家里" not in screen.text and not village.issued.all()
        await screen.press("l", "y")
        await screen.settled()
        assert "家里吵架" in screen.text
        await screen.press("escape")
        assert "家里" not in screen.text
    (issue,) = village.issued.all().values()
    assert (issue.kind, issue.by, issue.what) == ("look", "王强", "Q0001")
