"""The pane below a list with the details of the chosen row."""

from __future__ import annotations

from collections.abc import Sequence

from yigong.tui.widgets.canvas import STRONG, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.wrapped_text import wrapped_pieces


class DetailPane(Panel):
    """A title and some lines; long ones are wrapped."""

    DEFAULT_CSS = "DetailPane { height: 6; margin-top: 1; }"

    def show(self, title: str, lines: Sequence[str]) -> None:
        """Show other details."""

        def details(width: int) -> StyledLines:
            found: StyledLines = [["  ", part] for part in wrapped_pieces(lines, width - 4)]
            return [[(f" {title}", STRONG)], *found]

        self.fill(details)
