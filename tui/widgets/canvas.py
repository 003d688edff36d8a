"""The canvas: a widget drawn line by line that refreshes only the cells that changed."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from yigong.tui.text.display_text import harmless_line

PLAIN = Style()
STRONG = Style(bold=True)
QUIET = Style(dim=True)
ACCENT = Style(color="green", bold=True)
CHOSEN = Style(color="green", reverse=True)
"""The row under the cursor: legible in 16 colours, dark or light, and with NO_COLOR."""

DULL_CHOSEN = Style(bold=True)
"""The row under the cursor of a list without the focus."""

GOOD = Style(color="green", bold=True)
BAD = Style(color="red", bold=True)
TODAY = Style(bold=True, reverse=True)

Piece = tuple[str, Style] | str
"""A piece of a line: text that is never markup, and its style."""

StyledLines = list[list[Piece]]
"""Lines of text, each in pieces."""


def compose_line(*pieces: Piece, width: int, fill: Style = PLAIN) -> Strip:
    """Compose a line of exactly `width` cells from pieces of text; cut what is too long."""
    segments: list[Segment] = []
    left = width
    for piece in pieces:
        text, style = (piece, fill) if isinstance(piece, str) else piece
        if left <= 0 or not text:
            continue
        text = harmless_line(text)
        cells = cell_len(text)
        if cells > left:
            text, cells = set_cell_size(text, left), left
        segments.append(Segment(text, style))
        left -= cells
    if left > 0:
        segments.append(Segment(" " * left, fill))
    return Strip(Segment.simplify(segments), width)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Fit a text into exactly `width` cells: pad it, or cut it and append ``..``."""
    text = harmless_line(text)
    cells = cell_len(text)
    if cells > width:
        text = set_cell_size(text, width - 2) + ".." if width > 3 else set_cell_size(text, width)
        cells = cell_len(text)
    pad = " " * (width - cells)
    return pad + text if right else text + pad


class Canvas(Widget):
    """A widget drawn line by line.

    A subclass gives its lines in `paint`; `repaint` compares them with the lines painted before and
    refreshes only the cells from the first to the last difference of each line, where Textual would
    refresh the whole widget.
    """

    DEFAULT_CSS = "Canvas { height: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._painted: list[Strip] = []
        self._painted_size = Size(0, 0)

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines, at most `height`, each exactly `width` cells wide."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Refresh the cells that changed."""
        size = self.size
        if not size or size != self._painted_size:
            self._painted_size = Size(0, 0)  # Textual asks for all lines then
            self.refresh()
            return
        new = self._paint_lines(size)
        changed = [
            Region(first, y, last - first, 1)
            for y, (old_line, new_line) in enumerate(zip(self._painted, new, strict=True))
            if old_line != new_line
            for first, last in (_difference(old_line, new_line),)
        ]
        self._painted = new
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """One line, for Textual."""
        size = self.size
        if size != self._painted_size:
            self._painted = self._paint_lines(size)
            self._painted_size = size
        return self._painted[y] if y < len(self._painted) else Strip.blank(size.width)

    def notify_style_update(self) -> None:
        """Styles changed: paint all lines anew."""
        self._painted_size = Size(0, 0)
        super().notify_style_update()

    def _paint_lines(self, size: Size) -> list[Strip]:
        lines = list(self.paint(size.width, size.height))[: size.height]
        lines += [Strip.blank(size.width)] * (size.height - len(lines))
        return lines


def _cells(strip: Strip) -> list[tuple[str, Style | None]]:
    """The cells of a line; the second cell of a wide character has an empty text."""
    cells: list[tuple[str, Style | None]] = []
    for text, style, _ in strip:
        for character in text:
            width = cell_len(character)
            if width == 0 and cells:
                cells[-1] = (cells[-1][0] + character, style)
                continue
            cells.append((character, style))
            cells.extend([("", style)] * (width - 1))
    return cells


def _difference(old: Strip, new: Strip) -> tuple[int, int]:
    """The first differing cell and the one after the last; wide characters are kept whole."""
    before, after = _cells(old), _cells(new)
    length = min(len(before), len(after))
    first = 0
    while first < length and before[first] == after[first]:
        first += 1
    last = length
    while last > first and before[last - 1] == after[last - 1]:
        last -= 1
    while first > 0 and "" in (before[first][0], after[first][0]):
        first -= 1
    while last < length and "" in (before[last][0], after[last][0]):
        last += 1
    return first, max(last, first + 1)
