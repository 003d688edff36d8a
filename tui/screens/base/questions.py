"""Questions: one line of text, or yes and no; Escape changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from yigong.store.errors import YigongError
from yigong.store.language import N_, _
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.base.popup import Popup
from yigong.tui.text.display_text import harmless_line
from yigong.tui.widgets.canvas import QUIET, Piece
from yigong.tui.widgets.inputs import TextInput
from yigong.tui.widgets.wrapped_text import WrappedText


class AskText(Popup[str | None]):
    """Asks for one line of text."""

    DEFAULT_CSS = "AskText TextInput { margin: 1 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "accept", N_("OK"), priority=True),
        Binding("escape", "leave", N_("Leave it")),
    ]

    def __init__(
        self,
        question: str,
        example: str = "",
        value: str = "",
        *,
        meaning: Callable[[str], str] | None = None,
        act: Callable[[str], object] = str,
    ) -> None:
        """Make the page.

        Args:
            question: The question, translated.
            example: An example of an answer, translated.
            value: The answer at first.
            meaning: Gives what an answer is read as, which is said as it is typed.
            act: Does what the answer is for. Where it or `meaning` refuses the answer, the page
                stays open, with what was typed.
        """
        super().__init__()
        self._question = question
        self._example = example
        self._value = value
        self._meaning = meaning
        self._act = act

    def begin(self) -> None:
        """Focus the answer, all of it selected: typing replaces it, the arrows do not."""
        super().begin()
        answer = self.query_one(TextInput)
        self.focus_on(answer)
        answer.action_select_all()

    def heading(self) -> list[Piece]:
        """The question."""
        return [self._question]

    def body(self) -> ComposeResult:
        """An example, and an input for the answer."""
        if self._example:
            yield WrappedText([(self._example, QUIET)])
        yield TextInput(self._value)

    @on(Input.Changed)
    def say_meaning(self, event: Input.Changed) -> None:
        """Say what is read; while it is typed nothing is refused."""
        if self._meaning is not None:
            said = ""
            with suppress(YigongError):
                said = self._meaning(event.value.strip()) if event.value.strip() else ""
            self.status.show(said, QUIET)

    def action_accept(self) -> None:
        """Take this answer."""
        answer = self.query_one(TextInput).value.strip()
        if answer and self._meaning is not None:
            self._meaning(answer)
        self._act(answer)
        self.dismiss(answer)

    def action_leave(self) -> None:
        """Close the question; nothing is changed."""
        self.dismiss(None)


class AskYes(Popup[bool]):
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

    def heading(self) -> list[Piece]:
        """The question."""
        return [self._question]

    def body(self) -> ComposeResult:
        """What there is to know before the answer."""
        yield WrappedText([*self._details, ""] if self._details else [])

    def action_yes(self) -> None:
        """Answer yes."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Answer no; nothing is changed."""
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


class AskOption(Popup[object | None]):
    """Asks for one of several options, all of them in sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "take", N_("OK")),
        Binding("escape", "leave", N_("Leave it")),
    ]

    def __init__(
        self,
        question: str,
        options: Sequence[tuple[object, str]],
        value: object,
        *,
        not_now: Sequence[str] = (),
    ) -> None:
        """Make the page.

        Args:
            question: What is chosen, translated.
            options: Values and their labels.
            value: The value that is chosen at first.
            not_now: What cannot be chosen, each with the reason, below the options.
        """
        super().__init__()
        self._question = question
        self._options = options
        self._not_now = not_now
        self._value = value

    def heading(self) -> list[Piece]:
        """What is chosen."""
        return [self._question]

    def body(self) -> ComposeResult:
        """The options."""
        yield OptionList(
            *(harmless_line(label) for _value, label in self._options),
            *(Option(harmless_line(label), disabled=True) for label in self._not_now),
            markup=False,
            compact=True,
        )

    def begin(self) -> None:
        """Move to the present value."""
        super().begin()
        options = self.query_one(OptionList)
        values = [value for value, _label in self._options]
        options.highlighted = values.index(self._value) if self._value in values else 0
        self.focus_on(options)

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Return the chosen value."""
        self.dismiss(self._options[event.option_index][0])

    def action_take(self) -> None:
        """Take the option under the cursor."""
        self.query_one(OptionList).action_select()

    def action_leave(self) -> None:
        """Close the question; nothing is changed."""
        self.dismiss(None)
