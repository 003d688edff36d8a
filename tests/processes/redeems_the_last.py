"""Redeems G01 for a person as one of many at the same moment, and prints what came of it."""

# ruff: noqa: T201 - what it prints is what the test reads

import sys
from pathlib import Path

from yigong.store.errors import Refused
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village


def redeem(folder: str, name: str, person: str) -> None:
    """Wait for a line on standard input, then redeem one for somebody."""
    village = Village.open(Path(folder), Actor(name, "desk"))
    village.session.lock_timeout = 60
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        print(f"redeemed {village.points.redeem(int(person), 1).code}", flush=True)
    except Refused as refused:
        print(f"refused {refused}", flush=True)


if __name__ == "__main__":
    redeem(*sys.argv[1:])
