"""Who holds which venue when: the holdings of occurrences, and which of them are in the way."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.dates.calendar_index import CalendarIndex
from yigong.store.dates.recurrence import all_plans, occurrences
from yigong.store.event_records import Event, Occurrence
from yigong.store.plan_context import vehicles_of
from yigong.store.venue_records import Venue
from yigong.store.venues.openings import open_spans
from yigong.store.venues.time_spans import (
    TimeSpan,
    common_spans,
    minute_of,
    total_minutes,
    without_spans,
)
from yigong.store.venues.venue_rules import rule_source, wholes_of


class Holding(msgspec.Struct, frozen=True):
    """A venue that an occurrence holds."""

    venue: int
    occurrence: Occurrence
    start: int
    """In minutes since 1970, as the others."""

    end: int
    until: int
    """Its end, and the time that is kept free after it."""

    def overlaps(self, other: Holding) -> bool:
        """Whether both are there at one time; else only what is kept free is in the way."""
        return self.start < other.end and other.start < self.end


def in_the_way(venues: Mapping[int, Venue]) -> dict[int, frozenset[int]]:
    """For each venue those that cannot be held at the same time: itself, its wholes, its parts.

    Two parts of one whole are not in each other's way.
    """
    found: dict[int, set[int]] = {number: {number} for number in venues}
    for number in venues:
        for whole in wholes_of(venues, number):
            found[number].add(whole.number)
            found[whole.number].add(number)
    return {number: frozenset(others) for number, others in found.items()}


def holds_venues(occurrence: Occurrence) -> bool:
    """Whether an occurrence holds its venues: what is cancelled, asked for or declined does not."""
    holds = bool(occurrence.venues or occurrence.legs)
    return holds and not occurrence.cancelled and not occurrence.booking


def holdings_of(occurrence: Occurrence, venues: Mapping[int, Venue]) -> list[Holding]:
    """The venues of an occurrence, each from when to when; a vehicle while it drives a leg."""
    start, end = minute_of(occurrence.start), minute_of(occurrence.end)
    spans = [(number, start, end) for number in occurrence.venues]
    for leg in occurrence.legs:
        begins = start + leg.after
        spans += [(number, begins, begins + leg.minutes) for number in leg.vehicles]
    return [
        Holding(
            number,
            occurrence,
            begins,
            ends,
            ends + rule_source(venues[number], venues, "buffer").buffer,
        )
        for number, begins, ends in spans
        if number in venues
    ]


def held_venues(occurrence: Occurrence) -> tuple[int, ...]:
    """The venues of an occurrence and the vehicles of its legs, by number, each once."""
    driven = (number for leg in occurrence.legs for number in leg.vehicles)
    return tuple(dict.fromkeys((*occurrence.venues, *driven)))


class VenueEvents:
    """The events of a calendar by the venues that any date of them has."""

    def __init__(self, events: Mapping[int, Event]) -> None:
        self.events = events
        self._by_venue: dict[int, list[Event]] = defaultdict(list)
        self._by_date: dict[int, CalendarIndex] = {}
        for event in events.values():
            more = event.legs or event.changes or event.earlier
            for venue in venues_of_event(event) if more else event.venues:
                self._by_venue[venue].append(event)

    def add(self, event: Event) -> None:
        """Look among them for one more, which is not saved."""
        for venue in venues_of_event(event):
            self._by_venue[venue].append(event)
            if venue in self._by_date:
                self._by_date[venue].add(event)

    def of(self, numbers: Iterable[int]) -> list[Event]:
        """The events with one of some venues, each once."""
        found = {e.number: e for number in numbers for e in self._by_venue.get(number, ())}
        return list(found.values())

    def near(self, numbers: Iterable[int], first: date, last: date) -> list[Event]:
        """Those of them that may have an occurrence from a first to a last day, inclusive."""
        found: dict[int, Event] = {}
        for number in numbers:
            if number not in self._by_date:
                self._by_date[number] = CalendarIndex(self._by_venue.get(number, ()))
            found |= {event.number: event for event in self._by_date[number].near(first, last)}
        return list(found.values())


def venues_of_event(event: Event) -> set[int]:
    """Every venue that an event has on some date."""
    found: set[int] = set()
    for plan in (event, *event.earlier):
        found.update(plan.venues, vehicles_of(plan))
        for change in plan.changes.values():
            found.update(change.venues or ())
    return found


def venue_occurrences(
    index: VenueEvents, numbers: Iterable[int], first: date, last: date, zone: ZoneInfo
) -> list[Occurrence]:
    """The occurrences with one of some venues, whether they hold it or not, by start.

    Args:
        index: The events.
        numbers: The venues.
        first: The first day.
        last: The last day, inclusive.
        zone: The village's.
    """
    wanted = set(numbers)
    day = timedelta(days=1)  # they may be in other zones
    span = TimeSpan(
        minute_of(datetime.combine(first, datetime.min.time(), zone)),
        minute_of(datetime.combine(last + day, datetime.min.time(), zone)),
    )
    near = index.near(wanted, first - day, last + day)
    return [
        occurrence
        for occurrence in occurrences(near, first - day, last + day, zone)
        if wanted.intersection(held_venues(occurrence))
        and minute_of(occurrence.start) < span.end
        and minute_of(occurrence.end) > span.start
    ]


class Holdings:
    """Holdings by venue and start, to look up what is in the way of another."""

    def __init__(self, found: Iterable[Holding], venues: Mapping[int, Venue]) -> None:
        self._conflicts = in_the_way(venues)
        self._by_venue: dict[int, list[Holding]] = defaultdict(list)
        for holding in found:
            self._by_venue[holding.venue].append(holding)
        for own in self._by_venue.values():
            own.sort(key=lambda holding: holding.start)
        self._starts = {v: [h.start for h in own] for v, own in self._by_venue.items()}
        self._longest = {v: max(h.until - h.start for h in o) for v, o in self._by_venue.items()}

    def against(self, holding: Holding) -> list[Holding]:
        """What is in the way of a holding, each occurrence once, by start.

        Between two dates of one event no time needs to be kept free.
        """
        found: dict[tuple[int, date], Holding] = {}
        for venue in self._conflicts.get(holding.venue, ()):
            starts = self._starts.get(venue, [])
            first = bisect_right(starts, holding.start - self._longest.get(venue, 0))
            for other in self._by_venue[venue][first : bisect_left(starts, holding.until)]:
                if _overlap(holding, other):
                    event = other.occurrence.event.number
                    found.setdefault((event, other.occurrence.planned), other)
        return sorted(found.values(), key=lambda other: other.start)


def _overlap(holding: Holding, other: Holding) -> bool:
    one, another = holding.occurrence, other.occurrence
    if one.event.number == another.event.number:
        return one.planned != another.planned and holding.overlaps(other)
    return other.start < holding.until and holding.start < other.until


class VenueUse(msgspec.Struct, frozen=True):
    """The use of a venue in a period, in minutes; only what is within its opening hours."""

    open: int
    held: int
    """By who holds the venue itself."""

    through_whole: int
    """By who holds the whole that it is part of, and not it as well."""

    through_parts: int
    """By who holds a part of it, and not it as well."""

    @property
    def percent(self) -> float | None:
        """使用率: held minutes of open minutes; `None`: it is never open."""
        return 100 * self.held / self.open if self.open else None


def use_of_venue(
    venue: Venue,
    venues: Mapping[int, Venue],
    held: Iterable[Holding],
    first: date,
    last: date,
    zone: ZoneInfo,
) -> VenueUse:
    """The use of a venue from a first to a last day, inclusive.

    Args:
        venue: The venue.
        venues: Every venue by number.
        held: What holds it, its wholes or its parts.
        first: The first day.
        last: The last day.
        zone: The village's.
    """
    wholes = {whole.number for whole in wholes_of(venues, venue.number)}
    spans: dict[str, list[TimeSpan]] = {"own": [], "whole": [], "part": []}
    for holding in held:
        how = "own" if holding.venue == venue.number else "part"
        how = "whole" if holding.venue in wholes else how
        spans[how].append(TimeSpan(holding.start, holding.end))
    is_open = open_spans(venue, venues, first, last, zone)
    own, whole, part = (common_spans(is_open, spans[how]) for how in ("own", "whole", "part"))
    return VenueUse(
        total_minutes(is_open),
        total_minutes(own),
        total_minutes(without_spans(whole, own)),
        total_minutes(without_spans(part, own)),
    )


def dates_beyond(events: Iterable[Event]) -> Iterable[date]:
    """The single dates of events: those that no rule gives, or that were moved."""
    for plan in (plan for event in events for plan in all_plans(event)):
        if plan.repeat is None:
            yield plan.start.date()
        for change in plan.changes.values():
            if change.start is not None:
                yield change.start.date()
