"""The lock on one book: one writer at a time, a bounded wait, and the holder's name."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from yigong.store.errors import Busy
from yigong.store.storage.files import FILE_MODE

TIMEOUT = 8.0
"""Seconds to wait for another writer: a write takes milliseconds, a long import a second."""


@contextlib.contextmanager
def file_lock(path: Path, holder: str, *, timeout: float = TIMEOUT) -> Iterator[None]:
    """Hold a book's lock: flock on a file of its own, because the book itself is renamed over.

    The kernel releases it when the process ends, however it ends, so there are no stale locks.

    Args:
        path: The book.
        holder: The writer, named in the message to others who wait in vain.
        timeout: Seconds to wait.

    Raises:
        Busy: Somebody else held it for longer; the message names them.
        OSError: The lock file cannot be opened (no permission, full disk).
    """
    lock = path.with_name(f".{path.name}.lock")
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
    try:
        with contextlib.suppress(PermissionError):  # another organiser's file has its mode already
            if os.fstat(descriptor).st_mode & 0o777 != FILE_MODE:
                os.fchmod(descriptor, FILE_MODE)
        _wait(descriptor, path, timeout)
        note = f"{holder} ({os.getpid()}, {time.strftime('%H:%M:%S')})".encode()
        os.pwrite(descriptor, note, 0)
        os.ftruncate(descriptor, len(note))
        yield
    finally:
        os.close(descriptor)  # releases the lock


def _wait(descriptor: int, path: Path, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    pause = 0.0002
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                who = os.pread(descriptor, 200, 0).decode("utf-8", "replace")
                raise Busy(
                    "{book} is being written by {who}; nothing was changed. Try again in a moment.",
                    book=path.name,
                    who="".join(c for c in who if c.isprintable()) or "?",
                ) from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.005)
