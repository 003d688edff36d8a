"""VTIMEZONE (RFC 5545 3.6.5): the clock changes of a zone, computed from its zoneinfo.

Readers need not know the zone by name. The sub-components are as simple as possible, one STANDARD
or yearly rules: some readers are an hour off with those that icalendar generates.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from yigong.exports.ical import content_lines

OPEN_RULE_YEARS = 20
"""Years of clock changes that are written for an RRULE without an end."""

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MIN_RULE_YEARS = 3
"""The fewest years in a row that are written as a rule."""


class Onset(NamedTuple):
    """A clock change: the onset of an observance (RFC 5545 3.6.5)."""

    at: datetime
    """UTC."""

    before: timedelta
    after: timedelta
    name: str

    @property
    def wall(self) -> datetime:
        """The naive local time before the change (3.6.5: the DTSTART of the observance)."""
        return self.at.replace(tzinfo=None) + self.before


def onsets(zone: ZoneInfo, first: int, last: int) -> list[Onset]:
    """Return the clock changes of a zone from the year `first` to the year `last`."""
    return [onset for year in range(first, last + 1) for onset in _onsets_of_year(zone.key, year)]


def has_one_offset(zone: ZoneInfo, start: datetime, last: int) -> bool:
    """Whether a zone keeps its offset from a naive wall-clock start to the end of a year."""
    start_utc = start.replace(tzinfo=zone).astimezone(UTC)
    return not any(onset.at > start_utc for onset in onsets(zone, start.year, last))


@lru_cache(maxsize=1024)
def _onsets_of_year(key: str, year: int) -> tuple[Onset, ...]:
    """Return a year's clock changes: zoneinfo lists none, so each day is compared with the next."""
    zone = ZoneInfo(key)
    day = datetime(year, 1, 1, tzinfo=UTC)
    found = []
    before = _offset(zone, day)
    while day.year == year:
        following = day + timedelta(days=1)
        after = _offset(zone, following)
        if after != before:
            at = _moment_of_change(zone, day, following)
            found.append(Onset(at, before, after, at.astimezone(zone).tzname() or key))
        day, before = following, after
    return tuple(found)


def _moment_of_change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the first second at which the offset is that of `high`, by bisection."""
    after = _offset(zone, high)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (low, middle) if _offset(zone, middle) == after else (middle, high)
    return high


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def vtimezone_lines(zone: ZoneInfo, start: datetime, last: int) -> Iterator[str]:
    """Write the definition of a zone, from a first moment on.

    Args:
        zone: The zone.
        start: The earliest wall-clock time in it, naive.
        last: The last year in it. Rules that are in force then have no end.

    Returns:
        The lines of one STANDARD where the clocks do not change; else of observances with yearly
        rules, or with single dates for years that follow no rule.
    """
    return content_lines.component_lines("VTIMEZONE", _property_lines(zone, start, last))


def _property_lines(zone: ZoneInfo, start: datetime, last: int) -> Iterator[str]:
    yield content_lines.text_line("TZID", zone.key)
    if has_one_offset(zone, start, last):
        yield from _observance_lines(_initial_onset(zone, start))
        return
    changes = onsets(zone, start.year - 1, last)
    if changes[0].at > start.replace(tzinfo=zone).astimezone(UTC):
        yield from _observance_lines(_initial_onset(zone, start))
    for run in sorted(_yearly_runs(changes), key=lambda run: run.onsets[0].at):
        yield from _observance_lines(run.onsets[0], run.rule(last))


def _initial_onset(zone: ZoneInfo, start: datetime) -> Onset:
    """Return an onset in the past of the offset in force at a time."""
    offset = _offset(zone, start.replace(tzinfo=zone).astimezone(UTC))
    since = datetime(min(1970, start.year - 1), 1, 1)
    name = start.replace(tzinfo=zone).tzname() or zone.key
    return Onset((since - offset).replace(tzinfo=UTC), offset, offset, name)


def _observance_lines(onset: Onset, rule: str = "") -> Iterator[str]:
    name = "DAYLIGHT" if onset.after > onset.before else "STANDARD"
    lines = [
        f"DTSTART:{onset.wall:%Y%m%dT%H%M%S}",
        content_lines.offset_line("TZOFFSETFROM", onset.before),
        content_lines.offset_line("TZOFFSETTO", onset.after),
        content_lines.text_line("TZNAME", onset.name),
    ]
    return content_lines.component_lines(name, [*lines, f"RRULE:{rule}"] if rule else lines)


class _YearlyRun(NamedTuple):
    """Clock changes of the same kind on the same weekday of a month, in consecutive years."""

    onsets: list[Onset]
    weeks: frozenset[int]
    """The ordinals of that weekday which fit all of them: 2 the second, -1 the last."""

    def rule(self, last: int) -> str:
        """Return the yearly RRULE, with UNTIL in UTC if it ended before the year `last`.

        UNTIL is a day after the last change: readers that take it for wall-clock time (icalendar,
        dateutil) would skip that change, and be an hour off from then on.
        """
        if len(self.onsets) == 1:
            return ""
        first, end = self.onsets[0].wall, self.onsets[-1]
        week = min(self.weeks)  # the last Sunday rather than the fourth, where both fit
        rule = f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={week}{_DAYS[first.weekday()]}"
        return (
            rule
            if end.wall.year >= last
            else f"{rule};UNTIL={content_lines.utc_text(end.at + timedelta(days=1))}"
        )

    def weeks_with(self, onset: Onset) -> frozenset[int]:
        """Return the ordinals that fit this run and the next year's change; none: it ends here."""
        previous = self.onsets[-1]
        same_rule = (
            previous[1:] == onset[1:]
            and previous.wall.year + 1 == onset.wall.year
            and previous.wall.month == onset.wall.month
            and previous.wall.weekday() == onset.wall.weekday()
            and previous.wall.time() == onset.wall.time()
        )
        return self.weeks & _weekday_ordinals(onset) if same_rule else frozenset()


def _weekday_ordinals(onset: Onset) -> frozenset[int]:
    wall = onset.wall
    is_last = wall.day + 7 > calendar.monthrange(wall.year, wall.month)[1]
    return frozenset({(wall.day + 6) // 7} | ({-1} if is_last else set()))


def _yearly_runs(changes: list[Onset]) -> Iterator[_YearlyRun]:
    """Group clock changes into yearly runs; those of fewer than three years are split up."""
    active: list[_YearlyRun] = []
    ended: list[_YearlyRun] = []
    for onset in changes:
        for index, run in enumerate(active):
            weeks = run.weeks_with(onset)
            if weeks:
                active[index] = _YearlyRun([*run.onsets, onset], weeks)
                break
        else:
            active.append(_YearlyRun([onset], _weekday_ordinals(onset)))
        over = [run for run in active if run.onsets[-1].wall.year < onset.wall.year - 1]
        ended += over
        active = [run for run in active if run not in over]
    for run in ended + active:
        if len(run.onsets) >= _MIN_RULE_YEARS:
            yield run
        else:
            for onset in run.onsets:
                yield _YearlyRun([onset], _weekday_ordinals(onset))
