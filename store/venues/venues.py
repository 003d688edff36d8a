"""The venues of a village."""

from __future__ import annotations

import msgspec

from yigong.store.language import N_
from yigong.store.named_records import NamedBook, Refusals
from yigong.store.people.people import People
from yigong.store.storage.book import Book, Draft
from yigong.store.storage.session import Session
from yigong.store.venue_records import Venue
from yigong.store.venues.venue_checks import checked_venue, refuse_ring


class Venues(NamedBook[Venue]):
    """The venues of a village; `VenueChanges` saves and archives one."""

    letter = "L"
    act = "venue"
    refusals = Refusals(
        none=N_("There is no venue {code}."),
        no_one=N_("No venue is called {query}, or several are; there are: {names}."),
        taken=N_("There is a venue {name} already: {code}."),
    )

    def __init__(self, book: Book[Venue], session: Session, people: People) -> None:
        super().__init__(book, session)
        self._people = people

    def archived_namesake(self, name: str) -> Venue | None:
        """An archived venue of a name, so that it may be taken up again instead of added."""
        return next((v for v in self.all().values() if v.archived and v.name == name.strip()), None)

    def _refuse_conflicts(self, draft: Draft[Venue], record: Venue) -> None:
        """Refuse a name that is taken, and a venue that is part of itself."""
        super()._refuse_conflicts(draft, record)
        refuse_ring(draft.records, record)

    def _checked(self, record: Venue) -> Venue:
        if record.keeper:
            keeper = self._people.get_unerased(record.keeper).number
            record = msgspec.structs.replace(record, keeper=keeper)
        return checked_venue(record)
