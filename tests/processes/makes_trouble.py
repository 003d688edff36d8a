"""Tries, as somebody who may only read, to keep writers out; prints as JSON what it could.

Arguments: a user id, a group id, the village's folder. It keeps all that it got until its input
ends.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import struct
import sys
from pathlib import Path

user, group, folder = sys.argv[1:]
os.setgroups([])
os.setgid(int(group))
os.setuid(int(user))
whole = struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
found: dict[str, list[str]] = {"opened": [], "locked": [], "written": []}
kept = []
for path in sorted(Path(folder).rglob("*")):
    name = str(path.relative_to(folder))
    with contextlib.suppress(OSError):
        kept.append(os.open(path, os.O_WRONLY))
        found["written"].append(name)
    with contextlib.suppress(OSError):
        kept.append(descriptor := os.open(path, os.O_RDONLY))
        found["opened"].append(name)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, whole)
        found["locked"].append(name)
for name in ("new", ".desks/new", "outbox/new", "registers/2026/new"):
    with contextlib.suppress(OSError):
        kept.append(os.open(Path(folder) / name, os.O_WRONLY | os.O_CREAT))
        found["written"].append(name)
print(json.dumps(found), flush=True)
sys.stdin.read()
