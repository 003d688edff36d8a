"""Inputs of one line: quiet on the terminal, and safe from what is pasted."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Input

from yigong.tui.text.display_text import typed_text


class TextInput(Input):
    """An input of one line that neither blinks nor boxes."""

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        id: str | None = None,
        select_on_focus: bool = False,
    ) -> None:
        super().__init__(
            value, placeholder, id=id, compact=True, select_on_focus=select_on_focus, max_length=400
        )
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """What a book edited by hand holds comes here, too."""
        return typed_text(value)

    def restricted(self) -> None:
        """Full: a paste into it would ring the terminal's bell for every letter that is over."""


class LiveInput(TextInput):
    """An input that tells at once, not by a message, so both go out in one burst."""

    def __init__(self, told: Callable[[], None], placeholder: str = "") -> None:
        """Make the input.

        Args:
            told: Called with each change of the value.
            placeholder: What the empty input says.
        """
        super().__init__(placeholder=placeholder)
        self._told = told

    @property
    def content_width(self) -> int:
        """The cells of the text, no less than the field's: then a key lays no page out anew."""
        return max(super().content_width, self.size.width)

    def watch_value(self) -> None:
        """The value changed."""
        if self.is_mounted:
            self._told()
