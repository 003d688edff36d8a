"""Whether somebody at a desk is expected at another of today's events instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from yigong.store.attendance import capacity
from yigong.store.attendance.register_writer import EARLY
from yigong.store.attendance.registers import Registers
from yigong.store.calendar.events import Events
from yigong.store.records import Event, Occurrence
from yigong.store.storage.session import Session


class ExpectedElsewhere:
    """Today's occurrences; they are computed again when the events or the day are others."""

    def __init__(self, events: Events, registers: Registers, session: Session) -> None:
        self._events = events
        self._registers = registers
        self._session = session
        self._today: tuple[Mapping[int, Event], date, list[Occurrence]] | None = None

    def find(self, occurrence: Occurrence, number: int) -> Occurrence | None:
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
