"""The page behind "by the old rule": what a review would move, and its correction and undo."""

from __future__ import annotations

from datetime import datetime

import pytest

from support.clock import SHANGHAI
from support.format3 import format3_village
from support.screens import opened
from yigong.store.village.village import Village


def noon():
    return datetime(2026, 11, 30, 12, tzinfo=SHANGHAI)


@pytest.fixture
def folder(tmp_path):
    """The demo village that the last version of format 3 left behind."""
    return format3_village(tmp_path)


async def summary_page(screen):
    """Open the summary of 2026."""
    await screen.press("r")
    await screen.settled()


async def test_the_page_lists_what_moves_asks_for_one_reason_and_takes_it_back(folder):
    async with opened(folder, clock=noon) as screen:
        await summary_page(screen)
        assert "65 occurrences by the old rule" in screen.text
        await screen.press("o")
        await screen.settled()
        assert "By the old rule  2026" in screen.lines[0]
        assert "65 occurrences   volunteer heads 1 053 -> 492" in screen.text
        assert "hours of service 2 694.6 -> 1 328.9   not counted any more: 1 365.7" in screen.text
        assert next(line for line in screen.lines if "2026-01-09" in line).split() == [
            *("2026-01-09", "村民议事会", "participant", "15", "->", "0", "21.4", "->", "0.0"),
            "21.4",
        ]
        assert "Undo" not in screen.lines[-1]
        await screen.press("ctrl+s", "=按身份复核", "enter")
        await screen.until("65 registers are corrected")
        await screen.until("there is nothing to review")
        assert "Correct all" not in screen.lines[-1]
        assert Village.open(folder).summary(None, None).credited_alike == 13, "those of 2025"
        await screen.press("u")
        await screen.until("taken back: roles reviewed")
        await screen.until("65 occurrences")
    assert Village.open(folder).summary(None, None).credited_alike == 78


async def test_enter_lists_who_stays_a_volunteer_and_why(folder):
    async with opened(folder, clock=noon, lang="zh") as screen:
        await summary_page(screen)
        await screen.press("o")
        await screen.settled()
        await screen.press("enter")
        assert "手工编织课堂  2026年1月3日 14:00" in screen.lines[0]
        rows = {words[0]: words[2:] for line in screen.lines if (words := line.split())[2:]}
        assert rows["陈小梅"] == ["志愿", "3.4", "手工编织队"]
        assert rows["王建国"] == ["参加", "1.9", "->", "0.0"]
        await screen.press("enter")
        assert "陈小梅  V0003" in screen.lines[0]


async def test_without_a_reason_nothing_is_corrected(folder):
    async with opened(folder, clock=noon) as screen:
        await summary_page(screen)
        await screen.press("o")
        await screen.settled()
        await screen.press("ctrl+s", "escape")
        assert "65 occurrences" in screen.text
        await screen.press("ctrl+s", "enter")
        await screen.until("The reason is empty")
    assert Village.open(folder).summary(None, None).credited_alike == 78


async def test_a_period_whose_registers_all_have_roles_has_no_such_page(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await summary_page(screen)
        await screen.press("o")
        assert "Summary" in screen.lines[0]
        assert "Old rule" not in screen.lines[-1]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_summary_names_the_key_where_there_is_something_to_review(folder, size):
    async with opened(folder, clock=noon, size=size) as screen:
        await summary_page(screen)
        assert "o  Old rule" in screen.lines[-1]
