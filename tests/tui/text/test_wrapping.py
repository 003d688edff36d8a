"""Text is wrapped to a width; no line of Chinese begins with a mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from yigong.tui.text.wrapping import wrap_text

NOTE = "上午逛溪口老街，下午做柿饼。请带水杯。"


@pytest.mark.parametrize("width", range(4, 40))
def test_no_line_begins_with_a_mark_and_none_is_too_long(width):
    lines = wrap_text(NOTE, width)
    assert "".join(lines) == NOTE
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert all(cell_len(line) <= width for line in lines)


@given(st.text("溪口。，a b、x", max_size=80), st.integers(2, 30))
def test_nothing_of_a_text_is_lost_but_blanks_at_a_break(text, width):
    lines = wrap_text(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)
