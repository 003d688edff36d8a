"""The squads of a village: their members, leaders and deputies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from yigong.store import validate
from yigong.store.errors import Refused
from yigong.store.language import N_
from yigong.store.named_records import NamedBook, Refusals
from yigong.store.people.people import People
from yigong.store.people.retired import is_retired
from yigong.store.records import Squad, code
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.session import Session


class Squads(NamedBook[Squad]):
    """The squads of a village."""

    letter = "S"
    act = "squad"
    refusals = Refusals(
        none=N_("There is no squad {code}."),
        no_one=N_("No squad is called {query}, or several are; there are: {names}."),
        taken=N_("There is a squad {name} already: {code}."),
    )

    def __init__(self, book: Book[Squad], session: Session, people: People) -> None:
        super().__init__(book, session)
        self._people = people
        self._squads_by_member: tuple[Mapping[int, Squad], dict[int, tuple[int, ...]]] | None = None

    def of(self, person: int) -> tuple[int, ...]:
        """The squads a person is in, by number, without archived ones."""
        squads = self.all()
        if self._squads_by_member is None or self._squads_by_member[0] is not squads:
            index: dict[int, list[int]] = {}
            for squad in squads.values():
                if not squad.archived:
                    for member in squad.members:
                        index.setdefault(member, []).append(squad.number)
            self._squads_by_member = (
                squads,
                {number: tuple(found) for number, found in index.items()},
            )
        return self._squads_by_member[1].get(person, ())

    def members(self, squads: Iterable[int]) -> list[int]:
        """The members of some squads, in the order of the squads; each once."""
        all_squads = self.all()
        found = (m for s in squads if s in all_squads for m in all_squads[s].members)
        return list(dict.fromkeys(found))

    def names(self, numbers: tuple[int, ...]) -> str:
        """Names of squads for display: ``修葺队 清理队``."""
        squads = self.all()
        return " ".join(squads[number].name for number in numbers if number in squads)

    def save(self, squad: Squad) -> Squad:
        """Change a squad; `squad.rev` is the revision the change was made from.

        Raises:
            Stale: Somebody changed it in the meantime.
        """
        with self._session.change(self._book, ChangeReason("squad.change")) as draft:
            return self.put(draft, squad)[1]

    def join(self, squad: int, *people: int) -> Squad:
        """Add people to a squad; members stay as they are."""
        with self._session.change(self._book, ChangeReason("squad.join")) as draft:
            people = self._current_numbers(people)
            current = self.current(draft.records, squad)
            return _put_changed(draft, current, members=_union(current.members, people))

    def leave(self, squad: int, *people: int) -> Squad:
        """Remove people from a squad, also as leader and deputies."""
        with self._session.change(self._book, ChangeReason("squad.leave")) as draft:
            current = self.current(draft.records, squad)
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

    def lead(self, squad: int, person: int | None) -> Squad:
        """Make a person the leader of a squad, and a member; `None`: nobody leads it."""
        with self._session.change(self._book, ChangeReason("squad.change")) as draft:
            leader = self._current_numbers([person])[0] if person is not None else None
            current = self.current(draft.records, squad)
            return _put_changed(
                draft,
                current,
                leader=leader,
                deputies=tuple(d for d in current.deputies if d != leader),
                members=_union(current.members, [leader] if leader else []),
            )

    def deputise(self, squad: int, *people: int) -> Squad:
        """Make people deputies and members of a squad; a leader among them no longer leads it."""
        with self._session.change(self._book, ChangeReason("squad.change")) as draft:
            people = self._current_numbers(people)
            current = self.current(draft.records, squad)
            return _put_changed(
                draft,
                current,
                leader=None if current.leader in people else current.leader,
                deputies=_union(current.deputies, people),
                members=_union(current.members, people),
            )

    def relieve(self, squad: int, *people: int) -> Squad:
        """Remove deputies of a squad; they stay members.

        Raises:
            Refused: One of them is no deputy.
        """
        with self._session.change(self._book, ChangeReason("squad.change")) as draft:
            current = self.current(draft.records, squad)
            for person in people:
                if person not in current.deputies:
                    raise Refused(
                        "{code} is no deputy of {squad}.",
                        code=code("V", person),
                        squad=current.name,
                    )
            return _put_changed(
                draft, current, deputies=tuple(d for d in current.deputies if d not in people)
            )

    def host(self, squad: int, hosts: bool = True, contact: str | None = None) -> Squad:
        """Let a squad be named as a host of events, or no longer: those it hosts keep it.

        Args:
            squad: Its number.
            hosts: Whether it hosts.
            contact: Whom to ask there; `None`: as it is.
        """
        with self._session.change(self._book, ChangeReason("squad.change")) as draft:
            current = self.current(draft.records, squad)
            text = current.contact if contact is None else contact
            ready = self._checked(msgspec.structs.replace(current, hosts=hosts, contact=text))
            return draft.put(ready) if ready != current else current

    def archive(self, squad: int, archived: bool = True) -> Squad:
        """Archive a squad, or take it back; its members and its attendances stay."""
        return self._set_archived(squad, archived)

    def _current_numbers(self, people: Iterable[int]) -> tuple[int, ...]:
        """The numbers that people have now, after merges.

        Call it while the book is being changed: nobody is merged at that time.
        """
        return tuple(self._people.get_unerased(person).number for person in people)

    def _checked(self, squad: Squad) -> Squad:
        ready = validate.checked_squad(squad)
        people = self._people.all()
        for member in ready.members:
            if member not in people or is_retired(people[member]):
                raise Refused("There is no person {code}.", code=code("V", member))
        return ready


def _put_changed(draft: Draft[Squad], current: Squad, **changes: Any) -> Squad:
    """Write a squad if it changed."""
    ready = msgspec.structs.replace(current, **changes)
    return draft.put(ready) if ready != current else current


def _union(people: Iterable[int], others: Iterable[int]) -> tuple[int, ...]:
    """People and others, each once."""
    return tuple(dict.fromkeys([*people, *others]))
