"""A story: two organisers in two real terminals, and a connection that drops."""

from __future__ import annotations

import os
import signal
import time

import pytest

from support.terminals import ENTER, desk, village_with_event_today

TODAY_EVENT = "E0001"


@pytest.fixture
def today(tmp_path):
    """A village with three people and an event that lasts all of today, by the system's clock."""
    return village_with_event_today(tmp_path / "qingshan", ("张小明", "李秀英", "单玉珍"))


def test_two_desks_show_each_others_check_ins_and_a_person_is_checked_in_once(today):
    with desk(today.folder, "李芳", "东门") as east, desk(today.folder, "王建国", "西门") as west:
        east.press(b"zxm" + ENTER)
        assert east.wait_for("张小明 签到")
        assert west.wait_for("东门 李芳"), "the other desk's check-in appears without a key"
        west.press(b"zxm" + ENTER)
        assert west.wait_for("东门 李芳 签到。再按 Enter 签退")
        west.press(b"\x15")
        west.press(b"lxy" + ENTER)
        assert west.wait_for("李秀英 签到")
        assert east.wait_for("西门 王建国")
    register = today.registers.read(today.events.occurrence_for(TODAY_EVENT).key)
    assert sorted((e.number, len(e.stints)) for e in register.entries.values()) == [(1, 1), (2, 1)]


@pytest.mark.parametrize("signal_", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_a_dropped_connection_loses_nothing_that_was_shown_and_leaves_no_process(today, signal_):
    with desk(today.folder, "李芳", "东门") as east:
        east.press(b"zxm" + ENTER)
        assert east.wait_for("张小明 签到")
        os.kill(east.pid, signal_)
        deadline = time.monotonic() + 60
        ended = (0, 0)
        while ended[0] == 0 and time.monotonic() < deadline:
            east.quiet(0.05, 0.1)
            ended = os.waitpid(east.pid, os.WNOHANG)
        assert ended[0] == east.pid, "the process ends by itself"
    register = today.registers.read(today.events.occurrence_for(TODAY_EVENT).key)
    assert [entry.here for entry in register.entries.values()] == [True]


def test_an_idle_desk_sends_nothing(today):
    with desk(today.folder, "李芳", "东门") as east:
        east.quiet(2.0)
        assert east.listen(3).size == 0


def test_keys_cost_few_bytes(today):
    """The budgets for thin connections, in bytes, which do not depend on the machine."""
    with desk(today.folder, "李芳", "东门") as east:
        east.quiet(2.0)
        typed = [east.press(bytes([key]), pause=1.0).size for key in b"zxm"]
        entered = east.press(ENTER, pause=1.0).size
    assert max(typed) <= 800
    assert entered <= 1200
