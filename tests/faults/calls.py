"""The system calls of a change, counted, and one of them made to fail."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yigong.store.storage import history

_OF_OS = (
    "open", "write", "pwrite", "read", "pread", "lseek", "ftruncate", "fsync", "fchmod", "utime",
    "chmod", "stat", "lstat", "fstat", "mkdir", "rename", "link", "unlink", "close", "listdir",
    "scandir",
)  # fmt: skip
"""The functions of `os` that the store's writing path may call, directly or through pathlib."""

ERRNOS = ("ENOSPC", "EIO", "EACCES", "EDQUOT")
NEVER_FAILS = {"close", "stat", "lstat", "fstat", "lseek"}
"""The kernel answers these from its cache; a close that reports an error has closed."""


@dataclass(frozen=True)
class Fault:
    """One failure at one call."""

    at: int
    """The call's number, from 1."""

    how: str
    """``before``, ``after``: killed then; ``short``: killed after half a write; or an errno."""


class Wrapped:
    """Wraps the calls in this process; they are counted from `arm` on."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._fault: Fault | None = None
        self._armed = False
        self._write = os.write
        for name in _OF_OS:
            setattr(os, name, self._wrapped(name, getattr(os, name)))
        fcntl.fcntl = self._wrapped("fcntl", fcntl.fcntl)
        # The same calls each time, however fast the machine is: no listing of the history is kept.
        history._TICK = 1 << 62

    def arm(self, fault: Fault | None) -> None:
        """Start counting; the fault happens once, at its call."""
        self.names = []
        self._fault = fault
        self._armed = True

    def disarm(self) -> None:
        """Stop counting."""
        self._armed = False

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if not self._armed:
                return real(*args, **kwargs)
            self.names.append(name)
            fault = self._fault
            if fault is None or len(self.names) != fault.at:
                return real(*args, **kwargs)
            if fault.how == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            if fault.how == "short" and name in ("write", "pwrite"):
                half = args[1][: max(1, len(args[1]) // 2)]
                real(args[0], half, *args[2:])
                os.kill(os.getpid(), signal.SIGKILL)
            if fault.how in ERRNOS:
                assert name not in NEVER_FAILS, "not the calls that were counted"
                number = getattr(errno, fault.how)
                raise OSError(number, os.strerror(number))
            result = real(*args, **kwargs)
            if fault.how == "after":
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call


def faults_for(names: list[str]) -> list[Fault]:
    """Every fault that can happen in a change that makes these calls."""
    found = []
    for at, name in enumerate(names, 1):
        found += [Fault(at, "before"), Fault(at, "after")]
        if name in ("write", "pwrite"):
            found.append(Fault(at, "short"))
        if name not in NEVER_FAILS:
            found += [Fault(at, how) for how in ERRNOS]
    return found
