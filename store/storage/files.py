"""Files on disk: replaced whole or not at all, durable when reported, private to the group."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from yigong.store.errors import Damaged, DataError, ReadOnly
from yigong.store.language import N_, _

FILE_MODE = 0o660
FOLDER_MODE = 0o2770
"""setgid: what the next organiser makes in the folder belongs to the same group."""


@contextlib.contextmanager
def os_errors_explained(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals into a sentence.

    Raises:
        ReadOnly: No permission, or a file system mounted read-only.
        DataError: A full disk, an exhausted quota, or any other input/output error.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ReadOnly(
                "No permission to write {path}; nothing was changed.", path=path
            ) from error
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DataError(
                "The disk is full: {path} could not be written; what was saved before is safe. "
                "Free some space and try again.",
                path=path,
            ) from error
        raise DataError(
            "{path} could not be read or written ({reason}).",
            path=path,
            reason=error.strerror or str(error),
        ) from error


def make_folder(folder: Path) -> None:
    """Make a folder of the village and its parents, each mode 2770, unless they exist.

    Only folders made here get the mode: an existing one stays as its owner set it.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(FOLDER_MODE)  # after mkdir, because mkdir's mode is cut by the umask
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte; a short write is continued, not believed."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def replace_file(
    path: Path, data: bytes, *, sync: bool = True, mode: int = FILE_MODE, locked: bool = True
) -> None:
    """Put new content in place of a file's old content, whole or not at all.

    A reader sees the old file or the new one. With `sync`, the new one survives a power cut once
    this returns: file, then name (fsync, rename, fsync of the folder).

    The modification time is always later than the old one's, even if the clock went backwards or
    two writes fall into one tick, so a reader may trust `Fingerprint` alone.

    Args:
        path: The file; need not exist.
        data: Its new content.
        sync: Whether to wait for the disk.
        mode: Who may read and write it, whatever the umask.
        locked: Whether the caller holds the file's lock; two who do not may write at once.

    Raises:
        OSError: As the operating system says; the old file is then untouched.
    """
    temporary = path.with_name(f".{path.name}.{'tmp' if locked else os.getpid()}")
    stage_file(path, temporary, data, sync=sync, mode=mode)
    try:
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    if sync:
        sync_folder(path.parent)


def stage_file(
    path: Path, temporary: Path, data: bytes, *, sync: bool = True, mode: int = FILE_MODE
) -> None:
    """Write what a file will hold beside it; renamed over it, it is in place as by `replace`.

    Args:
        path: The file; it is not touched.
        temporary: Where the new content lies until then, in the same folder.
        data: The content.
        sync: Whether to wait for the disk; the temporary name itself is not made durable.
        mode: Who may read and write it, whatever the umask.

    Raises:
        OSError: As the operating system says; nothing is left behind.
    """
    try:
        later_than = path.stat().st_mtime_ns
    except FileNotFoundError:
        later_than = 0
    stamp = max(time.time_ns(), later_than + 1000)
    temporary.unlink(missing_ok=True)  # of a writer that was killed, and perhaps not ours
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    try:
        try:
            os.fchmod(descriptor, mode)
            write_all(descriptor, data)
            os.utime(descriptor, ns=(stamp, stamp))
            if sync:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


Fingerprint = tuple[int, int, int] | None
"""What tells one content of a file from the next: inode, time in ns, size; `None`: no file."""


def file_fingerprint(path: Path) -> Fingerprint:
    """The fingerprint of a file's present content."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


MOST = 1 << 28
"""Bytes; the longest book of the largest village has a few hundredths of it."""


def read_file(path: Path) -> tuple[bytes, Fingerprint]:
    """A file's content and the fingerprint of exactly that content (no file: empty, `None`).

    Raises:
        Damaged: It is no file of a village: a pipe that nobody writes to, a folder, a terabyte.
        OSError: It cannot be opened or read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return b"", None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise unreadable(path, N_("it is not a plain file"))
        if status.st_size > MOST:
            raise unreadable(path, N_("it is larger than any file of a village"))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            # As much as it holds: a buffer of `MOST` for each of 2 000 registers costs more than
            # they do.
            return file.read(status.st_size + 1), (
                status.st_ino,
                status.st_mtime_ns,
                status.st_size,
            )
    finally:
        os.close(descriptor)


def unreadable(path: Path, reason: str) -> Damaged:
    """The sentence about a file that is not what it should be.

    Args:
        path: The file.
        reason: Why, as a msgid.
    """
    return Damaged(
        "{path} is damaged and was left as it is ({reason}). "
        "Restore it from a backup; the other books are safe.",
        path=path,
        reason=_(reason),
    )
