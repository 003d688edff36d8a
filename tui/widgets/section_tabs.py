"""The tabs of a page's sections: the open one is highlighted, Tab steps through them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from yigong.tui.widgets.canvas import ACCENT, QUIET, Piece
from yigong.tui.widgets.panel import Panel


class SectionTabs(Panel):
    """A line with the names of sections."""

    DEFAULT_CSS = "SectionTabs { height: 1; }"

    def show(self, names: Sequence[str], open_: int) -> None:
        """Show other names, and which section is open."""
        self.fill(lambda width: [_tabs(names, open_, width)])


def _tabs(names: Sequence[str], open_: int, width: int) -> list[Piece]:
    """The names; the open one is in brackets, for terminals without colours.

    Where there is no room for all, those around the open one, and arrows to the others.
    """
    cells = [cell_len(name) + 3 for name in names]
    first, last = 0, len(cells)
    while first < open_ and sum(cells[first : open_ + 1]) > width - 4:
        first += 1
    while last > open_ + 1 and sum(cells[first:last]) > width - 4:
        last -= 1
    if sum(cells) <= width:
        first, last = 0, len(cells)
    pieces: list[Piece] = [("< ", QUIET)] if first else []
    for at in range(first, last):
        name = names[at]
        pieces.append((f"[{name}] ", ACCENT) if at == open_ else (f" {name}  ", QUIET))
    return [*pieces, (">" if last < len(cells) else "", QUIET)]
