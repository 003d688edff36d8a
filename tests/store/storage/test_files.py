"""Files on disk: modes, permissions, a full disk, a clock that goes backwards."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import re
import shutil
import stat
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import pytest

from support.failing_disk import fsync_of_files_only
from support.replay import assert_history_matches_books, books_of
from yigong.store import language
from yigong.store.errors import DataError, ReadOnly, Unconfirmed
from yigong.store.storage import files
from yigong.store.storage.folder import Folder
from yigong.store.storage.locks import HOLDERS_FILE, LOCK_FILE
from yigong.store.village.village import Village

NOBODY = 65534


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_files_are_0660_and_folders_2770_whatever_the_umask(tmp_path, start):
    folder = tmp_path / "qingshan"
    process = start("makes_village.py", folder)
    assert process.wait() == 0, process.stderr.read()
    everything = [folder, *folder.rglob("*")]
    assert len([path for path in everything if path.is_file()]) > 6
    for path in everything:
        locked = path.name == LOCK_FILE  # who may only read could lock it otherwise
        assert mode(path) == (0o2770 if path.is_dir() else 0o620 if locked else 0o660), path


def test_modes_survive_a_rewrite_by_somebody_with_another_umask(village, enrol):
    enrol("张小明")
    path = village.folder / "people.json"
    before = os.umask(0o077)
    try:
        enrol("李秀英")
    finally:
        os.umask(before)
    assert mode(path) == 0o660


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another group")
def test_what_is_made_belongs_to_the_folders_group(village, enrol, duty_day):
    for path in (village.folder, *village.folder.rglob("*")):
        os.chown(path, -1, NOBODY)
        path.chmod(0o2770 if path.is_dir() else 0o660)  # chown takes setgid away
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    for path in village.folder.rglob("*"):
        assert path.stat().st_gid == NOBODY, path


@pytest.fixture
def shared(enrol, village, duty_day):
    """The village in a folder that other users of this machine can reach."""
    enrol("张小明", "李秀英")
    village.registers.checkin.check_in(duty_day, 1)
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    folder = shutil.copytree(village.folder, place / "qingshan")
    yield folder
    shutil.rmtree(place)


def as_user(start, folder, key, user, group):
    process = start("as_another_user.py", folder, key, user, group)
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    return json.loads(output)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_who_may_only_read_reads_everything_and_writes_nothing(shared, duty_day, start):
    for path in (shared, *shared.rglob("*")):
        os.chown(path, -1, NOBODY)
        path.chmod(0o2750 if path.is_dir() else 0o640)
    before = {path: path.read_bytes() for path in books_of(shared).values()}
    found = as_user(start, shared, duty_day.key, NOBODY, NOBODY)
    assert found["open"] == "ok"
    assert found["people"] == ["张小明", "李秀英"]
    assert found["here"] == 1
    assert found["history"] == 6
    assert found["writable"] is False
    for attempt in ("check_in", "add"):
        assert found[attempt].startswith("ReadOnly: No permission to write"), found[attempt]
    assert found["undo"] == "Refused: There is nothing of yours to undo."
    assert {path: path.read_bytes() for path in books_of(shared).values()} == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_member_of_the_group_writes_what_another_made(shared, duty_day, start):
    for path in (shared, *shared.rglob("*")):
        os.chown(path, -1, NOBODY)
        path.chmod(0o2770 if path.is_dir() else 0o660)
    found = as_user(start, shared, duty_day.key, NOBODY - 1, NOBODY)
    assert [found[attempt] for attempt in ("check_in", "add")] == ["ok", "ok"]
    for path in books_of(shared).values():
        assert mode(path) == 0o660, path
    assert Village.open(shared).registers.read(duty_day.key).entries[2].here
    assert_history_matches_books(shared)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_stranger_on_the_server_reads_nothing_and_is_told_why(shared, duty_day, start):
    found = as_user(start, shared, duty_day.key, NOBODY, NOBODY)
    assert found["open"].split(":")[0] in ("ReadOnly", "DataError")
    assert "no village" not in found["open"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of another user")
def test_a_temporary_file_left_by_a_killed_colleague_blocks_nobody(shared, duty_day, start):
    """The killed writer may have had our process number, and its file is another user's."""
    register = shared / "registers" / "2026"
    for path in (shared, *shared.rglob("*")):
        os.chown(path, -1, NOBODY)
        path.chmod(0o2770 if path.is_dir() else 0o660)
    names = [f".{duty_day.key}.json.tmp"]
    names += [f".{duty_day.key}.json.{pid}.tmp" for pid in range(os.getpid(), os.getpid() + 1000)]
    for name in names:
        (register / name).touch(0o660)
    found = as_user(start, shared, duty_day.key, NOBODY, NOBODY)
    assert found["check_in"] == "ok"


