"""A folder that several people write: modes of folders, files of many writers, second names."""

from __future__ import annotations

import os
import signal
import stat

import pytest

from yigong.store.errors import Damaged
from yigong.store.storage.folder import Folder
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
