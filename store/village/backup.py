"""Backup and restore: one archive of a whole village, as it was at one moment."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from yigong.store.errors import Damaged, DataError, Newer, Refused
from yigong.store.storage import files, journal, village_lock
from yigong.store.storage.folder import Folder, place_of
from yigong.store.storage.layout import (
    folder_names,
    is_village_file,
    make_folders,
    village_files,
    village_folders,
)
from yigong.store.storage.rewriting import stored_bytes

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


def make_archive(
    folder: Path, target: Path, village: str, now: datetime, holder: str = "?"
) -> Manifest:
    """Write a village into one archive, and verify it.

    Writers wait while the books are read (`village_lock`), not while they are packed. The archive
    is a ZIP with mode 0660, written whole or not at all.

    Args:
        folder: The village's folder.
        target: The archive; replaced if it exists.
        village: The village's name, for the manifest.
        now: The time, aware.
        holder: Who makes it, named to writers who wait in vain.

    Raises:
        Busy: A writer did not finish in time.
        DataError: A file cannot be read, the archive cannot be written, or does not verify.
    """
    village_folder = Folder(folder)
    with files.os_errors_explained(folder), village_lock.exclusive(village_folder, holder):
        content = _read_all(village_folder)
    place, name = place_of(target, village_folder)
    with files.os_errors_explained(target):
        place.add(name, _pack(content, village, now))
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
        place = Folder(folder)
        make_folders(place)
        # The settings come last: a folder without them is not a village, so none is half restored.
        for name, data in sorted(_unpack(archive)[1], key=lambda item: item[0] == "settings.json"):
            _write(place, name, data)
    return manifest


def restore_over_village(
    archive: Path, path: Path, safety: Path, now: datetime, holder: str = "?"
) -> Manifest:
    """Restore an archive over a village, after a backup of its present state.

    Everybody who has the village open sees it change. Books that the archive does not have are
    moved into the folder's ``set-aside``, never deleted.

    Args:
        archive: The archive.
        path: The village's folder.
        safety: Where the backup of the present state is written first.
        now: The time, aware.
        holder: Who restores it, named to writers who wait in vain.

    Raises:
        Damaged: See `verify_archive`; nothing was changed.
        DataError: Nothing was changed; or, if the disk fails in the middle, `safety` is complete.
    """
    manifest = verify_archive(archive)
    folder = Folder(path)
    with files.os_errors_explained(path), village_lock.exclusive(folder, holder):
        present = _read_all(folder)
        place, name = place_of(safety, folder)
        place.add(name, _pack(present, manifest.village, now))
        verify_archive(safety)
        set_aside_journal(folder, now)
        for name in present.keys() - manifest.files.keys():
            set_aside(folder, name, now)
        for name, data in _unpack(archive)[1]:
            if present.get(name) != data:
                _write(folder, name, data)
    return manifest


def set_aside(folder: Folder, name: str, now: datetime) -> str:
    """Move a file of a village into ``set-aside``, into a folder named after the time.

    Returns:
        Its new name.
    """
    aside = f"{SET_ASIDE}/{now:%Y%m%d-%H%M%S}"
    folder.make(aside)
    target = f"{aside}/{name.replace('/', '_')}"
    folder.rename(name, target)
    folder.sync(aside)
    folder.sync(name.rpartition("/")[0])
    return target


def set_aside_journal(folder: Folder, now: datetime) -> None:
    """Set aside the journal of a transaction that cannot be finished, and its staged files.

    The books stay as they are. The caller holds the village's lock exclusively.
    """
    if journal.exists(folder):
        for within in village_folders(folder):
            for name in folder_names(folder, within):
                if fnmatchcase(name, f".*{journal.NAME}") and name != journal.NAME:
                    set_aside(folder, f"{within}/{name}" if within else name, now)
        set_aside(folder, journal.NAME, now)


# -- inside ----------------------------------------------------------------


def _read_all(folder: Folder) -> dict[str, bytes]:
    """Every file of a village. The caller holds the village's lock exclusively."""
    return {file.name: stored_bytes(folder, file.name) for file in village_files(folder)}


def _write(folder: Folder, name: str, data: bytes) -> None:
    if "/" in name:
        folder.make(name.rpartition("/")[0])
    folder.replace(name, data)


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
