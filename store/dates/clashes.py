"""Clashes: occurrences that overlap in time and need the same venue, place or squad."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.dates.recurrence import (
    all_plans,
    longest_minutes,
    occurrence_at,
    occurrences,
    plan_occurrence_on,
    plan_starts,
    zone_of,
)
from yigong.store.event_records import Event, Occurrence

DAYS_AHEAD = 400
_MAX_OCCURRENCES = 120
"""How many occurrences of the event are compared: four months of a daily one, years of others."""


class Clash(msgspec.Struct, frozen=True):
    """An occurrence and another that overlaps it in time."""

    occurrence: Occurrence
    """Of the event that is planned or changed."""

    other: Occurrence
    place: bool
    """Whether they share the place: a venue, or where neither holds one, the words for it."""

    squads: tuple[int, ...]
    """The squads that both need."""


InTheWay = Mapping[int, frozenset[int]]
"""For each venue those that cannot be held at the same time."""


def find_clashes(
    event: Event, others: Iterable[Event], now: datetime, zone: ZoneInfo, in_the_way: InTheWay
) -> list[Clash]:
    """Find the clashes of an event with all other events, from now on.

    Args:
        event: The event as it shall be, with a rule that was checked. Number 0: it is new.
        others: All events; the one with the same number is ignored.
        now: The time, aware.
        zone: The village's.
        in_the_way: The venues.

    Returns:
        By start. Cancelled and declined occurrences never clash, and an empty place is no place.
    """
    today = now.astimezone(zone).date()
    planned = occurrences([event], today, today + timedelta(days=DAYS_AHEAD), zone)
    ours = list(islice((o for o in planned if _takes_place(o, now)), _MAX_OCCURRENCES))
    if not ours:
        return []
    places = {normal_place(occurrence.place) for occurrence in ours if not occurrence.venues} - {""}
    venues = {n for o in ours for venue in o.venues for n in in_the_way.get(venue, ())}
    candidates = [
        other
        for other in others
        if other.number != event.number and _may_share(other, places, venues, event.needs)
    ]
    theirs = [o for o in _occurrences_near(ours, candidates, zone) if _takes_place(o, now)]
    return _overlaps(ours, theirs, in_the_way)


def _takes_place(occurrence: Occurrence, now: datetime) -> bool:
    left_out = occurrence.cancelled or occurrence.booking == "declined"
    return not left_out and occurrence.end > now


def normal_place(text: str) -> str:
    """A place in the form in which places are compared: half-width, casefolded, trimmed."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _may_share(other: Event, places: set[str], venues: set[int], needs: Mapping[int, int]) -> bool:
    """Whether a plan of an event has one of some places or venues, or needs one of some squads."""
    for plan in (*other.earlier, other):
        if needs and plan.needs.keys() & needs.keys():
            return True
        if venues and (
            venues.intersection(plan.venues)
            or any(venues.intersection(change.venues or ()) for change in plan.changes.values())
        ):
            return True
        if places and (
            normal_place(plan.place) in places
            or any(
                change.place and normal_place(change.place) in places
                for change in plan.changes.values()
            )
        ):
            return True
    return False


def _occurrences_near(
    ours: list[Occurrence], events: list[Event], zone: ZoneInfo
) -> list[Occurrence]:
    """The occurrences of some events on the days of ours, and on the days before and after.

    Most dates of most events are on none of these days, so they are skipped as dates.
    """
    near = {
        day + timedelta(days=offset)
        for occurrence in ours
        for day in _days_of(occurrence)
        for offset in (-1, 0, 1)  # they may be in other zones
    }
    found: list[Occurrence] = []
    first_days: dict[int, set[date]] = {}  # by the whole days that an occurrence may last
    for plan in (plan for event in events for plan in all_plans(event)):
        length = longest_minutes(plan) // 1440
        if length not in first_days:
            first_days[length] = {
                day - timedelta(days=k) for day in near for k in range(length + 1)
            }
        found += _starting_on(plan, first_days[length], zone)
    return found


def _starting_on(plan: Event, days: set[date], village_zone: ZoneInfo) -> Iterator[Occurrence]:
    """The occurrences that a plan has on some days, and all that were changed."""
    zone = zone_of(plan, village_zone)
    first, last = datetime.combine(min(days), time()), datetime.combine(max(days), time.max)
    for start in plan_starts(plan, first, last):
        day = start.date()
        if day in days and not (plan.changes and day.isoformat() in plan.changes):
            yield occurrence_at(plan, start, zone)
    for changed in plan.changes:
        occurrence = plan_occurrence_on(plan, date.fromisoformat(changed), village_zone)
        if occurrence is not None:
            yield occurrence


def _days_of(occurrence: Occurrence) -> list[date]:
    """The days an occurrence touches."""
    first = occurrence.start.date()
    return [first + timedelta(days=k) for k in range((occurrence.end.date() - first).days + 1)]


def _overlaps(
    ours: list[Occurrence], others: list[Occurrence], in_the_way: InTheWay
) -> list[Clash]:
    """The pairs that overlap and share a place or a squad; `ours` is by start."""
    starts = [occurrence.start for occurrence in ours]
    longest = max(occurrence.end - occurrence.start for occurrence in ours)
    longest += timedelta(hours=2)  # a night on which the clocks change
    found = []
    for other in others:
        first = bisect_right(starts, other.start - longest)
        for occurrence in ours[first : bisect_left(starts, other.end)]:
            overlap = other.start < occurrence.end
            clash = _clash(occurrence, other, in_the_way) if overlap else None
            if clash is not None:
                found.append(clash)
    return sorted(found, key=lambda clash: (clash.occurrence.start, clash.other.start))


def _clash(occurrence: Occurrence, other: Occurrence, in_the_way: InTheWay) -> Clash | None:
    """The clash of two occurrences that overlap; `None` if they share nothing."""
    place = normal_place(occurrence.place)
    if occurrence.venues or other.venues:
        blocked = {n for venue in occurrence.venues for n in in_the_way.get(venue, ())}
        same_place = bool(blocked.intersection(other.venues))
    else:
        same_place = bool(place) and place == normal_place(other.place)
    squads = tuple(sorted(occurrence.event.needs.keys() & other.event.needs.keys()))
    return Clash(occurrence, other, same_place, squads) if same_place or squads else None
