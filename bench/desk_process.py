"""A desk as a process, of which `bench.write_costs` starts several and times them."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.write_costs import NOW
from yigong.store.attendance.checkin_rules import Tone
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village


def main() -> None:
    """On a line, check in a share of the people; on the next, those of the next process again."""
    folder, key, index, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    village = Village.open(folder, Actor("李芳", f"{index + 1}号门"), clock=lambda: NOW)
    occurrence = village.events.occurrence_for(key)
    people = sorted(village.people.all())
    village.squads.of(1)
    print("ready", flush=True)
    sys.stdin.readline()
    for number in people[index::count]:
        village.registers.checkin.check_in(occurrence, number)
    print("in", flush=True)
    sys.stdin.readline()
    again = people[(index + 1) % count :: count]
    tones = [village.registers.checkin.check_in(occurrence, number).answer.tone for number in again]
    print(tones.count(Tone.WELCOME), flush=True)


if __name__ == "__main__":
    main()
