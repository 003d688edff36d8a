"""A few lines of styled text, wrapped to the width there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.style import Style

from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import Piece, styled
from yigong.tui.widgets.panel import Panel


class WrappedText(Panel):
    """Translated lines, each in one style; an empty one is a blank line."""

    def __init__(self, lines: Sequence[Piece] = (), *, classes: str | None = None) -> None:
        super().__init__()
        self.set_classes(classes or "")
        self._lines = lambda width: [[piece] for piece in wrapped_pieces(lines, width)]

    def show(self, lines: Sequence[Piece]) -> None:
        """Show other lines."""
        self.fill(lambda width: [[piece] for piece in wrapped_pieces(lines, width)])


def wrapped_pieces(pieces: Iterable[Piece], width: int) -> list[tuple[str, Style]]:
    """Each piece in as many lines as it needs, all in its style."""
    return [
        (part, style)
        for text, style in map(styled, pieces)
        for part in wrap_text(text, max(1, width))
    ]
