"""Feeds: a folder of calendar files on a web server, to which phones subscribe."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from yigong.exports.ical.calendar_file import write_calendar
from yigong.exports.ical.selection import (
    events_in_venue,
    events_of_host,
    events_of_programme,
    events_of_squad,
    public_events,
    without_bookings,
)
from yigong.exports.plain_text import one_line
from yigong.store.errors import Damaged, Refused
from yigong.store.event_records import Event, Occurrence
from yigong.store.named_records import in_use
from yigong.store.plan_context import PlanContext
from yigong.store.settings_records import Settings
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


class Calendar(NamedTuple):
    """The content of a feed."""

    file: str
    name: str
    events: Collection[Event]
    dates: Collection[Occurrence] = ()
    """Single dates of other events."""


def write_feeds(
    folder: Path,
    events: Collection[Event],
    settings: Settings,
    context: PlanContext,
    *,
    today: date,
) -> list[Feed]:
    """Write the whole calendar, and one for each squad, venue, programme and host.

    The file names never change, because phones subscribe to them: ``village.ics``,
    ``squad-S01.ics``, ``venue-L01.ics``, ``programme-P01.ics``, ``host-S01.ics``. An unchanged file
    keeps its modification time, so the web server can answer "not modified". Files of what was
    archived are not removed. A booking of a venue stands in the calendar of that venue alone, and
    what is not public in those of its squads and its venues.

    Args:
        folder: The folder; it is created if it is missing.
        events: All events.
        settings: The village's.
        context: The squads, venues and programmes.
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
    feeds, context = [], context.snapshot()
    for calendar in _calendars(events, settings, context):
        path, name = folder / calendar.file, f"{settings.name} {calendar.name}".strip()
        data = write_calendar(
            calendar.events, settings, context=context, dates=calendar.dates, today=today,
            name=name, feed=True,
        )  # fmt: skip
        count = len(calendar.events) + len({date.event.number for date in calendar.dates})
        with os_errors_explained(path):
            changed = _replace_if_changed(Folder(folder), calendar.file, data)
            feeds.append(Feed(path, one_line(name), count, changed))
    return feeds


def _calendars(
    events: Collection[Event], settings: Settings, context: PlanContext
) -> Iterator[Calendar]:
    """Yield the content of each feed, in the order of the codes."""
    venues, zone = context.venues(), ZoneInfo(settings.zone)
    yield Calendar("village.ics", "", public_events(events))
    for squad in in_use(context.squads()):
        if not squad.only_hosts:
            found = events_of_squad(without_bookings(events), squad.number)
            yield Calendar(f"squad-{squad.code}.ics", squad.name, found)
    for venue in in_use(venues):
        held = events_in_venue(events, venue.number, venues, zone)
        yield Calendar(f"venue-{venue.code}.ics", venue.name, *held)
    for programme in in_use(context.programmes()):
        found = events_of_programme(events, programme.number)
        yield Calendar(f"programme-{programme.code}.ics", programme.name, found)
    for squad in in_use(context.squads()):
        if squad.hosts:
            found = events_of_host(events, squad.number, context)
            yield Calendar(f"host-{squad.code}.ics", squad.name, found)


def _replace_if_changed(folder: Folder, name: str, data: bytes) -> bool:
    """Replace a file in one step, unless its content is the same; whether it was replaced."""
    with contextlib.suppress(Damaged):  # a link or a pipe is replaced
        if folder.read(name)[0] == data:
            return False
    folder.replace(name, data, mode=_MODE)
    return True
