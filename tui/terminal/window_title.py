"""The title of the terminal's window: village, page and desk."""

from __future__ import annotations

from collections.abc import Mapping

from yigong.tui.text.display_text import harmless_line

KEEP_TITLE, GIVE_TITLE_BACK = "\x1b[22;2t", "\x1b[23;2t"
"""Put the title on a stack, and take it from there (xterm's XTWINOPS); others ignore it."""

_MOST = 80
"""Characters of a title."""


def has_title(environ: Mapping[str, str]) -> bool:
    """Whether the terminal has a window: a console would print what is meant for its title."""
    return environ.get("TERM", "dumb") not in ("dumb", "linux", "vt100", "vt220")


def title_sequence(*words: str) -> str:
    """The sequence that gives the window a title (OSC 2) of the parts that are not empty."""
    return f"\x1b]2;{harmless_line('  '.join(filter(None, words)))[:_MOST]}\x1b\\"
