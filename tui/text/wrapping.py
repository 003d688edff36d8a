"""Wrapping of text to a width in cells: at blanks or behind 、 if there are any, else anywhere, but
never so that a mark begins a line."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

from yigong.tui.text.display_text import harmless_line

_MARKS = "、，。；：！？」）"
"""What belongs to the character before it."""


def wrap_text(text: str, width: int) -> list[str]:
    """The lines of any text in some cells, at least one; its newlines are kept."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in re.split(r"(?= )|(?<=、)", harmless_line(paragraph)):
            joined = line + word if line else word.removeprefix(" ")
            if cell_len(joined) <= width:
                line = joined
                continue
            if line and cell_len(word.removeprefix(" ")) <= width:
                lines.append(line)
                line = word.removeprefix(" ")
                continue
            *full, line = _chopped(joined, max(2, width))
            lines += full
        lines.append(line)
    return lines


def _chopped(text: str, width: int) -> list[str]:
    """A text without a place to break at, in lines that are as full as the marks allow."""
    lines, rest = list[str](), text
    while len(rest) > 2 * width or cell_len(rest) > width:
        at = len(chop_cells(rest[: 2 * width], width)[0])
        while at > 1 and rest[at : at + 1] in _MARKS:
            at -= 1
        lines.append(rest[:at])
        rest = rest[at:]
    return [*lines, rest]
