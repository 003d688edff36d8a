"""Files on disk: replaced whole or not at all, durable, readable and writable by the group only."""

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
"""setgid: what another organiser makes in the folder belongs to the same group."""


@contextlib.contextmanager
def os_errors_explained(path: Path) -> Iterator[None]:
    """Raise an `OSError` of the block again as an error with a sentence.

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
    """Make a folder of the village and its parents, unless they exist.

    Only folders made here get mode 2770: an existing one stays as its owner set it.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(FOLDER_MODE)  # after mkdir, whose mode the umask reduces
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte, also where the system writes fewer at once."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def replace_file(
    path: Path, data: bytes, *, sync: bool = True, mode: int = FILE_MODE, locked: bool = True
) -> None:
    """Replace a file's content, whole or not at all: a reader sees the old file or the new one.

    With `sync`, the new content survives a power cut once this returns (fsync, rename, fsync of the
    folder).

    The modification time is always later than the old one's, even if the clock went backwards or
    two writes fall into one tick, so that each content has its own `Fingerprint`.

    Args:
        path: The file; it need not exist.
        data: Its new content.
        sync: Whether to wait for the disk.
        mode: Who may read and write it, whatever the umask.
        locked: Whether the caller holds the file's lock; without it, several processes may write
            at once.

    Raises:
        OSError: The system refuses; the old file is untouched.
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
    """Write a file's next content beside it, to be renamed over it as by `replace_file`.

    Args:
        path: The file; it is not touched.
        temporary: The file to write, in the same folder.
        data: The content.
        sync: Whether to wait for the disk; the temporary name itself is not made durable.
        mode: Who may read and write it, whatever the umask.

    Raises:
        OSError: The system refuses; the temporary file is removed.
    """
    try:
        previous = path.stat().st_mtime_ns
    except FileNotFoundError:
        previous = 0
    stamp = max(time.time_ns(), previous + 1000)
    temporary.unlink(missing_ok=True)  # left by a killed writer, perhaps another user
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
"""Identifies a content of a file: inode, modification time in ns, size; `None`: no file."""


def file_fingerprint(path: Path) -> Fingerprint:
    """The fingerprint of a file's content now."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


MAX_BYTES = 1 << 28
"""The largest book of the largest village has a few hundredths of this size."""


def read_file(path: Path) -> tuple[bytes, Fingerprint]:
    """A file's content and the fingerprint of exactly that content (no file: empty, `None`).

    Raises:
        Damaged: It cannot be a file of a village: a pipe, a folder, a terabyte.
        OSError: It cannot be opened or read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return b"", None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise damaged_file(path, N_("it is not a plain file"))
        if status.st_size > MAX_BYTES:
            raise damaged_file(path, N_("it is larger than any file of a village"))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            # Not `MAX_BYTES`: so large a buffer for each of 2 000 registers would cost more.
            return file.read(status.st_size + 1), (
                status.st_ino,
                status.st_mtime_ns,
                status.st_size,
            )
    finally:
        os.close(descriptor)


def damaged_file(path: Path, reason: str) -> Damaged:
    """The error about a file that is not what it should be.

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
