"""An archive is not trusted: it is refused before it takes memory, disk or another's files."""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import zipfile

import pytest

from support.clock import MORNING
from support.places import PROCESSES
from yigong.store.errors import Damaged, DataError, Newer
from yigong.store.storage.files import MAX_BYTES
from yigong.store.village import archive, restore

MEGABYTE = 1 << 20
MOST_MEMORY = 60 * MEGABYTE
"""The resident bytes of a process that refuses any of these, its interpreter included."""

SETTINGS = b'{"meta": {"1": {"format": 5, "rev": 1}}}'


def digest(data, size=None):
    return {"size": len(data) if size is None else size, "sha256": hashlib.sha256(data).hexdigest()}


def written(path, files, manifest=None, *, format_=1):
    """An archive of some files, whose manifest says what it is told to."""
    told = {"settings.json": SETTINGS, **files}
    about = {
        "format": format_,
        "village": "x",
        "made": "2026-11-25T08:50:00+08:00",
        "files": {name: digest(data) for name, data in told.items()} | (manifest or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("manifest.json", json.dumps(about))
        for name, data in told.items():
            packed.writestr(name, data)
    return path


def zeros(path, name, size, claimed):
    """An archive with a file of zeros, of which the list of files and the manifest claim less."""
    written(path, {name: b"\0" * size}, {name: digest(b"", claimed)})
    return path


def claimed_size(path, name, size):
    """The same archive, whose list of files claims another size of a file."""
    raw = bytearray(path.read_bytes())
    at = raw.rfind(name.encode()) - 46
    assert raw[at : at + 4] == b"PK\1\2"
    raw[at + 24 : at + 28] = struct.pack("<L", size)
    path.write_bytes(raw)
    return path


def bomb(path):
    """Sixteen files of 256 MB each, in four megabytes."""
    names = [f"registers/2026/E0001@2026-11-{day:02d}.json" for day in range(1, 17)]
    content = b"\0" * (256 * MEGABYTE)
    about = {
        "format": 1,
        "village": "x",
        "made": "2026-11-25T08:50:00+08:00",
        "files": dict.fromkeys(names, digest(content)),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as one:
        one.writestr(names[0], content)
    raw = packed.getvalue()
    at = raw.index(b"PK\1\2")
    entry, central = raw[:at], bytearray(raw[at : raw.index(b"PK\5\6")])
    many, listed = b"", b""
    for name in names:
        central[42:46] = struct.pack("<L", len(many))
        many += entry.replace(names[0].encode(), name.encode())
        listed += bytes(central).replace(names[0].encode(), name.encode())
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 16, 16, len(listed), len(many), 0)
    path.write_bytes(many + listed + end)
    with zipfile.ZipFile(path, "a") as whole:
        whole.writestr("manifest.json", json.dumps(about))
    return path


def many_files(path):
    """Half a million entries in the list of files."""
    entry = io.BytesIO()
    with zipfile.ZipFile(entry, "w") as one:
        one.writestr("x", b"")
    raw = entry.getvalue()
    at = raw.index(b"PK\1\2")
    central = raw[at : raw.index(b"PK\5\6")]
    count = 500_000
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, len(central) * count, at, 0)
    path.write_bytes(raw[:at] + central * count + end)
    return path


def many_files_said_to_be_few(path):
    """The same, but the end of the file names one, and another record before it names them all."""
    many_files(path)
    raw = path.read_bytes()
    body, end = raw[:-22], bytearray(raw[-22:])
    _mark, _a, _b, _c, _d, size, offset, _comment = struct.unpack("<4s4H2LH", end)
    count = size // 47
    whole = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(body), 1)
    end[8:16] = struct.pack("<2HL", 1, 1, 47)
    path.write_bytes(body + whole + locator + end)
    return path


