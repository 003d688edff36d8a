"""Works in a village as another user; prints as JSON how often what succeeded and was refused.

Arguments: a user id, a group id, the village's folder, how often, and what: ``export``,
``confined``, ``check in``, ``desk``.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from other_user import become

from yigong.exports.export_file import write_export
from yigong.store.errors import YigongError
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village
from yigong.tui.access.confined_files import read_limited
from yigong.tui.main import main as run

KEY = "E0001@2026-11-25"
NOW = datetime(2026, 11, 25, 8, 50, tzinfo=ZoneInfo("Asia/Shanghai"))


def exports(village: Village) -> Iterator[Callable[[], object]]:
    """An export onto one name, and its reading."""
    path = village.folder / "outbox" / "calendar.ics"
    yield lambda: write_export(village.outbox() / path.name, b"from the village\n", village.root)
    yield lambda: read_limited(path, village.root)


def commands(village: Village) -> Iterator[Callable[[], object]]:
    """The same by commands of a confined account."""
    os.environ.update(
        {"YIGONG_CONFINED": "1", "YIGONG_DATA": str(village.folder), "YIGONG_BY": "王强"}
    )

    def command(text: str) -> None:
        os.environ["SSH_ORIGINAL_COMMAND"] = text
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(["--lang", "en"])
        if "mine" in out.getvalue() + err.getvalue():
            raise AssertionError(out.getvalue() + err.getvalue())
        if code:
            raise YigongError("{why}", why=err.getvalue())

    yield lambda: command("yigong export ical -o calendar.ics")
    yield lambda: command("yigong export ical")
    yield lambda: command("yigong people import calendar.ics --dry-run")


def check_ins(village: Village) -> Iterator[Callable[[], object]]:
    """A check-in, and its undo."""
    occurrence = village.events.occurrence_for(KEY)
    yield lambda: village.registers.checkin.check_in(occurrence, 2)
    yield village.undo
    yield lambda: list(village.history.newest_first())


def desks(village: Village) -> Iterator[Callable[[], object]]:
    """A desk that is opened and closed."""
    yield lambda: village.presence.enter(KEY)
    yield lambda: village.presence.others(KEY)
    yield lambda: village.presence.leave(KEY)


WORKS = {"export": exports, "confined": commands, "check in": check_ins, "desk": desks}


def main() -> None:
    user, group, folder, times, what = sys.argv[1:]
    become(int(user), int(group))
    village = Village.open(Path(folder), Actor("王强", "西门"), clock=lambda: NOW)
    done: Counter[str] = Counter()
    for work in [*WORKS[what](village)] * int(times):
        try:
            work()
        except YigongError:
            done["refused"] += 1
        else:
            done["done"] += 1
    print(json.dumps(done))


main()
