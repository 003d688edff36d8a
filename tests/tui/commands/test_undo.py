"""``yigong undo``: the last change of an organiser, or any change with a reason."""

from __future__ import annotations

import json

from support.command_line import DUTY_DAY


def test_undo_takes_back_the_last_thing_this_organiser_did(yigong, under_way):
    yigong("checkin", under_way, "V1")
    yigong("checkin", under_way, "V2", "--by", "王强")
    assert "张小明" in yigong("undo").out
    entries = yigong("event", "show", under_way, "--json").json["register"]["entries"]
    assert [entry["code"] for entry in entries] == ["V0002"]


def test_any_change_is_undone_by_the_name_the_history_gives_it(yigong, under_way):
    yigong("checkin", under_way, "V1", "--by", "王强")
    yigong("checkin", under_way, "V2")
    name = next(n["id"] for n in yigong("history", "--who", "王强", "--json").json if n["key"])
    assert yigong("history", "--who", "王强").out.startswith(f"{name}  ")
    refused = yigong("undo", name)
    assert (refused.code, refused.err) == (1, "The reason is empty.\n")
    assert "张小明" in yigong("undo", name, "--why", "认错人了").out
    assert "认错人了" in yigong("history", "--last", 1).out
    assert yigong("undo", name, "--why", "再来").code == 1
    assert yigong("undo", "2026-13/7").code == 1
    assert yigong("undo", "--why", "认错人了").code == 2


def test_of_a_change_of_several_it_says_how_many_and_names_nobody(yigong, under_way):
    yigong("checkin", under_way, "V1")
    yigong("checkin", under_way, "V2")
    yigong("checkout", under_way, "--all")
    change = next(n["id"] for n in yigong("history", "--json").json if n["act"] == "checkout")
    assert yigong("--lang", "zh", "undo", change).out == f"✓ 已撤销：签退 2 人 {under_way}\n"
    yigong("checkout", under_way, "--all")
    assert yigong("undo").out == f"✓ Undone: check-out 2 people {under_way}\n"
    assert yigong("undo").out == f"✓ Undone: check-in 王芳 {under_way}\n"


def test_of_a_closing_it_says_which_register_and_names_nobody(yigong, yesterday):
    yigong("checkin", yesterday, "V1", "--at", "08:30", "--until", "09:30", "--why", "忘了")
    assert yigong("close", yesterday, "--yes").code == 0
    assert yigong("undo").out == f"✓ Undone: register closed {yesterday}\n"


def test_of_a_plan_with_its_waitlist_it_names_the_event(yigong, founded):
    event = {**DUTY_DAY, "start": "2099-11-25T08:30", "repeat": None, "capacity": 1}
    yigong("event", "add", "-", stdin=json.dumps(event))
    for name in ("张小明", "王芳", "李强"):
        yigong("people", "add", name)
        assert yigong("signup", "E1", name).code == 0
    assert yigong("event", "change", "E1", "-", stdin=json.dumps({"capacity": 3})).code == 0
    assert yigong("undo").out.startswith("✓ Undone: event changed 村民义务日\n")


def test_a_reopened_register_is_not_said_to_have_been_changed_by_somebody(yigong, yesterday):
    yigong("checkin", yesterday, "V1", "--at", "08:30", "--until", "09:30", "--why", "忘了")
    assert yigong("close", yesterday, "--yes").code == 0
    assert yigong("reopen", yesterday, "--why", "漏了一个人").code == 0
    refused = yigong("undo")
    assert refused.code == 1 and "make the opposite change" in refused.err
