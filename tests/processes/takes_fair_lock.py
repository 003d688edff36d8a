"""Takes a fair lock, adds its name to a log, and holds the lock until its input ends.

Arguments: the lock's file, the log, its name, "shared" or "exclusive", and whether it waits for its
turn however long those before it, on a busy machine, do nothing ("patient") or not ("").
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from yigong.store.storage import fair_lock

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` has it ignored
if sys.argv[5]:
    fair_lock._IDLE = fair_lock._LONGEST = 1 << 60
lock = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT, 0o600)
assert fair_lock.acquire(lock, 60, shared=sys.argv[4] == "shared")
with Path(sys.argv[2]).open("a", encoding="utf-8") as log:
    log.write(sys.argv[3] + "\n")
print("held", flush=True)
sys.stdin.read()
