"""``yigong`` without a command: what the screens are started with."""

from __future__ import annotations

import sys
import types

from yigong.tui.terminal.textual_environment import prepare_environment


def test_the_screens_get_folder_organiser_desk_and_language(yigong, founded, monkeypatch):
    calls = []
    screens = types.ModuleType("yigong.tui.app")
    screens.run = lambda *given, **more: calls.append((given, more)) or 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "yigong.tui.app", screens)
    monkeypatch.setattr("yigong.tui.commands.launcher.is_terminal", lambda: True)
    monkeypatch.setattr("yigong.tui.commands.launcher.terminal_name", lambda: "pts/3")
    assert yigong().code == 0
    assert yigong("--desk", "东门", "--lang", "zh", "--data", founded / "none yet").code == 0
    monkeypatch.setenv("LANG", "C")
    assert yigong().code == 0
    assert yigong("--by", "?").code == 0
    (folder, actor), more = calls[0]
    assert (folder, actor.by, actor.desk, more["language"]) == (founded, "李芳", "pts/3", "en")
    (folder, actor), more = calls[1]
    assert (folder.name, actor.desk, more["language"]) == ("none yet", "东门", "zh")
    assert calls[2][1] == {"language": "", "shared": False}
    (_, actor), more = calls[3]
    assert (actor.by, actor.desk, more["shared"]) == ("", "pts/3", True), "the screens ask"


def test_textual_is_told_what_it_reads_at_import_and_the_user_has_the_last_word():
    local: dict[str, str] = {}
    prepare_environment(local)
    assert local["TEXTUAL_DISABLE_KITTY_KEY"] == "1"
    assert local["ESCDELAY"] == "50"
    far = {"SSH_CONNECTION": "a b c d", "TEXTUAL_FPS": "30"}
    prepare_environment(far)
    assert (far["ESCDELAY"], far["TEXTUAL_FPS"]) == ("100", "30")
