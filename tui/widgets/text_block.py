"""A block of styled text above or below a list: a plan, a person, the numbers of a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.strip import Strip

from yigong.tui.widgets.canvas import Canvas, Piece, StyledLines, compose_line


class TextBlock(Canvas):
    """A few lines of styled text; its height is their number."""

    DEFAULT_CSS = "TextBlock { height: auto; margin: 1 0; }"

    def __init__(self) -> None:
        super().__init__()
        self._lines: StyledLines = []

    def show(self, lines: StyledLines) -> None:
        """Show other lines."""
        self._lines = lines
        if self.styles.height is None or self.styles.height.value != len(lines):
            self.styles.height = len(lines)
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines."""
        for pieces in self._lines:
            yield compose_line(" ", *pieces, width=width)


def flowing_lines(groups: Sequence[Sequence[Piece]], width: int) -> StyledLines:
    """Groups of words in as few lines as they need, three blanks apart; or two, if that saves a
    line, or lets one more group stand in the first.

    Args:
        groups: Pieces that stay together.
        width: The cells of the block.
    """

    def needed(lines: StyledLines) -> tuple[int, int]:
        return len(lines), -sum(map(len, lines[:1]))

    return min((_flowing(groups, width - 1, gap) for gap in (3, 2)), key=needed)


def _flowing(groups: Iterable[Sequence[Piece]], room: int, gap: int) -> StyledLines:
    lines: StyledLines = []
    used = 0
    for group in groups:
        cells = sum(cell_len(piece if isinstance(piece, str) else piece[0]) for piece in group)
        if lines and used + gap + cells <= room:
            lines[-1] += [" " * gap, *group]
            used += gap + cells
        else:
            lines.append([*group])
            used = cells
    return lines
