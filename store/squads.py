"""The squads: who does which work together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from store import validate
from store.book import Book, Draft, What
from store.errors import Refused, Stale
from store.people import People
from store.records import Squad, code
from store.session import Session


class Squads:
    """The squads of a village."""

    def __init__(self, book: Book[Squad], session: Session, people: People) -> None:
        self._book = book
        self._session = session
        self._people = people
        self._of: tuple[Mapping[int, Squad], dict[int, tuple[int, ...]]] | None = None

    def all(self) -> Mapping[int, Squad]:
        """Every squad by number, archived ones too."""
        return self._book.read().records

    def get(self, number: int) -> Squad:
        """One squad.

        Raises:
            Refused: There is no such squad.
        """
        squad = self.all().get(number)
        if squad is None:
            raise Refused("There is no squad {code}.", code=code("S", number))
        return squad

    def one(self, query: str) -> Squad:
        """The squad of a code (``S01``) or a name.

        Raises:
            Refused: None or several.
        """
        wanted = query.strip()
        found = [s for s in self.all().values() if wanted == s.name or wanted.upper() == s.code]
        found = found or [s for s in self.all().values() if wanted and wanted in s.name]
        if len(found) != 1:
            raise Refused("There is no one squad {query}.", query=wanted[:40])
        return found[0]

    def of(self, person: int) -> tuple[int, ...]:
        """The squads somebody is in, by number; archived squads do not count."""
        squads = self.all()
        if self._of is None or self._of[0] is not squads:
            index: dict[int, list[int]] = {}
            for squad in squads.values():
                if not squad.archived:
                    for member in squad.members:
                        index.setdefault(member, []).append(squad.number)
            self._of = (squads, {number: tuple(found) for number, found in index.items()})
        return self._of[1].get(person, ())

    def members(self, squads: Iterable[int]) -> list[int]:
        """The members of some squads, in the order of the squads; each once."""
        all_squads = self.all()
        found = (m for s in squads if s in all_squads for m in all_squads[s].members)
        return list(dict.fromkeys(found))

    def names(self, numbers: tuple[int, ...]) -> str:
        """Names of squads for show: ``修葺队 清理队``."""
        squads = self.all()
        return " ".join(squads[number].name for number in numbers if number in squads)

    def add(self, squad: Squad) -> Squad:
        """Found a squad; the number is given here."""
        ready = self._checked(squad)
        with self._session.change(self._book, What("squad.add")) as draft:
            _unique(draft, ready)
            return draft.put(msgspec.structs.replace(ready, number=draft.next_number(), rev=0))

    def save(self, squad: Squad) -> Squad:
        """Change a squad; `squad.rev` is the revision the change was made from.

        Raises:
            Stale: Somebody changed it in the meantime.
        """
        ready = self._checked(squad)
        with self._session.change(self._book, What("squad.change")) as draft:
            current = _current(draft, squad.number)
            if current.rev != squad.rev:
                raise Stale(current, squad)
            _unique(draft, ready)
            return draft.put(ready) if ready != current else current

    def join(self, squad: int, *people: int) -> Squad:
        """Put people into a squad; whoever is in it already stays in it once."""
        for person in people:
            self._people.get(person)
        with self._session.change(self._book, What("squad.join")) as draft:
            current = _current(draft, squad)
            members = tuple(dict.fromkeys([*current.members, *people]))
            if members == current.members:
                return current
            return draft.put(msgspec.structs.replace(current, members=members))

    def leave(self, squad: int, *people: int) -> Squad:
        """Take people out of a squad, and out of its offices."""
        with self._session.change(self._book, What("squad.leave")) as draft:
            current = _current(draft, squad)
            members = tuple(m for m in current.members if m not in people)
            if members == current.members:
                raise Refused("Not a member of {squad}.", squad=current.name)
            return draft.put(
                msgspec.structs.replace(
                    current,
                    members=members,
                    leader=None if current.leader in people else current.leader,
                    deputies=tuple(d for d in current.deputies if d not in people),
                )
            )

    def _checked(self, squad: Squad) -> Squad:
        ready = validate.squad(squad)
        people = self._people.all()
        for member in ready.members:
            if member not in people:
                raise Refused("There is no person {code}.", code=code("V", member))
        return ready


def _current(draft: Draft[Squad], number: int) -> Squad:
    current = draft.records.get(number)
    if current is None:
        raise Refused("There is no squad {code}.", code=code("S", number))
    return current


def _unique(draft: Draft[Squad], squad: Squad) -> None:
    for other in draft.records.values():
        if other.number != squad.number and other.name == squad.name and not other.archived:
            raise Refused(
                "There is a squad {name} already: {code}.", name=other.name, code=other.code
            )
