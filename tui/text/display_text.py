"""Text for a terminal: control characters are removed, columns align."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from yigong.exports.plain_text import padded, text_width

_JOINERS = "\u200d\ufe0f"
"""They join the parts of an emoji, and have no other effect."""

_UNSAFE = ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")
"""Unicode categories: control, format (which has the direction characters), surrogates, line and
paragraph separators, unassigned."""


def is_harmless(character: str) -> bool:
    """Whether a character may be sent to a terminal unchanged."""
    return character in _JOINERS or unicodedata.category(character) not in _UNSAFE


def harmless_line(text: object) -> str:
    """Any text as one harmless line: control and direction characters become ``?``.

    Everything that is printed passes through here: typed text is checked where it is entered, but
    a hand-edited file or an argument can hold anything, and an error message may quote both.
    """
    line = str(text)
    if line.isprintable():
        return line
    return "".join(character if is_harmless(character) else "?" for character in line)


def typed_text(text: str) -> str:
    """A text for an input widget, which paints it unchanged: without control characters."""
    if text.isprintable():
        return text
    return "".join(c if is_harmless(c) else " " if c.isspace() else "" for c in text)


def columns(rows: Sequence[Sequence[object]], right: Collection[int] = ()) -> list[str]:
    """Rows as lines of aligned columns, two blanks apart, without trailing blanks.

    Cells are made harmless here; those of `right` are flush right. Rows may differ in length.
    """
    cells = [[harmless_line(cell) for cell in row] for row in rows]
    widths: list[int] = []
    for row in cells:
        widths.extend([0] * (len(row) - len(widths)))
        for index, cell in enumerate(row):
            widths[index] = max(widths[index], text_width(cell))
    lines = []
    for row in cells:
        parts = []
        for index, cell in enumerate(row):
            parts.append(padded(cell, widths[index], right=index in right))
        lines.append("  ".join(parts).rstrip())
    return lines
