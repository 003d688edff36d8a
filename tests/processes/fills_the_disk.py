"""Writes until the disk is full, then frees space and goes on; for a small disk.

Argument: a folder on that disk. Prints one JSON object.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from faults.changes import KEY, NOW, make, opened
from support.replay import assert_history_matches_books
from yigong.store.errors import YigongError
from yigong.store.village import doctor

disk = Path(sys.argv[1])
folder = disk / "village"
make(folder)
ballast = disk / "ballast"
village = opened(folder)
occurrence = village.events.occurrence_for(KEY)
ballast.write_bytes(b"x" * 200_000)

done, refusals = 0, []
while not refusals:
    number = 2 + done // 2 % 10
    try:
        if done % 2:
            village.registers.checkin.check_out(occurrence, number)
        else:
            village.registers.checkin.check_in(occurrence, number, again=True)
        done += 1
    except YigongError as error:
        refusals.append(str(error))
full = opened(folder).registers.read(KEY)
moves = sum(1 + (stint.end is not None) for e in full.entries.values() for stint in e.stints)
for _ in range(20):
    try:
        village.registers.signup.sign_up(occurrence, 12)
    except YigongError as error:
        refusals.append(str(error))
ballast.unlink()
village.registers.signup.sign_up(occurrence, 12)
village.people.save(village.people.get(1))
assert_history_matches_books(folder)
sys.stdout.write(
    json.dumps(
        {
            "done": done,
            "on disk": moves - 1,
            "refusals": sorted(set(refusals)),
            "faults": [finding.sentence for finding in doctor.examine(folder, NOW).faults],
        }
    )
)
