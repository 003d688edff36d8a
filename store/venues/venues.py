"""The venues of a village."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from yigong.store.errors import Refused, Stale
from yigong.store.named_records import archived_one, find_named, names_of
from yigong.store.people.people import People
from yigong.store.records import code
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.session import Session
from yigong.store.venue_records import Venue
from yigong.store.venues.venue_checks import checked_venue, refuse_ring


class Venues:
    """The venues of a village."""

    def __init__(self, book: Book[Venue], session: Session, people: People) -> None:
        self._book = book
        self._session = session
        self._people = people

    def all(self) -> Mapping[int, Venue]:
        """Every venue by number, archived ones too."""
        return self._book.read().records

    def get(self, number: int) -> Venue:
        """One venue.

        Raises:
            Refused: There is no such venue.
        """
        venue = self.all().get(number)
        if venue is None:
            raise Refused("There is no venue {code}.", code=code("L", number))
        return venue

    def venue_for(self, query: str) -> Venue:
        """The venue of a code (``L02``, ``l2``) or a name; of several, the one not archived.

        Raises:
            Refused: None or several; the sentence names what there is.
        """
        found = find_named(self.all(), query, "L")
        if len(found) != 1:
            raise Refused(
                "There is no one venue {query}; there are: {names}.",
                query=query.strip()[:40],
                names=names_of(self.all().values()),
            )
        return found[0]

    def archived_for(self, query: str) -> Venue:
        """The archived venue of a code or a name.

        Raises:
            Refused: None or several; the sentence names what there is.
        """
        return archived_one(self.all(), query, "L")

    def archived_namesake(self, name: str) -> Venue | None:
        """An archived venue of a name, so that it may be taken up again instead of added."""
        return next((v for v in self.all().values() if v.archived and v.name == name.strip()), None)

    def add(self, venue: Venue) -> Venue:
        """Add a venue and give it a number."""
        ready = self._checked(venue)
        with self._session.change(self._book, ChangeReason("venue.add")) as draft:
            _refuse_duplicate_name(draft, ready)
            refuse_ring(draft.records, ready)
            return draft.put(msgspec.structs.replace(ready, number=draft.next_number(), rev=0))

    def put(self, draft: Draft[Venue], venue: Venue) -> tuple[Venue, Venue]:
        """Write a changed venue into a change of their book.

        Args:
            draft: The book.
            venue: The venue; `venue.rev` is the revision the change was made from.

        Returns:
            The venue before and after.

        Raises:
            Stale: Somebody changed it in the meantime.
            Refused: It is invalid, or part of itself.
        """
        ready = self._checked(venue)
        current = _current(draft, venue.number)
        if current.rev != venue.rev:
            raise Stale(current, venue)
        _refuse_duplicate_name(draft, ready)
        refuse_ring(draft.records, ready)
        return current, draft.put(ready) if ready != current else current

    def _checked(self, venue: Venue) -> Venue:
        if venue.keeper:
            keeper = self._people.get_unerased(venue.keeper).number
            venue = msgspec.structs.replace(venue, keeper=keeper)
        return checked_venue(venue)


def _current(draft: Draft[Venue], number: int) -> Venue:
    current = draft.records.get(number)
    if current is None:
        raise Refused("There is no venue {code}.", code=code("L", number))
    return current


def _refuse_duplicate_name(draft: Draft[Venue], venue: Venue) -> None:
    for other in draft.records.values():
        if other.number != venue.number and other.name == venue.name and not other.archived:
            raise Refused(
                "There is a venue {name} already: {code}.", name=other.name, code=other.code
            )
