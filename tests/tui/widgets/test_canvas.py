"""The canvas repaints only changed cells, and no text can leave its cells."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.app import App

from yigong.tui.widgets.canvas import ACCENT, CHOSEN, Canvas, _difference, compose_line, fit

ANY_TEXT = st.text(max_size=40)


@given(st.lists(ANY_TEXT, max_size=5), st.integers(1, 60))
def test_a_line_is_exactly_as_wide_as_it_was_asked_to_be(texts, width):
    strip = compose_line(*[(text, ACCENT) for text in texts], width=width)
    assert sum(cell_len(segment.text) for segment in strip) == width


@given(ANY_TEXT, st.integers(0, 40))
def test_a_fitted_text_is_exactly_as_wide_and_holds_no_control_character(text, width):
    fitted = fit(text, width)
    assert cell_len(fitted) == width
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in fitted)


def test_markup_in_a_text_stays_text():
    assert compose_line("[red]x[/] [@click=app.quit]y[/]", width=40).text.startswith(
        "[red]x[/] [@click"
    )


def test_a_difference_is_from_the_first_changed_cell_to_after_the_last():
    old, new = compose_line("a 张三 b", width=12), compose_line("a 张四 b", width=12)
    assert _difference(old, new) == (4, 6)


def test_a_wide_character_is_never_cut_in_half():
    # 三 becomes two letters: both its cells are refreshed.
    old, new = compose_line("三x", width=4), compose_line("abx", width=4)
    assert _difference(old, new) == (0, 2)


@given(ANY_TEXT, ANY_TEXT, st.sampled_from([ACCENT, CHOSEN, Style()]))
def test_cells_outside_a_difference_are_the_same(before, after, style):
    old, new = compose_line((before, style), width=30), compose_line(after, width=30)
    if old == new:
        return
    first, last = _difference(old, new)
    assert 0 <= first < last <= 30
    assert old.crop(0, first).text == new.crop(0, first).text
    assert old.crop(last, 30).text == new.crop(last, 30).text


class _ThreeLines(Canvas):
    words = ("one", "two", "three")

    def paint(self, width, height):
        return [compose_line(word, width=width) for word in self.words]


class _ThreeLinesApp(App):
    def compose(self):
        yield _ThreeLines()


async def test_a_repaint_refreshes_only_the_lines_that_changed():
    app = _ThreeLinesApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        widget = app.query_one(_ThreeLines)
        refreshed = []
        widget.refresh = lambda *regions, **_: refreshed.extend(regions)
        widget.words = ("one", "tWo", "three")
        widget.repaint()
    assert [(r.x, r.y, r.width, r.height) for r in refreshed] == [(1, 1, 1, 1)]
