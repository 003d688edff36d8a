"""Checks people in and out at one register until its input ends; prints how often.

Arguments: the folder, the first person's number, the number after the last.
"""

from __future__ import annotations

import select
import sys
from pathlib import Path

from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
village = Village.open(folder, Actor(f"desk{first}", f"desk{first}"))
occurrence = village.events.occurrence_for("E0001")
sys.stdout.write("ready\n")
sys.stdout.flush()
count = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    for number in range(first, last):
        village.registers.checkin.check_in(occurrence, number, again=True)
        village.registers.checkin.check_out(occurrence, number)
        count += 2
sys.stdout.write(f"{count}\n")
sys.stdout.flush()
