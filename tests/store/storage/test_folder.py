"""A folder that several people write: modes of folders, files of many writers, second names."""

from __future__ import annotations

import os
import signal
import stat
import subprocess

import pytest

from support.replay import assert_history_matches_books
from yigong.store.errors import Damaged
from yigong.store.storage.folder import Folder
from yigong.store.village.backup import back_up
from yigong.store.village.doctor import examine
from yigong.store.village.repair import repair
from yigong.store.village.village import Village

KEY = "E0001@2026-11-25"


def write_everywhere(village):
    """Every kind of work that makes a folder when it is needed."""
    village.registers.checkin.check_in(village.events.occurrence_for(KEY), 1)
    village.outbox()
    village.presence.enter(KEY)
    village.presence.leave(KEY)
    village.root.make("backups")
    village.root.make("set-aside")


@pytest.mark.parametrize(
    "name",
    ["registers", "registers/2026", "history", "outbox", ".desks", "backups", "set-aside"],
)
def test_a_folder_whose_maker_was_killed_before_it_had_its_mode_gets_it_with_the_next_use(
    village, enrol, duty_day, start, name
):
    enrol("张小明")
    path = village.folder / name
    if path.exists():
        path.rename(village.folder / "moved")
    process = start("dies_making_a_folder.py", village.folder, name)
    assert process.wait() == -signal.SIGKILL, process.stderr.read()
    assert stat.S_IMODE(path.stat().st_mode) & 0o070 == 0
    if name == "history":  # a history that is cut off is another story
        path.rmdir()
        (village.folder / "moved").rename(path)
        path.chmod(0o2700)
    write_everywhere(Village.open(village.folder, village.actor, clock=village.now))
    assert stat.S_IMODE(path.stat().st_mode) == 0o2770


def test_two_who_export_one_name_at_once_each_leave_a_whole_file(village, start):
    village.outbox()
    writers = [
        start("exports_in_a_loop.py", village.folder, "calendar.ics", letter, 20_000)
        for letter in "abc"
    ]
    for writer in writers:
        assert writer.stdout.readline() == "writing\n"
    path = village.folder / "outbox" / "calendar.ics"
    seen = 0
    while seen < 300:
        if path.exists():
            content = path.read_bytes()
            assert len(content) >= 20_000
            assert len(set(content)) == 1
            seen += 1
    figures = []
    for writer in writers:
        output, errors = writer.communicate("\n")
        assert writer.returncode == 0, errors
        figures.append([int(word) for word in output.split()])
    assert all(done > 0 for done, _broken in figures)
    assert sum(broken for _done, broken in figures) == 0
    assert [each.name for each in path.parent.iterdir()] == ["calendar.ics"]
    print("exports", sum(done for done, _broken in figures))  # noqa: T201 - the figure: -rP


def test_what_killed_exporters_leave_is_found_and_removed(village, start):
    village.outbox()
    outbox = village.folder / "outbox"
    for _round in range(200):
        writer = start("exports_in_a_loop.py", village.folder, "x.ics", "a", 20_000_000)
        assert writer.stdout.readline() == "writing\n"
        while not any(each.name.endswith(".tmp") for each in outbox.iterdir()):
            assert writer.poll() is None
        writer.kill()
        writer.wait()
        if any(each.name.endswith(".tmp") for each in outbox.iterdir()):
            break
    left = [f"outbox/{each.name}" for each in outbox.iterdir() if each.name.endswith(".tmp")]
    now = village.now()
    found = examine(village.folder, now).findings
    assert [(each.where, each.repair) for each in found] == [(name, "leftover") for name in left]
    repair(village.folder, found, now, "李芳")
    assert not [each for each in outbox.iterdir() if each.name.endswith(".tmp")]


def test_a_second_name_that_is_taken_away_at_the_last_moment_is_still_seen(tmp_path, monkeypatch):
    """Between opening and looking, the other name goes: what is open may be somebody's own."""
    theirs = tmp_path / "theirs"
    theirs.write_text("mine")
    shared = tmp_path / "shared"
    shared.mkdir()
    planted = shared / ".holders"
    planted.hardlink_to(theirs)
    real, gone = os.open, []

    def opened(path, *arguments, **more):
        descriptor = real(path, *arguments, **more)
        if path == ".holders" and not gone:
            planted.unlink()
            gone.append(path)
        return descriptor

    monkeypatch.setattr(os, "open", opened)
    with Folder(shared).open_file(".holders", os.O_RDWR | os.O_CREAT) as descriptor:
        os.write(descriptor, b"written")
    assert gone
    assert theirs.read_text() == "mine"
    assert planted.read_text() == "written"


def test_a_snapshot_by_second_names_stops_nobody_and_stays_as_it_is(village, enrol, tmp_path):
    def content(folder):
        paths = (path for path in folder.rglob("*") if path.is_file() and path.name != ".holders")
        return {path.relative_to(folder): path.read_bytes() for path in paths}

    enrol("张小明")
    snapshot = tmp_path / "snapshot"
    subprocess.run(["cp", "-al", village.folder, snapshot], check=True)
    before = content(snapshot)
    enrol("李秀英")
    assert content(snapshot) == before
    assert_history_matches_books(village.folder)
    assert_history_matches_books(snapshot)
    for folder in (village.folder, snapshot):
        assert not examine(folder, village.now()).faults
        assert back_up(
            folder, tmp_path / f"{folder.name}.zip", village.now(), "李芳"
        ).manifest.files


@pytest.mark.parametrize(("mode", "group"), [(0o600, -1), (0o644, -1), (0o660, 71005)])
def test_a_file_that_not_all_of_the_group_may_use_is_not_read_under_a_second_name(
    tmp_path, mode, group
):
    if group >= 0 and os.geteuid() != 0:
        pytest.skip("only root can give a file to another group")
    theirs = tmp_path / "theirs"
    theirs.write_text("mine")
    os.chown(theirs, -1, group)
    theirs.chmod(mode)
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "people.json").hardlink_to(theirs)
    with pytest.raises(Damaged, match="second name"):
        Folder(shared).read("people.json")
    theirs.unlink()
    assert Folder(shared).read("people.json")[0] == b"mine"


def test_what_is_replaced_without_a_pause_is_given_up(tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.touch()
    real = os.open

    def opened(name, *arguments, **more):
        descriptor = real(name, *arguments, **more)
        if name == "x":
            path.unlink()
            path.touch()
        return descriptor

    monkeypatch.setattr(os, "open", opened)
    with pytest.raises(Damaged, match="replaced without a pause"):
        Folder(tmp_path).read("x")
