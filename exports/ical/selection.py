"""What goes into a calendar file: one squad's events, one person's dates, one period's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import structs

from yigong.store.dates import recurrence
from yigong.store.records import Event, Occurrence
from yigong.store.village.village import Village

_AHEAD = timedelta(days=366)
"""How far a period without an end reaches."""

_MOVED = timedelta(days=366)
"""How far a date may have been moved from the day its register is named for."""


def events_of_squad(events: Iterable[Event], squad: int) -> list[Event]:
    """The events that need a squad: of plans that followed one another, those that do."""
    return [
        structs.replace(plan, earlier=())
        for event in events
        for plan in recurrence.all_plans(event)
        if squad in plan.needs
    ]


def occurrences_in_period(
    village: Village, first: date | None = None, last: date | None = None, *, squad: int = 0
) -> list[Occurrence]:
    """What takes place in a period, cancelled dates too, by start.

    Args:
        village: The village.
        first: The first day; `None`: today.
        last: The last day, inclusive; `None`: a year after the first.
        squad: Only what needs this squad; 0: everything.
    """
    first = first or village.now().date()
    ones = village.events.between(first, last or first + _AHEAD)
    return [one for one in ones if not squad or squad in one.event.needs]


def occurrences_of_person(
    village: Village, person: int, first: date | None = None, last: date | None = None
) -> list[Occurrence]:
    """What somebody has a place at: signed up, not waiting, and neither on leave nor absent.

    Args:
        village: The village.
        person: Their number.
        first: The first day; `None`: today.
        last: The last day, inclusive; `None`: as far as people are signed up.
    """
    first = first or village.now().date()
    keys = set(village.registers.planned_between(first - _MOVED, last and last + _MOVED))
    if not keys:
        return []
    furthest = max(date.fromisoformat(key.rpartition("@")[2]) for key in keys) + _MOVED
    ones = village.events.between(first, last or max(first, furthest))
    return [one for one in ones if one.key in keys and _takes_part(village, one, person)]


def _takes_part(village: Village, one: Occurrence, person: int) -> bool:
    entry = village.registers.read(one.key).entries.get(person)
    if entry is None or entry.expected is None or entry.waiting:
        return False
    return entry.mark not in ("leave", "absent")
