"""The terminal driver: Textual's own, with undecodable bytes replaced and replies filtered out."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from yigong.tui.terminal.reply_filter import ReplyFilter

_POLL = 0.1
"""Seconds until the exit event, and a lone Escape in the parser, are looked at again."""


class TerminalDriver(LinuxDriver):
    """Textual's driver for Linux, but a byte that is not UTF-8 does not end the program.

    Textual's own ends at the first such byte: one typed character of a terminal that is set to GBK.
    """

    def run_input_thread(self) -> None:
        """Read keys until the program ends."""
        parser = XTermParser(self._debug)
        decoder = getincrementaldecoder("utf-8")("replace")
        replies = ReplyFilter(
            max(_POLL, constants.ESCAPE_DELAY), kitty=not constants.DISABLE_KITTY_KEY
        )
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_POLL):
                    raw = os.read(self.fileno, 4096)
                    if not raw:
                        break  # end of file: the connection was closed
                    keys = replies.keys(decoder.decode(raw))
                    for message in parser.feed(keys) if keys else ():
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
