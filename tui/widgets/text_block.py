"""A block of styled text above or below a list: a plan, a person, the numbers of a period."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.cells import cell_len, chop_cells

from yigong.tui.text.display_text import harmless_line
from yigong.tui.widgets.canvas import Piece, StyledLines, pieces_width, styled
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.wrapped_text import wrapped_pieces


class TextBlock(Panel):
    """A few lines of styled text; long ones are wrapped."""

    DEFAULT_CSS = "TextBlock { margin: 1 0; }"

    def show(self, lines: StyledLines) -> None:
        """Show other lines."""
        self.fill(
            lambda width: [
                [" ", *part] for line in lines for part in wrapped_line(line, max(2, width - 1))
            ]
        )


def wrapped_line(pieces: Sequence[Piece], width: int) -> StyledLines:
    """A line in as many as it needs, broken at blanks if there are any, else anywhere."""
    if pieces_width(pieces) <= width:
        return [[*pieces]]
    lines: StyledLines = [[]]
    used = 0
    for piece in pieces:
        text, style = styled(piece)
        for word in re.findall(r" *[^ ]+| +$", harmless_line(text)):
            fits = used + cell_len(word) <= width
            if used and not fits:
                lines.append([])
                used = 0
            *full, rest = chop_cells(word if fits else word.lstrip(), width) or [""]
            for part in full:
                lines[-1].append((part, style))
                lines.append([])
            lines[-1].append((rest, style))
            used = cell_len(rest) if full else used + cell_len(rest)
    return lines if used else lines[:-1]  # blanks at the end need no line


def flowing_lines(groups: Sequence[Sequence[Piece]], width: int) -> StyledLines:
    """Groups of words in as few lines as they need, three blanks apart; or two, if that saves a
    line, or lets one more group stand in the first."""

    def needed(lines: StyledLines) -> tuple[int, int]:
        return len(lines), -sum(map(len, lines[:1]))

    return min((flowing(groups, width - 1, gap) for gap in (3, 2)), key=needed)


def narrow_lines(lines: StyledLines, width: int) -> StyledLines:
    """Lines broken anew for a narrow place: their words stay together where that fits."""
    narrow: StyledLines = []
    for line in lines:
        words = [(text.strip(), style) for text, style in map(styled, line) if text.strip()]
        groups = [[part] for part in wrapped_pieces(words, width)]
        narrow += flowing_lines(groups, width + 1) or [[]]
    return narrow


def flowing(groups: Iterable[Sequence[Piece]], room: int, gap: int) -> StyledLines:
    """Groups of words in as few lines as they need, some blanks apart."""
    lines: StyledLines = []
    used = 0
    for group in groups:
        cells = pieces_width(group)
        if lines and used + gap + cells <= room:
            lines[-1] += [" " * gap, *group]
            used += gap + cells
        else:
            lines.append([*group])
            used = cells
    return lines
