"""Who may only look cannot keep anybody from writing, and sees everything."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
from pathlib import Path

import pytest

from hostile.planted import KEY, make_village
from hostile.test_races import GROUP, READER, WORKER, give
from support.access_lists import let_read
from support.clock import Clock
from yigong.store.storage.book import Actor
from yigong.store.storage.locks import LOCK_FILE
from yigong.store.village.doctor import examine
from yigong.store.village.repair import repair
from yigong.store.village.village import Village

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become other users")


@pytest.fixture
def place():
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def readable(place):
    """A village that the group writes and one user more may read, and a group of that user."""
    village = make_village(place / "qingshan", Clock())
    village.presence.enter(KEY)
    village.presence.leave(KEY)
    folder = village.folder
    give(folder, WORKER, 0o660)
    let_read(folder, READER)
    (folder / LOCK_FILE).chmod(0o620)  # as docs/server.md says: `setfacl` lets them read it
    return folder, 65_534


def worked(start, folder, what, times=3):
    work = start("works_as.py", WORKER, GROUP, folder, times, what)
    output, errors = work.communicate()
    assert work.returncode == 0, errors
    return json.loads(output)


def test_a_reader_can_lock_nothing_that_a_writer_waits_for(readable, start):
    folder, group = readable
    assert worked(start, folder, "check in") == {"done": 9}
    trouble = start("makes_trouble.py", READER, group, folder)
    found = json.loads(trouble.stdout.readline())
    assert found["written"] == []
    assert LOCK_FILE not in found["opened"]
    assert "people.json" in found["opened"]
    for what in ("check in", "desk", "export"):
        assert set(worked(start, folder, what)) == {"done"}, what


def test_a_reader_sees_who_is_at_a_desk_and_cannot_keep_a_closed_one_in_sight(readable, start):
    folder, group = readable
    here = Village.open(folder, Actor("李芳", "东门"))
    here.presence.enter(KEY)
    reader = start("opens_desk.py", folder, KEY, "王强", "西门", READER, group)
    assert reader.stdout.readline() == "unseen 李芳\n"
    trouble = start("makes_trouble.py", READER, group, folder)
    found = json.loads(trouble.stdout.readline())
    [file] = (path.name for path in (folder / ".desks").iterdir())
    assert f".desks/{file}" in found["opened"]
    _name, stack = here.presence._own.pop(KEY)
    stack.close()  # as where the process is killed: the file stays
    other = Village.open(folder, Actor("赵玉兰", ""))
    assert other.presence.others(KEY) == []


def test_a_reader_reads_everything_and_is_told_so(readable, start):
    folder, group = readable
    reads = start("as_another_user.py", folder, KEY, READER, group)
    output, errors = reads.communicate()
    assert reads.returncode == 0, errors
    found = json.loads(output)
    assert found["open"] == "ok"
    assert found["writable"] is False
    assert found["people"] == ["张小明", "李秀英", "王强"]
    assert found["history"] > 0
    assert found["check_in"].startswith("ReadOnly: No permission to write")


def test_a_lock_that_a_reader_could_hold_is_found_and_mended(place):
    village = make_village(place / "qingshan", Clock())
    lock = village.folder / LOCK_FILE
    lock.chmod(0o660)  # as `setfacl -R` leaves it
    now = village.now()
    [finding] = examine(village.folder, now).findings
    assert (finding.where, finding.repair) == (LOCK_FILE, "modes")
    assert "keep everybody from writing" in finding.sentence
    repair(village.folder, [finding], now, "李芳")
    assert stat.S_IMODE(lock.stat().st_mode) == 0o620
    assert examine(village.folder, now).findings == []
