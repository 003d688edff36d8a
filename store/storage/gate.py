"""The gate of a village: every writer passes it; whoever needs all books as one closes it.

A book is replaced in one step, so a copy of one book is always whole. A copy of all of them also
has to be of one moment: books point at each other, and the history must not know more or less
than they do. So the copier shuts the gate for the few hundred milliseconds of its reading; and so
does whoever changes several books together (`transaction`). What such a change left unfinished
is finished here, before anybody gets by (`store.storage.journal`).
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
from yigong.store.storage.files import FILE_MODE
from yigong.store.storage.locks import TIMEOUT

_GATE, _QUEUE = ".gate.lock", ".gate-queue.lock"
"""Writers hold the gate shared. They pass the queue first, so that a stream of them cannot keep
a closer, who holds the queue while it waits, out for ever (flock knows no fairness)."""


@contextlib.contextmanager
def shared(folder: Path, timeout: float = TIMEOUT) -> Iterator[None]:
    """Write while no one copies the village or changes several of its books.

    Args:
        folder: The village's folder.
        timeout: Seconds to wait for whoever keeps it closed.

    Raises:
        Busy: It was kept closed for longer.
        Damaged: A change of several books was cut short, and cannot be finished.
        DataError: The disk refuses what is left of one.
        OSError: The gate's file cannot be opened (no permission, full disk).
    """
    while True:
        with _opened(folder / _GATE) as gate:
            with _opened(folder / _QUEUE) as queue:
                _take(queue, fcntl.LOCK_SH, timeout)
                _take(gate, fcntl.LOCK_SH, timeout)
            if not journal.unfinished(folder):
                yield
                return
        with exclusive(folder, timeout, writing=True):
            if journal.unfinished(folder):
                journal.finish_journal(folder)  # it could not be: this says why


@contextlib.contextmanager
def exclusive(folder: Path, timeout: float = TIMEOUT, *, writing: bool = False) -> Iterator[None]:
    """Keep writers out, so that everything in the folder is of one moment.

    A change of several books that was cut short is finished first. One that cannot be finished,
    because its journal is broken, is left to the doctor: a broken village can be copied, too.

    Args:
        folder: The village's folder.
        timeout: Seconds to wait for writers.
        writing: Whether the gate is closed to write. Else, where this user may not write and there
            is no gate yet, nothing is held.

    Raises:
        Busy: A writer did not finish in time.
        ReadOnly: A change is unfinished, and this user may not write.
        DataError: The disk refuses what is left of one.
        OSError: The gate's file cannot be opened (full disk; no permission, to one who writes).
    """
    with contextlib.ExitStack() as held:
        for name in (_QUEUE, _GATE):
            try:
                descriptor = held.enter_context(_opened(folder / name))
            except PermissionError:
                if writing:
                    raise
                continue
            _take(descriptor, fcntl.LOCK_EX, timeout)
        if journal.unfinished(folder):
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
    """A lock file, made where it is missing; closing it lets go."""
    options = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, os.O_RDONLY | options)
    except FileNotFoundError:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | options, FILE_MODE)
        with contextlib.suppress(PermissionError):  # another organiser's: it has its mode
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
