"""Restore: an archive becomes a village again, in a new folder or over the present one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from yigong.store.errors import DataError, Refused
from yigong.store.storage import files, journal, village_lock
from yigong.store.storage.folder import Folder
from yigong.store.storage.journal import Content, Journal
from yigong.store.storage.layout import make_folders, village_files, village_folders
from yigong.store.storage.locks import HOLDERS_FILE, LOCK_FILE
from yigong.store.storage.rewriting import stored_bytes
from yigong.store.village.archive import (
    SETTINGS_FILE,
    Archive,
    FileDigest,
    Manifest,
    opened_archive,
)
from yigong.store.village.aside import free_place, set_aside_journal
from yigong.store.village.backup import about_of, copy_named, save_before

_MARK = ".restored.tmp"
"""Stands in a folder while an archive is restored into it, and says which; its name is that of what
a killed writer leaves, because that it is once the village is there."""

_BLOCK = 1 << 18
_DISK_BLOCK = 4096


class Restored(NamedTuple):
    """A village that was put back."""

    manifest: Manifest
    saved: Path
    """The backup of what was there before."""


def restore_folder(archive: Path, path: Path, holder: str) -> Manifest:
    """Restore an archive into a new or empty folder.

    The settings come last: a folder without them is no village, so none is half restored. One that
    was cut short may be repeated.

    Args:
        archive: The archive.
        path: The folder.
        holder: Who restores it, named to those who wait in vain.

    Raises:
        Refused: The folder is not empty.
        Damaged: The archive is not whole; nothing was written.
        Newer: A newer yigong made it.
        DataError: The folder cannot be written.
    """
    folder = Folder(path)
    with opened_archive(archive) as source:
        source.check_village()
        with files.os_errors_explained(path):
            _check_empty(folder, source.manifest)
            _check_space(path, (digest.size for digest in source.manifest.files.values()))
            make_folders(folder)
            with village_lock.exclusive(folder, holder):
                _check_empty(folder, source.manifest)  # nobody else has filled it meanwhile
                _fill(folder, source)
        return source.manifest


def restore_over_village(
    archive: Path, path: Path, now: datetime, holder: str, *, other: bool = False
) -> Restored:
    """Restore an archive over a village, as one change, after a backup of what is there.

    Everybody who has the village open sees it change. Books that the archive does not have are set
    aside.

    Args:
        archive: The archive.
        path: The village's folder.
        now: The time, aware.
        holder: Who restores it, named to writers who wait in vain.
        other: Whether the archive may be of another village.

    Raises:
        Refused: It is of another village.
        Damaged: The archive is not whole; nothing was changed.
        Newer: A newer yigong made it.
        Unconfirmed: It is decided, and the next change finishes it.
        DataError: Nothing was changed. If there is a backup already, the sentence names it.
    """
    folder = Folder(path)
    with opened_archive(archive) as source:
        source.check_village()
        with files.os_errors_explained(path), village_lock.exclusive(folder, holder):
            if not other:
                _check_same(folder, source)
            saved = save_before(folder, now, "before").path
            with copy_named(saved):
                set_aside_journal(folder, now)  # one that could not be finished
                _replace_all(folder, source, now)
        return Restored(source.manifest, saved)


# -- over a village --------------------------------------------------------


def _check_same(folder: Folder, source: Archive) -> None:
    """Check that an archive is of the village that is there, as far as their settings tell.

    Raises:
        Refused: It is of another.
    """
    here = about_of(folder, stored_bytes(folder, SETTINGS_FILE))
    archived = about_of(folder, b"".join(source.blocks(SETTINGS_FILE)))
    if here.id and archived.id and here.id != archived.id:
        raise Refused(
            "The backup is of {other} ({other_id}), and in {folder} is {village} ({id}): nothing "
            "was changed. Restore it into a new folder, or say --other as well if it is meant.",
            other=archived.name,
            other_id=archived.id,
            folder=folder.path,
            village=here.name,
            id=here.id,
        )


def _replace_all(folder: Folder, source: Archive, now: datetime) -> None:
    """Replace every file that differs, and set aside what the archive does not have.

    That is copied before, so that what is decided is to remove it, which can be done twice.
    """
    wanted = source.manifest.files
    differing = [name for name, digest in wanted.items() if _digest_of(folder, name) != digest]
    _check_space(folder.path, (wanted[name].size for name in differing))
    with journal.staging(folder) as staged:
        rewritten = {}
        for name in differing:
            _make_folder_of(folder, name)
            staged.append(journal.staged_name(name))
            folder.stage(name, staged[-1].rpartition("/")[2], source.blocks(name))
            rewritten[name] = Content(wanted[name].size, source.crc(name))
        removed = {}
        for name in (file.name for file in village_files(folder) if file.name not in wanted):
            content = stored_bytes(folder, name)
            copy = free_place(folder, name, now)
            _make_folder_of(folder, copy)
            folder.add(copy, content)
            staged.append(copy)
            removed[name] = journal.content_of(content)
        if not rewritten and not removed:
            return
        change = Journal(rewritten=rewritten, removed=removed)
        journal.decide(folder, change, staged)
    journal.carry_out(folder, change)
    with contextlib.suppress(OSError, DataError):  # if not here, the next writer does it
        journal.discard_journal(folder)


# -- into a new folder -----------------------------------------------------


def _check_empty(folder: Folder, manifest: Manifest) -> None:
    """Check that a folder holds nothing but what a restore of this archive has left there.

    Raises:
        Refused: It holds something else.
    """
    if not folder.path.exists():
        return
    refused = Refused("{folder} is not empty; name a new folder.", folder=folder.path)
    if not folder.path.is_dir():
        raise refused
    folders = {"registers", "history", "outbox"}
    folders.update(name.rpartition("/")[0] for name in manifest.files)
    own = {LOCK_FILE, HOLDERS_FILE, _MARK, _temporary(_MARK), *map(_temporary, manifest.files)}
    restored = set()
    for name, status in folder.walk():
        if stat.S_ISDIR(status.st_mode) and name in folders:
            continue
        if not stat.S_ISREG(status.st_mode) or name not in own | manifest.files.keys():
            raise refused
        if name in manifest.files:
            restored.add(name)
    is_begun = folder.read(_MARK)[0] == _mark(manifest)
    if not restored or (is_begun and SETTINGS_FILE not in restored):
        return
    for name, digest in manifest.files.items():  # it may be all there, and unchanged since
        if _digest_of(folder, name) != digest:
            raise refused


def _fill(folder: Folder, source: Archive) -> None:
    """Write every file of an archive that is not there yet, durably, and the settings last."""
    _put(folder, _MARK, _mark(source.manifest))
    folder.sync()
    for name, digest in source.manifest.files.items():
        if name != SETTINGS_FILE and _digest_of(folder, name) != digest:
            _make_folder_of(folder, name)
            _put(folder, name, source.blocks(name))
    for within in village_folders(folder):  # what a killed restore wrote, too
        folder.sync(within)
    if _digest_of(folder, SETTINGS_FILE) != source.manifest.files[SETTINGS_FILE]:
        folder.replace(SETTINGS_FILE, source.blocks(SETTINGS_FILE), locked=True)
    with contextlib.suppress(OSError):  # otherwise the doctor does it
        folder.remove(_MARK)


def _put(folder: Folder, name: str, data: bytes | Iterable[bytes]) -> None:
    """Write a file whole or not at all; its name is not made durable yet."""
    temporary = _temporary(name)
    folder.stage(name, temporary.rpartition("/")[2], data)
    folder.rename(temporary, name)


def _mark(manifest: Manifest) -> bytes:
    """What tells an archive from others."""
    return hashlib.sha256(msgspec.json.encode(manifest)).hexdigest().encode()


def _temporary(name: str) -> str:
    """The name of a file while it is written, by `Folder.replace` as well."""
    within, slash, file = name.rpartition("/")
    return f"{within}{slash}.{file}.tmp"


# -- both ------------------------------------------------------------------


def _digest_of(folder: Folder, name: str) -> FileDigest | None:
    """Size and checksum of a file that is there; `None`: it is not."""
    size, seen = 0, hashlib.sha256()
    try:
        with folder.open_file(name, os.O_RDONLY) as descriptor:
            while block := os.read(descriptor, _BLOCK):
                size += len(block)
                seen.update(block)
    except FileNotFoundError:
        return None
    return FileDigest(size, seen.hexdigest())


def _make_folder_of(folder: Folder, name: str) -> None:
    within = name.rpartition("/")[0]
    if within:
        folder.make(within)


def _check_space(path: Path, sizes: Iterable[int]) -> None:
    """Check that the disk has room for some files before any of them is written.

    Raises:
        DataError: It has not.
    """
    needed = sum(size // _DISK_BLOCK + 1 for size in sizes) * _DISK_BLOCK
    place = next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
    free = shutil.disk_usage(place).free
    if free < needed:
        raise DataError(
            "{path} needs {needed} MB, and the disk has {free} MB free; nothing was changed. "
            "Free some space and try again.",
            path=path,
            needed=needed // 1_000_000 + 1,
            free=free // 1_000_000,
        )
