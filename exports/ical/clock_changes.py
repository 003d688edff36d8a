"""The nights in which clocks change: readers disagree about what lasts into one or begins in it.

A series says DTSTART and DTEND once. RFC 5545 3.8.5.3 gives every date of it the same exact
duration, but readers add it on the wall clock and are an hour off where the clock changes in
between (recurring_ical_events), or take the second of two equal times for the first (ical.js).
Such dates are therefore written out, in UTC, as overrides of the series.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from yigong.exports.ical import vtimezone
from yigong.store.dates import recurrence
from yigong.store.records import Event, Occurrence

_MARGIN = timedelta(hours=3)
"""Clocks are changed by up to two hours, and a start is found by its wall-clock time."""


def crosses_clock_change(one: Occurrence) -> bool:
    """Whether the clocks change during an occurrence, or at its very beginning or end."""
    if one.start.utcoffset() != one.end.utcoffset():
        return True
    return any(_twofold(moment) for moment in (one.start, one.end))


def _twofold(moment: datetime) -> bool:
    """Whether a wall-clock time comes twice that day, or not at all."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def starts_at_clock_change(event: Event, zone: ZoneInfo, last: int) -> Iterator[datetime]:
    """The planned starts, naive, whose dates as planned are `uneasy`, up to the end of a year."""
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
