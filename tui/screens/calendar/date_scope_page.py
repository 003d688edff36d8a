"""The question which dates of a repeating event a change is for: one, it and all after it, all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip

from yigong.store.language import N_
from yigong.tui.screens.base.page import HELP, Page
from yigong.tui.screens.base.questions import QuestionText
from yigong.tui.widgets.canvas import (
    CHOSEN,
    PLAIN,
    QUIET,
    STRONG,
    Canvas,
    Piece,
    compose_line,
    fit,
)

Scope = Literal["one", "following", "all"]


@dataclass(frozen=True)
class ScopeOption:
    """An answer."""

    scope: Scope
    text: str
    detail: str
    """What it does, as a sentence."""

    refused: str = ""
    """Why it cannot be chosen; empty: it can."""


class ScopePage(Page[Scope | None]):
    """Returns a scope; Escape goes back to the form, and nothing is saved."""

    PURPOSE = N_("Say which dates of the event the change is for.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("Save")),
        Binding("1", "pick(0)", N_("Choose and save"), key_display="1,2,3"),
        *(Binding(str(n), f"pick({n - 1})", show=False) for n in (2, 3)),
        Binding("up,k,shift+tab", "step(-1)", show=False),
        Binding("down,j,tab", "step(1)", show=False),
        Binding("escape", "leave", N_("Leave it")),
        HELP,
    ]

    def __init__(self, title: str, question: str, options: Sequence[ScopeOption]) -> None:
        """Make the page.

        Args:
            title: The title of the event.
            question: The question, translated.
            options: The answers; the cursor starts on the first that can be chosen.
        """
        super().__init__()
        self._title = title
        self._question = question
        self._options = options
        self._index = next((at for at, each in enumerate(options) if not each.refused), 0)

    def heading(self) -> list[Piece]:
        """The title of the event."""
        return [(self._title, STRONG)]

    def body(self) -> ComposeResult:
        """The question, and the answers below it."""
        yield QuestionText([(self._question, STRONG)])
        yield _OptionList(self._options, self._index)

    def action_step(self, step: int) -> None:
        """Move to the next answer that can be chosen."""
        for _option in self._options:
            self._index = (self._index + step) % len(self._options)
            if not self._options[self._index].refused:
                break
        self.query_one(_OptionList).choose(self._index)

    def action_pick(self, index: int) -> None:
        """Take the answer with this number, and save."""
        if index < len(self._options):
            if self._options[index].refused:
                self.status.bad(self._options[index].refused)
            else:
                self.dismiss(self._options[index].scope)

    def action_accept(self) -> None:
        """Take the answer under the cursor, and save."""
        self.action_pick(self._index)

    def action_leave(self) -> None:
        """Go back to the form; nothing is saved."""
        self.dismiss(None)


class _OptionList(Canvas):
    """The answers, three lines each."""

    DEFAULT_CSS = "_OptionList { height: 1fr; margin: 1; }"

    def __init__(self, options: Sequence[ScopeOption], index: int) -> None:
        super().__init__()
        self._options = options
        self._index = index

    def choose(self, index: int) -> None:
        """Move the cursor to an answer."""
        self._index = index
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """Number and text; below them what the answer does, or why it cannot be chosen."""
        for at, option in enumerate(self._options):
            style = CHOSEN if at == self._index else QUIET if option.refused else PLAIN
            text = fit(f" {at + 1}  {option.text}", min(width, 60))
            yield compose_line((text, style), width=width)
            yield compose_line((f"    {option.refused or option.detail}", QUIET), width=width)
            yield compose_line("", width=width)
