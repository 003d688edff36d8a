"""The keyboard's end of the terminal: whatever bytes come in, the program lives."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from yigong.tui.terminal.reply_filter import ReplyFilter

_LOOK = 0.1
"""Seconds between two looks at whether the program ends, and whether an Escape was one."""


class TerminalDriver(LinuxDriver):
    """Textual's driver, but a byte that is no UTF-8 ends nothing, and a reply is no key.

    Textual's own ends the program at the first such byte: one typed character of a terminal that
    is set to GBK.
    """

    def run_input_thread(self) -> None:
        """Read keys until the program ends."""
        parser = XTermParser(self._debug)
        decoder = getincrementaldecoder("utf-8")("replace")
        replies = ReplyFilter(
            max(_LOOK, constants.ESCAPE_DELAY), kitty=not constants.DISABLE_KITTY_KEY
        )
        with selectors.SelectSelector() as line:
            line.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if line.select(_LOOK):
                    raw = os.read(self.fileno, 4096)
                    if not raw:
                        break  # nobody is at the other end any more
                    keys = replies.keys(decoder.decode(raw))
                    for message in parser.feed(keys) if keys else ():
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
