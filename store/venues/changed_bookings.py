"""Bookings that are changed, by whatever way: the rules for what is new in them, and the keeper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.store.dates.recurrence import all_plans, occurrences
from yigong.store.dates.series import join_plans
from yigong.store.event_records import Change, Event, Occurrence
from yigong.store.kinds import BOOKING
from yigong.store.venue_records import Venue
from yigong.store.venues.booking_rules import (
    Obstacle,
    closed_dates,
    refuse_obstacles,
    refuse_over_limits,
)
from yigong.store.venues.double_booking import DAYS_AHEAD, taken_among
from yigong.store.venues.holdings import VenueEvents, dates_beyond, holdings_of
from yigong.store.venues.venue_rules import needs_agreement


def refuse_broken_rules(
    changed: Iterable[tuple[Event | None, Event | None]],
    index: VenueEvents,
    venues: Mapping[int, Venue],
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Refuse changes by which a booking newly asks for a time that its venue does not allow.

    That is a time at which the venue is not open, more people, a longer time or more bookings a
    month than it takes, or, for a booking that waits, a time that somebody has. Only dates to come
    that are new are looked at, so that rules may become stricter afterwards. A date with a reason
    (`Occurrence.override`) is let through.

    Args:
        changed: The changed events, each before and after.
        index: Every event as it shall be.
        venues: Every venue.
        now: The time, aware.
        zone: The village's.

    Raises:
        NeedsReason: One does; the sentence says what is in the way.
    """
    for before, after in changed:
        dates = [o for o in _asked_dates(after, now, zone) if venues.keys() >= set(o.venues)]
        if not dates:
            continue
        kept = {slot for each in _asked_dates(before, now, zone) for slot in _slots(each)}
        new = [each for each in dates if not kept.issuperset(_slots(each))]
        if new:
            _refuse_dates(new, index, venues, now, zone)


def _asked_dates(event: Event | None, now: datetime, zone: ZoneInfo) -> list[Occurrence]:
    """The dates to come for which a booking asks for venues, or has them, without a reason."""
    if event is None or event.kind != BOOKING:
        return []
    return [
        each
        for each in _coming(event, now, zone)
        if each.venues and each.booking != "declined" and not (each.cancelled or each.override)
    ]


def _coming(event: Event, now: datetime, zone: ZoneInfo) -> list[Occurrence]:
    today = now.astimezone(zone).date()
    last = max([today + timedelta(days=DAYS_AHEAD), *dates_beyond([event])])
    found = occurrences([event], today - timedelta(days=1), last, zone)
    return [each for each in found if each.end > now]


def _slots(occurrence: Occurrence) -> set[tuple[int, datetime, datetime, int]]:
    capacity = occurrence.event.capacity or 0
    return {(venue, occurrence.start, occurrence.end, capacity) for venue in occurrence.venues}


def _refuse_dates(
    new: Sequence[Occurrence],
    index: VenueEvents,
    venues: Mapping[int, Venue],
    now: datetime,
    zone: ZoneInfo,
) -> None:
    waiting = [each for each in new if each.booking == "tentative"]
    wanted = [holding for each in waiting for holding in holdings_of(each, venues)]
    found = {o.occurrence.planned: o for o in closed_dates(new, venues, zone)}
    for taken in taken_among(wanted, index, venues, zone):
        found.setdefault(taken.occurrence.planned, Obstacle(taken.occurrence, taken))
    if found:
        obstacles = sorted(found.values(), key=lambda each: each.occurrence.start)
        refuse_obstacles(obstacles, len(new), venues, now, zone)
    refuse_over_limits(new, venues, index, now, zone)


def asked_again(
    before: Event | None, after: Event, venues: Mapping[int, Venue], now: datetime, zone: ZoneInfo
) -> Event:
    """A changed booking, which waits for the keeper where it is more than was agreed to.

    A date to come at a venue whose keeper must agree stays agreed to only if it lies within what
    was: the same venue, not earlier, not later. A reason does not replace the keeper's word.

    Args:
        before: The booking as it is; `None`: it is new.
        after: The booking as it shall be.
        venues: Every venue.
        now: The time, aware.
        zone: The village's.
    """
    if after.kind != BOOKING:
        return after
    asks = partial(needs_agreement, venues)
    agreed: dict[int, list[Occurrence]] = defaultdict(list)
    known = [before] if before is not None and before.kind == BOOKING else []
    for event in (*known, *(structs.replace(each, changes={}) for each in known)):
        for each in _coming(event, now, zone):
            for venue in each.venues if not each.booking else ():
                agreed[venue].append(each)
    new: dict[str, list[str]] = defaultdict(list)
    for each in _coming(after, now, zone):
        if not (each.booking or each.cancelled) and any(
            asks(venue) and not _is_within(each, agreed[venue]) for venue in each.venues
        ):
            new[each.event.uid].append(each.planned.isoformat())
    if not new:
        return after
    earlier = {plan.uid: plan for event in known for plan in all_plans(event)}
    plans = [
        _waiting(plan, earlier.get(plan.uid), new[plan.uid], now, zone) if plan.uid in new else plan
        for plan in all_plans(after)
    ]
    return join_plans(plans, after)


def _is_within(occurrence: Occurrence, agreed: Iterable[Occurrence]) -> bool:
    start, end = occurrence.start, occurrence.end
    return any(each.start <= start and end <= each.end for each in agreed)


def _waiting(
    plan: Event, before: Event | None, dates: Iterable[str], now: datetime, zone: ZoneInfo
) -> Event:
    """A plan that waits: all that is to come of it if its time or venues changed, or some dates."""
    changes = dict(plan.changes)
    if before is not None and _timing(plan) == _timing(before):
        for day in dates:
            changes[day] = structs.replace(changes.get(day) or Change(), booking="tentative")
        return structs.replace(plan, changes=changes)
    for day, change in changes.items():
        if change.booking == "":
            changes[day] = structs.replace(change, booking=None)
    alone = structs.replace(plan, earlier=())
    for each in occurrences([alone], plan.start.date(), now.astimezone(zone).date(), zone):
        if each.end <= now and not each.booking:  # it took place as it was agreed to
            day = each.planned.isoformat()
            changes[day] = structs.replace(changes.get(day) or Change(), booking="")
    return structs.replace(plan, booking="tentative", changes=changes)


def _timing(plan: Event) -> tuple[object, ...]:
    return plan.start, plan.minutes, plan.venues, plan.repeat, plan.all_day, plan.zone
