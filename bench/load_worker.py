"""An organiser under load, as a process: mixed work for some seconds, and the time of each piece.

Arguments: the folder, the number of the organiser, the seconds.
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
from yigong.store.event_records import Occurrence
from yigong.store.records import Volunteer
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

NOW = datetime.fromisoformat("2026-11-25T08:50:00+08:00")


def main() -> None:
    """Work, then print a report as JSON."""
    folder, index, seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    name = f"organiser{index}"
    village = Village.open(folder, Actor(name, f"desk{index}"), clock=lambda: NOW)
    rng = random.Random(index)
    works = _works(village, rng)
    names = list(works)
    weights = [works[name][0] for name in names]
    for work in names:
        _try(works[work][1])  # so that imports and first reads are not measured
    print("ready", flush=True)
    sys.stdin.readline()
    spent: dict[str, list[float]] = defaultdict(list)
    refused: dict[str, int] = defaultdict(int)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        work = rng.choices(names, weights)[0]
        began = time.perf_counter()
        outcome = _try(works[work][1])
        spent[work].append(time.perf_counter() - began)
        if outcome:
            refused[outcome] += 1
    print(json.dumps({"by": name, "spent": spent, "refused": refused}), flush=True)


def _try(work: Callable[[], object]) -> str:
    """Do a piece of work; the name of the refusal, if it is refused."""
    try:
        work()
    except (Refused, Stale, Busy) as error:
        return type(error).__name__
    return ""


def _works(village: Village, rng: random.Random) -> dict[str, tuple[int, Callable[[], object]]]:
    """The kinds of work by name, each with its weight."""
    people = sorted(village.people.all())
    events = sorted(village.events.all())

    def any_occurrence() -> Occurrence:
        return village.events.occurrence(rng.choice(events), date(2026, 11, 25))

    def check_in_or_out() -> None:
        occurrence, number = any_occurrence(), rng.choice(people)
        if village.registers.read(occurrence.key).entries.get(number) is None:
            village.registers.checkin.check_in(occurrence, number)
        else:
            village.registers.checkin.check_out(occurrence, number)

    def change_person() -> None:
        person = village.people.get(rng.choice(people))
        village.people.save(msgspec.structs.replace(person, note=str(rng.random())))

    def change_event() -> None:
        event = village.events.get(rng.choice(events))
        village.events.save(msgspec.structs.replace(event, notes=str(rng.random())))

    def import_people() -> None:
        village.people.add_all(
            Volunteer(name="新村民", reading="xin cun min", note=str(n)) for n in range(10)
        )

    def export() -> None:
        from yigong.exports.ical.calendar_file import write_calendar

        write_calendar(village.events.all().values(), village.settings)
        assert village.summary(None, None).total.occurrences

    return {
        "check in or out": (80, check_in_or_out),
        "change a person": (8, change_person),
        "change an event": (4, change_event),
        "import ten people": (1, import_people),
        "export": (7, export),
    }


if __name__ == "__main__":
    main()
