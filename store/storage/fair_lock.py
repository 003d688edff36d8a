"""A lock on an open file, shared or exclusive, first come first served, with a time limit.

It is made of byte-range locks of the open file description (`fcntl(2)`, F_OFD_SETLK): the kernel
takes them back when the descriptor is closed, however its process ends, and two threads with a
descriptor each exclude each other. The file's content plays no part, and one file has many locks,
each in a region of its own:

- A *slot* in the first half of the region is the lock itself: a shared holder has one, the
  exclusive holder all.
- A *ticket* in the second half is a place in the line, by the moment at which its owner came. Who
  has to wait holds one, and takes the lock only when no ticket before it is held.

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

_SLOTS = 1 << 40
"""The slots of a region, and its tickets: microseconds, which begin anew after twelve days; who
waits in that moment may be overtaken."""

REGIONS = 1 << 21
"""The locks in one file."""

_FLOCK = struct.Struct("hhqqi4x")
"""struct flock: l_type, l_whence, l_start, l_len, l_pid."""

_LONGEST = 10 * 10**6
"""Microseconds after which a ticket is not honoured: its owner is stopped, or waits so long that
order no longer matters."""

_IDLE = 50
"""How often in a row who is not the first must find the lock free to take it all the same: whose
turn it is has been stopped (Ctrl+Z)."""

_FIRST_PAUSE, _PAUSE, _FARTHEST = 0.00025, 0.0015, 8
"""Seconds between two looks: of the first in line, and of others, for each before them. As the
first holds the lock for a while, the second need not be as quick; and so on up to the eighth."""

_GROWTH, _LONGEST_PAUSE = 1.06, 0.01
"""With every look that finds the line as it was the pause grows, up to so many seconds, so that it
stays about a sixteenth of the time for which somebody holds the lock."""


def acquire(
    descriptor: int, timeout: float, *, region: int = 0, shared: bool = False
) -> int | None:
    """Take the lock. A descriptor has it once: it must not be taken again before it is released.

    Args:
        descriptor: The lock's file, opened for writing: who may only read can never hold it.
        timeout: Seconds to wait; none or fewer: do not wait.
        region: Which of the locks in the file, below `REGIONS`.
        shared: Hold it together with other shared holders.

    Returns:
        The first byte of the file that is held now, by which others may know who holds the lock
        (`holder`); `None`: the time was up.

    Raises:
        OSError: It is not opened for writing (EBADF), or the file system has no such locks.
    """
    deadline = time.monotonic() + timeout
    base, number = first_byte(region), _now()
    if not _count_before(descriptor, base, number):
        held = _take(descriptor, base, number, shared)
        if held is not None:
            return held
    if timeout <= 0:
        return None
    number = _now()
    ticket = base + _SLOTS + number
    with contextlib.suppress(BlockingIOError):  # of the same microsecond: one ticket keeps both
        _set(descriptor, fcntl.F_WRLCK, ticket, 1)
    try:
        return _wait(descriptor, base, number, deadline, shared)
    finally:
        _set(descriptor, fcntl.F_UNLCK, ticket, 1)


def release(descriptor: int, region: int = 0) -> None:
    """Release the lock. Closing the descriptor does the same."""
    _set(descriptor, fcntl.F_UNLCK, first_byte(region), _SLOTS)


def holder(descriptor: int, region: int = 0) -> int | None:
    """The first byte that another holder of the lock has, as it got it from `acquire`."""
    base = first_byte(region)
    return _find(descriptor, base, base + _SLOTS)


def first_byte(region: int) -> int:
    """Where a region begins, which its exclusive holder holds; never 0, which no lock holds."""
    return (region + 1) * 2 * _SLOTS


def _now() -> int:
    return time.monotonic_ns() // 1000 % _SLOTS


def _wait(descriptor: int, base: int, number: int, deadline: float, shared: bool) -> int | None:
    idle, place, pause = 0, -1, 0.0
    while True:
        before = _count_before(descriptor, base, number)
        idle = idle + 1 if before and _find(descriptor, base, base + _SLOTS) is None else 0
        if not before or idle > _IDLE:
            held = _take(descriptor, base, number, shared)
            if held is not None:
                return held
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            return None
        pause = pause * _GROWTH if before == place else before * _PAUSE or _FIRST_PAUSE
        place, pause = before, min(pause, _LONGEST_PAUSE)
        time.sleep(min(remaining, pause))


def _count_before(descriptor: int, base: int, number: int) -> int:
    """How many tickets before a number others hold, at most `_FARTHEST`.

    It may come out smaller, though never zero when there is one: the kernel names any of several
    locks, usually the oldest.
    """
    tickets = base + _SLOTS
    start, end = tickets + max(0, _now() - _LONGEST), tickets + number
    for count in range(_FARTHEST):
        found = _find(descriptor, start, end)
        if found is None:
            return count
        start = max(start, found) + 1
    return _FARTHEST


def _take(descriptor: int, base: int, number: int, shared: bool) -> int | None:
    """Take one slot or all; the first that is held, `None`: somebody else has one of them."""
    held, length = (base + number, 1) if shared else (base, _SLOTS)
    try:
        _set(descriptor, fcntl.F_WRLCK, held, length)
    except BlockingIOError:
        return None
    return held


def _set(descriptor: int, kind: int, start: int, length: int) -> None:
    lock = _FLOCK.pack(kind, os.SEEK_SET, start, length, 0)
    fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, lock)


def _find(descriptor: int, start: int, end: int) -> int | None:
    """Where a lock of another descriptor in a range begins; `None`: there is none.

    A lock for reading, which who may only read could set, is none.
    """
    if start >= end:
        return None
    asked = _FLOCK.pack(fcntl.F_RDLCK, os.SEEK_SET, start, end - start, 0)
    kind, _, found, *_ = _FLOCK.unpack(fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, asked))
    return None if kind == fcntl.F_UNLCK else found
