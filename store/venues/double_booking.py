"""The refusal of double bookings: no occurrence newly holds a venue that another one holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.dates.recurrence import all_plans, occurrences, plan_occurrence_on
from yigong.store.errors import Refused
from yigong.store.event_records import Event, Occurrence
from yigong.store.language import N_, _
from yigong.store.venue_records import Venue
from yigong.store.venues.holdings import (
    Holding,
    Holdings,
    VenueEvents,
    dates_beyond,
    held_venues,
    holdings_of,
    holds_venues,
    in_the_way,
    venue_occurrences,
    venues_of_event,
)
from yigong.store.venues.time_spans import time_of

DAYS_AHEAD = 800
"""How far ahead the dates of a rule are compared: more than two years."""

_MOST_NAMED = 6
"""The most dates that a refusal lists."""


class Taken(msgspec.Struct, frozen=True):
    """An occurrence that would hold a venue which others hold."""

    holding: Holding
    others: tuple[Holding, ...]
    """By start."""

    @property
    def occurrence(self) -> Occurrence:
        """The occurrence."""
        return self.holding.occurrence

    def why(
        self, venues: Mapping[int, Venue], zone: ZoneInfo, said: date | None = None
    ) -> list[str]:
        """Who holds it, each in words; the arguments are those of `holding_text`."""
        texts = (holding_text(other, venues, zone, said) for other in self.others)
        return [self._text(*each, zone) for each in zip(self.others, texts, strict=True)]

    def _text(self, other: Holding, text: str, zone: ZoneInfo) -> str:
        """With what is kept free, where that alone is in the way."""
        own = self.holding
        if own.overlaps(other):
            return text
        if other.end <= own.start:
            after = _("{other}; {n} min are kept free after it")
            return after.format(other=text, n=other.until - other.end)
        return _("{other}; {n} min are kept free after this one, to {time}").format(
            other=text, n=own.until - own.end, time=f"{time_of(own.until, zone):%H:%M}"
        )


class NeedsReason(Refused):
    """A venue is not to be had then, unless somebody gives a reason why it is all the same."""


class VenueHeld(NeedsReason):
    """Somebody else holds a venue then."""

    def __init__(self, taken: Sequence[Taken], venues: Mapping[int, Venue], zone: ZoneInfo) -> None:
        super().__init__(
            N_(
                "{title} cannot have {venue} because of {others}. Nothing was changed; "
                "choose another time."
            ),
            title=taken[0].occurrence.event.title,
            venue=_names(taken, venues),
            others=_OthersText(taken, venues, zone),
        )
        self.taken = tuple(taken)


class _OthersText:
    """Who holds it, as a text in the language of the moment at which it is shown."""

    def __init__(self, taken: Sequence[Taken], venues: Mapping[int, Venue], zone: ZoneInfo) -> None:
        self._taken, self._venues, self._zone = taken, venues, zone

    def __str__(self) -> str:
        texts = (text for each in self._taken for text in each.why(self._venues, self._zone))
        found = list(dict.fromkeys(texts))
        named = _(", ").join(found[:_MOST_NAMED])
        more = len(found) - _MOST_NAMED
        return named if more <= 0 else _("{names} and {n} more").format(names=named, n=more)


def _names(taken: Sequence[Taken], venues: Mapping[int, Venue]) -> str:
    numbers = dict.fromkeys(number for each in taken for number in held_venues(each.occurrence))
    return ", ".join(venues[number].name for number in numbers if number in venues)


def holding_text(
    holding: Holding, venues: Mapping[int, Venue], zone: ZoneInfo, said: date | None = None
) -> str:
    """Who holds a venue, and until when: ``2026-12-08 14:00-16:00 读书会 E0101 (书吧)``.

    The time that is kept free after it is said, too; one that is not saved has no code.

    Args:
        holding: What holds it.
        venues: Every venue by number.
        zone: The village's.
        said: A day that is said already; a holding that begins on it is given without it.
    """
    start, end = (time_of(minute, zone) for minute in (holding.start, holding.end))
    day = "" if start.date() == said else f"{start:%Y-%m-%d} "
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}"
    until = time_of(holding.until, zone)
    event = holding.occurrence.event
    return _("{date} {title} ({venue}, until {time})").format(
        date=f"{day}{start:%H:%M}-{last}",
        title=f"{event.title} {event.code}" if event.number > 0 else event.title,
        venue=venues[holding.venue].name,
        time=f"{until:%H:%M}" if until.date() == start.date() else f"{until:%Y-%m-%d %H:%M}",
    )


def refuse_double_booking(
    changed: Iterable[tuple[Event | None, Event | None]],
    index: VenueEvents,
    venues: Mapping[int, Venue],
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Refuse changes of events by which one newly holds a venue that another holds.

    Only what is new is looked at, so that an old fault does not hinder other changes.

    Args:
        changed: The changed events, each before and after.
        index: Every event as it shall be.
        venues: Every venue.
        now: The time, aware.
        zone: The village's.

    Raises:
        VenueHeld: One is held; the sentence names by whom, and until when.
    """
    for before, after in changed:
        if after is None or not venues_of_event(after):
            continue
        taken = find_taken(before, after, index, venues, now.astimezone(zone).date(), zone)
        if taken:
            raise VenueHeld(taken, venues, zone)


