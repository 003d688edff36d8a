"""``yigong history``: filtered by person, event, date and organiser."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def test_history_is_filtered_by_person_and_event(yigong, under_way):
    yigong("signup", under_way, "V1", "V2")
    yigong("checkin", under_way, "V1")
    acts = [line["act"] for line in yigong("history", "--person", "V1", "--json").json]
    assert acts == ["checkin", "signup", "person.add"]
    assert len(yigong("history", "--last", 2, "--json").json) == 2
    lines = yigong("history", "--event", "E1").out.splitlines()
    assert len(lines) == 4  # two sign-ups, one check-in, the event itself


def test_history_of_one_date_leaves_the_other_dates_out(yigong, founded):
    yigong("people", "add", "张小明")
    repeat = {"by": "rrule", "rule": "FREQ=WEEKLY"}
    event = {"title": "值班", "start": "2026-11-20T08:30", "repeat": repeat}
    assert yigong("event", "add", "-", stdin=json.dumps(event)).code == 0
    for day in ("2026-11-27", "2026-12-04"):
        yigong("signup", f"E1@{day}", "V1")
    books = {n["book"] for n in yigong("history", "--event", "E1@2026-12-04", "--json").json}
    assert books == {"registers/2026/E0001@2026-12-04", "events"}
    books = {n["book"] for n in yigong("history", "--event", "E1", "--json").json}
    assert len(books) == 3


def test_history_is_filtered_by_who_did_it(yigong, under_way):
    yigong("checkin", under_way, "V1", "--by", "王强")
    yigong("checkin", under_way, "V2")
    (line,) = [n for n in yigong("history", "--who", "王强", "--json").json if n["key"]]
    assert (line["act"], line["key"]) == ("checkin", 1)
    assert yigong("history", "--who", "王强").out.count("\n") == 1
    assert yigong("history", "--who", "王").out == ""


def test_what_a_roll_call_said_is_in_the_language_of_the_reader(yigong, under_way):
    yigong("signup", under_way, "V1")
    yigong("mark", under_way, "V1", "leave")
    yigong("mark", under_way, "V1", "none")
    none, leave = yigong("--lang", "zh", "history", "--last", 2).out.splitlines()
    assert leave.endswith(" 假") and "点名" in leave and "leave" not in leave
    assert "张小明 V0001" in none and none.endswith("日")
    assert yigong("--lang", "zh", "undo").out == f"✓ 已撤销：点名 张小明 {under_way}\n"


def test_who_moved_up_is_not_said_to_have_left(yigong, founded):
    for name in ("张小明", "王芳"):
        yigong("people", "add", name)
    ahead = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=30)
    event = {"title": "插秧", "start": f"{ahead:%Y-%m-%dT%H:%M}", "capacity": 1}
    assert yigong("event", "add", "-", stdin=json.dumps(event)).code == 0
    yigong("signup", "E1", "V1", "V2")
    yigong("withdraw", "E1", "V1")
    yigong("programme", "add", "四季赋能", "--places", 1)
    yigong("programme", "enrol", "P1", "V1", "V2")
    yigong("programme", "leave", "P1", "V1")
    lines = yigong("history", "--last", 9).out.splitlines()
    acts = [(line.split("V000")[1][0], line) for line in lines if "V000" in line]
    moved = [who for who, line in acts if "moved up" in line]
    left = [who for who, line in acts if "left a programme" in line or "withdrawal" in line]
    assert (moved, left) == (["2", "2"], ["1", "1"])


def test_who_was_declined_for_another_and_what_was_cancelled_is_said_so(yigong, founded):
    ahead = f"{datetime.now(ZoneInfo('Asia/Shanghai')) + timedelta(days=30):%Y-%m-%d}"
    yigong("venue", "add", "会客厅", "--approval", "yes")
    for title in ("读书会", "瑜伽"):
        assert yigong("booking", "add", "L1", ahead, "14-16", title).code == 0
    assert yigong("booking", "approve", "E1").code == 0
    assert yigong("event", "cancel", "E1").code == 0
    assert yigong("event", "restore", "E1").code == 0
    found = yigong("history", "--last", 4).out.splitlines()
    assert {" ".join(line.split()[4:7]) for line in found} == {
        "event restored E0001",
        "event cancelled E0001",
        "booking declined E0002",
        "booking approved E0001",
    }
