"""A story: the program is upgraded, or half removed, while desks and commands run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bench.pseudo_terminal import Terminal
from support.places import ROOT
from support.replay import assert_history_matches_books
from support.terminals import ENTER, ESCAPE, village_with_event_today
from yigong.store.village import doctor

PACKAGES = ("store", "exports", "tui", "yigong")
QUIT = b"\x11"
SENTENCE = "yigong was updated while it ran"


@pytest.fixture
def program(tmp_path):
    """A copy of the program, to be upgraded."""
    folder = tmp_path / "program"
    for name in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=ignored)
    return folder


@pytest.fixture
def today(tmp_path):
    return village_with_event_today(tmp_path / "qingshan", ("张小明", "李秀英"))


def environment(program, home):
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(program), "HOME": str(home)}
    return environ | {"TERM": "xterm-256color", "PYTHONDONTWRITEBYTECODE": "1"}


def command(program, today):
    main = program / "yigong" / "__main__.py"  # with -m, the current folder's would be run
    return [sys.executable, str(main), "--data", str(today.folder), "--lang", "en"]


def remove_what_is_not_loaded(program):
    """As in the middle of an upgrade: the old files are gone, no new ones are there yet."""
    for name in PACKAGES[:3]:
        shutil.rmtree(program / name)


def make_incompatible(program):
    """As after it: what is loaded now expects names and arguments that there were not."""
    for path in (program / "tui" / "screens").rglob("*_page.py"):
        text = path.read_text("utf-8")
        path.unlink()
        path.write_text(text.replace("def __init__(self", "def __init__(self, new"), "utf-8")
    for path in (program / "tui" / "view").glob("*.py"):
        path.write_text("from yigong.store.records import ThereWasNone\n", "utf-8")


def make_unreadable(program):
    """As in the middle of it: a file is cut off."""
    for path in program.rglob("*_page.py"):
        path.write_bytes(path.read_bytes()[:-200] + b"def (")


UPGRADES = (remove_what_is_not_loaded, make_incompatible, make_unreadable)


@pytest.mark.parametrize("upgrade", UPGRADES)
def test_a_page_that_was_not_open_before_says_that_the_program_was_upgraded(
    program, today, upgrade
):
    options = ["--by", "李芳", "--desk", "东门"]
    with Terminal(
        [*command(program, today), *options], environment(program, today.folder)
    ) as terminal:
        assert terminal.wait_for("义务日"), terminal.text()
        terminal.press(b"d")
        assert terminal.wait_for("phone tail"), terminal.text()
        terminal.press(b"zxm" + ENTER)
        assert terminal.wait_for("张小明"), terminal.text()
        upgrade(program)
        terminal.press(b"lxy" + ENTER)  # what is loaded goes on
        terminal.press(ESCAPE)
        for key in (b"S", b"p", b"s", b"h", b",", b"?", b"\x10"):  # pages, help, palette
            terminal.press(key)
            shown = terminal.text()
            assert "Traceback" not in shown, shown
            if SENTENCE in shown:
                break
        assert SENTENCE in shown.replace("\n", " "), shown
        terminal.press(QUIT)
        assert ended(terminal), terminal.text()
        assert "Traceback" not in terminal.text(), terminal.text()
    register = today.registers.read(today.events.occurrence_for("E0001").key)
    assert register.entries[1].here
    assert_whole(today)


@pytest.mark.parametrize("upgrade", UPGRADES[:2])
def test_a_command_that_waits_meanwhile_says_so(program, today, upgrade):
    process = subprocess.Popen(
        [*command(program, today), "people", "import", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(program, today.folder),
    )
    time.sleep(2)  # it reads its input now; if it did not, it would not start at all
    upgrade(program)
    out, errors = process.communicate("姓名,电话\n王建国,\n".encode())
    sentence = errors.decode()
    assert "Traceback" not in sentence, sentence
    assert (SENTENCE in sentence) == (process.returncode != 0), (out, sentence)
    assert_whole(today)


def assert_whole(today):
    assert_history_matches_books(today.folder)
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    assert doctor.examine(today.folder, now).faults == []


def ended(terminal):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        terminal.quiet(0.05, 0.1)
        pid, _status = os.waitpid(terminal.pid, os.WNOHANG)
        if pid:
            return True
    return False
