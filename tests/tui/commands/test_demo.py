"""``yigong demo`` without a terminal, and what it never touches."""

from __future__ import annotations

from pathlib import Path


def test_the_demo_without_a_terminal_does_the_main_job_as_text(yigong, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    demo = tmp_path / "yigong-demo"
    first = yigong("demo")
    assert (first.code, first.err) == (0, "")
    assert "青山村" in first.out
    assert "is checked in at" in first.out
    assert "at 东门 by" in first.out
    assert " occ. " in first.out and "   service " in first.out
    assert Path(first.out.splitlines()[-1].strip()).read_bytes().startswith(b"BEGIN:VCALENDAR")
    done = yigong("history", "--json", "--last", 1, "--data", demo).json
    assert done[0]["act"] == "checkin"

    # On the same day it is opened again; another person is checked in.
    assert yigong("demo", demo).code == 0
    later = yigong("history", "--json", "--last", 2, "--data", demo).json
    assert later[1] == done[0]
    assert later[0]["key"] != done[0]["key"]

    # It leaves the user's data folder free for a village, which needs an empty folder.
    assert yigong("init", "--data", tmp_path / "yigong").code == 0

    # On another day it is made anew, unless its folder holds something else.
    (demo / ".demo").write_text("2020-01-01\n")
    (demo / "my letters").mkdir()
    assert yigong("demo", demo).code == 1
    assert yigong("history", "--json", "--last", 1, "--data", demo).json == later[:1]
    (demo / "my letters").rmdir()
    assert yigong("demo", demo).code == 0
    lines = yigong("history", "--json", "--last", 2, "--data", demo).json
    assert later[0] not in lines


def test_the_demo_never_touches_a_village_that_is_real(yigong, founded, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in founded.rglob("*")}
    assert yigong("demo", founded).code == 1
    assert {path: path.stat().st_mtime_ns for path in founded.rglob("*")} == before
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("mine")
    assert yigong("demo", tmp_path / "letters").code == 1
    assert (tmp_path / "letters" / "a.txt").read_text() == "mine"
