"""Restores an archive into a new folder, and prints the outcome and the most memory it took."""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import json
import sys
from pathlib import Path

from yigong.store import language
from yigong.store.errors import YigongError
from yigong.store.village.restore import restore_folder

language.use_language("en")
archive, folder = sys.argv[1:]
try:
    restore_folder(Path(archive), Path(folder), "李芳")
    outcome = "ok"
except YigongError as error:
    outcome = f"{type(error).__name__}: {error}"
status = Path("/proc/self/status").read_text("ascii")
memory = int(status.partition("VmHWM:")[2].split()[0]) * 1024
print(json.dumps({"outcome": outcome, "memory": memory}))
