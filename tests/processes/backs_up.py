"""Gives up root, then backs up a village into a folder; prints the outcome as JSON.

Arguments: the village's folder, the folder for the backup, a user id that is a group id, too.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import encodings.cp437  # noqa: F401 - zipfile takes it late, when root's files cannot be read
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from yigong.store import language
from yigong.store.errors import YigongError
from yigong.store.village import backup

language.use_language("en")
folder, target, user = sys.argv[1:]
os.setgroups([])
os.setgid(int(user))
os.setuid(int(user))
assert not os.access(folder, os.W_OK)
backup.TIMEOUT = 3.0 if (Path(folder) / ".together").exists() else 60.0
try:
    backup.back_up(Path(folder), Path(target), datetime.now(UTC), "读者")
    outcome = "ok"
except YigongError as error:
    outcome = f"{type(error).__name__}: {error}"
print(json.dumps({"outcome": outcome}), flush=True)
