"""The occurrences of an event, computed from its rule when asked, never stored in bulk."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain, islice
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.store.dates import rrule
from yigong.store.dates.lunar import lunar_days, term_days
from yigong.store.errors import Refused
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Change, Event, Occurrence

EARLIEST, LATEST = date(1800, 1, 1), date(2400, 12, 31)
"""Dates beyond have no occurrences, so that no sum of dates leaves the calendar."""

HORIZON_DAYS = 20 * 366
"""Days from its start within which a rule must give a date; else it counts as giving none."""


def all_plans(event: Event) -> list[Event]:
    """The plans of an event, oldest first; the last is the current one, the event itself.

    Each has the number and revision of the event, and a UID, changes and an end of its own. All
    dates of a plan lie before the first date of the next.
    """
    if not event.earlier:
        return [event]
    known = {"number": event.number, "rev": event.rev}
    return [*(structs.replace(plan, **known) for plan in event.earlier), event]


def planned_starts(event: Event, after: datetime, before: datetime) -> Iterator[datetime]:
    """The planned starts of an event within ``[after, before)``, naive; cancelled ones included,
    dates that were left out not."""
    for plan in all_plans(event):
        left_out = left_out_dates(plan)
        for start in plan_starts(plan, after, before):
            if start.date() not in left_out:
                yield start


def left_out_dates(plan: Event) -> frozenset[date]:
    """The dates that were left out of a plan: its rule gives them, and they never were."""
    return frozenset(
        date.fromisoformat(day) for day, change in plan.changes.items() if change.left_out
    )


def plan_starts(plan: Event, after: datetime, before: datetime) -> Iterator[datetime]:
    """The starts that the rule of one plan gives, also on dates that were left out of it."""
    if plan.repeat is None:
        if after <= plan.start < before:
            yield plan.start
    elif isinstance(plan.repeat, ByRRule):
        yield from rrule.rule_starts(plan.repeat.rule, plan.start, after, before)
    else:
        yield from _calendar_starts(plan.repeat, plan.start, after, before)


def _calendar_starts(
    rule: ByLunar | ByTerm, start: datetime, after: datetime, before: datetime
) -> Iterator[datetime]:
    """The starts of a lunar or solar-term rule; `count` counts from the start."""
    first, last = max(start, after).date(), before.date()
    if rule.count:
        last_counted = _last_day(rule, start.date())
        if last_counted is None:
            return
        last = min(last, last_counted)
    for day in _rule_days(rule, first, last):
        moment = datetime.combine(day, start.time())
        if after <= moment < before:
            yield moment


def _rule_days(rule: ByLunar | ByTerm, first: date, last: date) -> Iterator[date]:
    if isinstance(rule, ByLunar):
        return lunar_days(rule, first, last)
    return term_days(rule, first, last)


@lru_cache(maxsize=512)
def _last_day(rule: ByLunar | ByTerm, start: date) -> date | None:
    """The last day of a rule that counts its dates; `None` if it gives none."""
    counted = deque(islice(_rule_days(rule, start, LATEST), rule.count), maxlen=1)
    return counted[0] if counted else None


def first_start(event: Event) -> datetime:
    """The first start that the rule of an event gives, on or after `event.start`.

    RFC 5545 3.8.5.3 leaves a DTSTART that does not match its rule undefined, and readers differ;
    so the start of an event is moved to the first date that matches.

    Raises:
        Refused: The rule is not understood, or gives no date within 20 years (30 February).
    """
    if event.repeat is None:
        return event.start
    for start in plan_starts(event, event.start, event.start + timedelta(days=HORIZON_DAYS)):
        return start
    if isinstance(event.repeat, ByRRule):
        raise Refused("This rule gives no date: {rule}", rule=event.repeat.rule)
    raise Refused("This repeat gives no date.")


def occurrence_at(event: Event, start: datetime, zone: ZoneInfo) -> Occurrence:
    """One occurrence, with its changes applied.

    Args:
        event: The event, or one of its plans.
        start: The planned start, naive.
        zone: The event's zone.
    """
    planned = start.date()
    change = event.changes.get(planned.isoformat()) or Change()
    begins = (change.start or start).replace(tzinfo=zone)
    minutes = event.minutes if change.minutes is None else change.minutes
    # Whole days end at midnight by the wall clock; other lengths are elapsed time, also on the
    # night the clocks change.
    if event.all_day:
        ends = begins + timedelta(minutes=minutes)
    else:
        ends = (begins.astimezone(_UTC) + timedelta(minutes=minutes)).astimezone(zone)
    return Occurrence(
        event=event,
        planned=planned,
        start=begins,
        end=ends,
        place=event.place if change.place is None else change.place,
        venues=event.venues if change.venues is None else change.venues,
        posts=event.posts if change.posts is None else change.posts,
        legs=event.legs if change.legs is None else change.legs,
        booking=event.booking if change.booking is None else change.booking,
        override=event.override if change.override is None else change.override,
        cancelled=event.cancelled or change.cancelled,
        moved=change.start is not None,
        reason=change.reason or event.reason,
    )


_UTC = ZoneInfo("UTC")


def occurrences(
    events: Iterable[Event], first: date, last: date, village_zone: ZoneInfo
) -> list[Occurrence]:
    """The occurrences from a first to a last day (inclusive), moved ones at their new time.

    Returns:
        By start, then by event number; cancelled ones are included.
    """
    found = []
    first, last = max(first, EARLIEST), min(last, LATEST)
    after, before = datetime.combine(first, time()), datetime.combine(last, time.max)
    for event in chain.from_iterable(map(all_plans, events)):
        # Early enough to find what began before and runs into the first day.
        early = after - timedelta(minutes=longest_minutes(event))
        if event.repeat is None and not event.changes and not early <= event.start < before:
            continue
        zone = zone_of(event, village_zone)
        changes = event.changes.items()
        moved = {day for day, change in changes if change.start is not None and not change.left_out}
        left_out = left_out_dates(event) if event.changes else ()
        for start in plan_starts(event, early, before):
            day = start.date()
            if day not in left_out and day.isoformat() not in moved:
                found.append(occurrence_at(event, start, zone))
        for moved_day in moved:
            occurrence = plan_occurrence_on(event, date.fromisoformat(moved_day), village_zone)
            if occurrence is not None:  # the rule may have been changed since
                found.append(occurrence)
    found = [occurrence for occurrence in found if _within(occurrence, after, before)]
    found.sort(key=lambda occurrence: (occurrence.start, occurrence.event.number))
    return found


def longest_minutes(plan: Event) -> int:
    """The minutes of the longest occurrence of a plan."""
    changed = (change.minutes or 0 for change in plan.changes.values())
    return max(plan.minutes, *changed, 0) if plan.changes else plan.minutes


def _within(occurrence: Occurrence, after: datetime, before: datetime) -> bool:
    """Whether an occurrence touches a span of wall-clock time; ending at its start is outside."""
    start, end = occurrence.start.replace(tzinfo=None), occurrence.end.replace(tzinfo=None)
    return start <= before and (end > after or start >= after)


def find_occurrence(event: Event, planned: date, village_zone: ZoneInfo) -> Occurrence | None:
    """The occurrence planned for a date; `None` if the rule gives none there.

    Its event is the plan that was in force then (see `all_plans`).
    """
    for plan in all_plans(event):
        occurrence = plan_occurrence_on(plan, planned, village_zone)
        if occurrence is not None:
            return occurrence
    return None


def plan_occurrence_on(plan: Event, planned: date, village_zone: ZoneInfo) -> Occurrence | None:
    """The occurrence of one plan on a date; `None` if it has none there, or it was left out."""
    change = plan.changes.get(planned.isoformat())
    if not EARLIEST <= planned <= LATEST or (change is not None and change.left_out):
        return None
    day = datetime.combine(planned, time())
    for start in plan_starts(plan, day, day + timedelta(days=1)):
        return occurrence_at(plan, start, zone_of(plan, village_zone))
    return None


def next_starts(event: Event, after: datetime, count: int) -> list[datetime]:
    """The next planned starts, at most `count`, within `HORIZON_DAYS`."""
    found = []
    for start in planned_starts(event, after, after + timedelta(days=HORIZON_DAYS)):
        found.append(start)
        if len(found) == count:
            break
    return found


def zone_of(event: Event, village_zone: ZoneInfo) -> ZoneInfo:
    """The time zone of an event: its own, or the village's."""
    return ZoneInfo(event.zone) if event.zone else village_zone
