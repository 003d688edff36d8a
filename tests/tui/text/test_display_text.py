"""Text for a terminal: one harmless line, and columns aligned by cells."""

from __future__ import annotations

from yigong.tui.text.display_text import columns, harmless_line


def test_shown_text_is_one_printable_line():
    assert harmless_line("张小明 [/] 👩‍🌾 𠮷") == "张小明 [/] 👩‍🌾 𠮷"
    assert harmless_line("a\x1b[31mb\nc\td\u202ee\ud800") == "a?[31mb?c?d?e?"


def test_columns_are_aligned_by_cells_not_by_characters():
    lines = columns([["张三", "x", "1"], ["Ann", "东门", "10"]], right=(2,))
    assert lines == ["张三  x      1", "Ann   东门  10"]
