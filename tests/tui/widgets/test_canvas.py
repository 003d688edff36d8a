"""No text can leave the cells of its line, and a widget is painted again when it says so."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App

from yigong.tui.widgets.canvas import ACCENT, Canvas, compose_line, fit

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


class _Word(Canvas):
    word = "one"
    painted = 0

    def paint(self, width, height):
        self.painted += 1
        return [compose_line(self.word, width=width)]


class _WordApp(App):
    def compose(self):
        yield _Word()


async def test_a_widget_is_painted_once_for_all_its_lines_and_again_after_a_refresh():
    app = _WordApp()
    async with app.run_test(size=(10, 3)) as pilot:
        await pilot.pause()
        widget = app.query_one(_Word)
        assert widget.painted == 1
        widget.word = "two"
        widget.refresh()
        await pilot.pause()
        lines = app.screen._compositor.render_strips()
    assert lines[0].text.rstrip() == "two"
    assert widget.painted == 2
