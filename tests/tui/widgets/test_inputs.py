"""Inputs: a text that is longer than its field says on which side it goes on."""

from __future__ import annotations

from textual.app import App

from yigong.tui.widgets.inputs import TextInput

TEXT = "想在家门口量血压、测血糖，腿脚不便。" * 3


class _Fields(App[None]):
    def compose(self):
        yield TextInput(TEXT, id="long")
        yield TextInput("短", id="short")


def shown(field):
    return field.render_line(0).text


async def test_a_long_text_is_marked_where_it_goes_on_and_begins_anew_when_it_is_left():
    app = _Fields()
    async with app.run_test(size=(40, 5)) as pilot:
        field, short = app.query_one("#long", TextInput), app.query_one("#short", TextInput)
        field.focus()
        await pilot.press("home", "end")
        await pilot.pause()
        assert shown(field).startswith("<") and "不便。" in shown(field)
        await pilot.press("home")
        await pilot.pause()
        assert shown(field).startswith("想在家") and shown(field).endswith(">")
        await pilot.press("end")
        short.focus()
        await pilot.pause()
        assert shown(field).startswith("想在家") and shown(field).endswith(">")
        assert shown(short).strip() == "短"
