"""The roster: who there is, and how they are found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from store import reading, validate
from store.book import Book, What
from store.errors import Refused, Stale
from store.find import Finder, Rank
from store.records import Volunteer, code
from store.session import Session


class People:
    """The volunteers of a village."""

    def __init__(self, book: Book[Volunteer], session: Session) -> None:
        self._book = book
        self._session = session
        self._finder: tuple[Mapping[int, Volunteer], Finder] | None = None

    def all(self) -> Mapping[int, Volunteer]:
        """Everyone, by number, archived ones too."""
        return self._book.read().records

    def get(self, number: int) -> Volunteer:
        """One person.

        Raises:
            Refused: There is no such person.
        """
        person = self.all().get(number)
        if person is None:
            raise Refused("There is no person {code}.", code=code("V", number))
        return person

    def find(
        self,
        query: str,
        limit: int = 20,
        rank: Rank | None = None,
        *,
        archived: bool = False,
    ) -> list[Volunteer]:
        """The people a query may mean, best first (see `store.find.Finder.find`)."""
        people = self.all()
        if self._finder is None or self._finder[0] is not people:
            self._finder = (people, Finder(people))
        numbers = self._finder[1].find(query, limit, rank, archived=archived)
        return [people[number] for number in numbers]

    def one(self, query: str) -> Volunteer:
        """The one person a query means: a code, a phone, or a name that only one person has.

        Raises:
            Refused: Nobody, or several; the sentence tells them apart.
        """
        found = self.find(query, 6)
        exact = [p for p in found if query.strip() in (p.code, p.name, p.phone)]
        exact = exact or [p for p in found if p.code.lower() == query.strip().lower()]
        candidates = exact or found
        if not candidates:
            raise Refused("Nobody is found by {query}.", query=query.strip()[:40])
        if len(candidates) > 1:
            raise Refused(
                "{query} may be {people}: use the code.",
                query=query.strip()[:40],
                people=", ".join(f"{p.name} {p.code}" for p in candidates),
            )
        return candidates[0]

    def add(self, person: Volunteer) -> Volunteer:
        """Put a new person on the roster; the number is given here."""
        return self.add_all([person])[0]

    def add_all(self, people: Iterable[Volunteer], note: str = "") -> list[Volunteer]:
        """Put several people on the roster, all or none."""
        checked = [validate.volunteer(person) for person in people]
        reading.prepare(person.name for person in checked)
        ready = [_with_keys(person) for person in checked]
        with self._session.change(self._book, What("person.add", note)) as draft:
            return [
                draft.put(msgspec.structs.replace(person, number=draft.next_number(), rev=0))
                for person in ready
            ]

    def save(self, person: Volunteer) -> Volunteer:
        """Change a person; `person.rev` is the revision the change was made from.

        Raises:
            Stale: Somebody changed them in the meantime.
        """
        ready = validate.volunteer(person)
        with self._session.change(self._book, What("person.change")) as draft:
            current = draft.records.get(person.number)
            if current is None:
                raise Refused("There is no person {code}.", code=person.code)
            if current.rev != person.rev:
                raise Stale(current, person)
            if (current.name, current.reading) != (ready.name, ready.reading):
                by_hand = ready.reading if ready.reading != current.reading else ""
                ready = _with_keys(msgspec.structs.replace(ready, reading=by_hand))
            return draft.put(ready) if ready != current else current


def _with_keys(person: Volunteer) -> Volunteer:
    """A person with reading and keys worked out; a reading that is given stands."""
    return msgspec.structs.replace(
        person,
        reading=person.reading or reading.reading(person.name),
        keys=reading.keys(person.name, person.reading),
    )
