"""Books one venue for one hour as one of many at the same moment, and prints what came of it."""

# ruff: noqa: T201 - what it prints is what the test reads

import sys
from datetime import datetime
from pathlib import Path

from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village


def book(folder: str, name: str, start: str) -> None:
    """Wait for a line on standard input, then book L01 for an hour."""
    village = Village.open(Path(folder), Actor(name, "desk"))
    village.session.lock_timeout = 60
    print("ready", flush=True)
    sys.stdin.readline()
    at = datetime.fromisoformat(start)
    try:
        event = village.bookings.book(Event(title=name, start=at, minutes=60, venues=(1,)))
        print(f"booked {event.code}", flush=True)
    except Refused as refused:
        print(f"refused {refused}", flush=True)


if __name__ == "__main__":
    book(*sys.argv[1:])
