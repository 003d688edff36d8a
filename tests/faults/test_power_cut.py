"""A power cut at any moment of a change loses nothing that was reported, whatever the disk kept."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from random import Random

import pytest

from faults.changes import CHANGES
from faults.disk_model import SECTOR, Disk
from faults.place import in_memory
from faults.power_cut import PowerCuts
from faults.recording import Put, Remove, Rename, Report, Resize, Sync, Write
from faults.whole_villages import WORKS, cut

LONG = {"merge", "merge undone", "forget", "restore"}
EVERY, EVERY_OF_LONG = 2, 16
"""Every so many-th cut and kill of a change is tried; `make faults` tries all."""


@pytest.fixture(scope="module")
def cuts():
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder:
        yield PowerCuts(Path(folder))


@pytest.mark.parametrize("change", CHANGES)
def test_a_power_cut_at_any_moment_of_a_change_loses_nothing(cuts, change):
    outcome = cuts.run(change, EVERY_OF_LONG if change in LONG else EVERY)
    assert outcome.tried.total() > 5
    assert outcome.lost == []


@pytest.mark.parametrize("work", WORKS)
def test_a_power_cut_in_what_makes_a_whole_village_loses_nothing(work):
    outcome = cut(work, EVERY)
    assert outcome.tried.total() > 5
    assert outcome.lost == []


# -- that a loss would be seen -------------------------------------------------


@pytest.fixture(scope="module")
def check_in(cuts):
    """The effects of a check-in."""
    return cuts.record(cuts.disk(), "check-in")


def _lost(cuts, effects):
    return cuts.check("check-in", cuts.cuts_in(cuts.disk(), effects)).lost


def test_a_book_that_is_not_fsynced_before_its_rename_is_seen(cuts, check_in):
    (made,) = [e.node for e in check_in if isinstance(e, Put)]
    lost = _lost(cuts, [effect for effect in check_in if effect != Sync(made)])
    assert any("is damaged" in sentence for sentence in lost)


def test_a_folder_that_is_not_fsynced_after_a_rename_is_seen(cuts, check_in):
    (folder,) = [e.folder for e in check_in if isinstance(e, Rename)]
    lost = _lost(cuts, [effect for effect in check_in if effect != Sync(folder)])
    assert any("its history at 3" in sentence for sentence in lost)


def test_a_history_that_is_written_before_its_book_is_seen(cuts, check_in):
    made = next(at for at, effect in enumerate(check_in) if isinstance(effect, Put))
    renamed = next(at for at, effect in enumerate(check_in) if isinstance(effect, Rename)) + 2
    book, history = check_in[made:renamed], check_in[renamed:-1]
    lost = _lost(cuts, [*check_in[:made], *history, *book, Report()])
    assert any("its history at 3" in sentence for sentence in lost)


@pytest.mark.slow
def test_without_any_one_fsync_of_two_changes_but_the_last_something_is_lost(cuts):
    """The lines of the last change are in the book, too, until the next change of it."""
    effects = cuts.record(cuts.disk(), "undo")
    syncs = [at for at, effect in enumerate(effects) if isinstance(effect, Sync)]
    without = {at: [*effects[:at], *effects[at + 1 :]] for at in syncs}
    needed = [at for at in syncs if cuts.check("undo", cuts.cuts_in(cuts.disk(), without[at])).lost]
    assert needed == syncs[:-1]
    assert len(needed) == 5


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (lambda path: path.write_text("by a file object"), "not recorded: .*open"),
        (lambda path: subprocess.run(["touch", path], check=True), "more on the disk"),
    ],
)
def test_what_goes_past_the_recorder_is_not_passed_over(cuts, monkeypatch, how, reason):
    monkeypatch.setitem(CHANGES, "odd", ("people", lambda village: how(village.folder / "odd")))
    with pytest.raises(AssertionError, match=reason):
        cuts.record(cuts.disk(), "odd")


def _by_path(folder):
    (folder / "new").mkdir()
    file = os.open(folder / "new/a", os.O_RDWR | os.O_CREAT)
    _write(file)
    os.link(folder / "new/a", folder / "b")
    (folder / "b").rename(folder / "c")
    (folder / "c").replace(folder / "people.json")
    (folder / "squads.json").unlink()
    (folder / "empty").mkdir()
    (folder / "empty").rmdir()
    os.close(os.open(folder / "events.json", os.O_WRONLY | os.O_TRUNC))


def _by_descriptor(folder):
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    os.mkdir("new", dir_fd=at)
    new = os.open("new", os.O_RDONLY | os.O_DIRECTORY, dir_fd=at)
    _write(os.open("a", os.O_RDWR | os.O_CREAT, dir_fd=new))
    os.link("a", "b", src_dir_fd=new, dst_dir_fd=at)
    os.rename("b", "c", src_dir_fd=at, dst_dir_fd=at)
    os.replace("c", "people.json", src_dir_fd=at, dst_dir_fd=at)
    os.unlink("squads.json", dir_fd=at)
    os.mkdir("empty", dir_fd=at)
    os.rmdir("empty", dir_fd=at)
    os.close(os.open("events.json", os.O_WRONLY | os.O_TRUNC, dir_fd=at))


def _write(file):
    os.write(file, b"one")
    os.write(file, b"two")
    os.pwrite(file, b"T", 3)
    os.ftruncate(file, 5)
    os.close(file)


@pytest.mark.parametrize("act", [_by_path, _by_descriptor])
def test_every_effect_is_recorded_whatever_it_goes_by(cuts, monkeypatch, act):
    """`record` compares what the effects give with what is on the disk."""
    monkeypatch.setitem(CHANGES, "odd", ("people", lambda village: act(village.folder)))
    disk = cuts.disk()
    for effect in cuts.record(disk, "odd"):
        disk.apply(effect)
    files = disk.files()
    assert files["village/new/a"] == files["village/people.json"] == b"oneTw"
    assert files["village/events.json"] == b""
    assert not {"village/squads.json", "village/empty", "village/b", "village/c"} & files.keys()


# -- what the model allows -----------------------------------------------------


def _left(before, *effects):
    """All that a cut after the last effect may leave."""
    disk = Disk(before)
    for effect in effects:
        disk.apply(effect)
    left = list(disk.states(Random(1), 10_000))
    return [files for at, files in enumerate(left) if files not in left[:at]]


def test_what_was_not_fsynced_may_be_lost_torn_or_zeros():
    left = _left({"a": b"old"}, Write(1, 3, b"-new"))
    contents = {files["a"] for files in left}
    assert contents >= {b"old", b"old-new", b"old-", b"old-ne", b"old\0\0\0\0"}
    assert all(content.startswith(b"old") for content in contents)
    assert _left({"a": b"old"}, Write(1, 3, b"-new"), Sync(1)) == [{"a": b"old-new"}]


def test_each_sector_reaches_the_disk_by_itself():
    data = b"a" * SECTOR + b"b" * SECTOR
    contents = {files["a"] for files in _left({"a": b""}, Write(1, 0, data))}
    assert {b"a" * SECTOR + bytes(SECTOR), bytes(SECTOR) + b"b" * SECTOR} <= contents


def test_a_file_that_is_cut_off_may_still_be_long():
    left = _left({"a": b"a name"}, Resize(1, 0))
    assert left == [{"a": b""}, {"a": b"a name"}]


def test_a_fsync_of_a_file_does_not_keep_its_name():
    made = Put(0, "a", 1, "file"), Write(1, 0, b"x"), Sync(1)
    assert _left({}, *made) == [{"a": b"x"}, {}]
    assert _left({}, *made, Sync(0)) == [{"a": b"x"}]


def test_a_rename_before_the_fsync_may_leave_an_empty_file():
    effects = Put(0, "b", 2, "file"), Write(2, 0, b"new"), Rename(0, "b", "a"), Sync(0)
    assert {"a": b""} in _left({"a": b"old"}, *effects)
    assert {"a": b"old"} not in _left({"a": b"old"}, *effects)


def test_folders_keep_what_was_done_in_them_in_any_order():
    before = {"f": None, "f/a": b"a", "g": None, "g/b": b"b"}  # numbered from 1
    left = _left(before, Remove(1, "a"), Remove(3, "b"))
    assert {"f": None, "f/a": b"a", "g": None} in left, "the later one only"
    assert len(left) == 4


def test_what_was_done_to_one_name_is_kept_in_order():
    left = _left({"a": b"1"}, Rename(0, "a", "b"), Rename(0, "b", "c"))
    assert left == [{"c": b"1"}, {"b": b"1"}, {"a": b"1"}]


def test_a_folder_whose_name_was_not_fsynced_is_lost_with_all_that_is_in_it():
    effects = Put(0, "f", 1, "folder"), Put(1, "a", 2, "file"), Write(2, 0, b"x"), Sync(2), Sync(1)
    assert _left({}, *effects) == [{"f": None, "f/a": b"x"}, {}]
