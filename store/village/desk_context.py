"""What a desk needs from the rest of the village: today's other events, who came recently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from yigong.store.attendance import capacity
from yigong.store.attendance.register import Register
from yigong.store.attendance.register_writer import EARLY
from yigong.store.attendance.registers import Registers
from yigong.store.calendar.events import Events
from yigong.store.errors import DataError
from yigong.store.people.finder import Rank
from yigong.store.people.people import People
from yigong.store.records import Event, Occurrence
from yigong.store.squads.squads import Squads
from yigong.store.storage.files import Fingerprint
from yigong.store.storage.session import Session

_RECENT = timedelta(days=60)
"""Who came within this time is likely to come again."""

_MAX_REGISTERS = 300
"""Registers read for that; the newest of them."""

EXPECTED, IN_REGISTER, OWN_SQUAD, SEEN_RECENTLY = 1, 2, 3, 4
"""Ranks in the list of a desk; `store.people.finder.ORDINARY_RANK` is the rank of all others."""


class DeskContext:
    """A cache of what a desk needs; only what was written since is read again."""

    def __init__(
        self,
        events: Events,
        registers: Registers,
        people: People,
        squads: Squads,
        session: Session,
    ) -> None:
        self._events = events
        self._registers = registers
        self._people = people
        self._squads = squads
        self._session = session
        self._today: tuple[Mapping[int, Event], date, list[Occurrence]] | None = None
        self._present: dict[str, tuple[Fingerprint, frozenset[int]]] = {}
        self._seen: frozenset[int] = frozenset()

    def expected_elsewhere(self, occurrence: Occurrence, number: int) -> Occurrence | None:
        """Another occurrence under way or about to begin, where a person is expected instead.

        Args:
            occurrence: The occurrence of the desk.
            number: The person.

        Returns:
            The occurrence that begins nearest to now; `None` if they signed up for or were checked
            in at the desk's own, or are expected nowhere else.
        """
        entry = self._registers.read(occurrence.key).entries.get(number)
        if entry is not None and (entry.expected or entry.stints):
            return None
        now = self._session.now()
        others = [
            other
            for other in self._occurrences(now.date())
            if other.key != occurrence.key
            and not other.cancelled
            and other.start - EARLY <= now < other.end
            and self._is_expected(other, number)
        ]
        return min(others, key=lambda other: abs(other.start - now), default=None)

    def _occurrences(self, today: date) -> list[Occurrence]:
        events = self._events.all()
        if self._today is None or self._today[0] is not events or self._today[1] != today:
            self._today = (events, today, self._events.between(today, today))
        return self._today[2]

    def _is_expected(self, occurrence: Occurrence, number: int) -> bool:
        register = self._registers.read(occurrence.key)
        entry = register.entries.get(number)
        return (
            entry is not None
            and not register.closed
            and not entry.stints
            and capacity.has_place(entry)
        )

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
            As `finder.Finder.find` takes it. The own squads are those that the event needs; if it
            needs none, those that the organiser at the desk leads.
        """
        rank = dict.fromkeys(self.seen_recently(self._session.now()), SEEN_RECENTLY)
        own_squads = occurrence.event.needs or [*self._led_squads()]
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
