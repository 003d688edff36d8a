"""Open desks: seen while they are open, and no longer when the process ends, however it ends."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

NOBODY = 65534
KEY = "E0001@2026-11-25"


def desks(village, key=KEY):
    return [(at.desk, at.by) for at in village.presence.others(key)]


def test_a_desk_is_seen_by_others_while_it_is_open_and_not_by_itself(village, colleague, clock):
    other = colleague("王强", "西门")
    assert desks(village) == []
    assert other.presence.enter(KEY)
    (at,) = village.presence.others(KEY)
    assert (at.desk, at.by, at.since, at.key) == ("西门", "王强", clock(), KEY)
    assert desks(other) == []
    other.presence.leave(KEY)
    other.presence.leave(KEY)
    assert desks(village) == []


def test_each_occurrence_has_its_own_desks_and_one_desk_is_one(village, colleague):
    other = colleague("王强", "西门")
    other.presence.enter(KEY)
    other.presence.enter(KEY)
    colleague("李芳", "东门").presence.enter("E0002@2026-11-25")
    assert desks(village) == [("西门", "王强")]
    assert desks(village, "E0002@2026-11-25") == [("东门", "李芳")]
    assert desks(village, "E0003@2026-11-25") == []


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGHUP])
def test_a_desk_is_gone_with_its_process_however_that_ends(village, start, ending):
    desk = start("opens_desk.py", village.folder, KEY, "王强", "西门")
    assert desk.stdout.readline() == "open\n"
    assert desks(village) == [("西门", "王强")]
    os.kill(desk.pid, ending)
    desk.wait()
    assert desks(village) == []
    assert list((village.folder / ".desks").iterdir()) == [], "what it left is swept away"


def test_what_a_killed_desk_left_goes_when_another_is_opened(village, colleague):
    folder = village.folder / ".desks"
    colleague().presence.enter(KEY)
    (folder / f"{KEY}.0123456789abcdef").write_text("{}")
    assert village.presence.enter("E0002@2026-11-25")
    assert len(list(folder.iterdir())) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_who_may_only_read_sees_the_others_and_leaves_no_trace(village, colleague, start):
    village.presence.enter(KEY)
    with tempfile.TemporaryDirectory() as outside:
        Path(outside).chmod(0o755)
        folder = Path(outside) / "qingshan"
        shutil.copytree(village.folder, folder)
        here = Village.open(folder, Actor("李芳", "东门"))
        here.presence.enter(KEY)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, -1, NOBODY)
            path.chmod(0o2750 if path.is_dir() else 0o640)
        before = sorted(path.name for path in (folder / ".desks").iterdir())
        reader = start("opens_desk.py", folder, KEY, "王强", "西门", NOBODY)
        assert reader.stdout.readline() == "unseen 李芳\n"
        assert sorted(path.name for path in (folder / ".desks").iterdir()) == before
        here.presence.leave(KEY)


def test_a_file_that_is_none_of_ours_is_nobody(village, colleague):
    other = colleague("王强", "西门")
    other.presence.enter(KEY)
    (path,) = (village.folder / ".desks").iterdir()
    path.write_bytes(b'{"desk": 3}')
    assert desks(village) == []


def test_an_answer_that_may_be_a_moment_old_still_sees_every_desk_that_opens_or_closes(
    village, colleague, duty_day
):
    other = colleague()
    assert village.presence.others(duty_day.key, within=60) == []
    other.presence.enter(duty_day.key)
    assert [at.by for at in village.presence.others(duty_day.key, within=60)] == ["王强"]
    other.presence.leave(duty_day.key)
    assert village.presence.others(duty_day.key, within=60) == []
