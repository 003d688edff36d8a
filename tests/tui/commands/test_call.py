"""The folder, the language and the organiser of a call: option, environment, settings."""

from __future__ import annotations

import json

from yigong.store import language


def test_the_folder_is_named_by_option_else_environment_else_the_users(
    yigong, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    assert yigong("init", "--data", tmp_path / "named").code == 0
    assert yigong("init").code == 0
    monkeypatch.delenv("YIGONG_DATA")
    assert yigong("init").code == 0
    for folder in ("named", "v", "home/yigong"):
        assert (tmp_path / folder / "settings.json").is_file()


def test_the_language_is_the_options_else_the_locales_else_the_villages(
    yigong, founded, monkeypatch
):
    yigong("people", "list", "--lang", "zh")
    assert language.current_language() == "zh"
    yigong("people", "list")
    assert language.current_language() == "en"
    monkeypatch.setenv("LANG", "C")
    yigong("people", "list")
    assert language.current_language() == "en"  # the village was founded in English
    yigong("--version")
    assert language.current_language() == "zh"  # no village was asked


def test_the_organiser_is_named_by_option_else_environment_else_settings_else_login(
    yigong, founded, monkeypatch
):
    def signed(*words: object) -> str:
        yigong("people", "add", "王芳", *words)
        by: str = yigong("history", "--json", "--last", 1).json[0].get("by", "")
        return by

    monkeypatch.setattr("getpass.getuser", lambda: "lifang")
    assert signed("--by", "王强") == "王强"
    assert signed() == "李芳"
    monkeypatch.delenv("YIGONG_BY")
    assert signed() == "lifang"
    settings = json.loads((founded / "settings.json").read_text())
    settings["_default"]["1"]["organisers"] = {"lifang": "李芳会计"}
    (founded / "settings.json").write_text(json.dumps(settings))
    assert signed() == "李芳会计"
