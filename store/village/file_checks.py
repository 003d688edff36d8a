"""The doctor's checks of the file system: who may use which file, what was left, the disk."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from fnmatch import fnmatchcase

from yigong.store.errors import DataError
from yigong.store.language import _
from yigong.store.storage import journal
from yigong.store.storage.files import FILE_MODE, FOLDER_MODE
from yigong.store.storage.folder import Folder
from yigong.store.storage.layout import SET_ASIDE, VillageFile
from yigong.store.storage.locks import HOLDERS_FILE, LOCK_FILE, LOCK_MODE
from yigong.store.village.finding import Finding, Repair, finding_of

_MIN_FREE = 200_000_000
"""Bytes; less free space on the disk is a finding."""


def check_access(folder: Folder, present: list[VillageFile]) -> Iterator[Finding]:
    """The group may write, others may do nothing; nothing is a link, a pipe or a device.

    What was set aside is of nobody's concern any more.
    """
    own = folder.path.stat()
    yield from _check_mode(".", own, own.st_gid)
    books = {file.name for file in present}
    unreadable: list[DataError] = []
    for name, status in folder.walk(unreadable=unreadable):
        top = "/" not in name
        if name.startswith(f"{SET_ASIDE}/"):
            continue
        if stat.S_ISLNK(status.st_mode):
            text = _("This is a link; a village's files are files of its own. Remove it.")
            yield Finding(name, text)
        elif not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            text = _("This is a pipe, a socket or a device, which no village has. Remove it.")
            yield Finding(name, text)
        elif stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
            yield from _check_second_name(name, status, own.st_gid)
        elif name == LOCK_FILE and status.st_mode & 0o044:
            text = _("Who may only read could keep everybody from writing: `chmod g-r .lock`.")
            yield Finding(name, text, "modes" if status.st_uid == os.geteuid() else "")
        elif name in books or (stat.S_ISDIR(status.st_mode) and (top or "registers/" in name)):
            yield from _check_mode(name, status, own.st_gid)
    for error in unreadable:
        yield finding_of(folder, error)


def _check_second_name(name: str, status: os.stat_result, group: int) -> Iterator[Finding]:
    """A file under a second name; one in a snapshot by hard links has the access of the village's.

    That of a lock file is said all the same: who has the other name holds up whoever writes here.
    """
    wanted = (group, LOCK_MODE if name == LOCK_FILE else FILE_MODE)
    foreign = (status.st_gid, stat.S_IMODE(status.st_mode)) != wanted
    if name in (LOCK_FILE, HOLDERS_FILE):
        text = _("It has a second name. Remove it while nobody works here: it is made anew.")
        yield Finding(name, text, fault=foreign)
    elif foreign:
        text = _(
            "It has a second name, and may be somebody's own file. Put a copy in its place, or "
            "remove it."
        )
        yield Finding(name, text)


def _check_mode(where: str, status: os.stat_result, group: int) -> Iterator[Finding]:
    wanted = FOLDER_MODE if stat.S_ISDIR(status.st_mode) else FILE_MODE
    mode = stat.S_IMODE(status.st_mode)
    repair: Repair = "modes" if status.st_uid == os.geteuid() else ""
    if mode & 0o007:
        yield Finding(where, _("Anybody on this server may read it, or more."), repair)
    elif mode & 0o070 != wanted & 0o070:
        yield Finding(where, _("Other organisers of the group may not write it."), repair)
    if status.st_gid != group:
        text = _("It belongs to another group than the village's folder.")
        yield Finding(where, text, repair)


def check_leftovers(folder: Folder) -> Iterator[Finding]:
    """What a killed writer left."""
    patterns = (".*.tmp",) if journal.exists(folder) else (".*.tmp", f".*{journal.NAME}")
    for name, status in folder.walk(unreadable=[]):
        file = name.rpartition("/")[2]
        if stat.S_ISREG(status.st_mode) and any(fnmatchcase(file, each) for each in patterns):
            text = _("A writer that was killed left this; it was never part of the village.")
            yield Finding(name, text, "leftover", fault=False)


def check_disk(folder: Folder) -> Iterator[Finding]:
    """The disk has room for more."""
    free = shutil.disk_usage(folder.path).free
    if free < _MIN_FREE:
        text = _("Only {mb} MB are free on the disk.")
        yield Finding(".", text.format(mb=free // 1_000_000))
    if os.statvfs(folder.path).f_files and os.statvfs(folder.path).f_favail < 1000:
        yield Finding(".", _("The file system has hardly a free inode left."))
