"""All there is to say of the chosen row of a list, in a few lines below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.strip import Strip

from tui.widgets.painted import STRONG, Painted, line
from tui.wrapping import wrapped

LINES = 6


class Details(Painted):
    """A title and some lines; what is long goes on in the next."""

    DEFAULT_CSS = f"Details {{ height: {LINES}; margin-top: 1; }}"

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._told: Sequence[str] = ()

    def show(self, title: str, lines: Sequence[str]) -> None:
        """Put other lines in."""
        self._title, self._told = title, lines
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The title, then the lines."""
        yield line((f" {self._title}", STRONG), width=width)
        for text in self._told:
            for part in wrapped(text, max(1, width - 4)):
                yield line(f"  {part}", width=width)
