"""The events of a programme, and their occurrences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from yigong.store.dates import recurrence
from yigong.store.event_records import Event, Occurrence
from yigong.store.programme_records import Programme

AHEAD = timedelta(days=366)
"""How far ahead of today the dates of a rule without an end are looked for."""


def _own_events(events: Iterable[Event], programme: int) -> list[Event]:
    """The events of a programme: those of which a plan, present or earlier, is part of it."""
    return [
        event
        for event in events
        if any(plan.programme == programme for plan in recurrence.all_plans(event))
    ]


def programme_occurrences(
    events: Iterable[Event], programme: int, today: date, zone: ZoneInfo
) -> list[Occurrence]:
    """The occurrences of a programme from its first one to a year from today, by start.

    Args:
        events: The events, of any programme.
        programme: The programme's number.
        today: The day in the village.
        zone: The village's zone.
    """
    own = _own_events(events, programme)
    starts = [plan.start.date() for event in own for plan in recurrence.all_plans(event)]
    if not starts:
        return []
    first = min(starts) - timedelta(days=1)  # an event may be in another zone
    last = max(today + AHEAD, max(starts) + timedelta(days=1))
    found = recurrence.occurrences(own, first, last, zone)
    return [each for each in found if each.event.programme == programme]


def planned_by_programme(
    events: Iterable[Event],
    programmes: Mapping[int, Programme],
    now: datetime,
    zone: ZoneInfo,
) -> Mapping[int, int]:
    """How many dates of each programme begin in the year to come, up to its last day; cancelled
    ones do not count.

    Args:
        events: The events, of any programme and of none.
        programmes: The programmes by number.
        now: The time.
        zone: The village's zone.
    """
    own = [event for event in events if any(p.programme for p in recurrence.all_plans(event))]
    today = now.date()
    return Counter(
        each.event.programme
        for each in recurrence.occurrences(own, today, today + AHEAD, zone)
        if each.start > now and not each.cancelled and each.event.programme in programmes
        if takes_in(programmes[each.event.programme], each.start.date())
    )


def takes_in(programme: Programme, day: date) -> bool:
    """Whether a day lies between a programme's first and its last."""
    return (programme.first is None or programme.first <= day) and (
        programme.last is None or day <= programme.last
    )
