"""A line that is too long is broken at blanks, and has no empty line at its end."""

from __future__ import annotations

from yigong.tui.widgets.canvas import pieces_width
from yigong.tui.widgets.text_block import wrapped_line


def test_blanks_behind_the_last_word_take_no_line_of_their_own():
    pieces = [each for word in ("expected 26", "came 9") for each in (word, "   ")]
    for width in range(4, 30):
        lines = wrapped_line(pieces, width)
        assert all(0 < pieces_width(line) <= width for line in lines)
