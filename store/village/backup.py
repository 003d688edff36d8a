"""Backup and restore: one archive of a whole village, as it was at one moment."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from yigong.store.errors import Damaged, DataError, Newer, Refused
from yigong.store.storage import files, journal, village_lock
from yigong.store.storage.layout import is_village_file, make_folders, village_files

_MANIFEST = "manifest.json"
_FORMAT = 1
MAX_UNPACKED = 4_000_000_000
"""The most bytes that an archive may unpack to; a larger one is an attack."""

SET_ASIDE = "set-aside"
"""The folder of a village for files that were replaced or damaged; nothing is ever deleted."""


class FileDigest(msgspec.Struct, frozen=True):
    """Size and checksum of a file in an archive."""

    size: int
    sha256: str


class _Version(msgspec.Struct, frozen=True):
    """The part of a manifest that all versions have."""

    format: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of an archive."""

    format: int = _FORMAT
    village: str
    made: datetime
    files: dict[str, FileDigest]


def make_archive(folder: Path, target: Path, village: str, now: datetime) -> Manifest:
    """Write a village into one archive, and verify it.

    Writers wait while the books are read (`village_lock`), not while they are packed. The archive
    is a ZIP with mode 0660, written whole or not at all.

    Args:
        folder: The village's folder.
        target: The archive; replaced if it exists.
        village: The village's name, for the manifest.
        now: The time, aware.

    Raises:
        Busy: A writer did not finish in time.
        DataError: A file cannot be read, the archive cannot be written, or does not verify.
    """
    with village_lock.exclusive(folder):
        content = _read_all(folder)
    with files.os_errors_explained(target):
        files.replace_file(target, _pack(content, village, now))
    return verify_archive(target)


def verify_archive(archive: Path) -> Manifest:
    """Read an archive through and check every file's digest.

    Raises:
        Damaged: It is not an archive of a village, or it was altered.
        Newer: A newer yigong made it.
        DataError: It cannot be read.
    """
    manifest, content = _unpack(archive)
    for _name, _data in content:  # checked as it is read
        pass
    return manifest


