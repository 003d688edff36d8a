"""From an event's rule to its dates: computed when asked, never stored in bulk."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from store.errors import Refused
from store.records import Change, Event, Occurrence

_ENDS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
_ALLOWED = {
    "DAILY": _ENDS | {"BYMONTH", "BYMONTHDAY", "BYDAY"},
    "WEEKLY": _ENDS | {"BYMONTH", "BYDAY"},
    "MONTHLY": _ENDS | {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"},
    "YEARLY": _ENDS | {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"},
}
"""What each frequency may be narrowed by (RFC 5545 3.3.10, less the hours and minutes)."""

_LIMITS = {
    "DAILY": ("BYMONTH", "BYMONTHDAY", "BYDAY"),
    "WEEKLY": ("BYMONTH",),
    "MONTHLY": ("BYMONTH",),
    "YEARLY": (),
}
"""The parts that only take dates away. They are applied here, after dateutil: left to it, a rule
that none of its dates pass would be searched to the year 9999."""

_WHOLE_YEAR = {"BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
"""Parts that look at a year as a whole."""

_RANGES = {
    "BYMONTH": r"0?[1-9]|1[0-2]",
    "BYMONTHDAY": r"[+-]?(0?[1-9]|[12][0-9]|3[01])",
    "BYDAY": r"([+-]?(0?[1-9]|[1-4][0-9]|5[0-3]))?(MO|TU|WE|TH|FR|SA|SU)",
    "BYYEARDAY": r"[+-]?(0{0,2}[1-9]|0?[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])",
    "BYWEEKNO": r"[+-]?(0?[1-9]|[1-4][0-9]|5[0-3])",
    "BYSETPOS": r"[+-]?(0?[1-9]|[12][0-9]|3[01])",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
"""What stands in each part (RFC 5545 3.3.10), between commas."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EARLIEST, LATEST = date(1800, 1, 1), date(2400, 12, 31)
"""Dates further away have no occurrences; so sums with dates cannot leave the calendar."""

HORIZON = 20 * 366
"""Days after its start within which a rule must give a date, or it is taken to give none."""


@dataclass(frozen=True)
class _Rule:
    """A parsed rule: dates from dateutil, then what takes dates away, then how many."""

    dates: rrule
    count: int | None
    first_year: int
    years: int
    """Every how many years, counted from the first; 1: every year."""

    months: frozenset[int]
    month_days: frozenset[int]
    weekdays: frozenset[int]

    def __iter__(self) -> Iterator[datetime]:
        return islice(filter(self._passes, self.dates), self.count)

    def _passes(self, day: datetime) -> bool:
        if self.months and day.month not in self.months:
            return False
        if (day.year - self.first_year) % self.years:
            return False
        if self.weekdays and day.weekday() not in self.weekdays:
            return False
        if not self.month_days:
            return True
        from_end = day.day - monthrange(day.year, day.month)[1] - 1
        return day.day in self.month_days or from_end in self.month_days


@lru_cache(maxsize=4096)
def _rule(text: str, start: datetime, bound: datetime) -> _Rule:
    """A parsed rule; it remembers the dates it has worked out, so a second month is instant.

    Args:
        text: The RRULE's value.
        start: The event's start.
        bound: It gives nothing after this.

    Raises:
        Refused: The rule is not understood.
    """
    parts = dict(_parts(text))
    count = parts.pop("COUNT", None)
    until = min(_until(parts.pop("UNTIL"), text), bound) if "UNTIL" in parts else bound
    years = 1
    if parts["FREQ"] == "YEARLY" and "BYMONTH" in parts and not parts.keys() & _WHOLE_YEAR:
        # The same dates by the month, which finds out at once that 30 February never comes.
        years = int(parts.pop("INTERVAL", "1"))
        parts["FREQ"] = "MONTHLY"
    limits = {name: parts.pop(name, "") for name in _LIMITS[parts["FREQ"]]}
    try:
        rule = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=start)
        assert isinstance(rule, rrule)  # noqa: S101 - a single RRULE line never gives a set
        return _Rule(
            rule.replace(until=until, cache=True),
            int(count) if count else None,
            start.year,
            years,
            _numbers(limits.get("BYMONTH", ""), 1, 12),
            _numbers(limits.get("BYMONTHDAY", ""), -31, 31),
            frozenset(map(_WEEKDAYS.index, filter(None, limits.get("BYDAY", "").split(",")))),
        )
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise _not_understood(text) from error


def _numbers(text: str, least: int, most: int) -> frozenset[int]:
    numbers = frozenset(int(number) for number in text.split(",") if number)
    if not all(least <= number <= most and number for number in numbers):
        raise ValueError(text)
    return numbers


