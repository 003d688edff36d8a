"""Partial updates are cropped to the changed cells, and blank ends of lines are erased."""

from __future__ import annotations

from rich.console import Console
from textual._compositor import ChopsUpdate
from textual.strip import Strip

from yigong.tui.terminal.partial_update import ERASE, as_partial_update
from yigong.tui.widgets.canvas import CHOSEN, compose_line


def test_an_update_is_cropped_at_both_edges():
    strip = Strip(compose_line("0123456789", width=20)._segments, 20)
    update = ChopsUpdate([{0: strip}], [(0, 4, 6)], [[20]])
    assert as_partial_update(update).render_segments(Console()) == "\x1b[1;5H45"


def test_a_blank_end_of_line_is_erased_rather_than_written():
    strip = compose_line("ab", width=20)
    update = ChopsUpdate([{0: strip}], [(0, 0, 20)], [[20]])
    assert as_partial_update(update).render_segments(Console()) == f"\x1b[1;1Hab{ERASE}"


def test_a_coloured_end_of_line_is_written_out():
    strip = compose_line("ab", width=20, fill=CHOSEN)
    update = ChopsUpdate([{0: strip}], [(0, 0, 20)], [[20]])
    assert ERASE not in as_partial_update(update).render_segments(Console(force_terminal=True))
