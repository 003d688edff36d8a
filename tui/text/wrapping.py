"""Wrapping of text to a width in cells: at blanks if there are any, else anywhere."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells

from yigong.tui.text.display_text import harmless_line


def wrap_text(text: str, width: int) -> list[str]:
    """The lines of any text in some cells, at least one; its newlines are kept."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in harmless_line(paragraph).split(" "):
            joined = f"{line} {word}" if line else word
            if cell_len(joined) <= width:
                line = joined
                continue
            if line and cell_len(word) <= width:
                lines.append(line)
                line = word
                continue
            *full, line = chop_cells(joined, max(2, width)) or [""]
            lines += full
        lines.append(line)
    return lines
