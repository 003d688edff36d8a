"""``yigong undo``: the last change of an organiser, or any change with a reason."""

from __future__ import annotations


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
