"""The help page: each of its keys reaches every line."""

from __future__ import annotations

import pytest

from support.screens import opened


@pytest.mark.parametrize("key", ["down", "j", "space", "pagedown"])
async def test_each_key_scrolls_at_once_and_to_the_end(village, duty_day, key):
    async with opened(village.folder) as screen:
        await screen.press("question_mark")
        first = screen.lines[2]
        assert "On this page" in first and "takes the last thing back" not in screen.text
        assert "Up/Down  Scroll" in screen.lines[-1]
        await screen.press(key)
        assert screen.lines[2] != first, "the first key scrolls"
        await screen.press(*[key] * (60 if key in "down j" else 5))
        assert "takes the last thing back" in screen.text
        end = screen.lines
        await screen.press(key)
        assert screen.lines == end


@pytest.mark.parametrize("key", ["up", "k", "pageup", "home"])
async def test_each_key_comes_back_to_the_top(village, duty_day, key):
    async with opened(village.folder) as screen:
        await screen.press("question_mark")
        top = screen.lines
        await screen.press("end")
        assert "On this page" not in screen.text and "takes the last thing back" in screen.text
        await screen.press(*[key] * (60 if key in "up k" else 5))
        assert screen.lines == top
