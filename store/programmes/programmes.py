"""The programmes of a village: 四季赋能, 月月有亮点."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from yigong.store.errors import Refused, Stale
from yigong.store.named_records import find_named, names_of
from yigong.store.plan_context import refuse_hosts
from yigong.store.programme_records import Enrolment, Programme, Season
from yigong.store.programmes.enrolment_rules import promote
from yigong.store.programmes.programme_checks import checked_programme
from yigong.store.records import code
from yigong.store.similar_names import similar_records
from yigong.store.squads.squads import Squads
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.history import History
from yigong.store.storage.session import Session


class Programmes:
    """The programmes of a village."""

    def __init__(
        self,
        book: Book[Programme],
        enrolments: Book[Enrolment],
        session: Session,
        history: History,
        squads: Squads,
    ) -> None:
        self._book = book
        self._enrolments = enrolments
        self._session = session
        self._history = history
        self._squads = squads
        self._seasons: tuple[Mapping[int, Programme], list[Season]] | None = None
        """The seasons of the programmes that are not archived, by their first day; and of which
        snapshot of the book."""

    def all(self) -> Mapping[int, Programme]:
        """Every programme by number, archived ones too."""
        return self._book.read().records

    def get(self, number: int) -> Programme:
        """One programme.

        Raises:
            Refused: There is no such programme.
        """
        programme = self.all().get(number)
        if programme is None:
            raise Refused("There is no programme {code}.", code=code("P", number))
        return programme

    def programme_for(self, query: str) -> Programme:
        """The programme of a code (``P01``, ``p1``) or a name, also a former one; of several, the
        one not archived.

        Raises:
            Refused: None or several; the sentence names what there is.
        """
        found = find_named(self.all(), query, "P", lambda each: (each.name, *each.aliases))
        if len(found) != 1:
            raise Refused(
                "There is no one programme {query}; there are: {names}.",
                query=query.strip()[:40],
                names=names_of(self.all().values()),
            )
        return found[0]

    def canonical_names(self) -> dict[str, str]:
        """The present name of a programme by each of its other names.

        A name that one programme has now and another had before is the first one's.
        """
        everyone = sorted(self.all().values(), key=lambda each: not each.archived)
        found = {alias: each.name for each in everyone for alias in each.aliases}
        return found | {each.name: each.name for each in everyone}

    def seasons_between(self, first: date, last: date) -> list[Season]:
        """The seasons and themes that hold on one of some days, those that began first first.

        Args:
            first: The first of the days.
            last: The last.
        """
        programmes = self.all()
        if self._seasons is None or self._seasons[0] is not programmes:
            found = [s for p in programmes.values() if not p.archived for s in p.seasons]
            self._seasons = programmes, sorted(found, key=lambda season: season.first)
        return [s for s in self._seasons[1] if s.first <= last and first <= s.last]

    def similar(self, name: str) -> list[Programme]:
        """The programmes that a new name may be a second spelling of (see `similar_records`)."""
        return similar_records(self.all(), name, lambda each: (each.name, *each.aliases))

    def add(self, programme: Programme) -> Programme:
        """Add a programme and give it a number."""
        ready = self._checked(programme)
        with self._session.change(self._book, ChangeReason("programme.add")) as draft:
            _refuse_duplicate_name(draft, ready)
            return draft.put(msgspec.structs.replace(ready, number=draft.next_number(), rev=0))

    def save(self, programme: Programme, moved_up: list[Enrolment] | None = None) -> Programme:
        """Change a programme; `programme.rev` is the revision the change was made from.

        The name it had counts on as one of its own. With more places the waitlist moves up; with
        fewer, everybody keeps the place they have, and nobody moves up until there is one.

        Args:
            programme: As it shall be.
            moved_up: Collects who moved up from the waitlist.

        Raises:
            Stale: Somebody changed it in the meantime.
        """
        ready = self._checked(programme)
        reason = ChangeReason("programme.change")
        with self._session.transaction(self._history, reason) as change:
            draft = change.open(self._book)
            current = _current(draft, programme.number)
            if current.rev != programme.rev:
                raise Stale(current, programme)
            if ready.name != current.name:
                aliases = dict.fromkeys((*ready.aliases, current.name))
                aliases.pop(ready.name, None)
                ready = msgspec.structs.replace(ready, aliases=tuple(aliases))
            _refuse_duplicate_name(draft, ready)
            if ready == current:
                return current
            stored = draft.put(ready)
            if stored.places != current.places:
                promoted = promote(change.open(self._enrolments), stored)
                if moved_up is not None:
                    moved_up += promoted
            return stored

    def archive(self, number: int, archived: bool = True) -> Programme:
        """Archive a programme, or restore it; its events and its numbers stay.

        Raises:
            Refused: Another programme that is not archived has its name by now.
        """
        with self._session.change(self._book, ChangeReason("programme.change")) as draft:
            current = _current(draft, number)
            if not archived:
                _refuse_duplicate_name(draft, current)
            return _put_changed(draft, current, archived=archived)

    def _checked(self, programme: Programme) -> Programme:
        """A programme ready to be written; it may keep the hosts that it has."""
        before = self.all().get(programme.number)
        kept = {host.squad for host in before.hosts} if before is not None else set()
        refuse_hosts(programme.hosts, kept, self._squads.all())
        return checked_programme(programme)


def _current(draft: Draft[Programme], number: int) -> Programme:
    current = draft.records.get(number)
    if current is None:
        raise Refused("There is no programme {code}.", code=code("P", number))
    return current


def _put_changed(draft: Draft[Programme], current: Programme, **changes: Any) -> Programme:
    ready = msgspec.structs.replace(current, **changes)
    return draft.put(ready) if ready != current else current


def _refuse_duplicate_name(draft: Draft[Programme], programme: Programme) -> None:
    names = {programme.name, *programme.aliases}
    for other in draft.records.values():
        if other.number != programme.number and not other.archived:
            for name in names.intersection((other.name, *other.aliases)):
                raise Refused(
                    "There is a programme {name} already: {code}.", name=name, code=other.code
                )
