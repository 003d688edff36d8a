"""The roster: who there is, and how they are found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from store import reading, validate
from store.book import Book, What
from store.errors import Refused, Stale
from store.find import Finder, Rank
from store.records import Volunteer, code
from store.session import Session

_CODE = re.compile(r"(?<![A-Za-z0-9])[Vv](\d{1,7})(?![A-Za-z0-9])")


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
        return _only(exact or found, query.strip())

    def written(self, words: str) -> Volunteer:
        """The one person meant by what stands on paper: stricter than what is typed at a desk.

        Args:
            words: A code, a phone, a whole name; in Latin letters also pinyin. A code may stand
                behind the name.

        Raises:
            Refused: Nobody, or several; or code and name do not belong together.
        """
        words = unicodedata.normalize("NFKC", words).strip()
        codes = _CODE.findall(words)
        if codes:
            person = self.get(int(codes[0]))
            rest = _CODE.sub("", words).strip()
            if rest and not self.means(rest, person):
                raise Refused(
                    "{code} is {name}, not {who}.",
                    code=person.code,
                    name=person.name,
                    who=rest[:40],
                )
            return person
        plain = _unspaced(words)
        exact = [
            p
            for p in self.all().values()
            if not p.archived and plain in (_unspaced(p.name), p.phone)
        ]
        if not exact and plain.isascii():
            return self.one(words)
        if not exact:
            raise Refused(
                "Nobody on the roster is called {name}: add them first, or write their code.",
                name=words[:40],
            )
        return _only(exact[:6], words)

    def means(self, words: str, person: Volunteer) -> bool:
        """Whether what stands on paper may mean a person (see `written`)."""
        words = unicodedata.normalize("NFKC", words).strip()
        codes = _CODE.findall(words)
        if codes:
            return int(codes[0]) == person.number
        plain = _unspaced(words)
        if plain in (_unspaced(person.name), person.phone):
            return True
        return plain.isascii() and person in self.find(words, 50, {person.number: 0})

    def household(self, number: int) -> list[Volunteer]:
        """Who else is reached by somebody's phone: families share one, so it is a guess to offer.

        Returns:
            By number; nobody where there is no phone.
        """
        phone = self.get(number).phone
        if not phone:
            return []
        return [
            other
            for other in self.all().values()
            if other.phone == phone and other.number != number and not other.archived
        ]

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


def _only(candidates: Sequence[Volunteer], query: str) -> Volunteer:
    """The one of several who may be meant.

    Raises:
        Refused: There is none, or there are more; the sentence tells them apart.
    """
    if not candidates:
        raise Refused("Nobody is found by {query}.", query=query[:40])
    if len(candidates) > 1:
        raise Refused(
            "{query} may be {people}: use the code.",
            query=query[:40],
            people=", ".join(f"{p.name} {p.code}" for p in candidates),
        )
    return candidates[0]


def _unspaced(text: str) -> str:
    return "".join(text.split()).casefold()


def _with_keys(person: Volunteer) -> Volunteer:
    """A person with reading and keys worked out; a reading that is given stands."""
    return msgspec.structs.replace(
        person,
        reading=person.reading or reading.reading(person.name),
        keys=reading.keys(person.name, person.reading),
    )
