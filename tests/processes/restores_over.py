"""Waits for a line, then five times changes somebody and restores over the village or repairs it.

Arguments: the village's folder, the archive, the person's number. Prints, as JSON, the notes that
it gave and the copies that were made.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import json
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from yigong.store.errors import Stale
from yigong.store.storage.book import Actor
from yigong.store.village.finding import Finding
from yigong.store.village.repair import repair
from yigong.store.village.restore import restore_over_village
from yigong.store.village.village import Village

folder, archive, number = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
village = Village.open(folder, Actor(f"organiser {number}", ""))
village.session.lock_timeout = 60.0
now = datetime(2026, 11, 25, 3, 15, tzinfo=UTC)
print("ready", flush=True)
sys.stdin.readline()
notes, copies = [], []
for again in range(5):
    note = f"{number}/{again}"
    while note not in notes:
        with suppress(Stale):  # another one restored between reading and saving
            person = village.people.get(number)
            village.people.save(msgspec.structs.replace(person, note=note))
            notes.append(note)
    if again % 2:
        copies.append(repair(folder, [Finding(".", "", "modes")], now, "李芳").saved)
    else:
        copies.append(restore_over_village(archive, folder, now, "李芳").saved)
print(json.dumps({"notes": notes, "copies": [str(path) for path in copies]}), flush=True)
