"""What a desk answers: a line on a coloured ground, and a sign to be read from two metres."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.style import Style
from textual.strip import Strip

from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.bars import ground
from yigong.tui.widgets.called_name import spaced_name
from yigong.tui.widgets.canvas import (
    BAD,
    GOOD,
    PLAIN,
    STRONG,
    Canvas,
    Piece,
    StyledLines,
    compose_line,
)
from yigong.tui.widgets.header_footer import StatusLine

_COLOURS = {GOOD: "green", STRONG: "yellow", BAD: "red"}
"""The ground of an answer by the style of its words: done, a question, refused."""

_TICK = ("         ##", "        ## ", "##     ##  ", " ##  ##    ", "   ##      ")
_QUESTION = ("  #####  ", "##    ## ", "    ##   ", "         ", "    ##   ")
_CROSS = ("##     ## ", "  ## ##   ", "   ###    ", "  ## ##   ", "##     ## ")
_SHAPES = {"green": _TICK, "yellow": _QUESTION, "red": _CROSS}


class AnswerLine(StatusLine):
    """The status line of a desk: done on a green ground, a question on a yellow one, refused on a
    red one; on its own ground where the sign says so."""

    def __init__(self, shown: Callable[[str, str], None]) -> None:
        """Make the line; `shown` is called with each text and its colour, empty for none."""
        super().__init__()
        self._shown = shown

    def show(self, text: str, style: Style = PLAIN) -> None:
        """Show a text."""
        super().show(text, style)
        self._shown(text, _COLOURS.get(style, "") if text else "")

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The text on its ground."""
        colour = "" if self.screen.query(AnswerSign) else _COLOURS.get(self._style, "")
        for line in super().paint(width, height):
            yield line.apply_style(ground(self, colour) + STRONG) if colour and self._text else line


class AnswerSign(Canvas):
    """The last answer as a sign: a shape of blanks, the name spaced out, a few words."""

    DEFAULT_CSS = "AnswerSign { height: 7; }"

    def __init__(self) -> None:
        super().__init__()
        self._colour = ""
        self._whom = ""
        self._words: Sequence[str] = ()
        self._idle: Callable[[int], StyledLines] = lambda _width: []

    def show(self, colour: str, name: str = "", words: Sequence[str] = ()) -> None:
        """Show an answer about somebody, or nobody, on a coloured ground; without a colour
        nothing."""
        self._colour, self._whom, self._words = colour, name, words
        self.refresh()

    def show_idle(self, lines: Callable[[int], StyledLines]) -> None:
        """Say what stands there while there is no answer: lines for a width."""
        self._idle = lines
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The sign; its shape, where there is room beside the words."""
        if not self._colour:
            for pieces in self._idle(width)[:height]:
                yield compose_line(*pieces, width=width)
            return
        style, shape = ground(self, self._colour), _SHAPES[self._colour]
        left = len(shape[0]) + 4
        words = self._worded(width - left - 1)
        top = (height - len(shape)) // 2
        first = max(0, (height - len(words)) // 2)
        for y in range(height):
            marks = shape[y - top] if 0 <= y - top < len(shape) else " " * len(shape[0])
            dots: list[Piece] = [(" ", PLAIN if mark == "#" else style) for mark in marks]
            word = words[y - first] if 0 <= y - first < len(words) else ("", style)
            yield compose_line(("  ", style), *dots, ("  ", style), word, width=width, fill=style)

    def _worded(self, room: int) -> list[tuple[str, Style]]:
        style = ground(self, self._colour)
        lines = [(spaced_name(self._whom, room), style + STRONG), ("", style)] * bool(self._whom)
        for text in self._words:
            lines += [(part, style) for part in wrap_text(text, max(1, room))]
        return lines
