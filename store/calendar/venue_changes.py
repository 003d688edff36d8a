"""Changes of venues: events follow their names, and dates that hold them are asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.store.calendar.events import Events
from yigong.store.calendar.venue_calendar import VenueCalendar
from yigong.store.errors import Refused, Unsure
from yigong.store.language import N_
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.history import History
from yigong.store.storage.session import Session
from yigong.store.venue_records import Venue
from yigong.store.venues.double_booking import DAYS_AHEAD
from yigong.store.venues.holdings import (
    Holding,
    Holdings,
    holdings_of,
    holds_venues,
    in_the_way,
    venue_occurrences,
)
from yigong.store.venues.openings import open_spans
from yigong.store.venues.time_spans import TimeSpan, time_of, without_spans
from yigong.store.venues.venues import Venues

_MOST_NAMED = 5


class HeldThen(Unsure):
    """Events to come hold a venue at times at which it would be closed, or archived."""

    def __init__(self, name: str, dates: str) -> None:
        super().__init__(
            N_(
                "{name} is held then: {dates}. Nothing was changed; move them first, "
                "or say that it is meant."
            ),
            name=name,
            dates=dates,
        )
        self.name = name
        self.dates = dates
        """The first of them."""


class VenueChanges:
    """What changes venues that events hold."""

    def __init__(
        self,
        book: Book[Venue],
        venues: Venues,
        events: Events,
        calendar: VenueCalendar,
        history: History,
        session: Session,
        zone: Callable[[], ZoneInfo],
    ) -> None:
        """Open it.

        Args:
            book: The venues' book.
            venues: The venues.
            events: The calendar.
            calendar: What takes place in them.
            history: The village's.
            session: Who changes them, and the time.
            zone: The village's zone.
        """
        self._book = book
        self._venues = venues
        self._events = events
        self._calendar = calendar
        self._history = history
        self._session = session
        self._zone = zone
        book.guards.append(self._refuse_joined)

    def save(self, venue: Venue, *, held_too: bool = False) -> Venue:
        """Change a venue; events that show its old name as their place get the new one.

        Args:
            venue: The venue; `venue.rev` is the revision the change was made from.
            held_too: It may be archived, or closed, though events to come hold it.

        Raises:
            Stale: Somebody changed it in the meantime.
            HeldThen: Events to come hold it when it would be closed or archived.
            Refused: It is invalid, part of itself, or part of one that is held at the same time.
        """
        with self._session.transaction(self._history, ChangeReason("venue.change")) as change:
            draft = change.open(self._book)
            before = dict(draft.records)
            current, changed = self._venues.put(draft, venue)
            if not held_too:
                self._refuse_held(before, draft.records, changed)
            if current.name != changed.name:
                self._events.follow_venues(change, before, draft.records)
        return self._venues.get(venue.number)

    def archive(self, number: int, archived: bool = True, *, held_too: bool = False) -> Venue:
        """Archive a venue, or take it back; it stays with what was held there."""
        venue = structs.replace(self._venues.get(number), archived=archived)
        return self.save(venue, held_too=held_too)

    def _refuse_held(
        self, before: Mapping[int, Venue], after: Mapping[int, Venue], changed: Venue
    ) -> None:
        """Ask before a venue is closed or archived at times at which events to come hold it.

        Raises:
            HeldThen: They do; the sentence names the first.
        """
        old = before[changed.number]
        if (old.opens, old.shut, old.archived) == (changed.opens, changed.shut, changed.archived):
            return
        found = [
            holding
            for holding in self._holdings(before)
            if self._is_below(before, holding.venue, changed.number)
            and (
                (changed.archived and not old.archived and holding.venue == changed.number)
                or (self._is_open(holding, before) and not self._is_open(holding, after))
            )
        ]
        if found:
            raise HeldThen(changed.name, self._dates_text(found))

    def _refuse_joined(self, draft: Draft[Venue]) -> None:
        """Refuse a change by which one venue is part of another while both are held at once.

        Raises:
            Refused: They would be; the sentence names the first.
        """
        pairs = [(old, new) for old, new in draft.pending.values() if new is not None]
        if all(old is None or old.part_of == new.part_of or not new.part_of for old, new in pairs):
            return
        venues = draft.records
        held = self._holdings(venues)
        lookup, known = Holdings(held, venues), in_the_way(self._venues.all())
        for holding in held:
            for other in lookup.against(holding):
                if other.venue not in known.get(holding.venue, ()):
                    one, another = venues[holding.venue], venues[other.venue]
                    raise Refused(
                        "{name} cannot be joined with {other}: both are held on {dates}.",
                        name=one.name,
                        other=another.name,
                        dates=self._dates_text([holding, other]),
                    )

    def _holdings(self, venues: Mapping[int, Venue]) -> list[Holding]:
        """What holds any venue from now on."""
        now = self._session.now()
        last = now.date() + timedelta(days=DAYS_AHEAD)
        found = venue_occurrences(self._calendar.index, venues, now.date(), last, self._zone())
        coming = (o for o in found if holds_venues(o) and o.end > now)
        return [holding for o in coming for holding in holdings_of(o, venues)]

    def _is_open(self, holding: Holding, venues: Mapping[int, Venue]) -> bool:
        zone = self._zone()
        first, last = (time_of(m, zone).date() for m in (holding.start, holding.end))
        spans = open_spans(venues[holding.venue], venues, first, last, zone)
        return not without_spans([TimeSpan(holding.start, holding.end)], spans)

    def _is_below(self, venues: Mapping[int, Venue], number: int, whole: int) -> bool:
        """Whether a venue is another one, or a part of it."""
        above = venues.get(number)
        for _step in range(len(venues)):
            if above is None or above.number == whole:
                break
            above = venues.get(above.part_of)
        return above is not None and above.number == whole

    def _dates_text(self, found: Iterable[Holding]) -> str:
        zone = self._zone()
        named = [
            f"{time_of(h.start, zone):%Y-%m-%d %H:%M} {h.occurrence.event.title} "
            f"{h.occurrence.event.code}"
            for h in found
        ]
        more = len(named) - _MOST_NAMED
        return ", ".join(named[:_MOST_NAMED]) + (f" +{more}" if more > 0 else "")
