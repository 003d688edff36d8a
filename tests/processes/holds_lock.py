"""Holds a book's lock until its input ends. Arguments: the book's file, who it says it is."""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import sys
from pathlib import Path

from yigong.store.storage.file_lock import file_lock

with file_lock(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
