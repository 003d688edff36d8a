"""Staffing: how many people an occurrence needs of each squad, and how many signed up and came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from yigong.store.attendance import capacity
from yigong.store.attendance.register import Register
from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.calendar.events import Events
from yigong.store.errors import DataError
from yigong.store.records import Occurrence, Squad, Volunteer

AHEAD = timedelta(days=92)
"""How far ahead needs are listed."""


class Need(msgspec.Struct, frozen=True):
    """What one occurrence needs of one squad."""

    squad: int
    """0: people who serve in none."""

    needed: int = 0
    signed: int = 0
    """Who signed up and has a place, as in `Register.expected`: also who then said no (假, 缺)."""

    came: int = 0
    away: int = 0
    """Of those signed up, who is on leave or absent."""

    @property
    def coming(self) -> int:
        """Who signed up and is not away."""
        return self.signed - self.away

    @property
    def filled(self) -> int:
        """How many of those needed are coming, or came."""
        return min(self.needed, max(self.coming, self.came))

    @property
    def lacks(self) -> int:
        """How many are missing."""
        return self.needed - self.filled


def staffing(occurrence: Occurrence, register: Register) -> list[Need]:
    """Every squad that is needed, in the plan's order, then squads that come without being needed.

    A member of two squads counts in the one they serve in that day.
    """
    signed, came = register.by_squad(register.expected), register.by_squad(register.present)
    excused = (e for e in register.expected if capacity.is_excused(e) and not e.stints)
    away = register.by_squad(excused)
    needed = occurrence.event.needs
    return [
        Need(squad, *(counts.get(squad, 0) for counts in (needed, signed, came, away)))
        for squad in dict.fromkeys([*needed, *signed, *came])
    ]


def signed_up(occurrence: Occurrence, register: Register) -> int:
    """How many signed up, to stand against the sum of what is needed.

    Where squads are needed, each counts up to its need alone: neither too many of one nor who is
    of none fills the need of another.
    """
    if not occurrence.event.needs:
        return len(register.expected)
    return sum(need.filled for need in staffing(occurrence, register))


def upcoming_needs(
    events: Events, registers: RegisterFolder, now: datetime, unreadable: list[DataError]
) -> Iterator[tuple[Occurrence, Need]]:
    """What the occurrences of the next three months need, by date and squad.

    Occurrences that are over, cancelled or closed are left out.

    Args:
        events: The calendar.
        registers: The registers.
        now: The time.
        unreadable: Collects the errors of registers that cannot be read, which are skipped.
    """
    for occurrence in events.between(now.date(), (now + AHEAD).date()):
        if occurrence.cancelled or occurrence.end <= now or not occurrence.event.needs:
            continue
        try:
            register = registers.read(occurrence.key)
        except DataError as error:
            unreadable.append(error)
            continue
        if not register.closed:
            yield from (
                (occurrence, need) for need in staffing(occurrence, register) if need.needed
            )


def squads_to_ask(
    occurrence: Occurrence, register: Register, squads: Mapping[int, Squad]
) -> list[Squad]:
    """The squads whose members are invited: those that are needed, who lack most first.

    Returns:
        All squads that are not archived, if none is needed.
    """
    asked = sorted(
        (n for n in staffing(occurrence, register) if n.needed), key=lambda need: -need.lacks
    )
    needed = [squads[need.squad] for need in asked if need.squad in squads]
    return needed or [squad for squad in squads.values() if not squad.archived]


def people_to_ask(
    squads: Iterable[Squad], people: Mapping[int, Volunteer], register: Register
) -> dict[int, int]:
    """The members of some squads who can still be invited.

    Args:
        squads: The squads, the most wanted first.
        people: Everybody, by number.
        register: People with an entry in it are not invited again.

    Returns:
        The squad each would serve in, by person: the first of theirs; without archived and merged
        people.
    """
    found: dict[int, int] = {}
    for squad in squads:
        for member in squad.members:
            person = people.get(member)
            if person is not None and not person.archived and member not in register.entries:
                found.setdefault(member, squad.number)
    return found
