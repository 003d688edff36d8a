"""``yigong signup``, ``withdraw``, ``checkin``, ``checkout``, ``revoke`` and ``mark``."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from support.command_line import DUTY_DAY
from support.failing_disk import fsync_of_files_only


def test_a_name_that_two_people_have_asks_for_the_code(yigong, under_way):
    yigong("people", "add", "王芳")
    result = yigong("signup", under_way, "王芳")
    assert result.code == 1
    assert "V0002" in result.err and "V0003" in result.err
    assert yigong("signup", under_way, "V0003").code == 0


def test_a_sign_up_is_taken_back_and_who_waits_moves_up(yigong, founded):
    ahead = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=30)
    event = {**DUTY_DAY, "start": f"{ahead:%Y-%m-%dT%H:%M}", "capacity": 1, "repeat": None}
    yigong("event", "add", "-", stdin=json.dumps(event))
    yigong("people", "add", "张小明")
    yigong("people", "add", "王芳")
    entries = yigong("signup", "E1", "V1", "V2", "--json").json
    assert [entry.get("waiting", False) for entry in entries] == [False, True]
    moved_up = yigong("withdraw", "E1", "V1", "--json").json["moved_up"]
    assert [entry["name"] for entry in moved_up] == ["王芳"]
    assert yigong("signup", "E1", "V1", "--json").json[0]["waiting"]
    marked = yigong("mark", "E1", "V2", "leave", "--json").json
    assert (marked["mark"], [entry["name"] for entry in marked["moved_up"]]) == (
        "leave",
        ["张小明"],
    )
    back = yigong("mark", "E1", "V2", "none", "--json").json
    assert "mark" not in back and back["waiting"], "the place is another's by now"


def test_who_signs_up_again_is_told_so_for_undo_takes_back_something_else(yigong, under_way):
    assert yigong("signup", under_way, "V1").out.startswith("✓ 张小明 V0001 is signed up for")
    again = yigong("signup", under_way, "V1", "V2").out.splitlines()
    assert "was signed up already" in again[0] and "✓" not in again[0]
    assert again[1].startswith("✓")


def test_a_check_in_twice_is_answered_and_never_a_second_record(yigong, under_way):
    def tone(*words: object) -> str:
        answer: str = yigong("checkin", under_way, "V1", "--json", *words).json["tone"]
        return answer

    assert [tone("--desk", desk) for desk in ("东门", "东门", "西门")] == [
        "welcome",
        "stutter",
        "elsewhere",
    ]
    assert "at 东门 by 李芳" in yigong("checkin", under_way, "V1", "--desk", "西门").out
    entries = yigong("event", "show", under_way, "--json").json["register"]["entries"]
    assert [len(entry["stints"]) for entry in entries] == [1]


def test_who_left_comes_back_only_when_that_is_said(yigong, under_way):
    yigong("checkin", under_way, "V1")
    assert yigong("checkout", under_way, "V1").code == 0
    assert yigong("checkout", under_way, "V1").code == 1
    result = yigong("checkin", under_way, "V1")
    assert result.code == 1
    assert "--again" in result.err
    again = yigong("checkin", under_way, "V1", "--again", "--json").json
    assert len(again["entry"]["stints"]) == 2


def test_where_all_places_are_taken_one_is_let_in_only_when_that_is_said(yigong, founded):
    began = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(hours=1)
    event = {**DUTY_DAY, "start": f"{began:%Y-%m-%dT%H:%M}", "capacity": 1, "repeat": None}
    yigong("event", "add", "-", stdin=json.dumps(event))
    yigong("people", "add", "张小明")
    yigong("people", "add", "王芳")
    yigong("signup", "E1", "V1")
    result = yigong("checkin", "E1", "V2")
    assert result.code == 1 and "--admit" in result.err
    assert yigong("checkin", "E1", "V2", "--json").code == 1
    assert "is checked in" in yigong("checkin", "E1", "V2", "--admit").out


def test_what_was_not_clocked_is_filled_in_with_a_reason(yigong, founded):
    yesterday = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)
    event = {**DUTY_DAY, "start": f"{yesterday}T08:30", "repeat": None}
    yigong("event", "add", "-", stdin=json.dumps(event))
    yigong("people", "add", "王芳")
    occurrence = f"E1@{yesterday}"
    assert yigong("checkin", occurrence, "V1").code == 1
    times = ("--at", "08:30", "--until", "10:00")
    assert yigong("checkin", occurrence, "V1", *times).code == 2
    entry = yigong("checkin", occurrence, "V1", *times, "--why", "机器没电", "--json").json
    (stint,) = entry["stints"]
    assert (stint["origin"], stint["start"]) == ("filled", f"{yesterday}T08:30:00+08:00")
    assert yigong("checkin", occurrence, "V1", *times, "--why", "机器没电").code == 1


def test_everybody_still_here_is_checked_out_at_once(yigong, under_way):
    for words in ((), ("V1", "--all"), ("V1", "--at", "09:00")):
        assert yigong("checkout", under_way, *words).code == 2
    assert yigong("checkout", under_way, "--all").code == 1
    yigong("checkin", under_way, "V1")
    yigong("checkin", under_way, "V2")
    before = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(minutes=30)
    assert yigong("checkout", under_way, "--all", "--at", f"{before:%H:%M}").code == 1
    assert yigong("checkout", under_way, "V1").code == 0
    out = yigong("checkout", under_way, "--all").out
    assert "王芳 V0002 left at" in out and "张小明" not in out
    assert yigong("undo").code == 0
    assert len(yigong("checkout", under_way, "--all", "--json").json) == 1


def test_any_check_in_is_taken_back_with_a_reason(yigong, under_way):
    yigong("signup", under_way, "V1")
    yigong("checkin", under_way, "V1", "--by", "王强", "--desk", "西门")
    yigong("checkout", under_way, "V1")
    assert yigong("revoke", under_way, "V1").code == 2
    opened = yigong("revoke", under_way, "V1", "--end-only", "--why", "没走", "--json").json
    assert "end" not in opened["stints"][0]
    assert yigong("revoke", under_way, "V1", "--why", " ").code == 1
    assert "is taken back" in yigong("revoke", under_way, "V1", "--why", "认错人了").out
    [entry] = yigong("event", "show", under_way, "--json").json["register"]["entries"]
    assert "stints" not in entry
    assert yigong("revoke", under_way, "V1", "--why", "认错人了").code == 1
    assert yigong("history", "--last", 1, "--json").json[0]["note"] == "认错人了"


def test_a_check_in_that_the_disk_does_not_confirm_ends_with_3_and_is_made_once(
    yigong, under_way, monkeypatch
):
    yigong("signup", under_way, "V1")
    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", fsync_of_files_only)
        result = yigong("checkin", under_way, "V1")
    assert (result.code, result.out) == (3, "")
    assert "look whether it is there before you do it again" in result.err
    assert yigong("checkin", under_way, "V1", "--json").json["tone"] == "stutter"
    undone = yigong("undo")
    assert undone.code == 0, undone.err
    entries = yigong("event", "show", under_way, "--json").json["register"]["entries"]
    assert not [entry for entry in entries if entry.get("stints")]
