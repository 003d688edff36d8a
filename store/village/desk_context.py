"""What a desk wants to know of the rest of the village: other events today, faces seen lately."""

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
from yigong.store.storage.files import Signature
from yigong.store.storage.session import Session

LATELY = timedelta(days=60)
"""How long ago somebody was seen who is likely to come again."""

_MOST = 300
"""Registers looked at for that; the newest of them."""

EXPECTED, THERE, OWN, SEEN = 1, 2, 3, 4
"""Where people stand in the list of a desk: `store.people.finder.ORDINARY` are the rest."""


class DeskContext:
    """What lies around a desk; read once, and again only what was written since."""

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
        self._came: dict[str, tuple[Signature, frozenset[int]]] = {}
        self._seen: frozenset[int] = frozenset()

    def expected_elsewhere(self, one: Occurrence, number: int) -> Occurrence | None:
        """Another occurrence under way or about to begin, where somebody is expected instead.

        Args:
            one: The occurrence they want in to.
            number: The person.

        Returns:
            The one that begins nearest to now; `None` where they signed up for this one, are in
            it, or are expected nowhere else.
        """
        entry = self._registers.read(one.key).entries.get(number)
        if entry is not None and (entry.expected or entry.stints):
            return None
        now = self._session.now()
        others = [
            other
            for other in self._occurrences(now.date())
            if other.key != one.key
            and not other.cancelled
            and other.start - EARLY <= now < other.end
            and self._awaits(other, number)
        ]
        return min(others, key=lambda other: abs(other.start - now), default=None)

    def _occurrences(self, today: date) -> list[Occurrence]:
        events = self._events.all()
        if self._today is None or self._today[0] is not events or self._today[1] != today:
            self._today = (events, today, self._events.between(today, today))
        return self._today[2]

    def _awaits(self, one: Occurrence, number: int) -> bool:
        register = self._registers.read(one.key)
        entry = register.entries.get(number)
        return (
            entry is not None
            and not register.closed
            and not entry.stints
            and capacity.has_place(entry)
        )

    def seen_recently(self, now: datetime) -> frozenset[int]:
        """Who was checked in anywhere in the last 60 days, today included.

        Each register is read once and again only after it was written; a damaged one is left to
        who opens it.
        """
        keys = self._registers.planned_between((now - LATELY).date(), now.date())[-_MOST:]
        came: dict[str, tuple[Signature, frozenset[int]]] = {}
        for key in keys:
            signature = self._registers.stamp(key)
            known = self._came.get(key)
            came[key] = known if known and known[0] == signature else (signature, self._who(key))
        if came != self._came:
            self._came = came
            self._seen = frozenset().union(*(people for _, people in came.values()))
        return self._seen

    def _who(self, key: str) -> frozenset[int]:
        try:
            return frozenset(entry.number for entry in self._registers.peek(key).present)
        except DataError:
            return frozenset()  # whoever opens that register is told; this desk goes on

    def rank(self, one: Occurrence, register: Register) -> Rank:
        """Whom a desk lists first: expected, in the register, own squad, seen lately.

        Args:
            one: The occurrence of the desk.
            register: Its register.

        Returns:
            As `finder.Finder.find` takes it. The own squads are those that the event needs;
            where it names none, those that the organiser at the desk leads.
        """
        rank = dict.fromkeys(self.seen_recently(self._session.now()), SEEN)
        rank.update(dict.fromkeys(self._squads.members(one.event.needs or [*self._led()]), OWN))
        for entry in register.entries.values():
            waits = entry.expected and not entry.stints and not entry.waiting
            rank[entry.number] = EXPECTED if waits else THERE
        return rank

    def _led(self) -> Iterator[int]:
        by, people = self._session.actor.by, self._people.all()
        for squad in self._squads.all().values():
            officers = (people.get(n) for n in (squad.leader, *squad.deputies) if n)
            if not squad.archived and any(person and person.name == by for person in officers):
                yield squad.number