@pytest.fixture
def tiny(tmp_path):
    """A real disk of 1 MB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, b"size=1m") != 0:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    assert libc.umount(str(folder).encode()) == 0


def fill(folder, free_pages):
    """Fill a disk up to some free pages of 4 kB."""
    filler = folder / "filler"
    free = os.statvfs(folder).f_bavail
    filler.write_bytes(b"x" * 4096 * (free - free_pages))
    return filler


@pytest.mark.parametrize("free_pages", range(5))
def test_a_full_disk_is_a_sentence_and_nothing_is_lost(
    village, enrol, duty_day, tiny, clock, free_pages
):
    """The disk fills up at each place of a change: temporary file, lock, book or history."""
    enrol(160)
    for number in range(1, 40):
        village.registers.checkin.check_in(duty_day, number)
    notes = shutil.ignore_patterns(HOLDERS_FILE)  # it has holes, which a copy fills
    folder = shutil.copytree(village.folder, tiny / "qingshan", ignore=notes)
    here = Village.open(folder, village.actor, clock=clock)
    register = folder / "registers" / "2026" / f"{duty_day.key}.json"
    filler = fill(tiny, free_pages)

    reported = set(range(1, 40))
    refusals = []
    for number in range(40, 160):
        before = register.read_bytes()
        try:
            here.registers.checkin.check_in(duty_day, number)
        except DataError as error:
            refusals.append(str(error))
            assert register.read_bytes() == before
        else:
            reported.add(number)
        assert set(here.registers.read(duty_day.key).entries) == reported
        if len(refusals) == 3:
            break
    assert len(refusals) == 3 and all("disk is full" in refusal for refusal in refusals)
    assert not list(folder.rglob("*.tmp"))

    filler.unlink()
    here.registers.checkin.check_in(duty_day, 160)
    assert_history_matches_books(folder)


def test_a_limit_on_file_size_is_a_sentence_too(village, enrol, duty_day, start):
    enrol(60)
    process = start("small_files_only.py", village.folder, duty_day.key, 9000)
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    found = json.loads(output)
    kind, sentence = found["refusal"]
    assert kind == "DataError"
    assert "could not be read or written" in sentence
    assert 0 < len(found["reported"]) < 60
    assert list(village.registers.read(duty_day.key).entries) == found["reported"]
    village.registers.checkin.check_in(duty_day, 60)
    assert_history_matches_books(village.folder)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EACCES, ReadOnly),
        (errno.EROFS, ReadOnly),
        (errno.ENOSPC, DataError),
        (errno.EDQUOT, DataError),
        (errno.EIO, DataError),
        (errno.EMFILE, DataError),
    ],
)
def test_each_refusal_of_the_system_is_a_sentence_that_names_the_file(number, kind):
    path = Path("/qingshan/people.json")
    with (
        pytest.raises(kind, match=r"/qingshan/people\.json") as caught,
        files.os_errors_explained(path),
    ):
        raise OSError(number, os.strerror(number))
    assert caught.value.exit_code == 3


def test_a_clock_that_goes_backwards_hides_no_write_from_a_reader(
    village, colleague, enrol, monkeypatch
):
    reader = colleague()
    path = village.folder / "people.json"
    enrol("张小明")
    now = time.time_ns()
    stamps = [path.stat().st_mtime_ns]
    for turn in range(5):
        monkeypatch.setattr(time, "time_ns", lambda turn=turn: now - turn * 3_600_000_000_000)
        assert len(reader.people.all()) == turn + 1
        seen = reader.fingerprints(["people"])
        assert reader.fingerprints(["people"]) == seen
        enrol(f"村民{turn}")
        assert reader.fingerprints(["people"]) != seen
        stamps.append(path.stat().st_mtime_ns)
    assert all(earlier < later for earlier, later in pairwise(stamps))
    assert len(reader.people.all()) == 6


def test_a_change_of_the_same_size_is_noticed(village, colleague, enrol):
    import msgspec

    (person,) = enrol("张小明")
    reader = colleague()
    assert reader.people.get(1).name == "张小明"
    village.people.save(msgspec.structs.replace(person, name="张小亮", reading="zhang xiao ming"))
    assert reader.people.get(1).name == "张小亮"


def test_an_unchanged_book_is_not_parsed_again(village, colleague, enrol):
    enrol("张小明")
    reader = colleague()
    assert reader.people.all() is reader.people.all()


def test_a_replacement_that_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "people.json"
    Folder(tmp_path).replace(path.name, b"old")

    def refuse(_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError):
        Folder(tmp_path).replace(path.name, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EACCES])
def test_a_replacement_that_the_disk_does_not_confirm_is_made_and_said_to_be(
    tmp_path, monkeypatch, number
):
    """What it says must not be that nothing was changed, whatever the disk's reason is."""
    folder = Folder(tmp_path)
    folder.replace("people.json", b"old")
    steps = []

    def refuse(descriptor):
        steps.append(descriptor)
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    for write in (folder.replace, folder.add):
        name = f"{write.__name__}.json"
        with pytest.raises(Unconfirmed, match="look whether it is there"):
            write(name, b"new")
        assert folder.read(name)[0] == b"new"
    assert len(steps) == 4
    assert sorted(folder.names()) == ["add.json", "people.json", "replace.json"]


