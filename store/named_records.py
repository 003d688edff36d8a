"""A book of named records, such as squads or venues: each is found by its code or a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, Generic, NamedTuple, TypeVar

import msgspec

from yigong.store.errors import Refused, Stale
from yigong.store.language import _
from yigong.store.points_records import Gift
from yigong.store.programme_records import Programme
from yigong.store.records import Squad, code
from yigong.store.similar_names import similar_names
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.session import Session
from yigong.store.venue_records import Venue

Named = Squad | Programme | Venue | Gift
"""A record with a name, which may be archived."""

N = TypeVar("N", bound=Named)

MOST_NAMES = 12
"""The most names that a refusal lists."""


class Refusals(NamedTuple):
    """The sentences, as msgids, by which one kind of record is refused."""

    none: str
    """There is none with this {code}."""

    no_one: str
    """Not just one is called {query}; there are {names}."""

    taken: str
    """One that is not archived has the {name}: {code}."""


def in_use(records: Mapping[int, N]) -> list[N]:
    """The records that are not archived, by number."""
    return [record for _number, record in sorted(records.items()) if not record.archived]


class NamedBook(Generic[N]):
    """A book of named records. A subclass says what they are, and changes them further."""

    letter: ClassVar[str]
    """The letter of their codes."""

    act: ClassVar[str]
    """What their acts in the history begin with."""

    refusals: ClassVar[Refusals]

    def __init__(self, book: Book[N], session: Session) -> None:
        self._book = book
        self._session = session

    # -- looked up ---------------------------------------------------------

    def all(self) -> Mapping[int, N]:
        """Every record by number, archived ones too."""
        return self._book.read().records

    def get(self, number: int) -> N:
        """One record.

        Raises:
            Refused: There is none with this number.
        """
        return self.current(self.all(), number)

    def current(self, records: Mapping[int, N], number: int) -> N:
        """One of some records, as those of a draft; refused as by `get`."""
        record = records.get(number)
        if record is None:
            raise Refused(self.refusals.none, code=code(self.letter, number))
        return record

    def find(self, query: str) -> N:
        """The record of a code (``S01``, ``s1``) or a name, else the one with that in its name;
        of several the one that is not archived.

        Raises:
            Refused: None or several; the sentence names what there is.
        """
        found = self._matches(self.all(), query)
        if len(found) != 1:
            raise Refused(
                self.refusals.no_one,
                query=query.strip()[:40],
                names=_(", ").join(r.name for r in in_use(self.all())[:MOST_NAMES]) or "-",
            )
        return found[0]

    def find_archived(self, query: str) -> N:
        """The archived record of a code or a name, for those who take one up again.

        Raises:
            Refused: None or several; the sentence names what there is.
        """
        archived = {number: record for number, record in self.all().items() if record.archived}
        found = self._matches(archived, query)
        if len(found) != 1:
            there_are = _(", ").join(f"{r.code} {r.name}" for r in archived.values())
            raise Refused(
                "No archived one is called {query}, or several are; there are: {names}.",
                query=query.strip()[:40],
                names=there_are or "-",
            )
        return found[0]

    def similar(self, name: str) -> list[N]:
        """The records that a new name may be a second spelling of; archived ones, too.

        Returns:
            None, if a record that is in use has just this name, which is refused anyway.
        """
        wanted, records = name.strip(), self.all().values()
        if any(wanted in self.names_of(each) for each in records if not each.archived):
            return []
        return [r for r in records if any(similar_names(wanted, n) for n in self.names_of(r))]

    def names_of(self, record: N) -> tuple[str, ...]:
        """All names of a record."""
        return (record.name,)

    def _matches(self, records: Mapping[int, N], query: str) -> list[N]:
        wanted = query.strip()
        number = re.fullmatch(rf"(?i:{self.letter})0*(\d{{1,7}})", wanted)
        found = [
            record
            for record in records.values()
            if wanted in self.names_of(record) or (number and int(number[1]) == record.number)
        ]
        if not found and wanted:
            found = [
                r for r in records.values() if any(wanted in name for name in self.names_of(r))
            ]
        if len(found) > 1:
            found = [record for record in found if not record.archived] or found
        return found

    # -- changed -----------------------------------------------------------

    def add(self, record: N) -> N:
        """Add a record and give it a number.

        Raises:
            Refused: It is invalid, or its name is taken.
        """
        ready = self._checked(record)
        with self._session.change(self._book, ChangeReason(f"{self.act}.add")) as draft:
            self._refuse_conflicts(draft, ready)
            return draft.put(msgspec.structs.replace(ready, number=draft.next_number(), rev=0))

    def put(self, draft: Draft[N], record: N) -> tuple[N, N]:
        """Write a changed record into a change of their book.

        Args:
            draft: The book.
            record: The record; its `rev` is the revision the change was made from.

        Returns:
            The record before and after.

        Raises:
            Stale: Somebody changed it in the meantime.
            Refused: It is invalid, or its name is taken.
        """
        ready, current = self._checked(record), self.current(draft.records, record.number)
        if current.rev != record.rev:
            raise Stale(current, record)
        ready = self._following(ready, current)
        self._refuse_conflicts(draft, ready)
        return current, draft.put(ready) if ready != current else current

    def _set_archived(self, number: int, archived: bool) -> N:
        """Archive a record or take it back.

        Raises:
            Refused: Another record that is not archived has its name by now.
        """
        with self._session.change(self._book, ChangeReason(f"{self.act}.change")) as draft:
            current = self.current(draft.records, number)
            ready = msgspec.structs.replace(current, archived=archived)
            self._refuse_conflicts(draft, ready)
            return draft.put(ready) if ready != current else current

    def _checked(self, record: N) -> N:
        """A record ready to be written; refused if it is invalid."""
        raise NotImplementedError

    def _following(self, ready: N, current: N) -> N:
        """A record ready to be written, with what follows from what it was."""
        return ready

    def _refuse_conflicts(self, draft: Draft[N], record: N) -> None:
        """Refuse a record that does not go with the others."""
        if record.archived:
            return
        names = set(self.names_of(record))
        for other in draft.records.values():
            if other.number != record.number and not other.archived:
                for name in names.intersection(self.names_of(other)):
                    raise Refused(self.refusals.taken, name=name, code=other.code)