def find_taken(
    before: Event | None,
    after: Event,
    index: VenueEvents,
    venues: Mapping[int, Venue],
    today: date,
    zone: ZoneInfo,
) -> list[Taken]:
    """The dates of an event that newly hold a venue which others hold.

    Dates of a rule are compared from yesterday on, `DAYS_AHEAD` far and as far as any single date
    of the venue; single dates wherever they are. A date with an override is let through.

    Args:
        before: The event as it is; `None`: it is new.
        after: The event as it shall be.
        index: All events as they shall be.
        venues: Every venue.
        today: The day.
        zone: The village's.
    """
    conflicts = in_the_way(venues)
    numbers = {n for venue in venues_of_event(after) for n in conflicts.get(venue, ())}
    beyond = dates_beyond([after, *index.of(numbers)])
    last = max([today + timedelta(days=DAYS_AHEAD), *beyond])
    days = _changed_days(before, after)
    kept = {_key(h) for h in _own_holdings(before, days, today, last, venues, zone)}
    new = [h for h in _own_holdings(after, days, today, last, venues, zone) if _key(h) not in kept]
    return taken_among(new, index, venues, zone)


def taken_among(
    wanted: Sequence[Holding], index: VenueEvents, venues: Mapping[int, Venue], zone: ZoneInfo
) -> list[Taken]:
    """The occurrences of some holdings in whose way others are, by start.

    Args:
        wanted: The holdings.
        index: All events.
        venues: Every venue.
        zone: The village's.
    """
    if not wanted:
        return []
    conflicts = in_the_way(venues)
    numbers = {n for holding in wanted for n in conflicts.get(holding.venue, ())}
    first_day = time_of(min(h.start for h in wanted), zone).date() - timedelta(days=1)
    last_day = time_of(max(h.until for h in wanted), zone).date() + timedelta(days=1)
    theirs = venue_occurrences(index, numbers, first_day, last_day, zone)
    others = (h for o in theirs if holds_venues(o) for h in holdings_of(o, venues))
    held = Holdings(others, venues)
    found: dict[date, Taken] = {}
    for holding in wanted:
        if against := held.against(holding):
            found.setdefault(holding.occurrence.planned, Taken(holding, tuple(against)))
    return sorted(found.values(), key=lambda each: each.occurrence.start)


def _changed_days(before: Event | None, after: Event) -> set[date]:
    """The days whose own changes differ, and the single dates."""
    days = {plan.start.date() for plan in all_plans(after) if plan.repeat is None}
    old = {
        day: c for plan in (all_plans(before) if before else ()) for day, c in plan.changes.items()
    }
    new = {day: c for plan in all_plans(after) for day, c in plan.changes.items()}
    return days | {
        date.fromisoformat(day) for day in old.keys() | new.keys() if old.get(day) != new.get(day)
    }


def _own_holdings(
    event: Event | None,
    days: Iterable[date],
    today: date,
    last: date,
    venues: Mapping[int, Venue],
    zone: ZoneInfo,
) -> list[Holding]:
    """What an event holds without an override: from yesterday on, and on some days."""
    if event is None:
        return []
    found = {o.planned: o for o in occurrences([event], today - timedelta(days=1), last, zone)}
    for day in days:
        for plan in all_plans(event):
            occurrence = plan_occurrence_on(plan, day, zone)
            if occurrence is not None:
                found.setdefault(day, occurrence)
    return [
        holding
        for occurrence in found.values()
        if holds_venues(occurrence) and not occurrence.override
        for holding in holdings_of(occurrence, venues)
    ]


def _key(holding: Holding) -> tuple[int, int, int]:
    return holding.venue, holding.start, holding.until


def find_held_twice(
    events: Mapping[int, Event], venues: Mapping[int, Venue], today: date, zone: ZoneInfo
) -> list[tuple[Holding, Holding]]:
    """The pairs of occurrences that hold one venue at one time, without a reason of either.

    The time that is kept free after each does not count.

    Args:
        events: Every event.
        venues: Every venue.
        today: The day; dates of a rule are looked at up to `DAYS_AHEAD` after it.
        zone: The village's.
    """
    index = VenueEvents(events)
    held = index.of(venues)
    starts = [plan.start.date() for event in held for plan in all_plans(event)]
    if not starts:
        return []
    last = max([today + timedelta(days=DAYS_AHEAD), *dates_beyond(held)])
    found = venue_occurrences(index, venues, min(starts), last, zone)
    holdings = [
        msgspec.structs.replace(holding, until=holding.end)
        for occurrence in found
        if holds_venues(occurrence) and not occurrence.override
        for holding in holdings_of(occurrence, venues)
    ]
    lookup = Holdings(holdings, venues)
    pairs = {
        frozenset((holding.occurrence.key, other.occurrence.key)): (holding, other)
        for holding in reversed(holdings)
        for other in lookup.against(holding)
    }
    return sorted(pairs.values(), key=lambda pair: pair[0].start)
