"""The cache of occurrences by day, for the span of days that a calendar page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from yigong.store.event_records import Event, Occurrence
from yigong.store.village.village import Village

OccurrencesByDay = Mapping[date, Sequence[Occurrence]]

_MAX_SPANS = 24
"""Cached spans: two years of months."""


class DayOccurrenceCache:
    """Occurrences by day, cached until the events or the time zone change."""

    def __init__(self, village: Village) -> None:
        self._village = village
        self._events: Mapping[int, Event] | None = None
        self._zone: object = None
        self._spans: dict[tuple[date, date, bool], OccurrencesByDay] = {}

    def days(self, first: date, last: date, *, bookings: bool) -> OccurrencesByDay:
        """The occurrences from a first to a last day (inclusive), by day.

        An occurrence of several days is on each of them; one that ends at midnight is not on the
        next day.

        Args:
            first: The first day.
            last: The last day.
            bookings: Whether those are included that only hold a venue.
        """
        events, zone = self._village.events.all(), self._village.zone
        if events is not self._events or zone != self._zone:
            self._events, self._zone, self._spans = events, zone, {}
        found = self._spans.get((first, last, bookings))
        if found is None:
            if len(self._spans) >= _MAX_SPANS:
                self._spans.pop(next(iter(self._spans)))
            found = self._read(first, last, bookings)
            self._spans[first, last, bookings] = found
        return found

    def _read(self, first: date, last: date, bookings: bool) -> OccurrencesByDay:
        by_day: dict[date, list[Occurrence]] = {}
        for occurrence in self._village.events.between(first, last, bookings=bookings):
            day = max(occurrence.start.date(), first)
            final = min((occurrence.end - timedelta(seconds=1)).date(), last)
            while day <= final:
                by_day.setdefault(day, []).append(occurrence)
                day += timedelta(days=1)
        return by_day
