"""Questions: one line of text, or yes and no; Escape changes nothing."""

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
    """The lines of a question, above the answer."""

    DEFAULT_CSS = "QuestionText { height: auto; margin: 1 1 0 1; }"

    def __init__(self, lines: Sequence[Piece]) -> None:
        super().__init__()
        self._lines = lines
        self.styles.height = len(lines)

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The lines."""
        for line in self._lines:
            yield compose_line(line, width=width)


class AskText(Page[str | None]):
    """Asks for one line of text."""

    DEFAULT_CSS = "AskText TextInput { margin: 0 1; height: 1; }"
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
        """Make the page.

        Args:
            question: The question, translated.
            example: An example of an answer, translated.
            value: The answer at first.
            check: Raises `Refused` for an invalid answer; then the page stays open.
        """
        super().__init__()
        self._question = question
        self._example = example
        self._value = value
        self._check = check

    def begin(self) -> None:
        """Focus the answer, all of it selected: typing replaces it, the arrows do not."""
        super().begin()
        answer = self.query_one(TextInput)
        self.focus_on(answer)
        answer.action_select_all()

    def body(self) -> ComposeResult:
        """The question and an input for the answer."""
        lines: list[Piece] = [(self._question, STRONG)]
        if self._example:
            lines.append((self._example, QUIET))
        yield QuestionText(lines)
        yield TextInput(self._value)
        yield Spacer()

    def action_accept(self) -> None:
        """Return the answer."""
        answer = self.query_one(TextInput).value.strip()
        if answer:
            self._check(answer)
        self.dismiss(answer)

    def action_leave(self) -> None:
        """Return no answer."""
        self.dismiss(None)


class Spacer(Canvas):
    """Fills the rest of a page with blanks."""

    DEFAULT_CSS = "Spacer { height: 1fr; }"

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """Nothing."""
        return ()


class AskYes(Page[bool]):
    """Asks whether to go on; only ``y`` is a yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", N_("Yes")),
        Binding("n,escape", "no", N_("No")),
    ]

    def __init__(self, question: str, *details: str) -> None:
        """Make the page.

        Args:
            question: The question, translated.
            details: Further lines below it, translated.
        """
        super().__init__()
        self._question = question
        self._details = details

    def body(self) -> ComposeResult:
        """The question."""
        yield QuestionText([(self._question, STRONG), *self._details])
        yield Spacer()

    def action_yes(self) -> None:
        """Return yes."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Return no."""
        self.dismiss(False)


def ask_to_leave(page: Page[Any], *, dirty: bool) -> None:
    """Close a page; ask first if it has unsaved input."""
    if not dirty:
        page.dismiss(None)
        return

    async def ask() -> None:
        question = AskYes(_("Leave without saving?"), _("What you typed here will be gone."))
        if await page.ask(question):
            page.dismiss(None)

    page.run_worker(ask())
