"""The gate of a village: every writer passes it; whoever copies the whole village closes it.

A book is replaced in one step, so a copy of one book is always whole. A copy of all of them also
has to be of one moment: books point at each other, and the history must not know more or less
than they do. So the copier shuts the gate for the few hundred milliseconds of its reading.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from store.errors import Busy
from store.files import FILE_MODE
from store.locks import TIMEOUT

_GATE, _QUEUE = ".gate.lock", ".gate-queue.lock"
"""Writers hold the gate shared. They pass the queue first, so that a stream of them cannot keep
a closer, who holds the queue while it waits, out for ever (flock knows no fairness)."""


@contextlib.contextmanager
def passing(folder: Path, timeout: float = TIMEOUT) -> Iterator[None]:
    """Write while no one copies the village.

    Args:
        folder: The village's folder.
        timeout: Seconds to wait for a copy to be finished.

    Raises:
        Busy: A copy took longer.
        OSError: The gate's file cannot be opened (no permission, full disk).
    """
    with _opened(folder / _GATE) as gate:
        with _opened(folder / _QUEUE) as queue:
            _take(queue, fcntl.LOCK_SH, timeout)
            _take(gate, fcntl.LOCK_SH, timeout)
        yield


@contextlib.contextmanager
def closed(folder: Path, timeout: float = TIMEOUT) -> Iterator[None]:
    """Keep writers out, so that everything in the folder is of one moment.

    Where this user may not write and there is no gate yet, nothing is held.

    Raises:
        Busy: A writer did not finish in time.
    """
    with contextlib.ExitStack() as held:
        for name in (_QUEUE, _GATE):
            try:
                descriptor = held.enter_context(_opened(folder / name))
            except PermissionError:
                continue
            _take(descriptor, fcntl.LOCK_EX, timeout)
        yield


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
                    "The village is being copied or restored; nothing was changed. "
                    "Try again in a moment."
                ) from None
            time.sleep(0.001)
