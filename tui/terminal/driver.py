"""The terminal driver: Textual's own, with input that is filtered and sizes that are bounded."""

from __future__ import annotations

import os
import selectors
import signal
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import Any

from textual import constants
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Resize
from textual.message import Message

from yigong.tui.terminal.reply_filter import ESC, ReplyFilter
from yigong.tui.terminal.textual_environment import MOST_COLUMNS, MOST_ROWS
from yigong.tui.terminal.window_title import GIVE_TITLE_BACK, KEEP_TITLE, has_title

_POLL = 0.1
"""Seconds until the exit event is looked at again."""


class TerminalDriver(LinuxDriver):
    """Textual's driver for Linux, which nothing that is typed, pasted or said of a size ends.

    Textual's own ends at the first byte that is not UTF-8: one typed character of a terminal that
    is set to GBK.
    """

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._size = self._size or self._get_terminal_size()  # else Textual asks past this class
        self._cursor_shown = False

    def use_mouse(self, use: bool) -> None:
        """Take the mouse from the terminal, or give it back."""
        if use != self._mouse:
            self._mouse = True  # else neither does anything
            self._enable_mouse_support() if use else self._disable_mouse_support()
            self._mouse = use

    def show_cursor(self, shown: bool) -> None:
        """Show the terminal's cursor, or hide it as Textual does."""
        if shown != self._cursor_shown:
            self._cursor_shown = shown
            self.write("\x1b[?25h" if shown else "\x1b[?25l")

    def start_application_mode(self) -> None:
        """Begin, also after the program was suspended: Textual hides the cursor."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if has_title(os.environ):
            self.write(KEEP_TITLE)
        shown, self._cursor_shown = self._cursor_shown, False
        self.show_cursor(shown)

    def _get_terminal_size(self) -> tuple[int, int]:
        """The terminal's size, bounded: a program behind it may have said anything."""
        columns, rows = super()._get_terminal_size()
        return min(columns, MOST_COLUMNS), min(rows, MOST_ROWS)

    def stop_application_mode(self) -> None:
        """Give the window its title back."""
        if has_title(os.environ):
            self.write(GIVE_TITLE_BACK)
        super().stop_application_mode()

    def _query_in_band_window_resize(self) -> None:
        """Do not ask for reports of the size in the input: the system tells of each resize."""

    def run_input_thread(self) -> None:
        """Read keys until the program ends, or the terminal has gone."""
        parser = XTermParser(self._debug)
        decoder = getincrementaldecoder("utf-8")("replace")
        replies = ReplyFilter(constants.ESCAPE_DELAY, kitty=not constants.DISABLE_KITTY_KEY)
        idle = 0.0  # what was waited, not a clock's: who was suspended has input to read still
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                wait = replies.wait(idle, _POLL)
                if selector.select(wait):
                    raw = self._read()
                    if not raw:
                        os.kill(os.getpid(), signal.SIGHUP)  # the system tells the shell only
                        break
                    idle, keys = 0.0, replies.keys(decoder.decode(raw))
                else:
                    idle += wait
                    keys = replies.expire(idle)
                for message in messages_of(parser, keys):
                    self.process_message(message)

    def _read(self) -> bytes:
        """Read what has come; empty: the terminal has gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""


def messages_of(parser: XTermParser, keys: str) -> Iterator[Message]:
    """What keys and pastes mean to Textual; a report of a size that got through means nothing."""
    if keys == ESC:  # the filter has waited for more; the parser would once again
        yield Key("escape", ESC)
    elif keys:
        yield from (message for message in parser.feed(keys) if not isinstance(message, Resize))
    yield from parser.tick()
