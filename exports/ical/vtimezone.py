"""VTIMEZONE (RFC 5545 3.6.5): when a zone's clocks change, worked out from the zone itself.

A reader need not know the zone by name, and the blocks are as plain as they come: one STANDARD, or
yearly rules. What icalendar adds by itself is taken an hour wrong by some readers.
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
"""Years looked ahead where a rule has no end."""

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORTH_A_RULE = 3
"""Fewer years in a row than this are written one by one."""


class Onset(NamedTuple):
    """A moment at which the clocks change."""

    at: datetime
    """UTC."""

    before: timedelta
    after: timedelta
    name: str

    @property
    def wall(self) -> datetime:
        """What the clocks showed when they were changed, naive (3.6.5: DTSTART of the block)."""
        return self.at.replace(tzinfo=None) + self.before


def onsets(zone: ZoneInfo, first: int, last: int) -> list[Onset]:
    """The changes of a zone's offset from the year `first` to the year `last`, UTC."""
    return [onset for year in range(first, last + 1) for onset in _in_year(zone.key, year)]


def has_one_offset(zone: ZoneInfo, start: datetime, last: int) -> bool:
    """Whether a zone keeps one offset from a naive wall-clock start to the end of a year."""
    began = start.replace(tzinfo=zone).astimezone(UTC)
    return not any(onset.at > began for onset in onsets(zone, start.year, last))


@lru_cache(maxsize=1024)
def _in_year(key: str, year: int) -> tuple[Onset, ...]:
    """One year's changes; zoneinfo does not list them, so each day is compared with the next."""
    zone = ZoneInfo(key)
    day = datetime(year, 1, 1, tzinfo=UTC)
    found = []
    before = _offset(zone, day)
    while day.year == year:
        following = day + timedelta(days=1)
        after = _offset(zone, following)
        if after != before:
            at = _moment(zone, day, following)
            found.append(Onset(at, before, after, at.astimezone(zone).tzname() or key))
        day, before = following, after
    return tuple(found)


def _moment(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The second from which on the offset is that of `high`."""
    after = _offset(zone, high)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (low, middle) if _offset(zone, middle) == after else (middle, high)
    return high


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def vtimezone_lines(zone: ZoneInfo, start: datetime, last: int) -> Iterator[str]:
    """A zone as readers need it from a first moment on.

    Args:
        zone: The zone.
        start: The earliest wall-clock time it is used for, naive.
        last: The last year it is used in. Rules that still hold then are left open.

    Returns:
        The lines of one STANDARD block where the clocks do not change; else of blocks with yearly
        rules, or with single dates for the years that follow none.
    """
    return content_lines.component_lines("VTIMEZONE", _inside(zone, start, last))


def _inside(zone: ZoneInfo, start: datetime, last: int) -> Iterator[str]:
    yield content_lines.text_line("TZID", zone.key)
    if has_one_offset(zone, start, last):
        yield from _block(_first_known(zone, start))
        return
    changes = onsets(zone, start.year - 1, last)
    if changes[0].at > start.replace(tzinfo=zone).astimezone(UTC):
        yield from _block(_first_known(zone, start))
    for run in sorted(_runs(changes), key=lambda run: run.onsets[0].at):
        yield from _block(run.onsets[0], run.rule(last))


def _first_known(zone: ZoneInfo, start: datetime) -> Onset:
    """The offset in force at a time, as if the clocks had once been set to it."""
    offset = _offset(zone, start.replace(tzinfo=zone).astimezone(UTC))
    since = datetime(min(1970, start.year - 1), 1, 1)
    name = start.replace(tzinfo=zone).tzname() or zone.key
    return Onset((since - offset).replace(tzinfo=UTC), offset, offset, name)


def _block(onset: Onset, rule: str = "") -> Iterator[str]:
    name = "DAYLIGHT" if onset.after > onset.before else "STANDARD"
    lines = [
        f"DTSTART:{onset.wall:%Y%m%dT%H%M%S}",
        content_lines.offset_line("TZOFFSETFROM", onset.before),
        content_lines.offset_line("TZOFFSETTO", onset.after),
        content_lines.text_line("TZNAME", onset.name),
    ]
    return content_lines.component_lines(name, [*lines, f"RRULE:{rule}"] if rule else lines)


class _Run(NamedTuple):
    """Changes of the same kind on the same weekday of the same month, year after year."""

    onsets: list[Onset]
    weeks: frozenset[int]
    """Which such weekday of the month it may be: 2 the second, -1 the last."""

    def rule(self, last: int) -> str:
        """The yearly rule; with UNTIL, in UTC, where it ended before the year `last`.

        UNTIL is a day after the last change: readers that take it for wall-clock time (icalendar,
        dateutil) would leave that change out, and the zone would stay an hour wrong for ever.
        """
        if len(self.onsets) == 1:
            return ""
        first, end = self.onsets[0].wall, self.onsets[-1]
        week = min(self.weeks)  # "the last Sunday" before "the fourth", where both fit
        rule = f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={week}{_DAYS[first.weekday()]}"
        return (
            rule
            if end.wall.year >= last
            else f"{rule};UNTIL={content_lines.utc_text(end.at + timedelta(days=1))}"
        )

    def takes(self, onset: Onset) -> frozenset[int]:
        """The weeks that fit both this run and the next year's change; none: it ends here."""
        mine, theirs = self.onsets[-1], onset
        alike = (
            mine[1:] == theirs[1:]
            and mine.wall.year + 1 == theirs.wall.year
            and mine.wall.month == theirs.wall.month
            and mine.wall.weekday() == theirs.wall.weekday()
            and mine.wall.time() == theirs.wall.time()
        )
        return self.weeks & _weeks(onset) if alike else frozenset()


def _weeks(onset: Onset) -> frozenset[int]:
    wall = onset.wall
    is_last = wall.day + 7 > calendar.monthrange(wall.year, wall.month)[1]
    return frozenset({(wall.day + 6) // 7} | ({-1} if is_last else set()))


def _runs(changes: list[Onset]) -> Iterator[_Run]:
    """Changes gathered into yearly rules, or alone where no rule of three years holds."""
    running: list[_Run] = []
    done: list[_Run] = []
    for onset in changes:
        for index, run in enumerate(running):
            weeks = run.takes(onset)
            if weeks:
                running[index] = _Run([*run.onsets, onset], weeks)
                break
        else:
            running.append(_Run([onset], _weeks(onset)))
        ended = [r for r in running if r.onsets[-1].wall.year < onset.wall.year - 1]
        done += ended
        running = [run for run in running if run not in ended]
    for run in done + running:
        if len(run.onsets) >= _WORTH_A_RULE:
            yield run
        else:
            for onset in run.onsets:
                yield _Run([onset], _weeks(onset))
