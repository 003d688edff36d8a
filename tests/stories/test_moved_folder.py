"""A story: the village's folder is moved away, comes back, or another is put in its place."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from support.replay import assert_history_matches_books
from support.terminals import ENTER, desk, status_shows, village_with_event_today
from yigong.store.records import Squad
from yigong.store.storage import village_lock
from yigong.store.storage.book import Actor
from yigong.store.storage.folder import Folder
from yigong.store.village import doctor
from yigong.store.village.village import Village

PEOPLE = ("张小明", "李秀英", "单玉珍", "王建国")
YIGONG = Path(sys.executable).with_name("yigong")


@pytest.fixture
def today(tmp_path):
    village = village_with_event_today(tmp_path / "qingshan", PEOPLE)
    village.registers.signup.sign_up(village.events.occurrence_for("E0001"), 4)
    return village


@contextmanager
def working(start, folder, *numbers):
    """Processes that check people in and out; gives them, and what each printed once it ended."""
    outputs: list[list[str]] = []
    running = [start("works_while_moved.py", folder, number) for number in numbers]
    for process in running:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    yield running, outputs
    for process in running:
        out, errors = process.communicate("")
        assert process.returncode == 0, errors
        outputs.append(out.splitlines())


def reported(outputs):
    """How many changes each reported."""
    return [lines.count("done") for lines in outputs]


def written(folder, *numbers):
    """How many changes of each are in the history, which is that of the books."""
    changes = {(line.change, line.by) for line in assert_history_matches_books(folder)}
    return [sum(by == f"desk{number}" for _change, by in changes) for number in numbers]


def sentences(outputs):
    return {line for lines in outputs for line in lines if line != "done"}


def assert_whole(folder):
    assert_history_matches_books(folder)
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    assert doctor.examine(folder, now).faults == []


def register_of(village):
    return village.registers.book(village.events.occurrence_for("E0001").key)


def test_a_folder_that_goes_and_comes_back_again_and_again_loses_no_reported_change(
    today, start, tmp_path
):
    away = tmp_path / "away"
    with working(start, today.folder, 1, 2, 3) as (_running, outputs):
        for _move in range(40):
            time.sleep(0.04)
            today.folder.rename(away)
            time.sleep(0.02)
            assert not today.folder.exists(), "nothing is made anew in its place"
            away.rename(today.folder)
    assert sentences(outputs), "the folder was gone while somebody wrote"
    for sentence in sentences(outputs):
        assert sentence.endswith(".") and str(today.folder) in sentence, sentence
    assert written(today.folder, 1, 2, 3) == reported(outputs)
    assert_whole(today.folder)


def test_a_copy_put_in_the_place_of_the_folder_is_as_whole_as_the_folder(today, start, tmp_path):
    """As where somebody puts a restored village there while others work on."""
    away, copy = tmp_path / "away", tmp_path / "copy"
    shutil.copytree(today.folder, copy)
    with working(start, today.folder, 1, 2, 3) as (_running, outputs):
        for _exchange in range(60):
            time.sleep(0.03)
            today.folder.rename(away)
            copy.rename(today.folder)
            away.rename(copy)
    assert_whole(today.folder)
    assert_whole(copy)
    both = zip(written(today.folder, 1, 2, 3), written(copy, 1, 2, 3), strict=True)
    assert list(map(sum, both)) == reported(outputs)


def test_whoever_waited_for_the_lock_of_a_folder_that_was_replaced_is_told(today, tmp_path):
    """The lock that is granted at last is that of the folder that is away."""
    copy = tmp_path / "copy"
    shutil.copytree(today.folder, copy)
    folder = Folder(today.folder)
    waiting = subprocess.Popen(
        [YIGONG, "--data", today.folder, "--lang", "en", "squad", "add", "清理队"],
        stderr=subprocess.PIPE,
    )
    with village_lock.exclusive(folder, "李芳"):
        waits_for_lock(waiting.pid)
        today.folder.rename(tmp_path / "away")
        copy.rename(today.folder)
    _out, errors = waiting.communicate()
    assert "was moved or replaced; nothing was changed. Try again." in errors.decode()
    assert waiting.returncode == 3
    for each in (today.folder, tmp_path / "away"):
        assert Village.open(each).squads.all() == {}
        assert_whole(each)
    Village.open(today.folder, Actor("李芳")).squads.add(Squad(name="清理队"))


def waits_for_lock(pid):
    """Wait until a process has the lock file open."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                if str(link.readlink()).endswith("/.lock"):
                    return
        time.sleep(0.005)
    raise AssertionError("it never waited")


def test_desks_and_commands_say_that_the_folder_is_gone_and_go_on_when_it_is_back(today, tmp_path):
    away = tmp_path / "away"
    with desk(today.folder, "李芳", "东门") as east, desk(today.folder, "王强", "西门") as west:
        east.press(b"zxm" + ENTER)
        assert east.wait_for("张小明 签到")
        today.folder.rename(away)
        assert status_shows(west, "不见了") or "is gone" in west.text(), west.text()
        for keys in (b"lxy" + ENTER, b"\x1a", ENTER):
            east.press(keys)
            assert "Traceback" not in east.text()
        assert status_shows(east, "不见了"), east.text()
        for words in (["checkin", "E0001", "李秀英"], ["undo"], ["people", "list"], ["doctor"]):
            command = [YIGONG, "--data", today.folder, "--lang", "en", *words]
            done = subprocess.run(command, capture_output=True, check=False)
            assert done.returncode != 0 and b"Traceback" not in done.stderr, done.stderr
            assert len(done.stderr.splitlines()) == 1, done.stderr
        assert not today.folder.exists()
        away.rename(today.folder)
        east.press(b"\x15lxy" + ENTER)
        assert east.wait_for("到 志  李秀英"), east.text()
        assert west.wait_for("东门 李芳"), west.text()
    register = register_of(today).read()
    assert sorted(register.records) == [1, 2, 4]
    assert_whole(today.folder)


# -- a desk that is stopped with a lock held -------------------------------


def test_others_learn_who_is_stopped_with_a_lock_and_go_on_once_it_does(today, start):
    name = register_of(today).name
    holder = start("holds_lock.py", today.folder, name, "李芳 @ 东门")
    assert holder.stdout.readline() == "held\n"
    os.kill(holder.pid, signal.SIGSTOP)
    try:
        with desk(today.folder, "王强", "西门") as west:
            west.press(b"zxm" + ENTER)
            assert status_shows(west, "李芳 @ 东门"), west.text()
            assert sorted(register_of(today).read().records) == [4]
            os.kill(holder.pid, signal.SIGCONT)
            holder.communicate("")
            west.press(b"\x15zxm" + ENTER)
            assert west.wait_for("张小明 签到"), west.text()
    finally:
        with suppress(ProcessLookupError):
            os.kill(holder.pid, signal.SIGCONT)
    assert_whole(today.folder)


def test_a_desk_stopped_at_any_moment_keeps_others_waiting_only_until_they_are_told(today, start):
    """Stopped again and again among colleagues, and then going on, it loses nothing."""
    with working(start, today.folder, 1, 2, 3) as (running, outputs):
        for _stop in range(20):
            time.sleep(0.03)
            os.kill(running[0].pid, signal.SIGSTOP)
            time.sleep(0.1)
            os.kill(running[0].pid, signal.SIGCONT)
    assert sentences(outputs) == set()
    assert written(today.folder, 1, 2, 3) == reported(outputs)
    assert_whole(today.folder)
