"""Text from people on its way out: whatever it holds, it stays text."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff"
    "\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""What makes readers refuse a whole file (one NUL is enough), what UTF-8 cannot hold, and what is
not seen but hides or turns around what stands beside it (a name nobody typed that way)."""


def paragraphs(text: str) -> str:
    """Text with plain newlines, a space for a tab, and no other control character."""
    text = _BREAKS.sub("\n", text).replace("\t", " ")
    return _CONTROL.sub("", text).strip()


def one_line(text: str) -> str:
    """The same on one line: titles, names, cells."""
    return re.sub(" *\n+ *", " ", paragraphs(text))


def text_width(text: str) -> int:
    """How many columns a text takes in a fixed-width font: a Chinese character takes two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Text filled up with spaces to a width, at its right; or at its left, for numbers."""
    space = " " * max(0, columns - text_width(text))
    return space + text if right else text + space
