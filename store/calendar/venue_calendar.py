"""The calendar by venue: what takes place there, what holds it, when it is free, how it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.calendar.events import Events
from yigong.store.dates.clashes import DAYS_AHEAD
from yigong.store.dates.recurrence import occurrences
from yigong.store.event_records import Booking, Event, Occurrence
from yigong.store.kinds import BOOKING
from yigong.store.venue_records import Venue
from yigong.store.venues.booking_rules import Obstacle, closed_dates
from yigong.store.venues.holdings import (
    Holding,
    Holdings,
    VenueEvents,
    VenueUse,
    holdings_of,
    holds_venues,
    in_the_way,
    use_of_venue,
    venue_occurrences,
)
from yigong.store.venues.openings import open_spans
from yigong.store.venues.time_spans import TimeSpan, without_spans
from yigong.store.venues.venue_rules import rules_of
from yigong.store.venues.venues import Venues

_DAY = timedelta(days=1)
_MOST_COMPARED = 120
"""Dates of an event that are compared with the opening hours."""

_WAITING_AHEAD = 800
"""Days ahead for which bookings that wait, or were declined, are listed."""


class BookingCounts(msgspec.Struct, frozen=True):
    """How many bookings of a venue there are in a period, by what became of them; and events."""

    approved: int = 0
    waiting: int = 0
    declined: int = 0
    events: int = 0
    """Other occurrences that hold it."""

    @property
    def bookings(self) -> int:
        """All that were asked for."""
        return self.approved + self.waiting + self.declined


class VenueCalendar:
    """What takes place in the venues of a village, to read."""

    def __init__(self, events: Events, venues: Venues, zone: Callable[[], ZoneInfo]) -> None:
        """Open it.

        Args:
            events: The calendar.
            venues: The venues.
            zone: The village's zone.
        """
        self._events = events
        self._venues = venues
        self._zone = zone
        self._index: VenueEvents | None = None

    @property
    def index(self) -> VenueEvents:
        """The events by venue; made anew only after the calendar was written."""
        events = self._events.all()
        if self._index is None or self._index.events is not events:
            self._index = VenueEvents(events)
        return self._index

    def in_the_way_of(self, venue: int) -> frozenset[int]:
        """A venue, the wholes that it is part of, and its parts."""
        return in_the_way(self._venues.all()).get(venue, frozenset())

    def occurrences(self, numbers: Iterable[int], first: date, last: date) -> list[Occurrence]:
        """The occurrences with one of some venues, those that do not hold it included, by start.

        Args:
            numbers: The venues.
            first: The first day.
            last: The last day, inclusive.
        """
        return venue_occurrences(self.index, numbers, first, last, self._zone())

    def holdings(self, venue: int, first: date, last: date) -> list[Holding]:
        """What holds a venue, its wholes or its parts, from a first to a last day, by start."""
        venues, numbers = self._venues.all(), self.in_the_way_of(venue)
        return [
            holding
            for occurrence in self.occurrences(numbers, first, last)
            if holds_venues(occurrence)
            for holding in holdings_of(occurrence, venues)
            if holding.venue in numbers
        ]

    def free(self, venue: Venue, first: date, last: date) -> list[TimeSpan]:
        """When a venue can be booked from a first to a last day: it is open, and nothing holds it.

        What is kept free after a booking has room before the next one, too.
        """
        venues, zone = self._venues.all(), self._zone()
        after = rules_of(venue, venues).buffer
        held = self.holdings(venue.number, first - _DAY, last + _DAY)
        taken = [TimeSpan(holding.start - after, holding.until) for holding in held]
        return without_spans(open_spans(venue, venues, first, last, zone), taken)

    def use(self, venue: Venue, first: date, last: date) -> VenueUse:
        """The use of a venue from a first to a last day."""
        held = self.holdings(venue.number, first, last)
        return use_of_venue(venue, self._venues.all(), held, first, last, self._zone())

    def counts(self, venue: int, first: date, last: date) -> BookingCounts:
        """How many bookings and events of a venue begin from a first to a last day."""
        found = {"": 0, "tentative": 0, "declined": 0}
        events = 0
        for occurrence in self.occurrences([venue], first, last):
            if occurrence.cancelled or occurrence.start.astimezone(self._zone()).date() < first:
                continue
            if occurrence.event.kind == BOOKING:
                found[occurrence.booking] += 1
            else:
                events += holds_venues(occurrence)
        return BookingCounts(found[""], found["tentative"], found["declined"], events)

    def beside(self, occurrence: Occurrence) -> list[Holding]:
        """What holds the venues of an occurrence together with it: somebody gave a reason."""
        return self.against(occurrence, self.index, "") if holds_venues(occurrence) else []

    def against(
        self, occurrence: Occurrence, index: VenueEvents, booking: Booking
    ) -> list[Holding]:
        """What is in the way of an occurrence, each other occurrence once, by start.

        Args:
            occurrence: The occurrence.
            index: The events to look in.
            booking: What was said to the others: empty those that hold their venue, tentative those
                that ask for it.
        """
        venues, zone = self._venues.all(), self._zone()
        numbers = {n for venue in occurrence.venues for n in self.in_the_way_of(venue)}
        first, last = (m.astimezone(zone).date() for m in (occurrence.start, occurrence.end))
        others = venue_occurrences(index, numbers, first - _DAY, last + _DAY, zone)
        wanted = (o for o in others if not o.cancelled and o.booking == booking)
        held = Holdings((h for o in wanted for h in holdings_of(o, venues)), venues)
        own = holdings_of(occurrence, venues)
        found = {h.occurrence.key: h for each in own for h in held.against(each)}
        return sorted(found.values(), key=lambda holding: holding.start)

    def closed(self, event: Event, now: datetime) -> list[Obstacle]:
        """The dates to come on which a venue of an event is not open; not those with a reason.

        Args:
            event: The event as planned; it need not be saved.
            now: The time, aware.
        """
        zone = self._zone()
        today = now.astimezone(zone).date()
        planned = occurrences([event], today, today + timedelta(days=DAYS_AHEAD), zone)
        coming = (
            o
            for o in planned
            if o.end > now and not (o.cancelled or o.override or o.booking == "declined")
        )
        return closed_dates(islice(coming, _MOST_COMPARED), self._venues.all(), zone)

    def waiting(self, now: datetime) -> list[list[Occurrence]]:
        """The bookings that wait for an answer (see `answered`)."""
        return self.answered("tentative", now)

    def answered(self, booking: Booking, now: datetime) -> list[list[Occurrence]]:
        """The bookings to which something was said, by start; each with its dates to come.

        A date of a series to which something else was said than to the series is by itself.

        Args:
            booking: What was said: tentative those that wait, declined.
            now: The time, aware: what is over is left out.
        """
        today = now.astimezone(self._zone()).date()
        last = today + timedelta(days=_WAITING_AHEAD)
        found: dict[str, list[Occurrence]] = {}
        for occurrence in self.occurrences(self._venues.all(), today, last):
            said = occurrence.booking == booking and not occurrence.cancelled
            if said and occurrence.end > now:
                event = occurrence.event
                key = event.code if event.booking == booking else occurrence.key
                found.setdefault(key, []).append(occurrence)
        return list(found.values())