def restore_folder(archive: Path, folder: Path) -> Manifest:
    """Restore an archive into a new or empty folder.

    Raises:
        Refused: The folder is not empty.
        Damaged: See `verify_archive`; nothing was written.
        DataError: The folder cannot be written.
    """
    manifest = verify_archive(archive)
    with files.os_errors_explained(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused("{folder} is not empty; name a new folder.", folder=folder)
        make_folders(folder)
        # The settings come last: a folder without them is not a village, so none is half restored.
        for name, data in sorted(_unpack(archive)[1], key=lambda item: item[0] == "settings.json"):
            _write(folder, name, data)
    return manifest


def restore_over_village(archive: Path, folder: Path, safety: Path, now: datetime) -> Manifest:
    """Restore an archive over a village, after a backup of its present state.

    Everybody who has the village open sees it change. Books that the archive does not have are
    moved into the folder's ``set-aside``, never deleted.

    Args:
        archive: The archive.
        folder: The village's folder.
        safety: Where the backup of the present state is written first.
        now: The time, aware.

    Raises:
        Damaged: See `verify_archive`; nothing was changed.
        DataError: Nothing was changed; or, if the disk fails in the middle, `safety` is complete.
    """
    manifest = verify_archive(archive)
    with village_lock.exclusive(folder), files.os_errors_explained(folder):
        present = _read_all(folder)
        files.replace_file(safety, _pack(present, manifest.village, now))
        verify_archive(safety)
        set_aside_journal(folder, now)
        for name in present.keys() - manifest.files.keys():
            set_aside(folder, name, now)
        for name, data in _unpack(archive)[1]:
            if present.get(name) != data:
                _write(folder, name, data)
    return manifest


def set_aside(folder: Path, name: str, now: datetime) -> Path:
    """Move a file of a village into ``set-aside``, into a folder named after the time.

    Returns:
        Its new path.
    """
    aside = folder / SET_ASIDE / f"{now:%Y%m%d-%H%M%S}"
    files.make_folder(aside)
    target = aside / name.replace("/", "_")
    (folder / name).rename(target)
    files.sync_folder(aside)
    files.sync_folder((folder / name).parent)
    return target


def set_aside_journal(folder: Path, now: datetime) -> None:
    """Set aside the journal of a transaction that cannot be finished, and its staged files.

    The books stay as they are. The caller holds the village's lock exclusively.
    """
    if journal.exists(folder):
        for path in sorted(folder.rglob(f".*{journal.NAME}")):
            set_aside(folder, path.relative_to(folder).as_posix(), now)
        set_aside(folder, journal.NAME, now)


# -- inside ----------------------------------------------------------------


def _read_all(folder: Path) -> dict[str, bytes]:
    """Every file of a village. The caller holds the village's lock exclusively."""
    return {file.name: _read(folder / file.name) for file in village_files(folder)}


def _read(path: Path) -> bytes:
    try:
        return files.read_file(path)[0]
    except OSError as error:
        raise DataError(
            "{path} cannot be read ({reason}).", path=path, reason=error.strerror
        ) from error


def _write(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    files.make_folder(path.parent)
    files.replace_file(path, data)


def _pack(content: Mapping[str, bytes], village: str, now: datetime) -> bytes:
    """The bytes of an archive, which depend on nothing but the arguments."""
    manifest = Manifest(
        village=village,
        made=now,
        files={
            name: FileDigest(len(data), hashlib.sha256(data).hexdigest())
            for name, data in sorted(content.items())
        },
    )
    stamp = now.timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [(_MANIFEST, msgspec.json.encode(manifest)), *sorted(content.items())]:
            entry = zipfile.ZipInfo(name, (max(stamp[0], 1980), *stamp[1:]))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = files.FILE_MODE << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def _unpack(path: Path) -> tuple[Manifest, Iterator[tuple[str, bytes]]]:
    """The manifest of an archive, and its files, each checked as it is read.

    Archives are not trusted: only names that a village has are read (`layout.is_village_file`), and
    only as many bytes as the manifest says.
    """
    try:
        archive = zipfile.ZipFile(path)
        manifest = _manifest(archive, path)
    except (zipfile.BadZipFile, KeyError, msgspec.DecodeError, ValueError) as error:
        raise _bad_archive(path, error) from error
    except OSError as error:
        raise DataError(
            "{path} cannot be read ({reason}).", path=path, reason=error.strerror or error
        ) from error
    return manifest, _files(archive, manifest, path)


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    with archive.open(_MANIFEST) as file:
        raw = file.read(50_000_000)
    if msgspec.json.decode(raw, type=_Version).format > _FORMAT:
        raise Newer(
            "{path} was written by a newer yigong and was left as it is. Update yigong to open it.",
            path=path,
        )
    manifest = msgspec.json.decode(raw, type=Manifest)
    if (
        not all(is_village_file(name) for name in manifest.files)
        or "settings.json" not in manifest.files
    ):
        raise ValueError("names")
    if sum(digest.size for digest in manifest.files.values()) > MAX_UNPACKED:
        raise ValueError("size")
    return manifest


def _files(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> Iterator[tuple[str, bytes]]:
    with archive:
        for name, digest in manifest.files.items():
            try:
                with archive.open(name) as file:
                    data = file.read(digest.size + 1)
            except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError) as error:
                raise _bad_archive(path, error) from error
            if len(data) != digest.size or hashlib.sha256(data).hexdigest() != digest.sha256:
                raise _bad_archive(path, name)
            yield name, data


def _bad_archive(path: Path, reason: object) -> Damaged:
    return Damaged(
        "{path} is not a whole backup of a village ({reason}); nothing was changed.",
        path=path,
        reason=reason,
    )
