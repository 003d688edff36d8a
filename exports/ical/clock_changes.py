"""Dates of a series that span a clock change, which must be written as overrides in UTC.

A series has one DTSTART and DTEND. RFC 5545 3.8.5.3 gives every date of it the same exact duration,
but readers add it on the wall clock and are an hour off if the clock changes in between
(recurring_ical_events), or take the second of two equal times for the first (ical.js).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from yigong.exports.ical import vtimezone
from yigong.store.dates import recurrence
from yigong.store.event_records import Event, Occurrence

_MARGIN = timedelta(hours=3)
"""Clocks change by up to two hours, and starts are searched by wall-clock time."""


def crosses_clock_change(occurrence: Occurrence) -> bool:
    """Whether the clocks change during an occurrence, or exactly at its start or end."""
    if occurrence.start.utcoffset() != occurrence.end.utcoffset():
        return True
    return any(map(_at_clock_change, (occurrence.start, occurrence.end)))


def _at_clock_change(moment: datetime) -> bool:
    """Whether a wall-clock time occurs twice on its day, or not at all."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def starts_crossing_clock_change(event: Event, zone: ZoneInfo, last: int) -> Iterator[datetime]:
    """Yield planned starts, naive, of dates that cross a clock change, to the end of a year."""
    if event.all_day:
        return
    seen: set[datetime] = set()
    for onset in vtimezone.onsets(zone, event.start.year, last):
        after = onset.wall - timedelta(minutes=event.minutes) - _MARGIN
        for start in recurrence.planned_starts(event, after, onset.wall + _MARGIN):
            if start not in seen and crosses_clock_change(
                recurrence.occurrence_at(event, start, zone)
            ):
                seen.add(start)
                yield start
