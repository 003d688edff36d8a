"""What Textual reads from the environment: frames, animations, sizes, the time-out of an Escape."""

from __future__ import annotations

import re
from collections.abc import MutableMapping

MOST_COLUMNS, MOST_ROWS = 1000, 500
"""The largest size that the screens take: more than any screen has of the smallest letters. Each
cell takes memory and bytes on the line; of a larger terminal the upper left is used."""

_SIZE = re.compile(r"[1-9][0-9]{0,3}")


def prepare_environment(environ: MutableMapping[str, str]) -> None:
    """Set the environment variables that Textual reads when it is imported; the user's own stay.

    Textual's "report all keys" mode garbles words committed by a Chinese input method (its pull
    request 6544); animations and frames cost bytes on the line; over SSH the bytes of an arrow key
    may arrive apart, so the milliseconds after which an Escape is a key of its own are more. A size
    that no screen has is not the user's own: without it the terminal's counts.
    """
    for name, most in (("COLUMNS", MOST_COLUMNS), ("LINES", MOST_ROWS)):
        size = environ.get(name, "")
        if not _SIZE.fullmatch(size) or int(size) > most:
            environ.pop(name, None)
    environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    environ.setdefault("TEXTUAL_FPS", "30")
    environ.setdefault("ESCDELAY", "100" if environ.get("SSH_CONNECTION") else "50")