@lru_cache(maxsize=4096)
def _parts(text: str) -> dict[str, str]:
    """A rule's parts by name, checked against what is allowed here."""
    parts: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise _not_understood(text)
        parts[name] = value
    if parts.get("FREQ") not in _ALLOWED:
        raise Refused(
            "An event repeats by the day, week, month or year, not {rule}", rule=text[:80]
        )
    if not set(parts) <= _ALLOWED[parts["FREQ"]]:
        raise _not_understood(text)
    for name in ("INTERVAL", "COUNT"):
        value = parts.get(name, "1")
        if not re.fullmatch("0*[1-9][0-9]{0,3}", value):
            raise _not_understood(text)  # an interval of 0 would go round for ever
    for name, value in parts.items():
        if name in _RANGES and not all(re.fullmatch(_RANGES[name], v) for v in value.split(",")):
            raise _not_understood(text)
    by_month = parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts
    if by_month and re.search("[6-9]|[0-9]{2}", parts.get("BYDAY", "")):
        raise _not_understood(text)  # there is no sixth Friday in a month
    if parts["FREQ"] in ("DAILY", "WEEKLY") and re.search("[0-9]", parts.get("BYDAY", "")):
        raise _not_understood(text)
    if "UNTIL" in parts and "COUNT" in parts:  # RFC 5545 3.3.10: one or the other
        raise Refused("A repeat ends by a date or after a count, not both: {rule}", rule=text[:80])
    return parts


def _until(value: str, text: str) -> datetime:
    """UNTIL as the last wall-clock moment: a date counts to its end, ``Z`` is left to exports."""
    digits = value.rstrip("Z")
    form = "%Y%m%dT%H%M%S" if "T" in digits else "%Y%m%d"
    try:
        moment = datetime.strptime(digits, form)
    except ValueError as error:
        raise _not_understood(text) from error
    return moment if "T" in digits else datetime.combine(moment.date(), time.max)


def _not_understood(text: str) -> Refused:
    return Refused("This rule is not understood: {rule}", rule=text[:80])


def starts(event: Event, after: datetime, before: datetime) -> Iterator[datetime]:
    """The planned starts of an event within ``[after, before)``, naive, cancelled ones too."""
    if event.repeat is None:
        if after <= event.start < before:
            yield event.start
        return
    anchor = _anchor(event.repeat.rule, event.start, after.year - 1)
    decades = max(1, -(-(before.year - anchor.year + 1) // 10))
    bound = datetime(min(anchor.year + decades * 10, 9998), 1, 1)
    for start in _rule(event.repeat.rule, anchor, bound):
        if start >= before:
            return
        if start >= after:
            yield start


def _anchor(rule: str, start: datetime, year: int) -> datetime:
    """A start in a later year from which a rule gives the same dates; ten years need no walking.

    Only for rules that count nothing from their beginning: no COUNT, every period. Anything else,
    and 29 February, starts where it starts.
    """
    parts = _parts(rule)
    if year <= start.year or "COUNT" in parts or int(parts.get("INTERVAL", "1")) != 1:
        return start
    if parts["FREQ"] == "WEEKLY":  # the weekday is the start's
        return start + timedelta(weeks=(date(year, 1, 1) - start.date()).days // 7)
    if (start.month, start.day) == (2, 29):
        return start
    return start.replace(year=year)


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
    first, last = max(first, EARLIEST), min(last, LATEST)
    after, before = datetime.combine(first, time()), datetime.combine(last, time.max)
    for event in events:
        zone = zone_of(event, village_zone)
        longest = max([event.minutes, *(c.minutes or 0 for c in event.changes.values())])
        moved = {day for day, change in event.changes.items() if change.start is not None}
        # Early enough that what began before and runs into the first day is seen on it.
        for start in starts(event, after - timedelta(minutes=longest), before):
            if start.date().isoformat() not in moved:
                found.append(occurrence(event, start, zone))
        for day in moved:
            one = find_occurrence(event, date.fromisoformat(day), village_zone)
            if one is not None:  # the rule may have been changed since
                found.append(one)
    found = [one for one in found if _within(one, after, before)]
    found.sort(key=lambda one: (one.start, one.event.number))
    return found


def _within(one: Occurrence, after: datetime, before: datetime) -> bool:
    """Whether an occurrence touches a span of wall-clock time; an end at its start does not."""
    start, end = one.start.replace(tzinfo=None), one.end.replace(tzinfo=None)
    return start <= before and (end > after or start >= after)


def find_occurrence(event: Event, planned: date, village_zone: ZoneInfo) -> Occurrence | None:
    """The occurrence planned for a date, or `None` if the rule gives none there."""
    if not EARLIEST <= planned <= LATEST:
        return None
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
