"""Text from people on its way out: whatever it holds, it stays text."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")
"""What makes readers refuse a whole file (one NUL is enough), or what UTF-8 cannot hold."""


def paragraphs(text: str) -> str:
    """Text with plain newlines, a space for a tab, and no other control character."""
    text = _BREAKS.sub("\n", text).replace("\t", " ")
    return _CONTROL.sub("", text).strip()


def one_line(text: str) -> str:
    """The same on one line: titles, names, cells."""
    return re.sub(" *\n+ *", " ", paragraphs(text))


def width(text: str) -> int:
    """How many columns a text takes in a fixed-width font: a Chinese character takes two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Text filled up with spaces to a width, at its right; or at its left, for numbers."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space
