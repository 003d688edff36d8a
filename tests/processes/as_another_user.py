"""Gives up root, then reads a village and tries to write it; prints each outcome as JSON.

Arguments: the folder, the occurrence's key, a user id, a group id.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dateutil.rrule  # noqa: F401 - the store imports it late, when root's files cannot be read

from yigong.store import language
from yigong.store.errors import YigongError
from yigong.store.records import Volunteer
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

NOW = datetime(2026, 11, 25, 8, 50, tzinfo=ZoneInfo("Asia/Shanghai"))


def outcome(attempt: Callable[[], object]) -> str:
    """``ok``, or a `YigongError` with its sentence; any other error ends the program."""
    try:
        attempt()
    except YigongError as error:
        return f"{type(error).__name__}: {error}"
    return "ok"


def main() -> None:
    folder, key, user, group = sys.argv[1:]
    language.use_language("en")
    os.setgroups([])
    os.setgid(int(group))
    os.setuid(int(user))
    actor = Actor("王强", "西门")
    opened = outcome(lambda: Village.open(Path(folder), actor, clock=lambda: NOW))
    village = Village(Path(folder), actor, clock=lambda: NOW)
    found: dict[str, object] = {"open": opened}
    if opened == "ok":
        occurrence = village.events.occurrence_for(key)
        found["people"] = [person.name for person in village.people.all().values()]
        found["here"] = len(village.registers.read(key).here)
        found["history"] = len(list(village.history.newest_first()))
        found["writable"] = village.writable
        found["undo"] = outcome(village.undo)
        found["check_in"] = outcome(lambda: village.registers.checkin.check_in(occurrence, 2))
        found["add"] = outcome(lambda: village.people.add(Volunteer(name="赵六")))
    print(json.dumps(found))


main()
