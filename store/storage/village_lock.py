"""The lock on a whole village: writers of one book share it, backups and transactions exclude them.

One book is replaced in one step, so a copy of one book is always whole. A copy of all books must
also be of one moment: they refer to each other, and the history must agree with them. So a backup
holds the lock exclusively while it reads, and so does a change of several books (`transaction`).
A transaction that was cut short is finished here, before anybody else reads or writes all books
(`store.storage.journal`).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from yigong.store.errors import Busy, Damaged, ReadOnly
from yigong.store.storage import files, journal
from yigong.store.storage.file_lock import TIMEOUT
from yigong.store.storage.files import FILE_MODE

_LOCK, _QUEUE = ".gate.lock", ".gate-queue.lock"
"""Writers hold the lock shared. They pass the queue first, and who wants the lock exclusively holds
the queue while waiting, so that a stream of writers cannot starve them (flock is not fair)."""


@contextlib.contextmanager
def shared(folder: Path, timeout: float = TIMEOUT) -> Iterator[None]:
    """Write one book while nobody copies the village or changes several of its books.

    Args:
        folder: The village's folder.
        timeout: Seconds to wait for an exclusive holder.

    Raises:
        Busy: It was held exclusively for longer.
        Damaged: A transaction was cut short and cannot be finished.
        DataError: The disk refuses to finish one.
        OSError: The lock file cannot be opened (no permission, full disk).
    """
    while True:
        with _opened(folder / _LOCK) as lock:
            with _opened(folder / _QUEUE) as queue:
                _take(queue, fcntl.LOCK_SH, timeout)
                _take(lock, fcntl.LOCK_SH, timeout)
            if not journal.exists(folder):
                yield
                return
        with exclusive(folder, timeout, writing=True):
            if journal.exists(folder):
                journal.finish_journal(folder)  # it failed before: this raises the reason


@contextlib.contextmanager
def exclusive(folder: Path, timeout: float = TIMEOUT, *, writing: bool = False) -> Iterator[None]:
    """Keep writers out, so that everything in the folder is of one moment.

    A transaction that was cut short is finished first. One that cannot be finished, because its
    journal is damaged, is left to the doctor: a damaged village can still be backed up.

    Args:
        folder: The village's folder.
        timeout: Seconds to wait for writers.
        writing: Whether the holder writes. If not, and this user may not write and there is no lock
            file yet, nothing is locked.

    Raises:
        Busy: A writer did not finish in time.
        ReadOnly: A transaction is unfinished, and this user may not write.
        DataError: The disk refuses to finish one.
        OSError: The lock file cannot be opened (full disk; no permission, if `writing`).
    """
    with contextlib.ExitStack() as stack:
        for name in (_QUEUE, _LOCK):
            try:
                descriptor = stack.enter_context(_opened(folder / name))
            except PermissionError:
                if writing:
                    raise
                continue
            _take(descriptor, fcntl.LOCK_EX, timeout)
        if journal.exists(folder):
            _finish(folder)
        yield


def _finish(folder: Path) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ReadOnly(
            "A change of several books was cut short: somebody who may write the village has to "
            "open it once."
        )
    with contextlib.suppress(Damaged), files.os_errors_explained(folder / journal.NAME):
        journal.finish_journal(folder)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Open a lock file, made if it is missing; closing it releases the lock."""
    options = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, os.O_RDONLY | options)
    except FileNotFoundError:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | options, FILE_MODE)
        with contextlib.suppress(PermissionError):  # another organiser's file has its mode already
            os.fchmod(descriptor, FILE_MODE)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, kind: int, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Busy(
                    "The village is being copied or restored, or several of its books are being "
                    "changed at once; nothing was changed here. Try again in a moment."
                ) from None
            time.sleep(0.001)
