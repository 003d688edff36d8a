"""A story: somebody stops a terminal (Ctrl+S), and the others go on working.

A program that writes to a stopped terminal waits, for an hour if need be. So it must not hold a
lock on the village meanwhile.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from bench.pseudo_terminal import Terminal
from support.terminals import desk, village_with_event_today

PEOPLE, AT_THE_DESK = 300, 100


@pytest.fixture
def today(tmp_path):
    """A village with an event that lasts all of today, and many people."""
    names = [f"村民{number:03d}" for number in range(1, PEOPLE + 1)]
    return village_with_event_today(tmp_path / "qingshan", names)


@pytest.fixture
def occurrence(today):
    return today.events.occurrence_for("E0001")


def here(village, occurrence):
    return len(village.registers.read(occurrence.key).here)


def scan_until_nothing_happens(terminal, village, occurrence):
    """Read many badges at a desk whose terminal is stopped, so that it waits in the middle."""
    for number in range(1, AT_THE_DESK + 1):
        terminal.send(f"V{number:04d}\r".encode())
        time.sleep(0.02)
    before = -1
    while before != (now := here(village, occurrence)):
        before = now
        time.sleep(1.5)
    assert now < AT_THE_DESK, "it waits for its terminal"


def test_a_stopped_desk_keeps_nobody_waiting_and_shows_everybody_when_it_goes_on(today, occurrence):
    with desk(today.folder, "李芳", "东门") as east:
        east.flow(on=False)
        scan_until_nothing_happens(east, today, occurrence)
        for number in range(AT_THE_DESK + 1, PEOPLE + 1):
            today.registers.checkin.check_in(occurrence, number)  # refused if the lock is held
        east.flow(on=True)
        assert east.wait_for(f"在场 {PEOPLE}", limit=60), east.text()
    assert here(today, occurrence) == PEOPLE


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP, None])
def test_a_stopped_desk_ends_when_it_is_told_to_or_the_line_drops(today, occurrence, ending):
    """Else it would be shown as open at all other desks, until the server starts again."""
    with desk(today.folder, "李芳", "东门") as east:
        east.flow(on=False)
        scan_until_nothing_happens(east, today, occurrence)
        assert [user.desk for user in today.presence.others(occurrence.key)] == ["东门"]
        if ending is None:
            east.hang_up()
        else:
            os.kill(east.pid, ending)
        deadline = time.monotonic() + 60
        while (ended := os.waitpid(east.pid, os.WNOHANG)[0]) == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert ended == east.pid, "the process ends by itself"
    assert not today.presence.others(occurrence.key)
    number = AT_THE_DESK + 1
    assert today.registers.checkin.check_in(occurrence, number).entry.here


def test_a_stopped_command_keeps_nobody_waiting(today, occurrence, tmp_path):
    """It takes in a roster and says so of each row: all of it is written before the first word."""
    roster = tmp_path / "roster.csv"
    rows = [f"村民{number:03d},1380000{number:04d}" for number in range(1, PEOPLE + 1)]
    roster.write_text("\n".join(["姓名,电话", *rows]), "utf-8")
    program = [str(Path(sys.executable).with_name("yigong")), "--data", str(today.folder)]
    command = [*program, "people", "import", "--doubtful", "new", str(roster)]
    environ = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    with Terminal(command, environ | {"HOME": str(tmp_path)}, 80, 24) as terminal:
        terminal.flow(on=False)
        deadline = time.monotonic() + 60
        while len(today.people.all()) == PEOPLE and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(today.people.all()) == 2 * PEOPLE
        for number in range(1, AT_THE_DESK):
            today.registers.checkin.check_in(occurrence, number)
        assert os.waitpid(terminal.pid, os.WNOHANG)[0] == 0, "it waits for its terminal"
        terminal.flow(on=True)
        assert terminal.wait_for("✓", limit=60), terminal.text()
