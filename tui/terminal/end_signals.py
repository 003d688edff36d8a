"""The signals that end the program: it exits, and if that hangs it ends all the same.

A write to a terminal that was stopped, or that has gone, may wait for ever, and with it the
application's loop and Python's own handlers of signals, which run in its thread. So a thread of its
own waits for these signals. All data is on the disk.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from threading import Thread

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
_GRACE = 2
"""Seconds to exit in."""


def watch_end_signals(end: Callable[[int], object]) -> None:
    """Call `end` in another thread when SIGTERM or SIGHUP comes, and end the process soon after.

    The thread that calls this starts no other before: those that it starts then leave the signals
    to the one that waits for them.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    Thread(target=_wait, args=(end,), name="end-signals", daemon=True).start()


def _wait(end: Callable[[int], object]) -> None:
    number = signal.sigwait(_SIGNALS)
    try:
        end(number)
    finally:
        time.sleep(_GRACE)
        os._exit(128 + number)
