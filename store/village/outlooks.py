"""What a village's registers say of the days to come: who carries them, how many usually come."""

from __future__ import annotations

from datetime import date

from yigong.store.errors import DataError
from yigong.store.event_records import Occurrence
from yigong.store.statistics.turnout import Turnout, find_turnout
from yigong.store.statistics.workload import Workload, share_workload
from yigong.store.village.village import Village


def village_workload(
    village: Village,
    first: date | None,
    last: date | None,
    unreadable: list[DataError] | None = None,
) -> Workload:
    """Who carries a period, and whom one could ask; it may run in a thread.

    Args:
        village: The village.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`, or one to come: today.
        unreadable: Collects the errors of registers that cannot be read, which are left out.
            Without it the first of them is raised.
    """
    today = village.now().date()
    counted = village.counts.between(None, today, village.settings.hours, unreadable)
    names = village.sign_ups.of(village.registers.near(None, today), unreadable)
    squads: dict[int, tuple[int, ...]] = {}
    for squad in village.squads.all().values():
        for member in () if squad.archived else squad.members:
            squads[member] = (*squads.get(member, ()), squad.number)
    return share_workload(
        counted,
        names,
        village.people.all(),
        squads,
        {each.person for each in village.enrolments.all().values()},
        first,
        min(last or today, today),
        today,
    )


def is_ahead(village: Village, occurrence: Occurrence) -> bool:
    """Whether people can still be expected at an occurrence: not at what is over or cancelled, nor
    at a booking."""
    held = not occurrence.cancelled and occurrence.event.kind != "booking"
    return held and occurrence.end > village.now()


def occurrence_turnout(
    village: Village, occurrence: Occurrence, *, own_only: bool = False
) -> Turnout | None:
    """How many usually come to an occurrence; it may run in a thread.

    Args:
        village: The village.
        occurrence: The occurrence.
        own_only: Ask only the dates of its own event, which takes a few milliseconds.

    Returns:
        `None`: too few dates are like it, or it is over, cancelled or a booking.
    """
    if not is_ahead(village, occurrence):
        return None
    now = village.now()
    return find_turnout(
        occurrence,
        now,
        village.counts,
        village.registers.planned_between,
        village.sign_ups,
        village.settings.hours,
        own_only=own_only,
    )
