"""Texts to take along: a path, a command, a message; one key sends one to the clipboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip

from store.language import N_, _
from tui.screens.page import BACK, HELP, Page
from tui.widgets.painted import ACCENT, PLAIN, QUIET, STRONG, Painted, Piece, line
from tui.wrapping import wrapped


class Block(NamedTuple):
    """A text and what it is for."""

    label: str
    text: str


class Blocks(Painted):
    """The texts, whole; the chosen one is marked."""

    DEFAULT_CSS = "Blocks { height: 1fr; margin-top: 1; }"

    def __init__(self, blocks: Sequence[Block]) -> None:
        super().__init__()
        self._blocks = blocks
        self._top = 0
        self.index = 0

    def go(self, step: int) -> None:
        """Choose the next or the previous text; a single long one scrolls."""
        if len(self._blocks) > 1:
            self.index = max(0, min(self.index + step, len(self._blocks) - 1))
        self._scroll(step)
        self.repaint()

    def _scroll(self, step: int) -> None:
        lines = self._lines_of(self.size.width)
        mine = [at for at, (block, _piece) in enumerate(lines) if block == self.index]
        room = self.size.height
        if len(self._blocks) == 1:
            self._top += step
        elif mine[-1] >= self._top + room or mine[0] < self._top:
            self._top = min(mine[0], max(0, mine[-1] - room + 1))
        self._top = max(0, min(self._top, len(lines) - room))

    def _lines_of(self, width: int) -> list[tuple[int, Piece]]:
        """Every line with the text it belongs to."""
        lines: list[tuple[int, Piece]] = []
        for at, block in enumerate(self._blocks):
            chosen = at == self.index
            label = (f"{'>' if chosen else ' '} {block.label}", ACCENT if chosen else QUIET)
            lines.append((at, label))
            style = STRONG if chosen else PLAIN
            lines += [(at, (text, style)) for text in wrapped(block.text, width)]
            lines.append((at, ""))
        return lines[:-1]

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """What is in view. A text begins at the edge, so that a mouse marks nothing else."""
        for _at, piece in self._lines_of(width)[self._top : self._top + height]:
            yield line(piece, width=width)


class CopyPage(Page[None]):
    """Shows texts whole and copies one of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,c", "copy", N_("Copy")),
        Binding("up,k", "go(-1)", show=False),
        Binding("down,j", "go(1)", show=False),
        BACK,
        HELP,
    ]

    def __init__(self, title: str, blocks: Sequence[Block], done: str = "") -> None:
        """Show texts.

        Args:
            title: What they are about.
            blocks: The texts.
            done: What was done already, for the status line.
        """
        super().__init__()
        self._title = title
        self._blocks = blocks
        self._done = done

    def heading(self) -> list[Piece]:
        """What they are about."""
        return [(self._title, STRONG)]

    def body(self) -> ComposeResult:
        """The texts."""
        yield Blocks(self._blocks)

    def begin(self) -> None:
        """Say what was done."""
        super().begin()
        if self._done:
            self.status.good(self._done)

    def action_go(self, step: int) -> None:
        """Another text."""
        self.query_one(Blocks).go(step)

    def action_copy(self) -> None:
        """Send the chosen text to the clipboard of whoever sits at the terminal (OSC 52)."""
        block = self._blocks[self.query_one(Blocks).index]
        self.app.copy_to_clipboard(block.text)
        self.status.show(_("Sent to your terminal's clipboard. Not there? Mark it with the mouse."))
