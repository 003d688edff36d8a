"""The question which dates of a repeating event a change is for: one, it and all after it, all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip

from yigong.store.language import N_
from yigong.tui.screens.base.page import HELP
from yigong.tui.screens.base.popup import Popup
from yigong.tui.text.wrapping import wrap_text
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
from yigong.tui.widgets.text_block import narrow_lines

Scope = Literal["one", "following", "all"]

_LOW = 24
"""The lines of a terminal below which there is no room for everything that the answers do."""


@dataclass(frozen=True)
class ScopeOption:
    """An answer."""

    scope: Scope
    text: str
    detail: str
    """What it does, as a sentence."""

    refused: str = ""
    """Why it cannot be chosen; empty: it can."""


class ScopePage(Popup[Scope | None]):
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

    def __init__(self, question: str, options: Sequence[ScopeOption]) -> None:
        """Make the page.

        Args:
            question: The question, translated.
            options: The answers; the cursor starts on the first that can be chosen.
        """
        super().__init__()
        self._question = question
        self._options = options
        self._index = next((at for at, each in enumerate(options) if not each.refused), 0)

    def heading(self) -> list[Piece]:
        """The question."""
        return [(self._question, STRONG)]

    def body(self) -> ComposeResult:
        """The answers."""
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
    """The answers, each with what it does below it."""

    DEFAULT_CSS = "_OptionList { height: auto; }"

    def __init__(self, options: Sequence[ScopeOption], index: int) -> None:
        super().__init__()
        self._options = options
        self._index = index

    def choose(self, index: int) -> None:
        """Move the cursor to an answer."""
        self._index = index
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual: the lines of all answers."""
        return len(list(self._lines(width)))

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines of all answers."""
        for line in self._lines(width):
            yield compose_line(*line, width=width)

    def _lines(self, width: int) -> Iterator[list[Piece]]:
        """Number and text; below them what the answer does, or why it cannot be chosen.

        On a low terminal only the answer under the cursor says what it does.
        """
        low, room = self.app.size.height < _LOW, max(1, width - 4)
        for at, option in enumerate(self._options):
            if at and not low:
                yield []
            style = CHOSEN if at == self._index else QUIET if option.refused else PLAIN
            for number, part in enumerate(wrap_text(option.text, room)):
                yield [(fit(f"    {part}" if number else f" {at + 1}  {part}", width), style)]
            if not low or at == self._index or option.refused:
                said = (option.refused or option.detail).split("  ")
                for line in narrow_lines([[(part, QUIET) for part in said]], room):
                    yield ["    ", *line]
