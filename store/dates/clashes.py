"""Clashes: two occurrences at one time that need the same place or the same squad."""

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
from yigong.store.records import Event, Occurrence

DAYS = 400
"""How far ahead is looked."""

MOST = 120
"""The most dates of the event that are looked at: four months of every day, years of the rest."""


class Clash(msgspec.Struct, frozen=True):
    """An occurrence and another that overlaps it in time."""

    one: Occurrence
    """Of the event that is planned or changed."""

    other: Occurrence
    place: bool
    """Whether they share the place."""

    squads: tuple[int, ...]
    """The squads that both need."""


def find_clashes(
    event: Event, others: Iterable[Event], now: datetime, zone: ZoneInfo
) -> list[Clash]:
    """What an event stands in the way of, from now on.

    Args:
        event: As it shall be; its rule is understood. Number 0: it is not planned yet.
        others: All events; the one with the same number is left out.
        now: The time, aware.
        zone: The village's.

    Returns:
        By start; cancelled occurrences never clash, nor does an empty place.
    """
    today = now.astimezone(zone).date()
    all_mine = occurrences([event], today, today + timedelta(days=DAYS), zone)
    mine = list(islice((one for one in all_mine if not one.cancelled and one.end > now), MOST))
    if not mine:
        return []
    places = {normal_place(one.place) for one in mine} - {""}
    rivals = [
        other
        for other in others
        if other.number != event.number and _may_share(other, places, event.needs)
    ]
    theirs = [one for one in _around(mine, rivals, zone) if not one.cancelled and one.end > now]
    return _overlaps(mine, theirs)


def normal_place(text: str) -> str:
    """A place as it is compared: half-width, in lower case, without spaces at its ends."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _may_share(other: Event, places: set[str], needs: Mapping[int, int]) -> bool:
    for plan in (*other.earlier, other):
        if needs and plan.needs.keys() & needs.keys():
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


def _around(mine: list[Occurrence], rivals: list[Event], zone: ZoneInfo) -> list[Occurrence]:
    """What the others have on the days of some occurrences, and on those beside them.

    Most dates of most events are on none of these days, so they are passed over as dates.
    """
    near = {
        day + timedelta(days=beside)
        for one in mine
        for day in _days(one)
        for beside in (-1, 0, 1)  # they may be in other zones
    }
    found: list[Occurrence] = []
    days: dict[int, set[date]] = {}  # by how many days before them a date may begin
    for plan in (plan for rival in rivals for plan in all_plans(rival)):
        reach = longest_minutes(plan) // 1440
        if reach not in days:
            days[reach] = {day - timedelta(days=k) for day in near for k in range(reach + 1)}
        found += _on(plan, days[reach], zone)
    return found


def _on(plan: Event, days: set[date], village_zone: ZoneInfo) -> Iterator[Occurrence]:
    """What a plan has planned for some days, and whatever it has moved."""
    zone = zone_of(plan, village_zone)
    first, last = datetime.combine(min(days), time()), datetime.combine(max(days), time.max)
    for start in plan_starts(plan, first, last):
        day = start.date()
        if day in days and not (plan.changes and day.isoformat() in plan.changes):
            yield occurrence_at(plan, start, zone)
    for changed in plan.changes:
        one = plan_occurrence_on(plan, date.fromisoformat(changed), village_zone)
        if one is not None:
            yield one


def _days(one: Occurrence) -> list[date]:
    """The days an occurrence touches."""
    span = (one.end.date() - one.start.date()).days
    return [one.start.date() + timedelta(days=k) for k in range(span + 1)]


def _overlaps(mine: list[Occurrence], others: list[Occurrence]) -> list[Clash]:
    """Those that overlap and share something; `mine` is by start."""
    begins = [one.start for one in mine]
    length = max(one.end - one.start for one in mine) + timedelta(hours=2)  # a night of changes
    found = []
    for other in others:
        first = bisect_right(begins, other.start - length)
        for one in mine[first : bisect_left(begins, other.end)]:
            shared = _shared(one, other) if other.start < one.end else None
            if shared is not None:
                found.append(shared)
    return sorted(found, key=lambda clash: (clash.one.start, clash.other.start))


def _shared(one: Occurrence, other: Occurrence) -> Clash | None:
    same_place = bool(normal_place(one.place)) and normal_place(one.place) == normal_place(
        other.place
    )
    squads = tuple(sorted(one.event.needs.keys() & other.event.needs.keys()))
    return Clash(one, other, same_place, squads) if same_place or squads else None
