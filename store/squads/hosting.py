"""What a squad hosts: occurrences around today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from yigong.store.dates import recurrence
from yigong.store.event_records import Event, HostPart, Occurrence
from yigong.store.plan_context import PlanContext
from yigong.store.squads.staffing import AHEAD

_BEHIND = timedelta(days=365)
"""How far back what was hosted is listed."""


def hosted_by(
    squad: int, events: Iterable[Event], context: PlanContext, now: datetime, zone: ZoneInfo
) -> list[tuple[Occurrence, HostPart]]:
    """The occurrences that a squad organises, with its part in each, without cancelled ones.

    Args:
        squad: Its number.
        events: All events.
        context: What the programmes of events say about hosts.
        now: The time, aware.
        zone: The village's zone.

    Returns:
        Those to come first, the next before the others; then those that were, the last first.
    """
    context = context.snapshot()

    def part(plan: Event) -> HostPart | None:
        return next((host.how for host in context.hosts(plan) if host.squad == squad), None)

    selected = [event for event in events if any(map(part, recurrence.all_plans(event)))]
    today = now.date()
    found = recurrence.occurrences(selected, today - _BEHIND, today + AHEAD, zone)
    hosted = [(each, how) for each in found if not each.cancelled and (how := part(each.event))]
    coming = [pair for pair in hosted if pair[0].end > now]
    return coming + [pair for pair in reversed(hosted) if pair[0].end <= now]
