"""Selections for a calendar file: a squad's events, a person's occurrences, a period's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import structs

from yigong.store.dates import recurrence
from yigong.store.records import Event, Occurrence
from yigong.store.village.village import Village

_DEFAULT_PERIOD = timedelta(days=366)
"""The length of a period without an end."""

_MAX_SHIFT = timedelta(days=366)
"""How far an occurrence may be moved from the planned date, which is in its register's key."""


def events_of_squad(events: Iterable[Event], squad: int) -> list[Event]:
    """Return the plans of events that need a squad, each as an event of its own."""
    return [
        structs.replace(plan, earlier=())
        for event in events
        for plan in recurrence.all_plans(event)
        if squad in plan.needs
    ]


def occurrences_in_period(
    village: Village, first: date | None = None, last: date | None = None, *, squad: int = 0
) -> list[Occurrence]:
    """Return the occurrences in a period, cancelled ones too, by start.

    Args:
        village: The village.
        first: The first day; `None`: today.
        last: The last day, inclusive; `None`: a year after the first.
        squad: The squad that they need; 0: any or none.
    """
    first = first or village.now().date()
    found = village.events.between(first, last or first + _DEFAULT_PERIOD)
    return [o for o in found if not squad or squad in o.event.needs]


def occurrences_of_person(
    village: Village, person: int, first: date | None = None, last: date | None = None
) -> list[Occurrence]:
    """Return the occurrences at which a person has a place, and is neither on leave nor absent.

    Args:
        village: The village.
        person: The person's number.
        first: The first day; `None`: today.
        last: The last day, inclusive; `None`: as far as people are signed up.
    """
    first = first or village.now().date()
    keys = set(village.registers.planned_between(first - _MAX_SHIFT, last and last + _MAX_SHIFT))
    if not keys:
        return []
    furthest = max(date.fromisoformat(key.rpartition("@")[2]) for key in keys) + _MAX_SHIFT
    found = village.events.between(first, last or max(first, furthest))
    return [o for o in found if o.key in keys and _has_place(village, o, person)]


def _has_place(village: Village, occurrence: Occurrence, person: int) -> bool:
    entry = village.registers.read(occurrence.key).entries.get(person)
    if entry is None or entry.expected is None or entry.waiting:
        return False
    return entry.mark not in ("leave", "absent")
