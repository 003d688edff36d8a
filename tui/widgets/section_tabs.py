"""The tabs of a page's sections: the open one is highlighted, Tab steps through them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.strip import Strip

from yigong.tui.widgets.canvas import ACCENT, QUIET, Canvas, Piece, compose_line


class SectionTabs(Canvas):
    """A line with the names of sections."""

    DEFAULT_CSS = "SectionTabs { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._names: Sequence[str] = ()
        self._open = 0

    def show(self, names: Sequence[str], open_: int) -> None:
        """Show other names, and which section is open."""
        self._names, self._open = names, open_
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The names; the open one is in brackets, for terminals without colours."""
        pieces: list[Piece] = []
        for at, name in enumerate(self._names):
            is_open = at == self._open
            pieces.append((f"[{name}] " if is_open else f" {name}  ", ACCENT if is_open else QUIET))
        yield compose_line(*pieces, width=width)
