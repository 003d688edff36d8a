"""A desk as a process, of which `bench.contention` starts several and times them."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.write_costs import NOW
from yigong.store.attendance.checkin_rules import Tone
from yigong.store.errors import Busy
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village


def main() -> None:
    """On a line, check in a share of the people without pause; on the next, the next desk's again.

    Each is answered by a line of JSON. Arguments: the folder, the event, the number of the desk,
    how many desks there are.
    """
    folder, key, index, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    village = Village.open(folder, Actor("李芳", f"{index + 1}号门"), clock=lambda: NOW)
    occurrence = village.events.occurrence_for(key)
    people = sorted(village.people.all())
    village.squads.of(1)
    waits: list[float] = []
    refused = 0

    def check_in(number: int) -> Tone | None:
        """Check somebody in; `None`: another desk was in the way for too long."""
        nonlocal refused
        began = time.perf_counter()
        try:
            return village.registers.checkin.check_in(occurrence, number).answer.tone
        except Busy:
            refused += 1
            return None
        finally:
            waits.append(time.perf_counter() - began)

    print("ready", flush=True)
    sys.stdin.readline()
    processor = time.process_time()
    for number in people[index::count]:
        check_in(number)
    processor = time.process_time() - processor
    print(json.dumps({"waits": waits, "refused": refused, "processor": processor}), flush=True)
    sys.stdin.readline()
    again = [check_in(number) for number in people[(index + 1) % count :: count]]
    print(again.count(Tone.WELCOME), flush=True)


if __name__ == "__main__":
    main()
