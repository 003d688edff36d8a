"""Ask the terminal how wide it draws characters of ambiguous width (Unicode annex 11)."""

from __future__ import annotations

import os
import re
import select
import sys
import termios
import time
import tty

_PROBE = "\u2500"
"""A box character: one cell in most terminals, two in PuTTY and SecureCRT set for Chinese."""

_TIMEOUT = 0.5
"""Seconds to wait for a reply."""


def ambiguous_width() -> int | None:
    """The cells a character of ambiguous width takes: print one, and query the cursor position.

    Returns:
        1 or 2; `None` where there is no terminal, or it does not report its cursor position.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)
    try:
        tty.setcbreak(fd)
        sys.stdout.write(f"\r{_PROBE}\x1b[6n")
        sys.stdout.flush()
        reply = _read_reply(fd)
        sys.stdout.write("\r\x1b[K")
        sys.stdout.flush()
    finally:
        termios.tcsetattr(fd, termios.TCSAFLUSH, before)
    column = re.search(rb"\x1b\[\d+;(\d+)R", reply)
    width = int(column[1]) - 1 if column else 0
    return width if width in (1, 2) else None


def _read_reply(fd: int) -> bytes:
    deadline = time.monotonic() + _TIMEOUT
    reply = b""
    while b"R" not in reply and (left := deadline - time.monotonic()) > 0:
        if select.select([fd], [], [], left)[0]:
            reply += os.read(fd, 32)
    return reply
