"""Text that people typed, made safe for export: no control or invisible characters."""

from __future__ import annotations

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff"
    "\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters for which readers refuse a whole file (one NUL is enough), surrogates, which UTF-8
cannot encode, and invisible characters that hide or reorder the text beside them."""


def paragraphs(text: str) -> str:
    """Return text with plain newlines, spaces for tabs, and no other control character."""
    text = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    return _UNSAFE.sub("", text).strip()


def one_line(text: str) -> str:
    """Clean a text like `paragraphs`, and join its lines: for titles, names, cells."""
    return re.sub(" *\n+ *", " ", paragraphs(text))


def text_width(text: str) -> int:
    """Count the columns of a text in a fixed-width font: a Chinese character takes two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Fill a text with spaces up to a width, on the right; for numbers on the left."""
    space = " " * max(0, columns - text_width(text))
    return space + text if right else text + space
