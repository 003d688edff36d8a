"""The line that names the sections of a page: the open one stands out, Tab goes through them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.strip import Strip

from yigong.tui.widgets.canvas import ACCENT, QUIET, Canvas, Piece, compose_line


class SectionTabs(Canvas):
    """Names of sections."""

    DEFAULT_CSS = "SectionTabs { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._names: Sequence[str] = ()
        self._open = 0

    def show(self, names: Sequence[str], open_: int) -> None:
        """Put other names in, and say which section is open."""
        self._names, self._open = names, open_
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The names; brackets tell the open one without colours, too."""
        pieces: list[Piece] = []
        for at, name in enumerate(self._names):
            chosen = at == self._open
            pieces.append((f"[{name}] " if chosen else f" {name}  ", ACCENT if chosen else QUIET))
        yield compose_line(*pieces, width=width)
