"""The roster: the people of a village, added, changed, archived and looked up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from yigong.store import validate
from yigong.store.errors import Refused, Stale
from yigong.store.language import N_, _
from yigong.store.people import age, distinct_pairs, pinyin
from yigong.store.people.finder import Finder, Rank
from yigong.store.people.households import share_household
from yigong.store.people.retired import is_retired, survivor
from yigong.store.records import Volunteer, code
from yigong.store.storage.book import Book, ChangeReason
from yigong.store.storage.session import Session

_CODE = re.compile(r"(?<![A-Za-z0-9])[Vv](\d{1,7})(?![A-Za-z0-9])")


class People:
    """The volunteers of a village."""

    def __init__(self, book: Book[Volunteer], session: Session) -> None:
        self._book = book
        self._session = session
        self._finder: tuple[Mapping[int, Volunteer], Finder] | None = None

    def all(self) -> Mapping[int, Volunteer]:
        """All records, by number: archived, merged and erased ones included."""
        return self._book.read().records

    def listed(self, *, archived: bool = False) -> list[Volunteer]:
        """The people for a list: neither merged nor erased.

        Args:
            archived: Whether archived people are included.
        """
        return [
            person
            for person in self.all().values()
            if (archived or not person.archived) and not is_retired(person)
        ]

    def get(self, number: int) -> Volunteer:
        """The person of a number; a merged number leads to the record it was merged into.

        Raises:
            Refused: There is no such person.
        """
        people = self.all()
        person = people.get(survivor(people, number))
        if person is None:
            raise Refused("There is no person {code}.", code=code("V", number))
        return person

    def get_unerased(self, number: int) -> Volunteer:
        """The person of a number, as `get`, who is to sign up, check in or join.

        Raises:
            Refused: There is no such person, or they were erased.
        """
        person = self.get(number)
        if person.forgotten:
            raise _forgotten(person)
        return person

    def find(
        self,
        query: str,
        limit: int = 20,
        rank: Rank | None = None,
        *,
        archived: bool = False,
    ) -> list[Volunteer]:
        """The people who match a query, best first (see `store.people.finder.Finder.find`)."""
        people = self.all()
        if self._finder is None or self._finder[0] is not people:
            self._finder = (people, Finder(people))
        numbers = self._finder[1].find(query, limit, rank, archived=archived)
        return [people[number] for number in numbers]

    def person_for(self, query: str, *, archived: bool = False) -> Volunteer:
        """The one person who matches a query: a code, a phone, or a name that only they have.

        Args:
            query: As typed.
            archived: Whether an archived person is found if nobody else is.

        Raises:
            Refused: It matches nobody, or several people, whom the sentence lists; or the person
                was erased.
        """
        coded = _CODE.fullmatch(query.strip())
        if coded and int(coded[1]) in self.all():
            self.get_unerased(int(coded[1]))
        found = self.find(query, 6) or (self.find(query, 6, archived=True) if archived else [])
        exact = [p for p in found if query.strip() in (p.code, p.name, p.phone)]
        exact = exact or [p for p in found if p.code.lower() == query.strip().lower()]
        return _only(exact or found, query.strip())

    def person_on_sheet(self, words: str) -> Volunteer:
        """The one person of a line on a paper sheet; stricter than `person_for`.

        Args:
            words: A code, a phone or a whole name; in Latin letters also pinyin. A code may stand
                behind the name.

        Raises:
            Refused: It matches nobody, or several people; or code and name do not match.
        """
        words = unicodedata.normalize("NFKC", words).strip()
        codes = _CODE.findall(words)
        if codes:
            person = self.get_unerased(int(codes[0]))
            rest = _CODE.sub("", words).strip()
            if rest and not self.matches_sheet(rest, person):
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
            if not (p.archived or is_retired(p)) and plain in (_unspaced(p.name), p.phone)
        ]
        if not exact and plain.isascii():
            return self.person_for(words)
        if not exact:
            raise Refused(
                "Nobody on the roster is called {name}: add them first, or write their code.",
                name=words[:40],
            )
        return _only(exact[:6], words)

    def matches_sheet(self, words: str, person: Volunteer) -> bool:
        """Whether a line on a paper sheet may be a person (see `person_on_sheet`)."""
        words = unicodedata.normalize("NFKC", words).strip()
        codes = _CODE.findall(words)
        if codes:
            return survivor(self.all(), int(codes[0])) == person.number
        plain = _unspaced(words)
        if plain in (_unspaced(person.name), person.phone):
            return True
        return plain.isascii() and person in self.find(words, 50, {person.number: 0})

    def household(self, number: int) -> list[Volunteer]:
        """The other people of the same household (see `households.share_household`), by number."""
        person = self.get(number)
        return [
            other
            for other in self.listed()
            if other.number != person.number and share_household(person, other)
        ]

    def add(self, person: Volunteer) -> Volunteer:
        """Add a person to the roster, with a new number."""
        return self.add_all([person])[0]

    def add_all(self, people: Iterable[Volunteer], note: str = "") -> list[Volunteer]:
        """Add several people to the roster, all or none.

        Raises:
            Refused: One of them is invalid, or a child under 14 (see `age.check_birth_year`).
        """
        checked = [
            validate.checked_volunteer(
                msgspec.structs.replace(person, merged=0, forgotten=None, apart=())
            )
            for person in people
        ]
        for person in checked:
            age.check_birth_year(person, self._session.now().date())
        pinyin.preload_readings(person.name for person in checked)
        ready = [with_keys(person) for person in checked]
        with self._session.change(self._book, ChangeReason("person.add", note)) as draft:
            return [
                draft.put(msgspec.structs.replace(person, number=draft.next_number(), rev=0))
                for person in ready
            ]

    def archive(self, numbers: Iterable[int], *, archived: bool = True) -> list[Volunteer]:
        """Archive people, or restore them from the archive, all or none.

        Raises:
            Refused: There is no such person, or they were erased.
        """
        current = [self.get_unerased(number).number for number in numbers]
        with self._session.change(self._book, ChangeReason("person.change")) as draft:
            for number in current:
                person = draft.records[number]
                if person.archived != archived:
                    draft.put(msgspec.structs.replace(person, archived=archived))
            return [draft.records[number] for number in current]

    def live_in(self, home: str, numbers: Iterable[int]) -> list[Volunteer]:
        """Let people live in a household, all or none; an empty label takes theirs away.

        Args:
            home: The label of the household.
            numbers: Theirs.

        Raises:
            Refused: The label is none, or there is no such person, or they were erased.
        """
        return self.settle({home: numbers})

    def settle(self, homes: Mapping[str, Iterable[int]]) -> list[Volunteer]:
        """Let people live in several households, all or none; see `live_in`.

        Args:
            homes: By label the numbers of who is to live there.
        """
        with self._session.change(self._book, ChangeReason("household.change")) as draft:
            moved = []
            for home, numbers in homes.items():
                label = validate.clean_line(home, N_("The household"), validate.MAX_NAME)
                for number in (self.get_unerased(each).number for each in numbers):
                    if draft.records[number].home != label:
                        draft.put(msgspec.structs.replace(draft.records[number], home=label))
                    moved.append(draft.records[number])
            return moved

    def mark_distinct(self, first: int, second: int, *, distinct: bool = True) -> Volunteer:
        """Mark two similar records as two people, or remove the mark.

        Args:
            first: The number of either.
            second: The number of the other.
            distinct: Whether to mark them, or to remove the mark.

        Returns:
            The record that holds the mark: that of the lower number.

        Raises:
            Refused: They are not two people of the roster, or one was erased.
        """
        low, high = distinct_pairs.as_pair(
            self.get_unerased(first).number, self.get_unerased(second).number
        )
        if low == high:
            raise Refused("{code} is one person; name two.", code=code("V", low))
        reason = ChangeReason(
            "person.apart" if distinct else "person.alike", f"{code('V', low)} {code('V', high)}"
        )
        with self._session.change(self._book, reason) as draft:
            if is_retired(draft.records[low]) or is_retired(draft.records[high]):
                raise Refused("They were merged or forgotten in the meantime.")
            person = draft.records[low]
            if (high in person.apart) != distinct:
                others = {*person.apart, high} if distinct else {*person.apart} - {high}
                draft.put(msgspec.structs.replace(person, apart=tuple(sorted(others))))
            return draft.records[low]

    def save(self, person: Volunteer) -> Volunteer:
        """Change a person; `person.rev` is the revision that the change was made from.

        Raises:
            Stale: Somebody changed them in the meantime.
            Refused: A field is invalid, or they were merged or erased in the meantime.
        """
        ready = validate.checked_volunteer(person)
        age.check_birth_year(ready, self._session.now().date())
        with self._session.change(self._book, ChangeReason("person.change")) as draft:
            current = draft.records.get(person.number)
            if current is None:
                raise Refused("There is no person {code}.", code=person.code)
            if current.forgotten:
                raise _forgotten(current)
            if current.merged:
                now = code("V", survivor(draft.records, current.number))
                raise Refused("{code} is {now} now; change that one.", code=current.code, now=now)
            ready = msgspec.structs.replace(ready, merged=0, forgotten=None, apart=current.apart)
            if current.rev != person.rev:
                raise Stale(current, person)
            if (current.name, current.reading) != (ready.name, ready.reading):
                by_hand = ready.reading if ready.reading != current.reading else ""
                ready = with_keys(msgspec.structs.replace(ready, reading=by_hand))
            return draft.put(ready) if ready != current else current


def _forgotten(person: Volunteer) -> Refused:
    return Refused("{code} was forgotten at their wish.", code=person.code)


def _only(candidates: Sequence[Volunteer], query: str) -> Volunteer:
    """The only candidate.

    Raises:
        Refused: There is none, or there are several, whom the sentence lists.
    """
    if not candidates:
        raise Refused("Nobody is found by {query}.", query=query[:40])
    if len(candidates) > 1:
        raise Refused(
            "{query} may be {people}: use the code.",
            query=query[:40],
            people=_(", ").join(f"{p.name} {p.code}" for p in candidates),
        )
    return candidates[0]


def _unspaced(text: str) -> str:
    return "".join(text.split()).casefold()


def with_keys(person: Volunteer) -> Volunteer:
    """A person with the reading, unless they have one, and the keys computed."""
    return msgspec.structs.replace(
        person,
        reading=person.reading or pinyin.likely_reading(person.name),
        keys=pinyin.finder_keys(person.name, person.reading),
    )
