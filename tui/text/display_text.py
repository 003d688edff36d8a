"""Text from people on its way to a terminal: nothing in it drives the terminal, columns align."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from yigong.exports.plain_text import padded, text_width

_JOINERS = "\u200d\ufe0f"
"""They hold one emoji together, and do nothing else."""

_UNSAFE = ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")
"""Control, format (the direction characters are here), half characters, line separators."""


def is_harmless(character: str) -> bool:
    """Whether a character can be sent to a terminal as it is."""
    return character in _JOINERS or unicodedata.category(character) not in _UNSAFE


def harmless_line(text: object) -> str:
    """Any text as one harmless line: control and direction characters become ``·``.

    What people type is checked where it enters, but a file can be edited by hand, an argument can
    hold anything, and an error message quotes both: so everything that is printed comes through
    here.
    """
    line = str(text)
    if line.isprintable():
        return line
    return "".join(character if is_harmless(character) else "·" for character in line)


def typed_text(text: str) -> str:
    """A text for an input, which paints what it holds: without what could drive a terminal."""
    if text.isprintable():
        return text
    return "".join(c if is_harmless(c) else " " if c.isspace() else "" for c in text)


def columns(rows: Sequence[Sequence[object]], right: Collection[int] = ()) -> list[str]:
    """Rows as lines of aligned columns, two blanks apart.

    Args:
        rows: Cells; each is made harmless here. Rows may be of different lengths.
        right: The columns that are flush right: numbers.

    Returns:
        Lines without blanks at their end.
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
