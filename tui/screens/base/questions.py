"""Small questions: one line of text, or yes and no. Escape never does anything but leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip

from yigong.store.language import N_, _
from yigong.tui.screens.base.page import Page
from yigong.tui.widgets.canvas import QUIET, STRONG, Canvas, Piece, compose_line
from yigong.tui.widgets.inputs import TextInput


class QuestionText(Canvas):
    """A few lines of words above an answer."""

    DEFAULT_CSS = "QuestionText { height: auto; margin: 1 1 0 1; }"

    def __init__(self, lines: Sequence[Piece]) -> None:
        super().__init__()
        self._words = lines
        self.styles.height = len(lines)

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The words."""
        for words in self._words:
            yield compose_line(words, width=width)


class AskText(Page[str | None]):
    """Asks for one line."""

    DEFAULT_CSS = "AskText TextInput { margin: 0 1; height: 1; } AskText #space { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("OK"), priority=True),
        Binding("escape", "leave", N_("Leave it")),
    ]

    def __init__(
        self,
        question: str,
        example: str = "",
        value: str = "",
        *,
        check: Callable[[str], object] = str,
    ) -> None:
        """Ask.

        Args:
            question: The question, translated.
            example: What an answer may look like.
            value: The answer to start from.
            check: Raises `Refused` for an answer that will not do; then the question stays.
        """
        super().__init__()
        self._question = question
        self._example = example
        self._value = value
        self._check = check

    def begin(self) -> None:
        """Into the answer, at its end."""
        super().begin()
        answer = self.query_one(TextInput)
        self.focus_on(answer)
        answer.action_select_all()  # typing replaces it, the arrows keep it

    def body(self) -> ComposeResult:
        """The question and a line for the answer."""
        words: list[Piece] = [(self._question, STRONG)]
        if self._example:
            words.append((self._example, QUIET))
        yield QuestionText(words)
        yield TextInput(self._value)
        yield Spacer()

    def action_accept(self) -> None:
        """Give the answer back."""
        answer = self.query_one(TextInput).value.strip()
        if answer:
            self._check(answer)
        self.dismiss(answer)

    def action_leave(self) -> None:
        """No answer."""
        self.dismiss(None)


class Spacer(Canvas):
    """Empty room."""

    DEFAULT_CSS = "Spacer { height: 1fr; }"

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """Nothing."""
        return ()


class AskYes(Page[bool]):
    """Asks whether to go on. Only ``y`` does; every other way out does nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", N_("Yes")),
        Binding("n,escape", "no", N_("No")),
    ]

    def __init__(self, question: str, *details: str) -> None:
        """Ask.

        Args:
            question: The question, translated.
            details: What it means, a line each.
        """
        super().__init__()
        self._question = question
        self._details = details

    def body(self) -> ComposeResult:
        """The question."""
        yield QuestionText([(self._question, STRONG), *self._details])
        yield Spacer()

    def action_yes(self) -> None:
        """Go on."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Leave everything as it is."""
        self.dismiss(False)


def ask_to_leave(page: Page[Any], *, lost: bool) -> None:
    """Close a page; ask first, if what was typed there would be lost."""
    if not lost:
        page.dismiss(None)
        return

    async def ask() -> None:
        question = AskYes(_("Leave without saving?"), _("What you typed here will be gone."))
        if await page.ask(question):
            page.dismiss(None)

    page.run_worker(ask())
