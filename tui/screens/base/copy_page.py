"""The copy page: texts such as a path, a command or a message; one key copies one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from yigong.store.language import N_, _
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Canvas, Piece, compose_line


class CopyText(NamedTuple):
    """A text to copy, and what it is for."""

    label: str
    text: str


class CopyTextList(Canvas):
    """The texts in full; the chosen one is marked."""

    DEFAULT_CSS = "CopyTextList { height: 1fr; margin-top: 1; }"

    def __init__(self, texts: Sequence[CopyText]) -> None:
        super().__init__()
        self._texts = texts
        self._top = 0
        """The first line in view."""

        self.index = 0
        """The chosen text."""

    def move(self, step: int, lines: int = 1) -> None:
        """Choose the next or the previous text; while one continues out of view, scroll instead.

        Args:
            step: 1 for the next, -1 for the previous.
            lines: How far to scroll.
        """
        height = self.size.height
        first, last = self._lines_of_chosen()
        if step > 0 and last >= self._top + height:
            self._top = min(self._top + lines, last - height + 1)
        elif step < 0 and first < self._top:
            self._top = max(self._top - lines, first)
        else:
            self._choose(self.index + step)
        self.refresh()

    def page(self, step: int) -> None:
        """Move a page down or up."""
        self.move(step, max(1, self.size.height - 1))

    def _choose(self, index: int) -> None:
        """Choose a text and scroll to it: to its first line going down, to its last going up."""
        index = max(0, min(index, len(self._texts) - 1))
        if index == self.index:
            return
        down, self.index = index > self.index, index
        height = self.size.height
        first, last = self._lines_of_chosen()
        if last - first >= height:
            self._top = first if down else last - height + 1
        elif first < self._top:
            self._top = first
        elif last >= self._top + height:
            self._top = last - height + 1

    def _lines_of_chosen(self) -> tuple[int, int]:
        """The first and the last line of the chosen text."""
        lines = self._lines(self.size.width)
        chosen = [at for at, (index, _piece) in enumerate(lines) if index == self.index]
        return chosen[0], chosen[-1]

    def _lines(self, width: int) -> list[tuple[int, Piece]]:
        """Every line with the index of its text."""
        lines: list[tuple[int, Piece]] = []
        for index, (label, text) in enumerate(self._texts):
            chosen = index == self.index
            mark, label_style = (">", ACCENT) if chosen else (" ", QUIET)
            for part in wrap_text(label, max(1, width - 2)):
                lines.append((index, (f"{mark} {part}", label_style)))
                mark = " "
            style = STRONG if chosen else PLAIN
            lines += [(index, (line, style)) for line in wrap_text(text, width)]
            lines.append((index, ""))
        return lines[:-1]

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines in view, from the first column on: a mouse then selects text alone."""
        for _index, piece in self._lines(width)[self._top : self._top + height]:
            yield compose_line(piece, width=width)


class CopyPage(Page[None]):
    """Shows texts in full and copies one of them."""

    PURPOSE = N_("Copy a text.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,c", "copy", N_("Copy")),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        BACK,
        HELP,
    ]

    def __init__(self, title: str, texts: Sequence[CopyText], done: str = "") -> None:
        """Make the page.

        Args:
            title: What the texts are about.
            texts: The texts.
            done: What was done already, for the status line.
        """
        super().__init__()
        self._title = title
        self._texts = texts
        self._done = done

    def heading(self) -> list[Piece]:
        """What the texts are about."""
        return [(self._title, STRONG)]

    def body(self) -> ComposeResult:
        """The texts."""
        yield CopyTextList(self._texts)

    def side(self) -> Iterable[Widget]:
        """Nothing: whoever marks lines with the terminal's mouse would mark it along."""
        return ()

    def begin(self) -> None:
        """Report what was done."""
        super().begin()
        if self._done:
            self.status.good(self._done)

    def action_move(self, step: int) -> None:
        """Choose the next or the previous text."""
        self.query_one(CopyTextList).move(step)

    def action_page(self, step: int) -> None:
        """Move by a page."""
        self.query_one(CopyTextList).page(step)

    def action_copy(self) -> None:
        """Copy the chosen text to the clipboard of your computer.

        Its terminal does so, asked by OSC 52.
        """
        self.app.copy_to_clipboard(self._texts[self.query_one(CopyTextList).index].text)
        self.status.show(_("Sent to your terminal's clipboard. Not there? Mark it with the mouse."))
