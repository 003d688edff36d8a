"""Small questions: what saves everywhere else accepts the answer here, too."""

from __future__ import annotations

from datetime import date

import pytest

from support.screens import opened
from yigong.store.programme_records import Programme


async def test_save_accepts_a_line_of_text(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("g", "=2026-12-24", "ctrl+s")
        assert screen.app.screen.day == date(2026, 12, 24)


@pytest.mark.parametrize("key", ["enter", "ctrl+s"])
async def test_save_takes_the_option_under_the_cursor(village, clock, key):
    for name in ("四季赋能", "月月有亮点", "四季"):
        village.programmes.add(Programme(name=name))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "m", "m", "down", key, "y")
        assert village.programmes.get(3).aliases == ("四季赋能",)


@pytest.mark.parametrize("key", ["enter", "ctrl+s"])
async def test_save_takes_what_is_picked(village, clock, key):
    village.programmes.add(Programme(name="四季赋能"))
    async with opened(village.folder, clock=clock, size=(80, 50)) as screen:
        await screen.press("n", "=茶会")
        while screen.app.focused.id != "field-programme":
            await screen.press("tab")
        await screen.press("space", "down", key, "ctrl+s")
    assert village.events.get(1).programme == 1
