"""Wrapping of text to a width in cells: at blanks or behind 、 if there are any, else anywhere."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

from yigong.tui.text.display_text import harmless_line


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
            *full, line = chop_cells(joined, max(2, width)) or [""]
            lines += full
        lines.append(line)
    return lines
