"""Checks people in until the system refuses to let a file grow (RLIMIT_FSIZE, errno EFBIG).

Arguments: the folder, the occurrence's key, the most bytes of a file. Prints who was reported as
checked in, and the name and sentence of the refusal, as JSON.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import json
import resource
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from yigong.store import language
from yigong.store.errors import YigongError
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

NOW = datetime(2026, 11, 25, 8, 50, tzinfo=ZoneInfo("Asia/Shanghai"))


def main() -> None:
    folder, key, most = sys.argv[1:]
    language.use_language("en")
    village = Village.open(Path(folder), Actor("王强", "西门"), clock=lambda: NOW)
    occurrence = village.events.occurrence_for(key)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), resource.RLIM_INFINITY))
    reported: list[int] = []
    refusal = ["", ""]
    try:
        for person in village.people.all():
            village.registers.checkin.check_in(occurrence, person)
            reported.append(person)
    except YigongError as error:
        refusal = [type(error).__name__, str(error)]
    print(json.dumps({"reported": reported, "refusal": refusal}))


main()
