"""A form field with a few options: left and right step through them, space shows them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from yigong.store.language import _
from yigong.tui.widgets.canvas import CHOSEN, PLAIN, QUIET, CursorCanvas, compose_line


@dataclass
class ChoiceMessage(Message):
    """A message about a field."""

    choice: ChoiceField

    @property
    def control(self) -> ChoiceField:
        """The field, for `on` selectors."""
        return self.choice


class ChoiceField(CursorCanvas):
    """A choice of one among several options."""

    DEFAULT_CSS = """
    ChoiceField { height: 1; background: $field; }
    ChoiceField:ansi { text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("space", "open", show=False),
    ]

    class Opened(ChoiceMessage):
        """All options are to be shown."""

    class Changed(ChoiceMessage):
        """Another option was chosen."""

    def __init__(
        self, options: Sequence[tuple[object, str]], value: object, *, id: str | None = None
    ) -> None:
        """Make the field of values and labels; a chosen value that is not among them is added."""
        super().__init__(id=id)
        self.options: list[tuple[object, str]] = []
        """The values and their labels."""

        self._index = 0
        self.offer(options, value)

    @property
    def value(self) -> object:
        """The chosen value."""
        return self.options[self._index][0]

    def offer(self, options: Sequence[tuple[object, str]], value: object) -> None:
        """Replace the options."""
        self.options = list(options)
        values = [option for option, _label in self.options]
        if value not in values:
            self.options.append((value, str(value)))
            values.append(value)
        self._index = values.index(value)
        if self.is_mounted:
            self.refresh()

    def choose(self, value: object) -> None:
        """Choose a value among the options."""
        self.action_step([option for option, _label in self.options].index(value) - self._index)

    def action_open(self) -> None:
        """Ask for the options to be shown."""
        self.post_message(self.Opened(self))

    def action_step(self, step: int) -> None:
        """Choose the next or the previous option, cyclically."""
        self._index = (self._index + step) % len(self.options)
        self.refresh()
        self.place_cursor()
        self.post_message(self.Changed(self))

    def on_focus(self) -> None:
        """Place the cursor once the form has scrolled the field into view."""
        self.call_after_refresh(self.place_cursor)

    def cursor_cell(self) -> Offset:
        """The option."""
        return Offset(2, 0)

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The chosen option between arrows, and how to see all of them."""
        text = self.options[self._index][1]
        more = _("Space: all") if self.has_focus and len(self.options) > 2 else ""
        style = CHOSEN if self.has_focus else PLAIN
        yield compose_line(("<", QUIET), (f" {text} ", style), (f">  {more}", QUIET), width=width)
