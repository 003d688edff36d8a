"""An index of events by date: a month of ten years of single bookings costs no more than of one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from yigong.store.dates.recurrence import EARLIEST, LATEST
from yigong.store.event_records import Event


class CalendarIndex:
    """Events, those with one unchanged date apart from those whose dates have to be computed."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Index some events."""
        single, self._others = list[Event](), list[Event]()
        for event in events:
            (self._others if _is_computed(event) else single).append(event)
        single.sort(key=lambda event: event.start)
        self._single = single
        self._starts = [event.start for event in single]
        self._longest = timedelta(minutes=max((event.minutes for event in single), default=0))

    def add(self, event: Event) -> None:
        """Index one more event."""
        if _is_computed(event):
            self._others.append(event)
            return
        insort(self._single, event, key=lambda each: each.start)
        insort(self._starts, event.start)
        self._longest = max(self._longest, timedelta(minutes=event.minutes))

    def near(self, first: date, last: date) -> list[Event]:
        """The events that may have an occurrence from a first to a last day, inclusive."""
        first, last = max(first, EARLIEST), min(last, LATEST)
        begin = bisect_left(self._starts, datetime.combine(first, time()) - self._longest)
        end = bisect_right(self._starts, datetime.combine(last, time.max))
        return [*self._others, *self._single[begin:end]]


def _is_computed(event: Event) -> bool:
    """Whether its dates have to be computed: it has more than one, or changes of it."""
    return bool(event.repeat is not None or event.changes or event.earlier)
