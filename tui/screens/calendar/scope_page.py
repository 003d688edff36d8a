"""Which dates of a repeating event a change is for: this one, this and those after it, or all."""

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
    """One answer."""

    scope: Scope
    text: str
    detail: str
    """What it does."""

    refused: str = ""
    """Why it cannot be; empty: it can."""


class ScopePage(Page[Scope | None]):
    """Asks. Escape goes back to the form, and nothing is saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("Save")),
        Binding("1", "pick(0)", N_("Choose and save"), key_display="1/2/3"),
        *(Binding(str(n), f"pick({n - 1})", show=False) for n in (2, 3)),
        Binding("up,k,shift+tab", "step(-1)", show=False),
        Binding("down,j,tab", "step(1)", show=False),
        Binding("escape", "leave", N_("Leave it")),
        HELP,
    ]

    def __init__(self, title: str, question: str, ways: Sequence[ScopeOption]) -> None:
        """Ask.

        Args:
            title: Of the event.
            question: The question, translated.
            ways: The answers; the first that can be is offered.
        """
        super().__init__()
        self._title = title
        self._question = question
        self._ways = ways
        self._at = next((at for at, way in enumerate(ways) if not way.refused), 0)

    def heading(self) -> list[Piece]:
        """Which event."""
        return [(self._title, STRONG)]

    def body(self) -> ComposeResult:
        """The question, and an answer under the other."""
        yield QuestionText([(self._question, STRONG)])
        yield _Ways(self._ways, self._at)

    def action_step(self, step: int) -> None:
        """To the next answer that can be."""
        for _way in self._ways:
            self._at = (self._at + step) % len(self._ways)
            if not self._ways[self._at].refused:
                break
        self.query_one(_Ways).choose(self._at)

    def action_pick(self, at: int) -> None:
        """Answer by number."""
        if at < len(self._ways):
            if self._ways[at].refused:
                self.status.bad(self._ways[at].refused)
            else:
                self.dismiss(self._ways[at].scope)

    def action_accept(self) -> None:
        """The answer the cursor is on."""
        self.action_pick(self._at)

    def action_leave(self) -> None:
        """No answer."""
        self.dismiss(None)


class _Ways(Canvas):
    """The answers, three lines each."""

    DEFAULT_CSS = "_Ways { height: 1fr; margin: 1; }"

    def __init__(self, ways: Sequence[ScopeOption], at: int) -> None:
        super().__init__()
        self._ways = ways
        self._at = at

    def choose(self, at: int) -> None:
        """Another one is chosen."""
        self._at = at
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """Number, what, and below it what it does or why it cannot be."""
        for at, way in enumerate(self._ways):
            style = CHOSEN if at == self._at else QUIET if way.refused else PLAIN
            yield compose_line((fit(f" {at + 1}  {way.text}", min(width, 60)), style), width=width)
            yield compose_line((f"    {way.refused or way.detail}", QUIET), width=width)
            yield compose_line("", width=width)
