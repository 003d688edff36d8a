"""What the terminal is like: how wide it draws characters whose width Unicode leaves open."""

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

_PATIENCE = 0.5
"""Seconds to wait for a terminal that may not answer."""


def ambiguous_width() -> int | None:
    """The cells a character of ambiguous width takes (Unicode, annex 11).

    Returns:
        1 or 2; `None` where there is no terminal, or it does not say where its cursor is.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    line = sys.stdin.fileno()
    before = termios.tcgetattr(line)
    try:
        tty.setcbreak(line)
        sys.stdout.write(f"\r{_PROBE}\x1b[6n")
        sys.stdout.flush()
        answer = _answer(line)
        sys.stdout.write("\r\x1b[K")
        sys.stdout.flush()
    finally:
        termios.tcsetattr(line, termios.TCSAFLUSH, before)
    column = re.search(rb"\x1b\[\d+;(\d+)R", answer)
    width = int(column[1]) - 1 if column else 0
    return width if width in (1, 2) else None


def _answer(line: int) -> bytes:
    deadline = time.monotonic() + _PATIENCE
    got = b""
    while b"R" not in got and (left := deadline - time.monotonic()) > 0:
        if select.select([line], [], [], left)[0]:
            got += os.read(line, 32)
    return got
