"""When a venue is open: its hours by day of the week, without the days on which it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yigong.store.venue_records import Opening, Shut, Venue
from yigong.store.venues.time_spans import (
    TimeSpan,
    common_spans,
    minute_of,
    span_of_days,
    without_spans,
)
from yigong.store.venues.venue_rules import rules_of, wholes_of

_ONE_DAY = timedelta(days=1)


def shut_on(venue: Venue, venues: Mapping[int, Venue], day: date) -> Shut | None:
    """Why a venue is closed on a day; who closes the whole closes its parts. `None`: it is not."""
    for each in (venue, *wholes_of(venues, venue.number)):
        for shut in each.shut:
            if shut.first <= day <= shut.last:
                return shut
    return None


def coming_closures(venue: Venue, venues: Mapping[int, Venue], today: date) -> list[Shut]:
    """The days on which a venue is closed, or a whole that it is part of, from a day on."""
    chain = (venue, *wholes_of(venues, venue.number))
    found = {shut for each in chain for shut in each.shut if shut.last >= today}
    return sorted(found, key=lambda shut: (shut.first, shut.last, shut.reason))


def open_spans(
    venue: Venue, venues: Mapping[int, Venue], first: date, last: date, zone: ZoneInfo
) -> list[TimeSpan]:
    """When a venue is open from a first to a last day, inclusive.

    Args:
        venue: The venue.
        venues: Every venue by number, as a part may have the hours of its whole.
        first: The first day.
        last: The last day.
        zone: The village's: hours are of its wall clock.
    """
    days = [first + timedelta(days=k) for k in range(-1, (last - first).days + 1)]
    closed = [day for day in days if shut_on(venue, venues, day)]
    hours = rules_of(venue, venues).opens
    wanted = [span_of_days(first, last, zone)]
    if hours:
        spans = [
            _span(day, opening, zone)
            for day in days
            if day not in closed
            for opening in hours
            if day.weekday() in opening.days
        ]
        wanted = common_spans(wanted, spans)
    return without_spans(wanted, (span_of_days(day, day, zone) for day in closed))


def is_open(
    venue: Venue, venues: Mapping[int, Venue], start: datetime, end: datetime, zone: ZoneInfo
) -> bool:
    """Whether a venue is open from a time to another, both aware."""
    first, last = (moment.astimezone(zone).date() for moment in (start, end))
    asked = TimeSpan(minute_of(start), minute_of(end))
    return not without_spans([asked], open_spans(venue, venues, first, last, zone))


def shut_during(
    venue: Venue, venues: Mapping[int, Venue], start: datetime, end: datetime, zone: ZoneInfo
) -> Shut | None:
    """Why a venue is closed on one of the days that a time touches; `None`: it is not."""
    day = start.astimezone(zone).date()
    last = (end.astimezone(zone) - timedelta(minutes=1)).date()
    while day <= last:
        if shut := shut_on(venue, venues, day):
            return shut
        day += _ONE_DAY
    return None


def _span(day: date, opening: Opening, zone: ZoneInfo) -> TimeSpan:
    """Hours on a day; an end that is not after the start is on the next day."""
    ends = day if opening.start < opening.end != "24:00" else day + _ONE_DAY
    end = time() if opening.end == "24:00" else time.fromisoformat(opening.end)
    start = time.fromisoformat(opening.start)
    return TimeSpan(
        minute_of(datetime.combine(day, start, zone)), minute_of(datetime.combine(ends, end, zone))
    )
