"""Holds a book's lock until its input ends.

Arguments: the village's folder, the book's name, who it says it is.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import sys
from pathlib import Path

from yigong.store.storage.folder import Folder
from yigong.store.storage.village_lock import book_lock

with book_lock(Folder(Path(sys.argv[1])), sys.argv[2], sys.argv[3]):
    print("held", flush=True)
    sys.stdin.read()
