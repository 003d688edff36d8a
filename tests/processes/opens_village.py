"""Waits for a line, then opens a village; prints the format that its settings have then."""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import sys
from pathlib import Path

from yigong.store.storage.layout import format_of
from yigong.store.village import migrate  # noqa: F401 - so that all begin at once
from yigong.store.village.village import Village

print("ready", flush=True)
sys.stdin.readline()
print(format_of(Village.open(Path(sys.argv[1])).root), flush=True)
