"""The window's title says village, page and desk, where there is a window."""

from __future__ import annotations

from support.clock import DEMO_NOW
from support.emulated import emulated
from yigong.tui.terminal.window_title import has_title, title_sequence


async def test_the_title_follows_the_page(demo, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    async with emulated(demo, clock=lambda: DEMO_NOW) as screen:
        assert screen.driver.terminal.title == "青山村  东门"
        await screen.press("s")
        assert screen.driver.terminal.title == "青山村  队伍  东门"
        await screen.press("escape")
        assert screen.driver.terminal.title == "青山村  东门"


def test_a_title_holds_no_control_character_and_is_not_endless():
    title = title_sequence("a\x07\x1b]2;x", "", "村" * 200)
    assert title.startswith("\x1b]2;") and title.endswith("\x1b\\")
    assert title[4:-2].isprintable()
    assert len(title) < 90


def test_a_console_gets_no_title():
    assert not has_title({"TERM": "linux"})
    assert not has_title({})
    assert has_title({"TERM": "xterm-256color"})
