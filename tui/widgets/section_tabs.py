"""The tabs of a page's sections: the open one is highlighted, Tab steps through them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
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
        """The names; the open one is in brackets, for terminals without colours.

        Where there is no room for all, those around the open one, and arrows to the others.
        """
        cells = [cell_len(name) + 3 for name in self._names]
        first, last = 0, len(cells)
        while first < self._open and sum(cells[first : self._open + 1]) > width - 4:
            first += 1
        while last > self._open + 1 and sum(cells[first:last]) > width - 4:
            last -= 1
        if sum(cells) <= width:
            first, last = 0, len(cells)
        pieces: list[Piece] = [("< ", QUIET)] if first else []
        for at in range(first, last):
            is_open, name = at == self._open, self._names[at]
            pieces.append((f"[{name}] " if is_open else f" {name}  ", ACCENT if is_open else QUIET))
        yield compose_line(*pieces, (">" if last < len(cells) else "", QUIET), width=width)
