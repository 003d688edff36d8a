"""The heading with the chosen day of a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual.strip import Strip

from yigong.tui.text.day_words import day_words
from yigong.tui.widgets.canvas import STRONG, Canvas, compose_line


class DayHeading(Canvas):
    """The chosen day in one line: date, 农历, every festival and term, 休 or 班 in words."""

    DEFAULT_CSS = "DayHeading { height: 1; margin-top: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._words = ""

    def show(self, day: date) -> None:
        """Show another day."""
        self._words = day_words(day)
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The line."""
        yield compose_line((f" {self._words}", STRONG), width=width)
