"""Spans of time in whole minutes since 1970, which no change of clocks bends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class TimeSpan(NamedTuple):
    """From a minute up to another, which is outside."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        """Its length."""
        return self.end - self.start


def minute_of(moment: datetime) -> int:
    """The minute of an aware time."""
    return int(moment.timestamp() // 60)


def time_of(minute: int, zone: ZoneInfo) -> datetime:
    """The aware time of a minute."""
    return datetime.fromtimestamp(minute * 60, zone)


def span_of_days(first: date, last: date, zone: ZoneInfo) -> TimeSpan:
    """The span of whole days, inclusive."""
    after = last + timedelta(days=1)
    return TimeSpan(*(minute_of(datetime.combine(d, time(), zone)) for d in (first, after)))


def joined_spans(spans: Iterable[TimeSpan]) -> list[TimeSpan]:
    """Spans in order, those that overlap or touch as one; empty ones are left out."""
    found: list[TimeSpan] = []
    for span in sorted(spans):
        if span.end <= span.start:
            continue
        if found and span.start <= found[-1].end:
            found[-1] = TimeSpan(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def without_spans(spans: Iterable[TimeSpan], taken: Iterable[TimeSpan]) -> list[TimeSpan]:
    """What is left of spans where others are taken out of them."""
    left: list[TimeSpan] = []
    cuts = joined_spans(taken)
    for span in joined_spans(spans):
        start = span.start
        for cut in cuts:
            if cut.end <= start or cut.start >= span.end:
                continue
            if cut.start > start:
                left.append(TimeSpan(start, cut.start))
            start = max(start, cut.end)
        if start < span.end:
            left.append(TimeSpan(start, span.end))
    return left


def common_spans(spans: Iterable[TimeSpan], others: Iterable[TimeSpan]) -> list[TimeSpan]:
    """What spans and others have in common."""
    own = joined_spans(spans)
    return without_spans(own, without_spans(own, others))


def total_minutes(spans: Iterable[TimeSpan]) -> int:
    """The minutes of spans, each counted once."""
    return sum(span.minutes for span in joined_spans(spans))


def next_span(free: Iterable[TimeSpan], earliest: int, minutes: int) -> TimeSpan:
    """The first time of some minutes, or of half of them at least, that is free.

    Args:
        free: What is free, by start.
        earliest: When it begins at the earliest.
        minutes: How long it is, if it is free so long.

    Returns:
        From the earliest on, where nothing is free.
    """
    for span in free:
        start = max(span.start, earliest)
        if span.end - start >= minutes // 2:
            return TimeSpan(start, min(span.end, start + minutes))
    return TimeSpan(earliest, earliest + minutes)
