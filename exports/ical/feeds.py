"""A folder of calendar files for a web server: what phones subscribe to and fetch by themselves."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from yigong.exports.ical.calendar_file import write_calendar
from yigong.exports.ical.selection import events_of_squad
from yigong.exports.plain_text import one_line
from yigong.store.errors import Refused
from yigong.store.records import Event, Settings, Squad
from yigong.store.storage.files import os_errors_explained, replace_file

_MODE = 0o644
"""Unlike the village's own files: the web server reads them, and so may everybody it serves."""


class Feed(NamedTuple):
    """A file of the folder."""

    path: Path
    name: str
    """What phones call the calendar."""

    events: int
    written: bool
    """Whether it was another one than before; else it was not touched."""


def write_feeds(
    folder: Path,
    events: Collection[Event],
    squads: Collection[Squad],
    settings: Settings,
    *,
    today: date,
) -> list[Feed]:
    """Write the whole calendar and one for each squad.

    The names of the files are for good, because phones have subscribed to them: ``village.ics``,
    ``squad-S01.ics``. A file that would be the same is left as it is, with its time, so the web
    server's answer to "changed since?" stays no. Files of archived squads are left, too.

    Args:
        folder: Where to; made where it is missing.
        events: All events.
        squads: All squads.
        settings: The village's.
        today: From its year lunar dates are written ahead.

    Raises:
        Refused: The folder is a file.
        ReadOnly: No permission.
        DataError: The disk is full, or the like; each file is the old one or the new one.
    """
    with os_errors_explained(folder):
        if folder.exists() and not folder.is_dir():
            raise Refused("{path} is a file; name a folder.", path=folder)
        folder.mkdir(parents=True, exist_ok=True)
    feeds = []
    for file, name, chosen in _contents(events, squads, settings):
        data = write_calendar(chosen, settings, today=today, name=name, feed=True)
        path = folder / file
        with os_errors_explained(path):
            feeds.append(Feed(path, name, len(chosen), _publish(path, data)))
    return feeds


def _contents(
    events: Collection[Event], squads: Collection[Squad], settings: Settings
) -> Iterator[tuple[str, str, Collection[Event]]]:
    """File name, calendar name, events."""
    village = one_line(settings.name)
    yield "village.ics", village, events
    for squad in sorted(squads, key=lambda squad: squad.number):
        if not squad.archived:
            name = f"{village} {one_line(squad.name)}"
            yield f"squad-{squad.code}.ics", name, events_of_squad(events, squad.number)


def _publish(path: Path, data: bytes) -> bool:
    """Put a file in place in one step, unless it says the same already."""
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return False
    replace_file(path, data, mode=_MODE, locked=False)
    return True
