"""Feeds: a folder of calendar files on a web server, to which phones subscribe."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from yigong.exports.ical.calendar_file import write_calendar
from yigong.exports.ical.selection import events_of_squad
from yigong.exports.plain_text import one_line
from yigong.store.errors import Damaged, Refused
from yigong.store.records import Event, Settings, Squad
from yigong.store.storage.files import os_errors_explained
from yigong.store.storage.folder import Folder

_MODE = 0o644
"""World-readable, unlike the village's own files: the web server serves them to everybody."""


class Feed(NamedTuple):
    """A file of the folder."""

    path: Path
    name: str
    """The calendar's name on phones."""

    events: int
    """How many there are in it."""

    written: bool
    """Whether it changed; else it was left as it was."""


def write_feeds(
    folder: Path,
    events: Collection[Event],
    squads: Collection[Squad],
    settings: Settings,
    *,
    today: date,
) -> list[Feed]:
    """Write the whole calendar, and one for each squad.

    The file names never change, because phones subscribe to them: ``village.ics``,
    ``squad-S01.ics``. An unchanged file keeps its modification time, so the web server can answer
    "not modified". Files of archived squads are not removed.

    Args:
        folder: The folder; it is created if it is missing.
        events: All events.
        squads: All squads.
        settings: The village's.
        today: The year from which lunar dates are written.

    Raises:
        Refused: The folder is a file.
        ReadOnly: No permission.
        DataError: The disk is full, or the like; each file is complete, old or new.
    """
    with os_errors_explained(folder):
        if folder.exists() and not folder.is_dir():
            raise Refused("{path} is a file; name a folder.", path=folder)
        folder.mkdir(parents=True, exist_ok=True)
    feeds = []
    for file, name, selected in _contents(events, squads, settings):
        data = write_calendar(selected, settings, today=today, name=name, feed=True)
        path = folder / file
        with os_errors_explained(path):
            changed = _replace_if_changed(Folder(folder), file, data)
            feeds.append(Feed(path, name, len(selected), changed))
    return feeds


def _contents(
    events: Collection[Event], squads: Collection[Squad], settings: Settings
) -> Iterator[tuple[str, str, Collection[Event]]]:
    """Yield file name, calendar name and events of each feed."""
    village = one_line(settings.name)
    yield "village.ics", village, events
    for squad in sorted(squads, key=lambda squad: squad.number):
        if not squad.archived:
            name = f"{village} {one_line(squad.name)}"
            yield f"squad-{squad.code}.ics", name, events_of_squad(events, squad.number)


def _replace_if_changed(folder: Folder, name: str, data: bytes) -> bool:
    """Replace a file in one step, unless its content is the same; whether it was replaced."""
    with contextlib.suppress(Damaged):  # a link or a pipe is replaced
        if folder.read(name)[0] == data:
            return False
    folder.replace(name, data, mode=_MODE)
    return True
