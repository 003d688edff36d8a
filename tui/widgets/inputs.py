"""Text inputs of one line: few bytes per key, and safe from pasted control characters."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from textual.strip import Strip
from textual.widgets import Input

from yigong.tui.text.display_text import typed_text
from yigong.tui.widgets.canvas import QUIET, compose_line

_MARKED = 8
"""Cells of an input from which it says that its text goes on."""


class TextInput(Input):
    """A text input of one line, without a border and without a blinking cursor."""

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
        """Clean the value: it may also come from a hand-edited book."""
        return typed_text(value)

    def render_line(self, y: int) -> Strip:
        """The text, with a mark where it goes on out of sight."""
        line, width, left = super().render_line(y), self.size.width, self.scroll_offset.x
        cursor = self.cursor_screen_offset.x - self.content_region.x if self.has_focus else -1
        if y or width < _MARKED or not self.value:
            return line
        if left > 0 and cursor != 0:
            line = Strip.join([compose_line(("<", QUIET), width=1), line.crop(1)])
        if cell_len(self.value) - left > width and cursor != width - 1:
            line = Strip.join([line.crop(0, width - 1), compose_line((">", QUIET), width=1)])
        return line

    def on_blur(self) -> None:
        """Show how the text begins."""
        self.scroll_to(x=0, animate=False)

    def restricted(self) -> None:
        """Do not ring the bell: a long paste would ring it for every letter beyond the limit."""


class LiveInput(TextInput):
    """An input that calls back at once, not by a message: one screen update for both.

    It looks for something, so it does not begin with a blank.
    """

    def __init__(self, changed: Callable[[], None], placeholder: str = "") -> None:
        """Make the input; `changed` is called after each change of the value."""
        super().__init__(placeholder=placeholder)
        self._changed = changed
        self._hint = placeholder

    def validate_value(self, value: str) -> str:
        """Clean the value; it begins with what is looked for."""
        return super().validate_value(value).lstrip()

    def on_resize(self) -> None:
        """Say in the empty input what can be typed, as far as there is room for it."""
        self.placeholder = whole_phrases(self._hint, self.content_size.width)

    @property
    def content_width(self) -> int:
        """The cells of the text, at least the input's width: then a key causes no layout."""
        return max(super().content_width, self.size.width)

    def watch_value(self) -> None:
        """Call back."""
        if self.is_mounted:
            self._changed()


def whole_phrases(text: str, width: int) -> str:
    """The phrases of a text, between commas, for which there is room; at least the first."""
    while cell_len(text) >= width and (end := max(map(text.rfind, ",;、，；"))) > 0:
        text = text[:end]
    return text
