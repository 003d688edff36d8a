"""Takes a fair lock again and again, and says how often it was not alone with it.

Arguments: the lock's file, how often. The witness is a lock of the process (POSIX): it fails at
once if anybody else has it, and the kernel takes it back before the fair one.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import fcntl
import os
import sys

from yigong.store.storage.fair_lock import acquire, release

witness = os.open(f"{sys.argv[1]}.witness", os.O_WRONLY | os.O_CREAT, 0o600)
lock = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT, 0o600)
violations = 0
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    assert acquire(lock, 60)
    try:
        fcntl.lockf(witness, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        violations += 1
    os.sched_yield()
    fcntl.lockf(witness, fcntl.LOCK_UN)
    release(lock)
print(violations, flush=True)
