"""The search for events by words, by the pinyin of the title, or by the code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from yigong.store.dates.recurrence import all_plans, next_starts, planned_starts, zone_of
from yigong.store.event_records import Event
from yigong.store.kinds import kind_name
from yigong.store.people.finder import Finder
from yigong.store.records import Volunteer

_CODE = re.compile(r"e?0*(\d{1,7})")
_PERSON_QUERY = re.compile(r"v?\d+")
"""What the finder of people takes for a code or a phone."""

_HORIZON = timedelta(days=400)
"""How far before and after now the dates of a repeat are looked at for sorting."""


class EventSearch:
    """An index of events for searching."""

    def __init__(self, events: Mapping[int, Event]) -> None:
        """Build the index.

        Args:
            events: Events by number; not changed while this is in use.
        """
        self.events = events
        self._texts = {number: _text(event) for number, event in events.items()}
        # The finder of people matches syllables, which a title has, too.
        self._titles = Finder(
            {n: Volunteer(number=n, name=e.title, keys=e.keys) for n, e in events.items() if e.keys}
        )

    def find(self, query: str, now: datetime, zone: ZoneInfo, limit: int = 50) -> list[Event]:
        """The events a query may mean.

        Args:
            query: Words that stand in title, place, notes, kind or the name of who is in charge,
                all of them; or the title's pinyin or initials (``cyj``, ``chongyang``); or
                ``E0042``.
            now: The time, aware.
            zone: The village's.
            limit: The most to return.

        Returns:
            An exact code first; then events still to come, the next first; then those that are
            over, the latest first.
        """
        words = _folded(query).split()
        if not words:
            return []
        code = _CODE.fullmatch("".join(words))
        exact = int(code[1]) if code else 0
        found = {n for n, text in self._texts.items() if all(word in text for word in words)}
        if not _PERSON_QUERY.fullmatch("".join(words)):
            found.update(self._titles.find(query, len(self.events)))
        if exact in self.events:
            found.add(exact)
        seconds = {number: _seconds_until(self.events[number], now, zone) for number in found}

        def order(number: int) -> tuple[bool, bool, float]:
            return number != exact, seconds[number] < 0, abs(seconds[number])

        return [self.events[number] for number in sorted(found, key=order)][:limit]


def _seconds_until(event: Event, now: datetime, zone: ZoneInfo) -> float:
    """Seconds until an event's next date, 0 while it lasts; negative: since the last one."""
    wall = now.astimezone(zone_of(event, zone)).replace(tzinfo=None)
    earliest_start = wall - timedelta(minutes=event.minutes)
    if event.repeat is None and not event.earlier:
        change = event.changes.get(event.start.date().isoformat())
        dates = [change.start if change and change.start else event.start]
    else:
        near = planned_starts(event, wall - _HORIZON, wall + _HORIZON)
        dates = list(near) or next_starts(event, earliest_start, 1) or [all_plans(event)[-1].start]
    coming = next((day for day in dates if day > earliest_start), None)
    if coming is not None:
        return max(0.0, (coming - wall).total_seconds())
    return (dates[-1] - wall).total_seconds()


def _text(event: Event) -> str:
    kind = kind_name(event.kind)
    return _folded("\n".join((event.title, event.place, event.notes, event.lead, kind)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
