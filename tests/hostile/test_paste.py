"""Pasting the corpus into every input of every page: it stays text, and nothing crashes."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from hostile import walk
from hostile.corpus import SHORT, TEXTS, some
from hostile.outside import written_outside
from hostile.village import by_hand
from support.screens import opened
from yigong.tui.widgets.inputs import TextInput

PASTES = (
    " ".join(SHORT.values()).replace("\n", " ").replace("\r", " "),
    *(TEXTS[name] for name in ("title", "a link that quits", "bidi override", "NUL", "newline")),
    *(TEXTS[name] for name in ("combining flood", "braces with a name", "nobody's home")),
    "长" * 400,
)
"""What is pasted; the first one into every field, each of them into the first field."""


@pytest.mark.parametrize("route", some(walk.INPUTS, 3))
async def test_anything_may_be_pasted_into_any_input(tmp_path, monkeypatch, clock, route):
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "home")
    folder = tmp_path / "v"
    by_hand(folder, ["张三"])
    with written_outside(folder) as outside:
        async with opened(folder, clock=clock) as screen:
            await walk.visit(screen, route)
            page = screen.app.screen
            fields = list(page.query(Input))
            assert fields, route
            for field in fields:
                page.set_focus(field)
                for text in PASTES if field is fields[0] else PASTES[:1]:
                    field.value = ""
                    screen.app.post_message(events.Paste(text))
                    await walk.settled(screen)
                walk.harmless_now(screen, (route, field.id))
            for text in some(PASTES[1:], 4):
                for field in fields:
                    if field.is_attached and isinstance(field, TextInput):
                        field.value = text
                await walk.press(screen, "ctrl+s", "enter")
                walk.harmless_now(screen, (route, text[:20]))
                if screen.app.screen is not page:
                    break
            assert screen.app._exception is None
    assert not outside
