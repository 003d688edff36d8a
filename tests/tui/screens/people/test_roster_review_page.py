"""The import of a roster on the pages: reviewed, decided, applied and undone as a whole."""

from __future__ import annotations

import asyncio
import threading

import pytest

from support.roster_files import as_csv, as_xlsx, damaged
from support.screens import opened
from yigong.store.roster import reader, verdicts
from yigong.store.roster.row_reader import read_row
from yigong.store.village.village import Village

TEXT = """姓名,手机号,所属队伍
张小明,12000000001,修葺队
王强,12000000002,
坏了,1.2E+10,
李秀英,12000000003,合唱队
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder with a roster in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(tmp_path)
    (folder / "名册.csv").write_bytes(TEXT.encode("gb18030"))
    return folder


async def test_a_roster_is_chosen_reviewed_decided_and_imported(village, clock, home, enrol):
    enrol("王强")
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("p", "ctrl+o")
        assert "~/名册.csv" in desk.text
        await desk.press("down", "enter")
        await desk.until("refused 1, doubtful 1, new 2")
        assert "4 refused  坏了" in desk.text
        assert "V0001 王强: the same name, no phone there" in desk.text
        assert "2 people added, 2 squads founded" in desk.text
        assert "Left out: refused 1, doubtful 1." in desk.text
        assert "12000000002" not in desk.text, "phones are masked here"
        await desk.press("tab", "tab")
        assert "only doubtful" in desk.lines[0]
        await desk.press("space")
        await desk.until("this is V0001 王强")
        assert "Phone: - -> 120****0002" in desk.text
        assert "Left out: refused 1." in desk.text, "decided rows are imported"
        await desk.press("s")
        await desk.until("nobody joins a squad")
        assert len(village.people.all()) == 1
        await desk.press("enter")
        await desk.until("2 people added, 1 person changed; ^Z takes it back.")
        assert "Villagers  3 people" in desk.lines[0]
        assert village.squads.all() == {}
        await desk.press("ctrl+z")
        await desk.until("undone: roster taken in")
        assert "Villagers  1 person" in desk.lines[0]
        assert village.people.get(1).phone == ""


async def test_what_somebody_changes_meanwhile_is_judged_again(village, clock, home, colleague):
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("p", "ctrl+o", "down", "enter")
        await desk.until("refused 1, new 3")
        other = colleague()
        read = reader.read_roster(TEXT.encode(), other.now().date())
        other.apply_roster(verdicts.judge_roster(read, other.people.all(), other.squads.all()))
        await desk.until("refused 1, same 3")
        assert "Enter" not in desk.lines[-1] and "Esc" in desk.lines[-1]


async def test_a_long_roster_leaves_the_page_responsive_and_escape_cancels_the_reading(
    village, clock, home, monkeypatch
):
    (home / "名册.csv").write_bytes(as_csv(damaged(3000).rows))
    go_on, read = threading.Event(), []

    def slowly(row, header, today):
        read.append(row.line)
        if row.line > 1000:
            assert go_on.wait(60)
        return read_row(row, header, today)

    monkeypatch.setattr("yigong.store.roster.reader.read_row", slowly)
    monkeypatch.setattr("yigong.tui.background.progress.PROGRESS_DELAY", 0.0)
    monkeypatch.setattr("yigong.tui.background.progress._INTERVAL", 0.0)
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("p", "ctrl+o", "down", "enter")
        await desk.until("comparing [#######   ")
        [worker] = [worker for worker in desk.app.workers if worker.group == "roster"]
        await desk.press("escape")
        assert "Which file?" in desk.text
        go_on.set()
        while worker.is_running:
            await asyncio.sleep(0.01)
        assert max(read) < 1500, "the rest is not read"
        assert village.people.all() == {}


async def test_a_file_that_is_no_roster_is_refused_and_the_path_stays(village, clock, home):
    (home / "x.xlsx").write_bytes(b"\xd0\xcf\x11\xe0old")
    (home / "y.xlsx").write_bytes(as_xlsx([["姓名"], ["张小明"]]))
    async with opened(village.folder, clock=clock, lang="zh") as desk:
        await desk.press("p", "ctrl+o", "=~/x.xlsx", "enter")
        await desk.until(".xls")
        await desk.press("enter", "escape")
        assert "~/x.xlsx" in desk.text
        await desk.press(*["backspace"] * 6, "=y.xlsx", "enter")
        await desk.until("张小明")


async def test_an_import_is_undone_in_a_thread_once_and_the_open_page_says_so(
    village, clock, home, monkeypatch
):
    go_on = threading.Event()
    undo = Village.undo

    def slowly(self, book="", event=0):
        assert go_on.wait(60)
        return undo(self, book, event)

    monkeypatch.setattr(Village, "undo", slowly)
    monkeypatch.setattr("yigong.tui.background.progress.PROGRESS_DELAY", 0.01)
    read = reader.read_roster(TEXT.encode(), village.now().date())
    village.apply_roster(verdicts.judge_roster(read, village.people.all(), village.squads.all()))
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("p", "ctrl+z")
        await desk.until("It is being taken back")
        await desk.press("=zxm")
        assert "张小明" in desk.text and "李秀英" not in desk.text, "the page responds"
        await desk.press("ctrl+z")
        assert "that takes a moment" in desk.status, "it is not undone twice"
        await desk.press("escape", "escape")
        go_on.set()
        await desk.until("undone: roster taken in")
        assert "Villagers" not in desk.lines[0]
        assert village.people.all() == {}
        assert village.squads.all() == {}


async def test_a_roster_of_doubtful_rows_alone_says_that_they_are_to_be_decided(
    village, clock, home, enrol
):
    enrol("王强")
    (home / "名册.csv").write_text("姓名,手机号\n王强,12000000002\n", encoding="utf-8")
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("p", "ctrl+o", "down", "enter")
        await desk.until("1 row is doubtful: it is taken in once you decide it.")
        await desk.press("enter")
        assert "Decide the doubtful rows first" in desk.status
        await desk.press("space")
        await desk.until("1 person changed")
