"""Queries of the calendar: events, the occurrences between two days, the one that is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from yigong.store.calendar.search import EventSearch
from yigong.store.dates import recurrence
from yigong.store.dates.clashes import Clash, find_clashes
from yigong.store.errors import Refused
from yigong.store.records import Event, Occurrence, code
from yigong.store.storage.book import Book
from yigong.store.storage.session import Session


class CalendarLookup:
    """The events of a village, to read."""

    def __init__(self, book: Book[Event], session: Session, zone: Callable[[], ZoneInfo]) -> None:
        """Open the calendar.

        Args:
            book: Its book.
            session: Who reads it, and the time.
            zone: The village's zone.
        """
        self._book = book
        self._session = session
        self._zone = zone
        self._search: EventSearch | None = None

    def all(self) -> Mapping[int, Event]:
        """Every event by number, cancelled ones too."""
        return self._book.read().records

    def get(self, number: int) -> Event:
        """One event.

        Raises:
            Refused: There is no such event.
        """
        event = self.all().get(number)
        if event is None:
            raise Refused("There is no event {code}.", code=code("E", number))
        return event

    def between(self, first: date, last: date) -> list[Occurrence]:
        """The occurrences from a first to a last day, inclusive, by start."""
        return recurrence.occurrences(self.all().values(), first, last, self._zone())

    def occurrence(self, number: int, planned: date) -> Occurrence:
        """The occurrence planned for a date.

        Raises:
            Refused: The event has none on that date; the sentence names the nearest.
        """
        event = self.get(number)
        occurrence = recurrence.find_occurrence(event, planned, self._zone())
        if occurrence is None:
            near = min(max(planned, recurrence.EARLIEST), recurrence.LATEST)
            nearest = self.nearest(event, datetime.combine(near, datetime.min.time()))
            raise Refused(
                "{code} {title} is not planned for {date}; the nearest is {nearest}.",
                code=event.code,
                title=event.title,
                date=planned,
                nearest=nearest.planned if nearest else "-",
            )
        return occurrence

    def nearest(self, event: Event, moment: datetime) -> Occurrence | None:
        """The occurrence that is meant if only the event is named.

        Args:
            event: The event.
            moment: Now, naive, in the village's zone.

        Returns:
            Today's, else the next, else the last one; `None` if the rule gives none.
        """
        today = moment.date()
        zone = self._zone()
        near = recurrence.occurrences([event], today - timedelta(days=1), today, zone)
        for occurrence in near:
            if occurrence.start.date() <= today <= occurrence.end.date():
                return occurrence
        coming = recurrence.occurrences([event], today, today + timedelta(days=400), zone)
        if coming:
            return next(
                (occurrence for occurrence in coming if not occurrence.cancelled), coming[0]
            )
        midnight = datetime.combine(today, datetime.min.time())
        later = recurrence.next_starts(event, midnight, 1)
        if later:
            return recurrence.find_occurrence(event, later[0].date(), zone)
        begins = recurrence.all_plans(event)[0].start.date()
        past = recurrence.occurrences([event], begins, today, zone)
        # A single event may be further ahead than a repeat is looked for.
        return past[-1] if past else recurrence.find_occurrence(event, begins, zone)

    def occurrence_for(self, query: str) -> Occurrence:
        """The occurrence that ``E0042@2026-11-25`` or ``E0042`` or a whole title means.

        Raises:
            Refused: There is none; or several events have the title.
        """
        wanted, at, day = query.strip().partition("@")
        found = re.fullmatch(r"[Ee]?0*(\d{1,7})", wanted)
        if found:
            event = self.get(int(found[1]))
        else:
            named = [e for e in self.all().values() if e.title == wanted]
            if len(named) != 1:
                raise Refused("There is no one event {query}.", query=query.strip()[:80])
            event = named[0]
        if at:
            try:
                return self.occurrence(event.number, date.fromisoformat(day))
            except ValueError:
                raise Refused(
                    "There is no date {date}; write it as 2026-11-25.", date=day[:20]
                ) from None
        occurrence = self.nearest(event, self._session.now().replace(tzinfo=None))
        if occurrence is None:
            raise Refused("{code} {title} has no dates.", code=event.code, title=event.title)
        return occurrence

    def search(self, query: str, limit: int = 50) -> list[Event]:
        """The events that words, pinyin or a code mean (see `search.EventSearch.find`)."""
        events = self.all()
        if self._search is None or self._search.events is not events:
            self._search = EventSearch(events)
        return self._search.find(query, self._session.now(), self._zone(), limit)

    def clashes(self, event: Event) -> list[Clash]:
        """What an event as planned or changed would clash with, from now on.

        Args:
            event: The event; it need not be saved. Number 0: a new one.
        """
        return find_clashes(event, self.all().values(), self._session.now(), self._zone())
