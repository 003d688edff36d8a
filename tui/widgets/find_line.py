"""The line in which rows of a list are looked for; the arrows move in the list meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from yigong.store.language import N_
from yigong.tui.widgets.header_footer import FooterLine
from yigong.tui.widgets.inputs import LiveInput
from yigong.tui.widgets.row_list import RowList


class FindLine(LiveInput):
    """An input above a list, which it leaves to whoever made it to narrow down."""

    DEFAULT_CSS = "FindLine { margin: 1 1 0 1; max-width: 48; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list('move', 1)", show=False),
        Binding("up", "list('move', -1)", show=False),
        Binding("pagedown", "list('page', 1)", show=False),
        Binding("pageup", "list('page', -1)", show=False),
        Binding("enter", "done", N_("To the rows")),
        Binding("escape", "clear", N_("Show all")),
    ]

    def __init__(self, rows: RowList, changed: Callable[[], None], placeholder: str) -> None:
        """Make the line; `changed` is called after each change of what is typed."""
        super().__init__(changed, placeholder)
        self._rows = rows

    def action_list(self, act: str, step: int) -> None:
        """Move in the list."""
        {"move": self._rows.action_move, "page": self._rows.action_page}[act](step)

    def action_done(self) -> None:
        """Give the keys to the list, which stays narrowed down."""
        if self.value.strip():
            self.screen.set_focus(self._rows, scroll_visible=False)
        else:
            self.action_clear()

    def action_clear(self) -> None:
        """Let the list show all its rows again."""
        self._rows.action_show_all()

    def on_focus(self) -> None:
        """Keep the row under the cursor in sight."""
        self._rows.highlight(True)
        self.screen.query_one(FooterLine).refresh()

    def on_blur(self) -> None:
        """Leave it to the list to show its cursor."""
        self._rows.highlight(False)
        self.screen.query_one(FooterLine).refresh()
