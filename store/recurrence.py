"""From an event's rule to its dates: computed when asked, never stored in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from store.errors import Refused
from store.records import Change, Event, Occurrence

_ALLOWED = {
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS",
    "BYYEARDAY", "BYWEEKNO",
}  # fmt: skip
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
HORIZON = 20 * 366
"""Days after its start within which a rule must give a date, or it is taken to give none."""


@lru_cache(maxsize=4096)
def _rule(text: str, start: datetime) -> rrule:
    """A parsed rule; it remembers the dates it has worked out, so a second month is instant."""
    parts = {}
    for part in text.upper().removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name not in _ALLOWED or name in parts:
            raise Refused("This rule is not understood: {rule}", rule=text[:80])
        parts[name] = value
    if parts.get("FREQ") not in _FREQUENCIES:
        raise Refused(
            "An event repeats by the day, week, month or year, not {rule}", rule=text[:80]
        )
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts["UNTIL"], text)
    try:
        rule = rrulestr(";".join(f"{k}={v}" for k, v in parts.items()), dtstart=start, cache=True)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise Refused("This rule is not understood: {rule}", rule=text[:80]) from error
    assert not isinstance(rule, rruleset)  # noqa: S101 - a single RRULE line never gives a set
    return rule


def _until(value: str, text: str) -> str:
    """UNTIL as the last wall-clock moment: a date counts to its end, ``Z`` is left to exports."""
    digits = value.rstrip("Z")
    try:
        if "T" in digits:
            return datetime.strptime(digits, "%Y%m%dT%H%M%S").strftime("%Y%m%dT%H%M%S")
        return datetime.strptime(digits, "%Y%m%d").strftime("%Y%m%dT235959")
    except ValueError as error:
        raise Refused("This rule is not understood: {rule}", rule=text[:80]) from error


def starts(event: Event, after: datetime, before: datetime) -> Iterator[datetime]:
    """The planned starts of an event within ``[after, before)``, naive, cancelled ones too."""
    if event.repeat is None:
        if after <= event.start < before:
            yield event.start
        return
    for start in _rule(event.repeat.rule, event.start).xafter(after, inc=True):
        if start >= before:
            return
        yield start


def first_start(event: Event) -> datetime:
    """The first start its rule really gives, on or after `event.start`.

    RFC 5545 3.8.5.3 leaves a DTSTART that does not match its rule undefined; readers differ. So
    the start is moved to the first date that matches.

    Raises:
        Refused: The rule is not understood, or gives no date within 20 years (30 February).
    """
    if event.repeat is None:
        return event.start
    for start in starts(event, event.start, event.start + timedelta(days=HORIZON)):
        return start
    raise Refused("This rule gives no date: {rule}", rule=event.repeat.rule)


def occurrence(event: Event, start: datetime, zone: ZoneInfo) -> Occurrence:
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
    after, before = datetime.combine(first, time()), datetime.combine(last, time.max)
    for event in events:
        zone = zone_of(event, village_zone)
        moved_away = {day for day, change in event.changes.items() if change.start is not None}
        # A day early, so that what began yesterday and runs past midnight is seen today.
        early = after - timedelta(minutes=min(event.minutes, 60 * 24 * 31))
        for start in starts(event, early, before):
            if start.date().isoformat() not in moved_away:
                one = occurrence(event, start, zone)
                if one.start.date() >= first or one.end.replace(tzinfo=None) > after:
                    found.append(one)
        for day in moved_away:
            moved_to = event.changes[day].start
            if moved_to is not None and after <= moved_to <= before:
                found.append(occurrence(event, _planned_start(event, day), zone))
    found.sort(key=lambda one: (one.start, one.event.number))
    return found


def find_occurrence(event: Event, planned: date, village_zone: ZoneInfo) -> Occurrence | None:
    """The occurrence planned for a date, or `None` if the rule gives none there."""
    day = datetime.combine(planned, time())
    for start in starts(event, day, day + timedelta(days=1)):
        return occurrence(event, start, zone_of(event, village_zone))
    return None


def next_starts(event: Event, after: datetime, count: int) -> list[datetime]:
    """The next planned starts, for a preview; at most `count`, within the horizon."""
    found = []
    for start in starts(event, after, after + timedelta(days=HORIZON)):
        found.append(start)
        if len(found) == count:
            break
    return found


def zone_of(event: Event, village_zone: ZoneInfo) -> ZoneInfo:
    """The zone an event's times are in."""
    return ZoneInfo(event.zone) if event.zone else village_zone


def _planned_start(event: Event, day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), event.start.time())
