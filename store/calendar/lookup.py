"""Queries of the calendar: events, the occurrences between two days, the one that is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from yigong.store.attendance.register_writer import EARLY, LATE
from yigong.store.calendar.fixed_dates import RegisterIndex
from yigong.store.calendar.search import EventSearch
from yigong.store.dates import recurrence
from yigong.store.dates.calendar_index import CalendarIndex
from yigong.store.errors import Refused
from yigong.store.event_records import Event, Occurrence
from yigong.store.kinds import BOOKING
from yigong.store.records import code
from yigong.store.storage.book import Book
from yigong.store.storage.session import Session

Purpose = Literal["plan", "door", "leave", "mark", "settle"]
"""What an event without a date is named for: to plan, such as to sign up; at the door; to check
out; to mark who is late, absent or on leave; to settle what took place."""

_SPANS = (40, 800, recurrence.HORIZON_DAYS)
"""Days in which another date of an event is looked for: most are near, and few are far away."""


class CalendarLookup:
    """The events of a village, to read."""

    def __init__(
        self,
        book: Book[Event],
        session: Session,
        zone: Callable[[], ZoneInfo],
        registers: RegisterIndex,
    ) -> None:
        """Open the calendar.

        Args:
            book: Its book.
            session: Who reads it, and the time.
            zone: The village's zone.
            registers: The registers, which know who is where.
        """
        self._book = book
        self._session = session
        self._zone = zone
        self._registers = registers
        self._search: EventSearch | None = None
        self._indexed: tuple[Mapping[int, Event], dict[bool, CalendarIndex]] | None = None

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

    def answering(self, request: int) -> list[Event]:
        """The events that are in answer to a request, by any of their plans."""
        return [
            event
            for event in self.all().values()
            if any(request in plan.answers for plan in (event, *event.earlier))
        ]

    def between(self, first: date, last: date, *, bookings: bool = True) -> list[Occurrence]:
        """The occurrences from a first to a last day, inclusive, by start.

        Args:
            first: The first day.
            last: The last day.
            bookings: Whether those are included that only hold a venue.
        """
        near = self.near(first, last, bookings=bookings)
        return recurrence.occurrences(near, first, last, self._zone())

    def near(self, first: date, last: date, *, bookings: bool = True) -> list[Event]:
        """The events that may have an occurrence on some days; arguments as for `between`."""
        events = self.all()
        if self._indexed is None or self._indexed[0] is not events:
            self._indexed = events, {}
        indexes = self._indexed[1]
        if bookings not in indexes:
            of_kind = (e for e in events.values() if bookings or e.kind != BOOKING)
            indexes[bookings] = CalendarIndex(of_kind)
        return indexes[bookings].near(first, last)

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

    def plan_on(self, number: int, planned: date) -> Event | None:
        """The plan of an event that was in force on a planned date; its present one, if no plan
        has that date any more; `None`: there is no such event."""
        event = self.all().get(number)
        found = event and recurrence.find_occurrence(event, planned, self._zone())
        return found.event if found else event

    def nearest(self, event: Event, moment: datetime) -> Occurrence | None:
        """The occurrence of a day, or the one next to it.

        Args:
            event: The event.
            moment: A time of the day, naive, in the village's zone.

        Returns:
            The day's, one that is over by then only if no other is left; else the next, else the
            last one; `None` if the rule gives none.
        """
        today, zone = moment.date(), self._zone()
        near = recurrence.occurrences([event], today - timedelta(days=1), today, zone)
        todays = [o for o in near if o.start.date() <= today <= o.end.date()]
        if todays:
            left = (o for o in todays if o.end > moment.replace(tzinfo=zone))
            return next(left, todays[-1])
        return self._next(event, today) or self._last(event, today)

    def _next(self, event: Event, first: date) -> Occurrence | None:
        """The first occurrence from a day on; a cancelled one only if there is no other soon."""
        zone = self._zone()
        coming = recurrence.occurrences([event], first, first + timedelta(days=400), zone)
        if coming:
            return next((o for o in coming if not o.cancelled), coming[0])
        later = recurrence.next_starts(event, datetime.combine(first, datetime.min.time()), 1)
        return recurrence.find_occurrence(event, later[0].date(), zone) if later else None

    def neighbour(self, occurrence: Occurrence, step: Literal[-1, 1]) -> Occurrence | None:
        """The date of an event before (-1) or after one of its dates; `None`: there is none."""
        event, day = self.get(occurrence.event.number), occurrence.start.date()
        for days in _SPANS:
            first, last = sorted((day, day + step * timedelta(days=days)))
            found = recurrence.occurrences([event], first, last, self._zone())
            at = [each.key for each in found].index(occurrence.key) + step
            if 0 <= at < len(found):
                return found[at]
        return None

    def _last(self, event: Event, last: date) -> Occurrence | None:
        """The last occurrence up to a day; that of a single event also after it."""
        zone, begins = self._zone(), recurrence.all_plans(event)[0].start.date()
        past = recurrence.occurrences([event], begins, last, zone)
        # A single event may be further ahead than a repeat is looked for.
        return past[-1] if past else recurrence.find_occurrence(event, begins, zone)

    def meant(self, event: Event, purpose: Purpose, person: int | None = None) -> Occurrence | None:
        """The occurrence that is meant now if only the event is named.

        Args:
            event: The event.
            purpose: What for.
            person: Who leaves, by number; `None`: everybody.

        Returns:
            To plan: today's, if it is not over, else the next. At the door: the one under way,
            else one with people inside, else the nearest whose door is open; to leave, first of
            all the earliest that they are inside of. To settle: the last one begun; to mark, too,
            unless that is signed. Where there is none of these: as to plan.
        """
        now = self._session.now()
        found: Occurrence | None = None
        if purpose in ("mark", "settle"):
            found = self._last_begun(event, now)
            if purpose == "mark" and found and self._registers.read(found.key).closed:
                found = None
        elif purpose != "plan":
            found = self._at_the_door(event, now, leave=purpose == "leave", person=person)
        if found is None:
            found = self.nearest(event, now.replace(tzinfo=None))
            if found is not None and found.end <= now:
                tomorrow = now.date() + timedelta(days=1)
                found = self._next(event, tomorrow) or found
        return found

    def _at_the_door(
        self, event: Event, now: datetime, *, leave: bool, person: int | None
    ) -> Occurrence | None:
        zone = self._zone()
        first, last = ((now + margin).date() for margin in (-LATE, EARLY))
        day = timedelta(days=1)  # the event may be in another zone
        near = recurrence.occurrences([event], first - day, last + day, zone)
        near = [o for o in near if not o.cancelled and o.start - EARLY <= now <= o.end + LATE]
        if len(near) < 2:
            return near[0] if near else None
        inside = (o for o in near if self._is_inside(o, person))
        under_way = (o for o in near if o.start <= now < o.end)
        if leave and (left := next(inside, None)):
            return left
        nearest = min(near, key=lambda o: abs(o.start - now))
        return next(under_way, None) or next(inside, None) or nearest

    def _is_inside(self, occurrence: Occurrence, person: int | None) -> bool:
        """Whether a person is checked in at an occurrence; `None`: whether anybody is."""
        here = self._registers.read(occurrence.key).here
        return any(person in (None, entry.number) for entry in here)

    def _last_begun(self, event: Event, now: datetime) -> Occurrence | None:
        today = now.date()
        for first in (today - timedelta(days=40), recurrence.EARLIEST):
            found = recurrence.occurrences([event], first, today, self._zone())
            begun = [o for o in found if not o.cancelled and o.start <= now]
            if begun:
                return begun[-1]
        return None

    def occurrence_for(
        self, query: str, purpose: Purpose = "plan", person: int | None = None
    ) -> Occurrence:
        """The occurrence that ``E0042@2026-11-25`` or ``E0042`` or a whole title means.

        Args:
            query: The event, and perhaps the date, as for `parse_day`.
            purpose: What it is named for, where there is no date (see `meant`).
            person: As for `meant`.

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
                raise Refused(
                    "No event is called {query}, or several are.", query=query.strip()[:80]
                )
            event = named[0]
        if at:
            from yigong.store.dates.day_parser import parse_day

            return self.occurrence(event.number, parse_day(day, self._session.now().date()))
        occurrence = self.meant(event, purpose, person)
        if occurrence is None:
            raise Refused("{code} {title} has no dates.", code=event.code, title=event.title)
        return occurrence

    def search(self, query: str, limit: int = 50) -> list[Event]:
        """The events that words, pinyin or a code mean (see `search.EventSearch.find`)."""
        events = self.all()
        if self._search is None or self._search.events is not events:
            self._search = EventSearch(events)
        return self._search.find(query, self._session.now(), self._zone(), limit)
