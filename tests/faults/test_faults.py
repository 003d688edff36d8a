"""No fault of the disk, the process or the machine loses a reported change."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time

import pytest

from faults.calls import Fault
from faults.changes import CHANGES, KEY, NOW, make, opened
from faults.harness import Harness
from faults.whole_villages import WORKS, tried
from support.places import TESTS
from support.replay import assert_history_matches_books
from yigong.store.errors import Busy, DataError
from yigong.store.storage.book import Actor, Book, ChangeReason
from yigong.store.storage.folder import Folder
from yigong.store.storage.village_lock import book_lock
from yigong.store.village import doctor
from yigong.store.village.village import Village

EVERY = 25
"""Every so many-th fault of each change is tried; `make slow` tries more, `make faults` all."""


@pytest.fixture(scope="module")
def harness(tmp_path_factory):
    return Harness(tmp_path_factory.mktemp("faults"))


@pytest.mark.parametrize("change", CHANGES)
def test_a_fault_at_any_call_of_a_change_loses_nothing(harness, change):
    faults = list(harness.faults_of(change, EVERY))
    assert len(faults) > 15
    lost = [sentence for fault in faults for sentence in harness.run(change, fault).lost]
    assert lost == []


@pytest.mark.parametrize("work", WORKS)
def test_a_fault_in_what_makes_a_whole_village_anew_loses_nothing(work):
    outcome = tried(work, EVERY)
    assert outcome.tried.total() > 15
    assert outcome.lost == []


def test_the_harness_would_see_a_loss(harness, monkeypatch):
    """A store that reports before it has written is found."""
    monkeypatch.setattr(Book, "_write", lambda *_, **__: None)
    outcome = harness.run("check-in", Fault(10_000, "before"))
    assert "reported, and not on disk" in outcome.lost[0]


def test_a_change_goes_through_every_step_that_makes_it_durable(harness):
    """Temporary file, fsync, rename, fsync of the folder; then the history and its fsync."""
    names = harness.calls_of("check-in")
    renamed = names.index("rename")
    assert "fsync" in names[:renamed], "content before name"
    assert names[renamed:].count("fsync") >= 2, "the name, and the history"


def test_a_disk_that_really_fills_up_loses_nothing(tmp_path):
    """On a file system of one megabyte, mounted for this test."""
    disk = tmp_path / "disk"
    disk.mkdir()
    inside = (
        f"mount -t tmpfs -o size=1m none {disk} && exec {sys.executable} "
        f"{TESTS / 'processes' / 'fills_the_disk.py'} {disk}"
    )
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed here, so no small disk can be mounted")
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", str(disk)]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", inside],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(TESTS), "LANG": "C"},
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["done"] == result["on disk"] > 10
    assert [fault for fault in result["faults"] if "MB are free" not in fault] == []
    assert all("disk is full" in sentence for sentence in result["refusals"])


@pytest.fixture
def small(tmp_path):
    make(tmp_path / "v")
    return tmp_path / "v"


def test_a_lock_holder_that_hangs_is_named_and_nothing_is_changed(small):
    register = small / f"registers/2026/{KEY}.json"
    before = register.read_bytes()
    village = opened(small)
    with book_lock(Folder(small), f"registers/2026/{KEY}", "王五 @ 南门"):
        began = time.monotonic()
        with (
            pytest.raises(Busy, match="王五 @ 南门"),
            village.registers.book(KEY).change(
                village.actor, NOW, ChangeReason("checkin"), timeout=0.1
            ),
        ):
            pytest.fail("the lock was held")
        assert time.monotonic() - began < 60
    assert register.read_bytes() == before


def test_a_clock_that_jumps_back_hides_no_change_from_anybody(small):
    """Whatever the clock says, every reader sees every change."""
    from datetime import timedelta

    moment = [NOW]
    writer = Village.open(small, Actor("李芳", "东门"), clock=lambda: moment[0])
    reader = opened(small)
    occurrence = writer.events.occurrence_for(KEY)
    for number, jump in ((2, timedelta(hours=-5)), (3, timedelta(hours=1)), (4, timedelta())):
        moment[0] = NOW + jump
        assert number not in {e.number for e in reader.registers.read(KEY).here}
        writer.registers.checkin.check_in(occurrence, number, outside_hours=True)
        assert number in {e.number for e in reader.registers.read(KEY).here}
        writer.registers.checkin.check_out(occurrence, number)
        stint = reader.registers.read(KEY).entries[number].stints[-1]
        assert stint.end >= stint.start
    assert_history_matches_books(small)


def test_a_folder_that_disappears_is_said_and_not_made_anew(small):
    village = opened(small)
    occurrence = village.events.occurrence_for(KEY)
    small.rename(small.with_name("gone"))
    with pytest.raises(DataError, match="is gone"):
        village.registers.checkin.check_in(occurrence, 2)
    assert not small.exists()
    small.with_name("gone").rename(small)
    village.registers.checkin.check_in(occurrence, 2)
    assert doctor.examine(small, NOW).findings == []


def test_the_next_start_says_what_it_found(harness, tmp_path):
    """A writer was killed between book and history: the doctor names the repair."""
    names = harness.calls_of("first sign-up")
    folder = tmp_path / "v"
    make(folder)
    result = harness._meet(folder, "first sign-up", Fault(names.index("rename") + 1, "after"))
    assert result == "killed"
    found = doctor.examine(folder, NOW)
    assert found.faults == []
    assert [finding.repair for finding in found.findings] == ["history"]
