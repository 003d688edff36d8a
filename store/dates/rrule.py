"""RRULE (RFC 5545 3.3.10): the subset that an event may repeat by; no text can make it hang."""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from yigong.store.errors import Refused

_ENDS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
_ALLOWED = {
    "DAILY": _ENDS | {"BYMONTH", "BYMONTHDAY", "BYDAY"},
    "WEEKLY": _ENDS | {"BYMONTH", "BYDAY"},
    "MONTHLY": _ENDS | {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"},
    "YEARLY": _ENDS | {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"},
}
"""The parts allowed with each frequency (RFC 5545 3.3.10, without hours and minutes)."""

_LIMITS = {
    "DAILY": ("BYMONTH", "BYMONTHDAY", "BYDAY"),
    "WEEKLY": ("BYMONTH",),
    "MONTHLY": ("BYMONTH",),
    "YEARLY": (),
}
"""The parts that only remove dates. They are applied here, after dateutil, which would search a
rule that none of its dates pass to the year 9999."""

_WHOLE_YEAR = {"BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
"""The parts that depend on the year as a whole."""

_RANGES = {
    "BYMONTH": r"0?[1-9]|1[0-2]",
    "BYMONTHDAY": r"[+-]?(0?[1-9]|[12][0-9]|3[01])",
    "BYDAY": r"([+-]?(0?[1-9]|[1-4][0-9]|5[0-3]))?(MO|TU|WE|TH|FR|SA|SU)",
    "BYYEARDAY": r"[+-]?(0{0,2}[1-9]|0?[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])",
    "BYWEEKNO": r"[+-]?(0?[1-9]|[1-4][0-9]|5[0-3])",
    "BYSETPOS": r"[+-]?(0?[1-9]|[12][0-9]|3[01])",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
"""The form of each value in a part (RFC 5545 3.3.10); commas stand between values."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rule_starts(
    rule: str, start: datetime, after: datetime, before: datetime
) -> Iterator[datetime]:
    """The starts of a rule within ``[after, before)``, naive like `start`, ascending.

    Raises:
        Refused: The rule is not understood.
    """
    first = max(start.year, after.year)
    if before.year - first > _MAX_CACHED_YEARS:
        yield from _walk(rule, start, after, before)
        return
    for year in range(first, before.year + 1):
        dates = _starts_in_year(rule, start, year)
        yield from dates[bisect_left(dates, after) : bisect_left(dates, before)]


@lru_cache(maxsize=2048)
def _starts_in_year(rule: str, start: datetime, year: int) -> tuple[datetime, ...]:
    """The starts in one year, cached: a month page and a search ask for the same ones again."""
    return tuple(_walk(rule, start, datetime(year, 1, 1), datetime(year + 1, 1, 1)))


def _walk(rule: str, start: datetime, after: datetime, before: datetime) -> Iterator[datetime]:
    """The starts within ``[after, before)``, found by going through the rule from an anchor."""
    anchor = _anchor(rule, start, after.year)
    if anchor == start:  # one parsed rule, and its cache, for all years
        decades = max(1, -(-(before.year - anchor.year + 1) // 10))
        bound = datetime(min(anchor.year + decades * 10, 9998), 1, 1)
    else:
        bound = before
    for moment in _parsed_rule(rule, anchor, bound):
        if moment >= before:
            return
        if moment >= after:
            yield moment


def _anchor(rule: str, start: datetime, year: int) -> datetime:
    """A later start from which a rule gives the same dates in a year and after, to skip the rest.

    The start itself for a rule with COUNT, one that skips months or years, and one that starts on
    29 February.
    """
    parts = _checked_parts(rule)
    interval = int(parts.get("INTERVAL", "1"))
    if year <= start.year or "COUNT" in parts:
        return start
    if parts["FREQ"] in _DAYS:  # the last date before the new year, in step with the start
        step = timedelta(days=_DAYS[parts["FREQ"]] * interval)
        return start + (datetime.combine(date(year, 1, 1), start.time()) - start) // step * step
    if interval != 1 or (start.month, start.day) == (2, 29):
        return start
    if parts.keys() & {"BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO"}:
        return start.replace(year=year, month=1, day=1)
    if parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts:  # on the day of the start
        return start.replace(year=year, month=1)
    return start.replace(year=year)


def rule_ending(rule: str, last: date) -> str:
    """A rule with UNTIL at the end of a day, in place of its own COUNT or UNTIL."""
    parts = {
        name: value
        for name, value in _checked_parts(rule).items()
        if name not in ("COUNT", "UNTIL")
    }
    return _rule_text({**parts, "UNTIL": f"{last:%Y%m%d}"})


def has_count(rule: str) -> bool:
    """Whether a rule has a COUNT."""
    return "COUNT" in _checked_parts(rule)


def count_reduced(rule: str, taken: int) -> str:
    """A rule with a COUNT that is lower by the dates before a new start."""
    parts = _checked_parts(rule)
    return _rule_text({**parts, "COUNT": str(int(parts["COUNT"]) - taken)})


def _rule_text(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


_DAYS = {"DAILY": 1, "WEEKLY": 7}
_MAX_CACHED_YEARS = 3
"""Windows of more years bypass the cache, and are computed only as far as they are read."""


@dataclass(frozen=True)
class _Rule:
    """A parsed rule: candidate dates from dateutil, then the limits, then the count."""

    dates: Iterable[datetime]
    count: int | None
    first_year: int
    years: int
    """The interval in years, counted from the first; 1: every year."""

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


@lru_cache(maxsize=512)
def _parsed_rule(text: str, start: datetime, bound: datetime) -> _Rule:
    """Parse a rule. The result caches its dates, so that a second month costs nothing.

    Args:
        text: The RRULE's value.
        start: The event's start.
        bound: It gives no date after this.

    Raises:
        Refused: The rule is not understood.
    """
    from dateutil.rrule import rrule, rrulestr  # only where an event repeats by a rule

    parts = dict(_checked_parts(text))
    count = parts.pop("COUNT", None)
    until = min(_until(parts.pop("UNTIL"), text), bound) if "UNTIL" in parts else bound
    years = 1
    if parts["FREQ"] == "YEARLY" and "BYMONTH" in parts and not parts.keys() & _WHOLE_YEAR:
        # As MONTHLY it gives the same dates, and dateutil gives up on 30 February at once.
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
def _checked_parts(text: str) -> dict[str, str]:
    """A rule's parts by name, checked against the allowed ones."""
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
            raise _not_understood(text)  # an interval of 0 would loop for ever
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
    """UNTIL as a naive moment: of a date its end; a ``Z`` is dropped (exports convert it)."""
    digits = value.rstrip("Z")
    date_format = "%Y%m%dT%H%M%S" if "T" in digits else "%Y%m%d"
    try:
        moment = datetime.strptime(digits, date_format)
    except ValueError as error:
        raise _not_understood(text) from error
    return moment if "T" in digits else datetime.combine(moment.date(), time.max)


def _not_understood(text: str) -> Refused:
    return Refused("This rule is not understood: {rule}", rule=text[:80])
