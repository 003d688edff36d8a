"""Forks writers, each of which reports every finished change until it is killed.

Arguments: the folder, the occurrence's key, how many to kill, the seed. Prints one JSON line for
each: the changes it had reported, and what the register's file holds after its death.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from yigong.store.attendance.checkin_rules import Tone
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

NOW = datetime(2026, 11, 25, 8, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
LIFETIME = 0.015
"""Seconds a writer lives at most, once it is ready to write; longer on a machine so busy that
writers report nothing."""


def main() -> None:
    folder, key, rounds, seed = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    register = folder / "registers" / key.partition("@")[2][:4] / f"{key}.json"
    chance, lifetime = random.Random(seed), LIFETIME
    Village.open(folder).events.occurrence_for(key)  # warm: all is imported before the first fork
    for shot in range(rounds):
        reports, report = os.pipe()
        writer = os.fork()
        if writer == 0:
            write_for_ever(folder, key, shot, report)
        os.close(report)
        os.read(reports, 1)
        time.sleep(chance.uniform(0, lifetime))
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        with os.fdopen(reports) as pipe:
            reported = [json.loads(line) for line in pipe if line.endswith("\n")]
        lifetime = max(LIFETIME, lifetime / 1.1) if reported else min(lifetime * 1.1, 20 * LIFETIME)
        print(json.dumps({"reported": reported, "rev": revision(register)}), flush=True)


def write_for_ever(folder: Path, key: str, shot: int, report: int) -> None:
    """Check people in and out; report the register's revision, the person and the act of each."""
    village = Village.open(folder, Actor(f"writer {shot}", "东门"), clock=lambda: NOW)
    occurrence = village.events.occurrence_for(key)
    people = list(village.people.all())
    village.registers.read(key)
    chance = random.Random(shot)
    os.write(report, b"\n")
    while True:
        person = chance.choice(people)
        arrival = village.registers.checkin.check_in(occurrence, person, again=True)
        act = "checkin"
        if arrival.answer.tone not in (Tone.WELCOME, Tone.LEFT):
            village.registers.checkin.check_out(occurrence, person)
            act = "checkout"
        rev = village.registers.read(occurrence.key).rev
        os.write(report, json.dumps([rev, person, act]).encode() + b"\n")


def revision(register: Path) -> int:
    """The revision in the file as anybody would read it; a file that cannot be read ends this."""
    if not register.exists():
        return 0
    return json.loads(register.read_bytes())["meta"]["1"]["rev"]


main()