def long_manifest(path):
    """A manifest of 200 MB, in which nothing is repeated but blanks."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("manifest.json", b"{" + b" " * (200 * MEGABYTE) + b"}")
        packed.writestr("settings.json", SETTINGS)
    return path


HOSTILE = {
    "sixteen files of 256 MB": bomb,
    "half a million files": many_files,
    "half a million files, said to be one": many_files_said_to_be_few,
    "a manifest of 200 MB": long_manifest,
    "200 MB that the manifest says are 3": lambda path: zeros(
        path, "people.json", 200 * MEGABYTE, 3
    ),
    "200 MB that manifest and list say are 3": lambda path: claimed_size(
        zeros(path, "people.json", 200 * MEGABYTE, 3), "people.json", 3
    ),
    "a file that is larger than any of a village": lambda path: claimed_size(
        written(path, {"people.json": b"x"}, {"people.json": digest(b"x", MAX_BYTES + 1)}),
        "people.json",
        MAX_BYTES + 1,
    ),
    "settings of 200 MB": lambda path: written(path, {"settings.json": b" " * (200 * MEGABYTE)}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_archive_is_refused_in_little_memory_and_writes_nothing(tmp_path, what):
    hostile = HOSTILE[what](tmp_path / "hostile.zip")
    done = subprocess.run(
        [sys.executable, str(PROCESSES / "restores.py"), str(hostile), str(tmp_path / "again")],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert found["outcome"].startswith("Damaged: "), found
    assert found["memory"] < MOST_MEMORY
    assert not (tmp_path / "again").exists()


def test_a_file_as_large_as_is_allowed_is_unpacked_in_little_memory(tmp_path):
    """Its blocks go to the disk as they come."""
    large = written(tmp_path / "large.zip", {"people.json": b" " * (200 * MEGABYTE)})
    done = subprocess.run(
        [sys.executable, str(PROCESSES / "restores.py"), str(large), str(tmp_path / "again")],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert found["outcome"] == "ok"
    assert found["memory"] < MOST_MEMORY
    assert (tmp_path / "again/people.json").stat().st_size == 200 * MEGABYTE


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.json",
        "/etc/evil.json",
        "people.json/../x",
        "registers/2026/../../x.json",
        "x.py",
        ".lock",
        "backups/x.zip",
    ],
)
def test_an_archive_cannot_write_other_files_than_those_of_a_village(tmp_path, name):
    hostile = written(tmp_path / "evil.zip", {name: b"abc"})
    with pytest.raises(Damaged):
        restore.restore_folder(hostile, tmp_path / "deep" / "down" / "again", "李芳")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evil.zip"]


@pytest.mark.parametrize("size", [2, 4, -1, archive.MAX_TOTAL + 1])
def test_a_size_that_the_manifest_tells_otherwise_is_refused(tmp_path, size):
    told = {"people.json": digest(b"abc", size)}
    with pytest.raises(Damaged):
        archive.verify_archive(written(tmp_path / "x.zip", {"people.json": b"abc"}, told))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(tmp_path):
    path = written(tmp_path / "x.zip", {"people.json": b"abc"})
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("people.json", b"abc")
    with pytest.raises(Damaged):
        archive.verify_archive(path)


def test_a_file_that_the_manifest_does_not_know_is_refused(tmp_path):
    path = written(tmp_path / "x.zip", {})
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("people.json", b"abc")
    with pytest.raises(Damaged):
        archive.verify_archive(path)


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_in_another_way_than_ours_is_refused(tmp_path, how):
    """The memory that it takes to unpack it is what the archive asks for."""
    with zipfile.ZipFile(written(tmp_path / "x.zip", {})) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(tmp_path / "x.zip", "w", how) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    with pytest.raises(Damaged):
        archive.verify_archive(tmp_path / "x.zip")


def test_a_village_of_a_newer_yigong_is_refused_with_that_reason(tmp_path):
    newer = written(tmp_path / "new.zip", {}, format_=2)
    with pytest.raises(Newer):
        archive.verify_archive(newer)
    settings = SETTINGS.replace(b'"format": 5', b'"format": 99')
    newer = written(tmp_path / "new.zip", {"settings.json": settings})
    with pytest.raises(Newer):
        restore.restore_folder(newer, tmp_path / "again", "李芳")
    assert not (tmp_path / "again").exists()


def test_a_pipe_is_no_archive_and_nobody_waits_for_it(tmp_path):
    os.mkfifo(tmp_path / "x.zip")
    with pytest.raises(DataError):
        archive.verify_archive(tmp_path / "x.zip")


def test_the_same_village_gives_the_same_bytes():
    content = {"settings.json": SETTINGS, "people.json": b"abc"}
    first, second = (archive.pack(content.items(), "青山村", "0a", MORNING) for _ in range(2))
    assert first == second


def test_an_archive_of_an_older_version_is_read(tmp_path):
    """Its manifest is the first file in it, and says no id."""
    assert archive.read_manifest(written(tmp_path / "old.zip", {})).id == ""
