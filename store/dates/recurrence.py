"""From an event's rule to its dates: computed when asked, never stored in bulk."""

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
from yigong.store.records import ByLunar, ByRRule, ByTerm, Change, Event, Occurrence

EARLIEST, LATEST = date(1800, 1, 1), date(2400, 12, 31)
"""Dates further away have no occurrences; so sums with dates cannot leave the calendar."""

HORIZON = 20 * 366
"""Days after its start within which a rule must give a date, or it is taken to give none."""


def all_plans(event: Event) -> list[Event]:
    """The plans of an event that follow one another, oldest first, the present one last.

    Each has the number and revision of the event, and a UID, changes and an end of its own: the
    dates of one lie before the first date of the next. The present one is the event itself.
    """
    if not event.earlier:
        return [event]
    known = {"number": event.number, "rev": event.rev}
    return [*(structs.replace(plan, **known) for plan in event.earlier), event]


def planned_starts(event: Event, after: datetime, before: datetime) -> Iterator[datetime]:
    """The planned starts of an event within ``[after, before)``, naive, cancelled ones too."""
    if not event.earlier:
        return plan_starts(event, after, before)
    return chain.from_iterable(plan_starts(plan, after, before) for plan in all_plans(event))


def plan_starts(plan: Event, after: datetime, before: datetime) -> Iterator[datetime]:
    """The planned starts of one plan alone, whatever plans came before it (see `starts`)."""
    if plan.repeat is None:
        if after <= plan.start < before:
            yield plan.start
    elif isinstance(plan.repeat, ByRRule):
        yield from rrule.rule_starts(plan.repeat.rule, plan.start, after, before)
    else:
        yield from _by_calendar(plan.repeat, plan.start, after, before)


def _by_calendar(
    rule: ByLunar | ByTerm, start: datetime, after: datetime, before: datetime
) -> Iterator[datetime]:
    """By the moon or the sun; `count` counts from the start."""
    first, last = max(start, after).date(), before.date()
    if rule.count:
        end = _last_of(rule, start.date())
        if end is None:
            return
        last = min(last, end)
    for day in _days(rule, first, last):
        moment = datetime.combine(day, start.time())
        if after <= moment < before:
            yield moment


def _days(rule: ByLunar | ByTerm, first: date, last: date) -> Iterator[date]:
    if isinstance(rule, ByLunar):
        return lunar_days(rule, first, last)
    return term_days(rule, first, last)


@lru_cache(maxsize=512)
def _last_of(rule: ByLunar | ByTerm, start: date) -> date | None:
    """The last day of a rule that counts its dates; `None` where it gives none."""
    counted = deque(islice(_days(rule, start, LATEST), rule.count), maxlen=1)
    return counted[0] if counted else None


def first_start(event: Event) -> datetime:
    """The first start its rule really gives, on or after `event.start`.

    RFC 5545 3.8.5.3 leaves a DTSTART that does not match its rule undefined; readers differ. So
    the start is moved to the first date that matches.

    Raises:
        Refused: The rule is not understood, or gives no date within 20 years (30 February).
    """
    if event.repeat is None:
        return event.start
    for start in plan_starts(event, event.start, event.start + timedelta(days=HORIZON)):
        return start
    if isinstance(event.repeat, ByRRule):
        raise Refused("This rule gives no date: {rule}", rule=event.repeat.rule)
    raise Refused("This repeat gives no date.")


def occurrence_at(event: Event, start: datetime, zone: ZoneInfo) -> Occurrence:
    """One occurrence, with what was changed on it.

    Args:
        event: Its event.
        start: Its planned start, naive.
        zone: The event's zone.
    """
    planned = start.date()
    change = event.changes.get(planned.isoformat()) or Change()
    begins = (change.start or start).replace(tzinfo=zone)
    minutes = event.minutes if change.minutes is None else change.minutes
    # Wall-clock arithmetic for whole days, elapsed time otherwise: three hours are three hours
    # on the night the clocks change, and a day ends at midnight.
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
        cancelled=event.cancelled or change.cancelled,
        moved=change.start is not None,
        reason=change.reason or event.reason,
    )


_UTC = ZoneInfo("UTC")


def occurrences(
    events: Iterable[Event], first: date, last: date, village_zone: ZoneInfo
) -> list[Occurrence]:
    """What happens from a first to a last day (inclusive), moved ones where they were moved to.

    Returns:
        By start, then by event; cancelled ones are there and say so.
    """
    found = []
    first, last = max(first, EARLIEST), min(last, LATEST)
    after, before = datetime.combine(first, time()), datetime.combine(last, time.max)
    for event in chain.from_iterable(map(all_plans, events)):
        # Early enough that what began before and runs into the first day is seen on it.
        early = after - timedelta(minutes=longest_minutes(event))
        if event.repeat is None and not event.changes and not early <= event.start < before:
            continue
        zone = zone_of(event, village_zone)
        moved = {day for day, change in event.changes.items() if change.start is not None}
        for start in plan_starts(event, early, before):
            if start.date().isoformat() not in moved:
                found.append(occurrence_at(event, start, zone))
        for day in moved:
            one = plan_occurrence_on(event, date.fromisoformat(day), village_zone)
            if one is not None:  # the rule may have been changed since
                found.append(one)
    found = [one for one in found if _within(one, after, before)]
    found.sort(key=lambda one: (one.start, one.event.number))
    return found


def longest_minutes(plan: Event) -> int:
    """The minutes of a plan's longest date."""
    changed = (change.minutes or 0 for change in plan.changes.values())
    return max(plan.minutes, *changed, 0) if plan.changes else plan.minutes


def _within(one: Occurrence, after: datetime, before: datetime) -> bool:
    """Whether an occurrence touches a span of wall-clock time; an end at its start does not."""
    start, end = one.start.replace(tzinfo=None), one.end.replace(tzinfo=None)
    return start <= before and (end > after or start >= after)


def find_occurrence(event: Event, planned: date, village_zone: ZoneInfo) -> Occurrence | None:
    """The occurrence planned for a date, or `None` if the rule gives none there.

    Its event is the plan that was in force then (see `plans`).
    """
    for plan in all_plans(event):
        one = plan_occurrence_on(plan, planned, village_zone)
        if one is not None:
            return one
    return None


def plan_occurrence_on(plan: Event, planned: date, village_zone: ZoneInfo) -> Occurrence | None:
    """The occurrence that one plan alone gives on a date."""
    if not EARLIEST <= planned <= LATEST:
        return None
    day = datetime.combine(planned, time())
    for start in plan_starts(plan, day, day + timedelta(days=1)):
        return occurrence_at(plan, start, zone_of(plan, village_zone))
    return None


def next_starts(event: Event, after: datetime, count: int) -> list[datetime]:
    """The next planned starts, for a preview; at most `count`, within the horizon."""
    found = []
    for start in planned_starts(event, after, after + timedelta(days=HORIZON)):
        found.append(start)
        if len(found) == count:
            break
    return found


def zone_of(event: Event, village_zone: ZoneInfo) -> ZoneInfo:
    """The zone an event's times are in."""
    return ZoneInfo(event.zone) if event.zone else village_zone
