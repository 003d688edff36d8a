"""Whom a desk's finder lists first: expected, in the register, in the own squads, seen recently."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from yigong.store.attendance.register import Register
from yigong.store.attendance.registers import Registers
from yigong.store.errors import DataError
from yigong.store.event_records import Occurrence
from yigong.store.people.finder import Rank
from yigong.store.people.people import People
from yigong.store.squads.squads import Squads
from yigong.store.squads.staffing import asked_squads
from yigong.store.storage.files import Fingerprint
from yigong.store.storage.session import Session

_RECENT = timedelta(days=60)
"""Who came within this time is likely to come again."""

_MAX_REGISTERS = 300
"""Registers read for that; the newest of them."""

EXPECTED, IN_REGISTER, OWN_SQUAD, SEEN_RECENTLY = 1, 2, 3, 4
"""Ranks in the list of a desk; `store.people.finder.ORDINARY_RANK` is the rank of all others."""


class FinderRanking:
    """The ranks of people at a desk. Registers are read again only after they were written."""

    def __init__(
        self, registers: Registers, people: People, squads: Squads, session: Session
    ) -> None:
        self._registers = registers
        self._people = people
        self._squads = squads
        self._session = session
        self._present: dict[str, tuple[Fingerprint, frozenset[int]]] = {}
        self._seen: frozenset[int] = frozenset()

    def seen_recently(self, now: datetime) -> frozenset[int]:
        """Who was checked in anywhere in the last 60 days, today included.

        Each register is read once, and again only after it was written; a damaged one is left out.
        """
        keys = self._registers.planned_between((now - _RECENT).date(), now.date())
        present: dict[str, tuple[Fingerprint, frozenset[int]]] = {}
        for key in keys[-_MAX_REGISTERS:]:
            fingerprint = self._registers.peek_fingerprint(key)
            known = self._present.get(key)
            if known is None or known[0] != fingerprint:
                known = fingerprint, self._present_at(key)
            present[key] = known
        if present != self._present:
            self._present = present
            self._seen = frozenset().union(*(people for _, people in present.values()))
        return self._seen

    def _present_at(self, key: str) -> frozenset[int]:
        try:
            return frozenset(entry.number for entry in self._registers.peek(key).present)
        except DataError:
            return frozenset()  # reported to whoever opens that register, not to this desk

    def rank(self, occurrence: Occurrence, register: Register) -> Rank:
        """Whom a desk lists first: expected, in the register, in the own squads, seen recently.

        Args:
            occurrence: The occurrence of the desk.
            register: Its register.

        Returns:
            As `finder.Finder.find` takes it. The own squads are those that the event needs, also at
            a post; if it needs none, those that the organiser at the desk leads.
        """
        rank = dict.fromkeys(self.seen_recently(self._session.now()), SEEN_RECENTLY)
        own_squads = asked_squads(occurrence) or [*self._led_squads()]
        rank.update(dict.fromkeys(self._squads.members(own_squads), OWN_SQUAD))
        for entry in register.entries.values():
            expected = entry.expected and not entry.stints and not entry.waiting
            rank[entry.number] = EXPECTED if expected else IN_REGISTER
        return rank

    def _led_squads(self) -> Iterator[int]:
        by, people = self._session.actor.by, self._people.all()
        for squad in self._squads.all().values():
            officers = (people.get(n) for n in (squad.leader, *squad.deputies) if n)
            if not squad.archived and any(person and person.name == by for person in officers):
                yield squad.number
