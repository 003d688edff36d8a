"""Opens a desk and keeps it open until its input ends; prints whether others can see it.

Arguments: the folder, the occurrence's key, who, the desk, and perhaps a user to become, with a
group unless it has the same number.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run with it ignored
folder, key, by, desk, *other = sys.argv[1:]
if other:
    os.setgroups([])
    os.setgid(int(other[-1]))
    os.setuid(int(other[0]))
village = Village.open(Path(folder), Actor(by, desk))
seen = village.presence.enter(key)
print("open" if seen else "unseen", *(at.by for at in village.presence.others(key)), flush=True)
sys.stdin.read()
