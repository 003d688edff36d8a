"""The canvas: a widget drawn line by line, from pieces of text that are never markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.strip import Strip
from textual.widget import Widget

from yigong.tui.text.display_text import harmless_line

PLAIN = Style()
STRONG = Style(bold=True)
QUIET = Style(dim=True)
ACCENT = Style(color="green", bold=True)
CHOSEN = Style(reverse=True)
"""The row under the cursor: in full contrast with any palette, and with NO_COLOR."""

MORE = Style(dim=True, reverse=True)
"""Says at the end of a list how much of it is out of view."""

DULL_CHOSEN = Style(bold=True)
"""The row under the cursor of a list without the focus."""

GOOD = Style(color="green", bold=True)
BAD = Style(color="red", bold=True)

Piece = tuple[str, Style] | str
"""A piece of a line: text that is never markup, and its style."""

StyledLines = list[list[Piece]]
"""Lines of text, each in pieces."""


def styled(piece: Piece, style: Style = PLAIN) -> tuple[str, Style]:
    """A piece with its style; with the given one, if it has none."""
    return (piece, style) if isinstance(piece, str) else piece


def pieces_width(pieces: Iterable[Piece]) -> int:
    """The cells of pieces of text."""
    return sum(cell_len(styled(piece)[0]) for piece in pieces)


def compose_line(*pieces: Piece, width: int, fill: Style = PLAIN) -> Strip:
    """Compose a line of exactly `width` cells from pieces of text; cut what is too long."""
    segments: list[Segment] = []
    left = width
    for piece in pieces:
        text, style = styled(piece, fill)
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
    """A widget drawn line by line: a subclass gives its lines in `paint`."""

    DEFAULT_CSS = "Canvas { height: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._painted: tuple[Size, list[Strip]] | None = None
        """What `paint` gave, and for which size; `None`: it is to be asked again."""

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines, at most `height`, each exactly `width` cells wide."""
        raise NotImplementedError

    def refresh(self, *regions: Region, **options: bool) -> Self:
        """Paint again soon."""
        self._painted = None
        return super().refresh(*regions, **options)

    def render_line(self, y: int) -> Strip:
        """One line, for Textual."""
        size = self.size
        if self._painted is None or self._painted[0] != size:
            style = self.rich_style
            lines = [line.apply_style(style) for line in self.paint(size.width, size.height)]
            self._painted = size, lines
        lines = self._painted[1]
        return lines[y] if y < len(lines) else Strip.blank(size.width, self.rich_style)

    def notify_style_update(self) -> None:
        """Paint again, as styles changed."""
        self._painted = None
        super().notify_style_update()


class CursorCanvas(Canvas, can_focus=True):
    """A canvas that has the terminal's cursor on what is chosen: a screen reader follows it."""

    def cursor_cell(self) -> Offset:
        """The cell of what is chosen."""
        raise NotImplementedError

    def place_cursor(self) -> None:
        """Put the terminal's cursor there, if the keys are here."""
        if self.has_focus:
            self.app.cursor_position = self.content_region.offset + self.cursor_cell()

    def on_focus(self) -> None:
        """Light up what is chosen."""
        self.refresh()
        self.place_cursor()

    def on_blur(self) -> None:
        """Dim what is chosen."""
        self.refresh()

    def on_resize(self) -> None:
        """Follow what is chosen to its new place."""
        self.place_cursor()
