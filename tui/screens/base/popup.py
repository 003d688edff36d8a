"""The popup: a small page over the page that it asks about, which stays in sight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from yigong.tui.screens.base.page import Page, Result
from yigong.tui.widgets.canvas import STRONG
from yigong.tui.widgets.header_footer import FooterLine, StatusLine
from yigong.tui.widgets.wrapped_text import WrappedText


class Popup(ModalScreen[Result], Page[Result]):
    """A page in a box over the page below; its `heading` is the first line of the box."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "app.quit", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """The box: heading, body, status line, keys."""
        with Vertical(id="popup"):
            yield WrappedText(classes="title")
            with Vertical(classes="inside"):
                yield from self.safe_body()
            yield StatusLine()
            yield FooterLine()

    def side(self) -> Iterable[Widget]:
        """No column: the box stands over the page's."""
        return ()

    def show_heading(self) -> None:
        """Show the heading; its own ground tells it from the page, so it has no colours."""
        words = [piece if isinstance(piece, str) else piece[0] for piece in self.heading()]
        self.query_one(".title", WrappedText).show([("".join(words), STRONG)])
