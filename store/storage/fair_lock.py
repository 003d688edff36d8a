"""A lock on an open file, shared or exclusive, first come first served, with a time limit.

It is made of byte-range locks of the open file description (`fcntl(2)`, F_OFD_SETLK): the kernel
takes them back when the descriptor is closed, however its process ends, and two threads with a
descriptor each exclude each other. The file's content plays no part; the bytes that are locked lie
far behind any content:

- A *slot* below `_SLOTS` is the lock itself: a shared holder has one, the exclusive holder all.
- A *ticket* from `_SLOTS` on is a place in the line, by the moment at which its owner came. Who has
  to wait holds one, and takes the lock only when no ticket before it is held.

Only the slots exclude. Tickets merely keep the order, so the worst that becomes of one that is not
honoured is that somebody is overtaken.

The kernel's own waiting (F_OFD_SETLKW) is as fair, but knows no time limit without signals, which
threads cannot have.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
import time

_SLOTS = 1 << 62
_FLOCK = struct.Struct("hhqqi4x")
"""struct flock: l_type, l_whence, l_start, l_len, l_pid."""

_LONGEST = 10 * 10**9
"""Nanoseconds after which a ticket is not honoured: its owner is stopped, or waits so long that
order no longer matters."""

_IDLE = 50
"""How often in a row who is not the first must find the lock free to take it all the same: whose
turn it is has been stopped (Ctrl+Z)."""

_FIRST_PAUSE, _PAUSE, _FARTHEST = 0.00025, 0.001, 8
"""Seconds between two looks: of the first in line, and of others, for each before them. As the
first holds the lock for a while, the second need not be as quick; and so on up to the eighth."""


def acquire(descriptor: int, timeout: float, *, shared: bool = False) -> bool:
    """Take the lock. A descriptor has it once: it must not be taken again before it is released.

    Args:
        descriptor: The lock's file, opened for writing: who may only read can never hold it.
        timeout: Seconds to wait; none or fewer: do not wait.
        shared: Hold it together with other shared holders.

    Returns:
        Whether it was taken; if not, the time was up.

    Raises:
        OSError: It is not opened for writing (EBADF), or the file system has no such locks.
    """
    deadline = time.monotonic() + timeout
    number = time.monotonic_ns()
    if not _count_before(descriptor, number) and _take(descriptor, number, shared):
        return True
    if timeout <= 0:
        return False
    number = time.monotonic_ns()
    ticket = _SLOTS + number
    with contextlib.suppress(BlockingIOError):  # of the same nanosecond: one ticket keeps both
        _set(descriptor, fcntl.F_WRLCK, ticket, 1)
    try:
        return _wait(descriptor, number, deadline, shared)
    finally:
        _set(descriptor, fcntl.F_UNLCK, ticket, 1)


def release(descriptor: int) -> None:
    """Release the lock. Closing the descriptor does the same."""
    _set(descriptor, fcntl.F_UNLCK, 0, _SLOTS)


def _wait(descriptor: int, number: int, deadline: float, shared: bool) -> bool:
    idle = 0
    while True:
        before = _count_before(descriptor, number)
        idle = idle + 1 if before and _find(descriptor, 0, _SLOTS) is None else 0
        if (not before or idle > _IDLE) and _take(descriptor, number, shared):
            return True
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            return False
        time.sleep(min(remaining, before * _PAUSE or _FIRST_PAUSE))


def _count_before(descriptor: int, number: int) -> int:
    """How many tickets before a number others hold, at most `_FARTHEST`.

    It may come out smaller, though never zero when there is one: the kernel names any of several
    locks, usually the oldest.
    """
    start, end = _SLOTS + max(0, time.monotonic_ns() - _LONGEST), _SLOTS + number
    for count in range(_FARTHEST):
        found = _find(descriptor, start, end)
        if found is None:
            return count
        start = max(start, found) + 1
    return _FARTHEST


def _take(descriptor: int, number: int, shared: bool) -> bool:
    try:
        _set(descriptor, fcntl.F_WRLCK, *((number, 1) if shared else (0, _SLOTS)))
    except BlockingIOError:
        return False
    return True


def _set(descriptor: int, kind: int, start: int, length: int) -> None:
    lock = _FLOCK.pack(kind, os.SEEK_SET, start, length, 0)
    fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, lock)


def _find(descriptor: int, start: int, end: int) -> int | None:
    """Where a lock of another descriptor in a range begins; `None`: there is none."""
    if start >= end:
        return None
    asked = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, start, end - start, 0)
    kind, _, found, *_ = _FLOCK.unpack(fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, asked))
    return None if kind == fcntl.F_UNLCK else found
