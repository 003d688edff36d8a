"""A venue's week as its page shows it: by day what takes place, when it is open, when free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from yigong.store.event_records import Occurrence
from yigong.store.venue_records import Venue
from yigong.store.venues.holdings import holdings_of
from yigong.store.venues.openings import open_spans, shut_on
from yigong.store.venues.time_spans import (
    TimeSpan,
    common_spans,
    joined_spans,
    span_of_days,
    time_of,
)
from yigong.store.venues.venue_rules import rules_of
from yigong.store.village.village import Village
from yigong.tui.view.venue_words import column_text
from yigong.tui.widgets.venue_grid import SlotKind, VenueSlot, VenueWeek

_DAY = 24 * 60


def week_of_venue(village: Village, venue: Venue, first: date) -> VenueWeek:
    """The seven days of a venue from a first day on; what was declined or cancelled is left out."""
    zone, venues = village.zone, village.venues.all()
    days = tuple(first + timedelta(days=k) for k in range(7))
    calendar = village.venue_calendar
    found = calendar.occurrences(calendar.in_the_way_of(venue.number), first, days[-1])
    shown = [o for o in found if not o.cancelled and o.booking != "declined"]
    free = calendar.free(venue, first, days[-1])
    opened = open_spans(venue, venues, first, days[-1], zone)
    shut = [shut_on(venue, venues, day) for day in days]
    return VenueWeek(
        days=days,
        slots=tuple(slot for o in shown for slot in _slots(village, venue, o, days)),
        opened=tuple(_minutes(opened, day, zone) for day in days),
        free=tuple(_minutes(free, day, zone) for day in days),
        shut=tuple(None if each is None else each.reason for each in shut),
        bounded=bool(rules_of(venue, venues).opens),
    )


def _slots(
    village: Village, venue: Venue, occurrence: Occurrence, days: Iterable[date]
) -> Iterable[VenueSlot]:
    """What an occurrence takes of a venue, its wholes or its parts, on each day."""
    venues = village.venues.all()
    blocked = village.venue_calendar.in_the_way_of(venue.number)
    held = [h for h in holdings_of(occurrence, venues) if h.venue in blocked]
    kind: SlotKind = "own" if any(h.venue == venue.number for h in held) else "through"
    if occurrence.booking == "tentative":
        kind = "asked"
    text = column_text(venue, occurrence)
    spans = joined_spans(TimeSpan(holding.start, holding.end) for holding in held)
    for at, day in enumerate(days):
        for first, last in _minutes(spans, day, village.zone):
            yield VenueSlot(at, first, last, text, occurrence.key, kind)


def _minutes(spans: Iterable[TimeSpan], day: date, zone: ZoneInfo) -> tuple[tuple[int, int], ...]:
    """Spans within a day, in minutes of its wall clock."""
    found = []
    for span in common_spans([span_of_days(day, day, zone)], spans):
        start, end = time_of(span.start, zone), time_of(span.end, zone)
        last = _DAY if end.date() > day else end.hour * 60 + end.minute
        found.append((start.hour * 60 + start.minute, last))
    return tuple(found)
