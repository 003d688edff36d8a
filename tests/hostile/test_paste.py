"""Pastes of the corpus into every input of every page: they stay text, and nothing crashes."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from hostile import page_routes
from hostile.corpus import SHORT, TEXTS, sample_of
from hostile.file_audit import written_outside
from hostile.village import write_village
from support.screens import opened
from yigong.tui.widgets.inputs import TextInput

PASTES = (
    " ".join(SHORT.values()).replace("\n", " ").replace("\r", " "),
    *(TEXTS[name] for name in ("title", "a link that quits", "bidi override", "NUL", "newline")),
    *(TEXTS[name] for name in ("combining flood", "braces with a name", "nobody's home")),
    "长" * 400,
)
"""The pastes: the first goes into every field, all of them go into the first field."""


@pytest.mark.parametrize("route", sample_of(page_routes.INPUTS, 3))
async def test_anything_may_be_pasted_into_any_input(tmp_path, monkeypatch, clock, route):
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "home")
    folder = tmp_path / "v"
    write_village(folder, ["张三", "李四"])
    with written_outside(folder) as outside:
        async with opened(folder, clock=clock) as screen:
            await page_routes.visit(screen, route)
            page = screen.app.screen
            fields = list(page.query(Input))
            assert fields, route
            for field in fields:
                page.set_focus(field)
                for text in PASTES if field is fields[0] else PASTES[:1]:
                    field.value = ""
                    screen.app.post_message(events.Paste(text))
                    await page_routes.settled(screen)
                page_routes.assert_harmless(screen, (route, field.id))
            for text in sample_of(PASTES[1:], 4):
                for field in fields:
                    if field.is_attached and isinstance(field, TextInput):
                        field.value = text
                await page_routes.press(screen, "ctrl+s", "enter")
                page_routes.assert_harmless(screen, (route, text[:20]))
                if screen.app.screen is not page:
                    break
            assert screen.app._exception is None
    assert not outside
