"""One desk of several: waits for a line on its input, then checks everybody in, in its own order.

Arguments: the folder, the desk's name, the occurrence's key. Prints how often it gave each answer.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

NOW = datetime(2026, 11, 25, 8, 50, tzinfo=ZoneInfo("Asia/Shanghai"))


def main() -> None:
    folder, desk, key = sys.argv[1:]
    village = Village.open(Path(folder), Actor(f"{desk}的人", desk), clock=lambda: NOW)
    occurrence = village.events.occurrence_for(key)
    people = list(village.people.all())
    random.Random(desk).shuffle(people)
    print("ready", flush=True)
    sys.stdin.readline()
    answers = Counter(
        village.registers.checkin.check_in(occurrence, person).answer.tone.value
        for person in people
    )
    print(json.dumps(answers))


main()
