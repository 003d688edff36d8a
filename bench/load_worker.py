"""One organiser under load: mixed work until the time is up, and how long each piece took.

Arguments: the folder, its number, seconds.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import msgspec

from yigong.store.errors import Busy, Refused, Stale
from yigong.store.records import Occurrence, Volunteer
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

NOW = datetime.fromisoformat("2026-11-25T08:50:00+08:00")


def main() -> None:
    """Work, then print one JSON object."""
    folder, index, seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    name = f"organiser{index}"
    village = Village.open(folder, Actor(name, f"desk{index}"), clock=lambda: NOW)
    chance = random.Random(index)
    works = _works(village, chance)
    names = list(works)
    weights = [works[name][0] for name in names]
    for work in names:
        _try(works[work][1])  # imports and first reads are not what is measured
    print("ready", flush=True)
    sys.stdin.readline()
    spent: dict[str, list[float]] = defaultdict(list)
    refused: dict[str, int] = defaultdict(int)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        work = chance.choices(names, weights)[0]
        began = time.perf_counter()
        outcome = _try(works[work][1])
        spent[work].append(time.perf_counter() - began)
        if outcome:
            refused[outcome] += 1
    print(json.dumps({"by": name, "spent": spent, "refused": refused}), flush=True)


def _try(work: Callable[[], object]) -> str:
    """Do it; the name of what refused it, if anything did."""
    try:
        work()
    except (Refused, Stale, Busy) as error:
        return type(error).__name__
    return ""


def _works(village: Village, chance: random.Random) -> dict[str, tuple[int, Callable[[], object]]]:
    """What an organiser does, and how often."""
    people = sorted(village.people.all())
    events = sorted(village.events.all())

    def one() -> Occurrence:
        return village.events.occurrence(chance.choice(events), date(2026, 11, 25))

    def door() -> None:
        at, number = one(), chance.choice(people)
        if village.registers.read(at.key).entries.get(number) is None:
            village.registers.checkin.check_in(at, number)
        else:
            village.registers.checkin.check_out(at, number)

    def edit() -> None:
        person = village.people.get(chance.choice(people))
        village.people.save(msgspec.structs.replace(person, note=str(chance.random())))

    def plan() -> None:
        event = village.events.get(chance.choice(events))
        village.events.save(msgspec.structs.replace(event, notes=str(chance.random())))

    def take_in() -> None:
        village.people.add_all(
            Volunteer(name="新村民", reading="xin cun min", note=str(n)) for n in range(10)
        )

    def export() -> None:
        from yigong.exports.ical.calendar_file import write_calendar

        write_calendar(village.events.all().values(), village.settings)
        assert village.summary(None, None).total.occurrences

    return {
        "check in or out": (80, door),
        "change a person": (8, edit),
        "change an event": (4, plan),
        "import ten people": (1, take_in),
        "export": (7, export),
    }


if __name__ == "__main__":
    main()