def test_a_look_that_fails_after_a_change_does_not_make_it_a_refusal(
    village, enrol, duty_day, monkeypatch
):
    enrol("张小明", "李秀英")
    village.registers.checkin.check_in(duty_day, 1)
    real, written = os.stat, []

    def look(path, *arguments, **options):
        if written and str(path).endswith(f"{duty_day.key}.json"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path, *arguments, **options)

    rename = os.rename

    def renamed(*names, **folders):
        rename(*names, **folders)
        written.append(names)

    with monkeypatch.context() as failing:
        failing.setattr(os, "stat", look)
        failing.setattr(os, "rename", renamed)
        assert village.registers.checkin.check_in(duty_day, 2).entry.here
    assert written
    assert village.registers.read(duty_day.key).entries[2].here
    assert_history_matches_books(village.folder)


def test_a_replacement_waits_for_the_file_before_its_name_and_the_name_after(tmp_path, monkeypatch):
    """fsync, rename, fsync of the folder: in another order a power cut leaves an empty file."""
    steps = []
    sync, rename = os.fsync, os.rename

    def synced(descriptor):
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    def renamed(*names, **folders):
        steps.append("rename")
        return rename(*names, **folders)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "rename", renamed)
    Folder(tmp_path).replace("people.json", b"{}")
    assert steps == ["file", "rename", "folder"]


def test_a_check_in_waits_for_book_and_history_before_it_is_reported(
    village, colleague, enrol, duty_day, monkeypatch
):
    enrol("张小明")
    synced = []
    sync = os.fsync

    def watched(descriptor):
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve().name)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    assert colleague().registers.checkin.check_in(duty_day, 1).entry.here
    assert any(duty_day.key in name for name in synced)
    assert Path(village.history.files()[0]).name in synced


def test_a_folder_that_is_made_survives_a_power_cut(village, enrol, clock, monkeypatch):
    """A new month's file is a new name in the history folder, which must be durable, too."""
    synced = []
    sync = os.fsync

    def watched(descriptor):
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve())
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    clock.forward(days=10)
    from yigong.store.records import Volunteer

    Village.open(village.folder, clock=clock).people.add(Volunteer(name="张小明"))
    assert village.folder / "history" in synced


def test_a_folder_whose_name_was_not_confirmed_is_confirmed_before_anything_is_in_it(
    tmp_path, monkeypatch
):
    """Its maker was refused, or killed: nobody knows whether a power cut would leave it."""
    folder, synced, sync = Folder(tmp_path), [], os.fsync

    def watched(descriptor):
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve())
        sync(descriptor)

    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", fsync_of_files_only)
        with pytest.raises(OSError):
            folder.make("registers/2026")
    monkeypatch.setattr(os, "fsync", watched)
    folder.make("registers/2026")
    assert synced == [tmp_path, tmp_path / "registers"]
    folder.replace("registers/2026/x.json", b"{}")
    synced.clear()
    folder.make("registers/2026")
    assert synced == [], "every change would wait for it"


def test_bytes_are_all_written_even_by_a_system_that_writes_few(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    Folder(tmp_path).replace("people.json", b"0123456789")
    assert (tmp_path / "people.json").read_bytes() == b"0123456789"


def test_a_read_gets_content_and_fingerprint_of_the_same_file(tmp_path):
    folder = Folder(tmp_path)
    folder.replace("people.json", b"one")
    content, fingerprint = folder.read("people.json")
    assert (content, fingerprint) == (b"one", folder.fingerprint("people.json"))
    folder.replace("people.json", b"two")
    assert folder.fingerprint("people.json") != fingerprint
    folder.remove("people.json")
    assert folder.read("people.json") == (b"", None)
    assert folder.fingerprint("people.json") is None


@pytest.mark.parametrize("number", [errno.EIO, errno.EMFILE, errno.ENAMETOOLONG, errno.ENOTDIR])
@pytest.mark.parametrize("explained", [files.os_errors_explained, files.reading_explained])
def test_why_the_system_refuses_is_said_in_the_language_of_the_sentence(number, explained):
    language.use_language("zh")
    error = OSError(number, os.strerror(number))
    with pytest.raises(DataError) as raised, explained(Path("村.json")):
        raise error
    assert not re.search("[A-Za-z]{2}", str(raised.value).replace(".json", ""))
