"""A story: a duty day by commands, each of them a process."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from support.places import ROOT


class Organiser:
    """An organiser at a desk who types commands."""

    def __init__(self, folder: Path, by: str, desk: str) -> None:
        self._environ = {
            **os.environ,
            "YIGONG_DATA": str(folder),
            "YIGONG_BY": by,
            "YIGONG_DESK": desk,
            "LC_ALL": "en_US.UTF-8",
            "PYTHONUTF8": "1",
        }

    def start(self, *words: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "yigong", *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=self._environ,
            encoding="utf-8",
        )

    def __call__(self, *words: object, stdin: str = "") -> str:
        running = self.start(*words)
        out, err = running.communicate(stdin)
        assert running.returncode == 0, err
        return out

    def json(self, *words: object, stdin: str = "") -> Any:
        return json.loads(self(*words, "--json", stdin=stdin))


def test_a_duty_day_from_an_empty_folder_to_the_summary(tmp_path):
    east = Organiser(tmp_path / "qingshan", "李芳", "东门")
    west = Organiser(tmp_path / "qingshan", "王强", "西门")
    began = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(hours=1)

    # Beforehand: the village, its people and squads, the plan.
    east("init", "--name", "青山村")
    roster = "姓名,手机号,所属队伍\n张小明,12000000001,修葺队\n刘秀兰,12000000002,清理队\n"
    roster += "陈大山,12000000003,修葺队\n周小雨,,\n"
    east("people", "import", "-", "--squads", stdin=roster)
    event = {
        "title": "村民义务日",
        "start": f"{began:%Y-%m-%dT%H:%M}",
        "minutes": 180,
        "place": "文化礼堂",
        "needs": {"1": 2, "2": 1},
        "repeat": {"by": "rrule", "rule": "FREQ=WEEKLY"},
    }
    east("event", "add", "-", stdin=json.dumps(event))
    key = f"E0001@{began:%Y-%m-%d}"
    east("signup", key, "张小明", "刘秀兰", "陈大山")

    # At the desks: two at once, and everybody is checked in at both.
    desks = [
        (desk, desk.start("checkin", key, person, "--json"))
        for person in ("V0001", "V0002", "V0004")
        for desk in (east, west)
    ]
    answers = []
    for _, running in desks:
        out, err = running.communicate()
        assert running.returncode == 0, err
        answers.append(json.loads(out)["tone"])
    for first, second in zip(answers[::2], answers[1::2], strict=True):
        assert sorted([first, second]) == ["elsewhere", "welcome"]
    shown = east.json("event", "show", key)
    present = {e["code"]: e for e in shown["register"]["entries"] if e.get("stints")}
    assert sorted(present) == ["V0001", "V0002", "V0004"]
    assert all(len(entry["stints"]) == 1 for entry in present.values())
    assert (present["V0001"]["squad"], present["V0002"]["squad"]) == (1, 2)

    # Afterwards: one person is checked out, the others when the register is closed.
    assert west.json("checkout", key, "刘秀兰")["stints"][0]["end_by"] == "王强"
    closed = {e["code"]: e for e in east.json("close", key, "--yes")["entries"]}
    assert closed["V0003"]["mark"] == "absent"
    assert closed["V0001"]["stints"][0]["origin"] == "filled"
    late = west.start("checkin", key, "V0003")
    assert "closed by 李芳" in late.communicate()[1]
    assert late.returncode == 1

    # The exports.
    summary = Path(east("export", "summary", f"{began:%Y-%m-%d}").strip())
    rows = list(csv.reader(summary.read_text("utf-8-sig").splitlines()))
    assert any("村民义务日" in cell for row in rows for cell in row)
    total = next(row for row in rows if any("青山村" in cell for cell in row))
    numbers = [cell for cell in total if cell.replace(".", "").isdigit()]
    assert numbers[:3] == ["1", "3", "3"]
    calendar = east("export", "ical", "E1", "-o", "-")
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert "SUMMARY:村民义务日" in calendar
    assert "张小明" in Path(east("export", "signin", key).strip()).read_text()
    check_ins = [x for x in east.json("history", "--event", "E1") if x["act"] == "checkin"]
    assert {line["desk"] for line in check_ins} <= {"东门", "西门"}
    assert len([x for x in check_ins if x["key"]]) == 3
