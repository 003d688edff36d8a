"""Texts to take along: a path, a command, a message; one key sends one to the clipboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip

from yigong.store.language import N_, _
from yigong.store.village.village import Village
from yigong.tui.access.fetch_lines import program_path, scp_line, ssh_line, this_server
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Canvas, Piece, compose_line


class CopyText(NamedTuple):
    """A text and what it is for."""

    label: str
    text: str


class CopyTextList(Canvas):
    """The texts, whole; the chosen one is marked."""

    DEFAULT_CSS = "CopyTextList { height: 1fr; margin-top: 1; }"

    def __init__(self, blocks: Sequence[CopyText]) -> None:
        super().__init__()
        self._blocks = blocks
        self._top = 0
        self.index = 0

    def go(self, step: int, lines: int = 1) -> None:
        """Choose the next or the previous text; one that goes on out of view scrolls first.

        Args:
            step: 1 for the next, -1 for the previous.
            lines: How far it scrolls.
        """
        room = self.size.height
        first, last = self._lines_of_chosen()
        if step > 0 and last >= self._top + room:
            self._top = min(self._top + lines, last - room + 1)
        elif step < 0 and first < self._top:
            self._top = max(self._top - lines, first)
        else:
            self._choose(self.index + step)
        self.repaint()

    def page(self, step: int) -> None:
        """A page on or back."""
        self.go(step, max(1, self.size.height - 1))

    def _choose(self, index: int) -> None:
        """Choose a text and bring it into view: a long one by the end one comes from."""
        index = max(0, min(index, len(self._blocks) - 1))
        if index == self.index:
            return
        forward, self.index = index > self.index, index
        room = self.size.height
        first, last = self._lines_of_chosen()
        if last - first >= room:
            self._top = first if forward else last - room + 1
        elif first < self._top:
            self._top = first
        elif last >= self._top + room:
            self._top = last - room + 1

    def _lines_of_chosen(self) -> tuple[int, int]:
        """Where the chosen text begins and ends."""
        lines = self._lines_of(self.size.width)
        mine = [at for at, (block, _piece) in enumerate(lines) if block == self.index]
        return mine[0], mine[-1]

    def _lines_of(self, width: int) -> list[tuple[int, Piece]]:
        """Every line with the text it belongs to."""
        lines: list[tuple[int, Piece]] = []
        for at, block in enumerate(self._blocks):
            chosen = at == self.index
            label = (f"{'>' if chosen else ' '} {block.label}", ACCENT if chosen else QUIET)
            lines.append((at, label))
            style = STRONG if chosen else PLAIN
            lines += [(at, (text, style)) for text in wrap_text(block.text, width)]
            lines.append((at, ""))
        return lines[:-1]

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """What is in view. A text begins at the edge, so that a mouse marks nothing else."""
        for _at, piece in self._lines_of(width)[self._top : self._top + height]:
            yield compose_line(piece, width=width)


class CopyPage(Page[None]):
    """Shows texts whole and copies one of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,c", "copy", N_("Copy")),
        Binding("up,k", "go(-1)", show=False),
        Binding("down,j", "go(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        BACK,
        HELP,
    ]

    def __init__(self, title: str, blocks: Sequence[CopyText], done: str = "") -> None:
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
        yield CopyTextList(self._blocks)

    def begin(self) -> None:
        """Say what was done."""
        super().begin()
        if self._done:
            self.status.good(self._done)

    def action_go(self, step: int) -> None:
        """Another text."""
        self.query_one(CopyTextList).go(step)

    def action_page(self, step: int) -> None:
        """A page on or back."""
        self.query_one(CopyTextList).page(step)

    def action_copy(self) -> None:
        """Send the chosen text to the clipboard of whoever sits at the terminal (OSC 52)."""
        block = self._blocks[self.query_one(CopyTextList).index]
        self.app.copy_to_clipboard(block.text)
        self.status.show(_("Sent to your terminal's clipboard. Not there? Mark it with the mouse."))


def fetch_texts(village: Village, path: Path, what: str = "") -> list[CopyText]:
    """Where an export lies, and the lines that fetch it from another computer.

    Args:
        village: The village.
        path: The file.
        what: The event, as ``yigong export ical`` takes it; empty: the whole calendar.
    """
    via = this_server()
    command = [program_path(), "--data", str(village.folder.absolute()), "export", "ical"]
    command += [what] * bool(what) + ["-o", "-"]
    return [
        CopyText(_("On your own computer: fetch the file"), scp_line(path, via)),
        CopyText(_("or write it anew and fetch it in one step"), ssh_line(command, path.name, via)),
        CopyText(_("The file on this server"), str(path.absolute())),
    ]
