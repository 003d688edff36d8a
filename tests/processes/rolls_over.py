"""Changes one person again and again, with files of the history that hold only a few lines.

Arguments: the folder, the person's number, how often, the size at which a file is full.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from yigong.store.storage import history
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

folder, number, times, size = Path(sys.argv[1]), *map(int, sys.argv[2:])
history.ROLL_OVER = size
village = Village.open(folder, Actor(f"desk{number}", ""))
sys.stdin.readline()
for count in range(times):
    person = village.people.get(number)
    squad = village.squads.get(number)
    village.people.save(msgspec.structs.replace(person, note=f"{count}"))
    village.squads.save(msgspec.structs.replace(squad, purpose=f"{count}"))
