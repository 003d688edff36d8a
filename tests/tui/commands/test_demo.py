"""``yigong demo`` without a terminal, and what it never touches."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from support.places import ROOT
from yigong.store.demo.demo_play import MARKER, marker_of
from yigong.store.village.village import Village


def test_the_demo_without_a_terminal_does_the_main_job_as_text(yigong, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    demo = tmp_path / "yigong-demo-en"
    first = yigong("demo")
    assert (first.code, first.err) == (0, "")
    assert "Qingshan Village" in first.out
    assert "is checked in at" in first.out
    assert "at East Gate by" in first.out
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
    (demo / ".demo").write_bytes(marker_of(Village.open(demo), date(2020, 1, 1)))
    (demo / "my letters").mkdir()
    assert yigong("demo", demo).code == 1
    assert yigong("history", "--json", "--last", 1, "--data", demo).json == later[:1]
    (demo / "my letters").rmdir()
    assert yigong("demo", demo).code == 0
    lines = yigong("history", "--json", "--last", 2, "--data", demo).json
    assert later[0] not in lines


def test_two_starts_at_once_open_the_demo_that_one_of_them_makes(tmp_path):
    words = [sys.executable, "-m", "yigong", "--by", "x", "demo", str(tmp_path / "demo")]
    starts = [subprocess.Popen(words, stdout=subprocess.PIPE, cwd=ROOT) for _start in range(2)]
    assert [start.communicate()[1] or start.returncode for start in starts] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_the_demo_never_touches_a_village_that_is_real(yigong, founded, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in founded.rglob("*")}
    assert yigong("demo", founded).code == 1
    assert {path: path.stat().st_mtime_ns for path in founded.rglob("*")} == before
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("mine")
    assert yigong("demo", tmp_path / "letters").code == 1
    assert (tmp_path / "letters" / "a.txt").read_text() == "mine"


@pytest.fixture
def yesterdays(yigong, tmp_path):
    """An earlier day's demo."""
    demo = tmp_path / "demo"
    assert yigong("demo", demo).code == 0
    (demo / MARKER).write_bytes(marker_of(Village.open(demo), date(2020, 1, 1)))
    return demo


def test_a_village_that_was_restored_over_a_demo_is_no_demo(yigong, founded, yesterdays, tmp_path):
    assert yigong("backup", "-o", tmp_path / "real.zip").code == 0
    assert yigong("restore", tmp_path / "real.zip", "--over", "--data", yesterdays).code == 1
    restored = yigong("restore", tmp_path / "real.zip", "--over", "--other", "--data", yesterdays)
    assert restored.code == 0
    result = yigong("demo", yesterdays)
    assert result.code == 1 and "is not a demo" in result.err
    assert Village.open(yesterdays).settings == Village.open(founded).settings
    assert list((yesterdays / "backups").iterdir())


@pytest.mark.parametrize("name", ["backups", "set-aside"])
def test_a_demo_in_which_something_was_kept_is_not_replaced(yigong, yesterdays, name):
    (yesterdays / name).mkdir()
    (yesterdays / name / "kept").write_text("mine")
    result = yigong("demo", yesterdays)
    assert result.code == 1 and "is not part of the demo" in result.err
    assert (yesterdays / name / "kept").read_text() == "mine"
    (yesterdays / name / "kept").unlink()
    assert yigong("demo", yesterdays).code == 0


# -- its town ------------------------------------------------------------------


@pytest.fixture
def town(yigong, tmp_path):
    """A demo with its town, of an earlier day."""
    demo = tmp_path / "demo"
    result = yigong("demo", demo, "--town")
    assert (result.code, result.err) == (0, "")
    folder = tmp_path / "demo-town"
    for each in (demo, folder):
        (each / MARKER).write_bytes(marker_of(Village.open(demo), date(2020, 1, 1)))
    return folder


def test_the_town_of_the_demo_is_told_as_text_and_opened_again_the_same_day(yigong, tmp_path):
    first = yigong("demo", tmp_path / "demo", "--town")
    assert first.code == 0
    assert "Huanghu Town" in first.out
    assert first.out.splitlines()[-1].strip().startswith("Total 5/6 villages ")
    listed = yigong("town", "list", "--json", "--town", tmp_path / "demo-town").json
    assert len(listed["villages"]) == 6
    made = (tmp_path / "demo-town" / "town.json").stat().st_mtime_ns
    assert yigong("demo", tmp_path / "demo", "--town").out == first.out
    assert (tmp_path / "demo-town" / "town.json").stat().st_mtime_ns == made


def test_a_new_days_demo_removes_the_town_of_the_day_before(yigong, town, tmp_path):
    assert yigong("demo", tmp_path / "demo").code == 0
    assert not town.exists()
    assert yigong("demo", tmp_path / "demo", "--town").code == 0
    assert (town / "town.json").exists()


@pytest.mark.parametrize(
    "name", ["letters", "villages/letters", "villages/zhuxi/letters", "elsewhere/yiting/mine.csv",
             "received/a.yigong/2026-11-1.json", "elsewhere/liling/backups/kept"],
)  # fmt: skip
def test_a_town_in_which_something_was_kept_is_not_removed_nor_is_the_demo(
    yigong, town, tmp_path, name
):
    (town / name).parent.mkdir(parents=True, exist_ok=True)
    (town / name).write_text("mine")
    result = yigong("demo", tmp_path / "demo")
    assert result.code == 1
    assert "is not part of the demo" in result.err
    assert (town / name).read_text() == "mine"
    assert (tmp_path / "demo" / "settings.json").exists()


def test_nothing_is_removed_through_a_link_in_the_place_of_a_towns_folder(
    yigong, town, founded, tmp_path
):
    before = sorted(founded.rglob("*"))
    (town / "villages" / "real").symlink_to(founded)
    assert yigong("demo", tmp_path / "demo").code == 1
    (town / "villages" / "real").unlink()
    town.rename(tmp_path / "moved")
    town.symlink_to(tmp_path / "moved")
    assert yigong("demo", tmp_path / "demo").code == 1
    assert sorted(founded.rglob("*")) == before
    assert (tmp_path / "moved" / "town.json").exists()


def test_a_folder_of_that_name_that_is_no_demo_town_is_left_alone(yigong, tmp_path):
    real = tmp_path / "demo-town"
    assert yigong("town", "init", real, "Town").code == 0
    assert yigong("demo", tmp_path / "demo").code == 0
    before = (real / "town.json").read_bytes()
    result = yigong("demo", tmp_path / "demo", "--town")
    assert result.code == 1
    assert (real / "town.json").read_bytes() == before
