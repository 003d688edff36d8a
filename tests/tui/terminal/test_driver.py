"""What the organiser prefers reaches a real terminal: its cursor, its mouse."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from bench.pseudo_terminal import Terminal
from yigong.tui.access.preferences import Preferences, keep_preferences

UP, RIGHT = b"\x1b[A", b"\x1b[C"
PATIENCE = 20.0
YIGONG = Path(sys.executable).with_name("yigong")


@pytest.fixture
def terminal(village):
    """The history of 青山村 in a terminal, opened by 李芳 who reads with a screen reader."""
    keep_preferences("李芳", Preferences(reading=True))
    environ = {"TERM": "xterm-256color", "HOME": str(village.folder), **os.environ}
    command = [str(YIGONG), "--lang", "zh", "--data", str(village.folder), "--by", "李芳"]
    with Terminal(command, environ) as started:
        assert started.wait_for("青山村"), started.text()
        yield started


def test_in_reading_mode_the_cursor_is_seen_where_something_is_said(terminal):
    assert not terminal.screen().cursor.hidden
    terminal.press(b"\x03")  # ^C: how to quit
    line = next(y for y, text in enumerate(terminal.text().splitlines()) if "^Q" in text)
    cursor = terminal.screen().cursor
    assert (cursor.y, cursor.x) == (line, 1)


def test_reading_mode_and_the_mouse_are_turned_on_and_off_at_once(terminal):
    terminal.press(b"o")
    assert terminal.wait_for("读屏模式")
    terminal.press(UP)
    assert sent(terminal, RIGHT, b"\x1b[?25l") and terminal.screen().cursor.hidden
    terminal.press(UP)
    assert sent(terminal, RIGHT, b"\x1b[?1000h")
    assert sent(terminal, RIGHT, b"\x1b[?1000l")


def sent(terminal, key, sequence):
    """Press a key; whether the terminal gets a sequence."""
    before = len(terminal.all)
    terminal.press(key)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if sequence in b"".join(data for _at, data in terminal.all[before:]):
            return True
        terminal.quiet(limit=1.0)
    return False
