"""The folder, the language and the organiser of a call: option, environment, settings."""

from __future__ import annotations

import json

import pytest

from support.command_line import DUTY_DAY
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


@pytest.mark.parametrize("blank", ["", " "])
def test_a_blank_is_no_folder_and_never_the_users(yigong, tmp_path, monkeypatch, blank):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    for words in (
        ("--data", blank, "init"),
        ("init", "--data", blank),
        ("backup", "--data", blank),
    ):
        result = yigong(*words)
        assert (result.code, result.err) == (2, "--data is empty.\n")
    monkeypatch.setenv("YIGONG_DATA", blank)
    result = yigong("init")
    assert (result.code, result.err) == (2, "YIGONG_DATA is empty.\n")
    assert not (tmp_path / "home").exists()
    assert yigong("init", "--data", tmp_path / "named").code == 0


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


@pytest.fixture
def night_watch(yigong, founded, at_time) -> None:
    """巡夜 on Wednesdays, 20:00 to 23:30; on the 25th 张小明 and 王芳 came and are inside."""
    event = {**DUTY_DAY, "title": "巡夜", "start": "2026-11-18T20:00", "minutes": 210}
    event["repeat"] = {"by": "rrule", "rule": "FREQ=WEEKLY"}
    event["role"] = "volunteer"
    at_time("2026-11-25T20:05")
    yigong("event", "add", "-", stdin=json.dumps(event))
    for name in ("张小明", "王芳"):
        yigong("people", "add", name)
        assert yigong("checkin", "E1", name).err == "", "it is today's"


def test_past_midnight_everybody_is_checked_out_where_they_are(yigong, night_watch, at_time):
    at_time("2026-11-26T00:10")
    result = yigong("checkout", "E1", "--all")
    assert (result.code, len(result.out.splitlines())) == (0, 2)
    assert result.err == "E0001@2026-11-25 巡夜: 2026-11-25 Wed 20:00-23:30\n"


def test_the_morning_after_what_settles_is_written_into_the_night_before(
    yigong, night_watch, at_time, tmp_path
):
    at_time("2026-11-26T09:00")
    yigong("checkout", "E1", "--all")
    yigong("signup", "E1@2026-11-25", "V2")
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("")
    for words in (
        ("grant", "E1", "V1", "90", "--why", "备料"),
        ("mark", "E1", "V2", "late"),
        ("report", "E1", "平安"),
        ("paper", "E1", sheet),
        ("export", "signin", "E1"),
        ("close", "E1"),
        ("reopen", "E1", "--why", "漏一人"),
    ):
        result = yigong(*words)
        assert result.err.startswith("E0001@2026-11-25 "), words
    (register,) = (tmp_path / "v" / "registers").rglob("E*.json")
    assert register.name == "E0001@2026-11-25.json"


def test_the_morning_after_what_plans_is_about_the_next(yigong, night_watch, at_time):
    at_time("2026-11-26T09:00")
    for words in (("signup", "E1", "V1"), ("event", "show", "E1"), ("withdraw", "E1", "V1")):
        assert yigong(*words).err.startswith("E0001@2026-12-02 "), words


def test_before_it_begins_tonight_nobody_is_refused_as_of_last_night(yigong, founded, at_time):
    event = {**DUTY_DAY, "start": "2026-11-01T22:00", "minutes": 480}
    event["repeat"] = {"by": "rrule", "rule": "FREQ=DAILY"}
    at_time("2026-11-25T21:50")
    yigong("event", "add", "-", stdin=json.dumps(event))
    yigong("people", "add", "王芳")
    assert yigong("checkin", "E1", "V1", "--json").json["occurrence"] == "E0001@2026-11-25"


def test_a_date_that_is_given_is_not_said_back(yigong, night_watch, at_time):
    at_time("2026-11-26T09:00")
    assert yigong("event", "show", "E1@2026-11-25").err == ""


def test_a_role_is_turned_at_the_door_and_corrected_at_what_took_place(
    yigong, night_watch, at_time
):
    at_time("2026-12-02T19:30")
    yigong("signup", "E1", "V1")
    assert yigong("role", "E1", "V1", "guest").err == "", "tonight, before it begins"
    assert yigong("count", "E1", "--adults", "2").err == ""
    assert yigong("count", "E1", "--back", "--why", "看错").err == ""
    corrected = yigong("role", "E1", "V1", "guest", "--why", "记错")
    assert corrected.err.startswith("E0001@2026-11-25 ")


def test_the_date_is_said_after_an_answer_in_json_and_an_error_in_json_stays_json(
    yigong, night_watch, at_time
):
    at_time("2026-11-26T00:10")
    answer = yigong("checkout", "E1", "V1", "--json")
    assert answer.json["code"] == "V0001" and answer.err.startswith("E0001@2026-11-25 ")
    refused = yigong("checkout", "E1", "V1", "--json")
    assert json.loads(refused.err)["code"] == 1
