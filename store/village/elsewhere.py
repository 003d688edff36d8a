"""Where else somebody is at the time of an occurrence: expected, signed up, checked in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from yigong.store.attendance import capacity, written_times
from yigong.store.attendance.overlaps import StintElsewhere, shared_minutes, stints_elsewhere
from yigong.store.attendance.posts import due_hours, overlap, post_hours, whole_hours
from yigong.store.attendance.registers import Registers
from yigong.store.attendance_records import Entry, Stint
from yigong.store.calendar.events import Events
from yigong.store.event_records import Event, Occurrence, Post
from yigong.store.storage.session import Session


class Elsewhere:
    """The other occurrences of a time; today's are computed again when the events are others."""

    def __init__(self, events: Events, registers: Registers, session: Session) -> None:
        self._events = events
        self._registers = registers
        self._session = session
        self._today: tuple[Mapping[int, Event], date, list[Occurrence]] | None = None

    def expected(self, occurrence: Occurrence, number: int) -> Occurrence | None:
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
            for other in self._occurrences_today()
            if other.key != occurrence.key
            and not other.cancelled
            and not written_times.is_before_clocking(other, now)
            and now < whole_hours(other).end
            and self._is_expected(other, number)
        ]
        return min(others, key=lambda other: abs(other.start - now), default=None)

    def inside(self, occurrence: Occurrence, number: int) -> tuple[Occurrence, Stint] | None:
        """Another of today's occurrences that a person was not checked out of, and their stint.

        Args:
            occurrence: The occurrence of the desk.
            number: The person.
        """
        for other in self._occurrences_today():
            if other.key != occurrence.key:
                entry = self._registers.read(other.key).entries.get(number)
                if entry is not None and entry.here:
                    return other, entry.stints[-1]
        return None

    def signed_up(
        self, occurrence: Occurrence, numbers: Iterable[int], posts: Iterable[Post] = ()
    ) -> dict[int, list[Occurrence]]:
        """The occurrences at the same time that people are signed up for or checked in at.

        Of who has a post there or here, only its hours are compared.

        Args:
            occurrence: The occurrence they sign up for.
            numbers: The people.
            posts: The posts of it that they are about to sign up for.

        Returns:
            Only who has one, each with theirs by start.
        """
        found: dict[int, list[Occurrence]] = {}
        own = self._registers.read(occurrence.key).entries
        wanted = [post_hours(post, occurrence) for post in posts]
        due = {
            number: wanted or due_hours(own.get(number, Entry(number=number)), occurrence)
            for number in numbers
        }
        for other in self._at_the_time_of(occurrence):
            entries = self._registers.read(other.key).entries
            for number in due.keys() & entries.keys():
                entry = entries[number]
                expected = entry.expected and not capacity.is_excused(entry)
                there = due_hours(entry, other)
                at_once = any(overlap(mine, theirs) for mine in due[number] for theirs in there)
                if entry.here or (expected and at_once):
                    found.setdefault(number, []).append(other)
        return found

    def stints(self, occurrence: Occurrence) -> dict[int, list[StintElsewhere]]:
        """The stints elsewhere that overlap those of an occurrence's register, by person."""
        register, head = self._registers.read(occurrence.key), self._registers.head(occurrence)
        if not register.present:
            return {}
        starts = [stint.start.date() for entry in register.present for stint in entry.stints]
        found: dict[int, list[StintElsewhere]] = {}
        days = min(starts) - timedelta(days=1), max(starts) + timedelta(days=1)
        for other in self._events.between(*days):
            if other.key == occurrence.key:
                continue
            for number, stint in stints_elsewhere(self._registers.read(other.key)):
                entry = register.entries.get(number)
                if entry and any(shared_minutes(each, entry, head, stint) for each in entry.stints):
                    found.setdefault(number, []).append(stint)
        return found

    def _at_the_time_of(self, occurrence: Occurrence) -> list[Occurrence]:
        """The other occurrences, not cancelled, that overlap one, the posts of both included."""
        day, hours = timedelta(days=1), whole_hours(occurrence)  # they may be in other zones
        near = self._events.between(occurrence.start.date() - day, occurrence.end.date() + day)
        return [
            other
            for other in near
            if other.key != occurrence.key
            and not other.cancelled
            and overlap(hours, whole_hours(other))
        ]

    def _occurrences_today(self) -> list[Occurrence]:
        events, today = self._events.all(), self._session.now().date()
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
