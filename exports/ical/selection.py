"""Selections for a calendar file: a squad's events, a person's occurrences, a period's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.store.attendance.posts import signed_posts
from yigong.store.attendance.rides import stays_behind, wants_leg
from yigong.store.dates import recurrence
from yigong.store.event_records import Change, Event, Occurrence, Post
from yigong.store.kinds import BOOKING
from yigong.store.plan_context import PlanContext
from yigong.store.venue_records import Venue
from yigong.store.venues.holdings import in_the_way
from yigong.store.village.village import Village

_DEFAULT_PERIOD = timedelta(days=366)
"""The length of a period without an end."""

_MAX_SHIFT = timedelta(days=366)
"""How far an occurrence may be moved from the planned date, which is in its register's key."""


def without_bookings(events: Iterable[Event]) -> list[Event]:
    """Return all events but bookings of a venue, which stand in the venue's calendar."""
    return [event for event in events if event.kind != BOOKING]


def public_events(events: Iterable[Event]) -> list[Event]:
    """Return what everybody may know of; of an event that was not always public, the plans that
    are, each as an event of its own."""
    found = []
    for event in without_bookings(events):
        public = all(plan.public for plan in recurrence.all_plans(event))
        found += [event] if public else _plans([event], lambda plan: plan.public)
    return found


def events_of_squad(events: Iterable[Event], squad: int) -> list[Event]:
    """Return the plans of events that need a squad, or have a post for it, each as an event of its
    own."""
    return _plans(events, lambda plan: needs_squad(plan, plan.posts, squad))


def needs_squad(plan: Event, posts: Iterable[Post], squad: int) -> bool:
    """Whether a plan needs a squad: for the whole of it, or at a post."""
    return squad in plan.needs or any(post.squad == squad for post in posts)


def events_of_programme(events: Iterable[Event], programme: int) -> list[Event]:
    """Return the plans of events that are public and part of a programme."""
    return _plans(public_events(events), lambda plan: plan.programme == programme)


def events_of_host(events: Iterable[Event], squad: int, context: PlanContext) -> list[Event]:
    """Return the plans of events that are public and that a squad hosts, in whatever part."""
    return _plans(
        public_events(events), lambda plan: any(h.squad == squad for h in context.hosts(plan))
    )


def _plans(events: Iterable[Event], selected: Callable[[Event], bool]) -> list[Event]:
    return [
        structs.replace(plan, earlier=())
        for event in events
        for plan in recurrence.all_plans(event)
        if selected(plan)
    ]


def events_in_venue(
    events: Iterable[Event], venue: int, venues: Mapping[int, Venue], zone: ZoneInfo
) -> tuple[list[Event], list[Occurrence]]:
    """Return what takes place in a venue, in a part of it, or in the whole that it is a part of.

    Args:
        events: All events.
        venue: The venue's number; of a vehicle, what it drives for.
        venues: Every venue.
        zone: The village's zone.

    Returns:
        The plans of events that hold it, without dates that are elsewhere; and single dates that
        are held there by plans that are not. What was declined is in neither.
    """
    held = in_the_way(venues)[venue]
    plans, dates = [], []
    for plan in _plans(events, lambda plan: plan.booking != "declined"):
        there = {day: held & _held_on(plan, change) for day, change in plan.changes.items()}
        if held & _held_on(plan, Change()):
            left_out = {
                day: structs.replace(plan.changes[day], left_out=True)
                for day, found in there.items()
                if not found
            }
            plans.append(structs.replace(plan, changes={**plan.changes, **left_out}))
            continue
        days = [
            date.fromisoformat(day)
            for day, found in there.items()
            if found and plan.changes[day].booking != "declined"
        ]
        occurrences = (recurrence.plan_occurrence_on(plan, day, zone) for day in days)
        dates += [occurrence for occurrence in occurrences if occurrence is not None]
    return plans, dates


def occurrences_in_period(
    village: Village, first: date | None = None, last: date | None = None, *, squad: int = 0
) -> list[Occurrence]:
    """Return the occurrences in a period, cancelled ones too, by start; without bookings.

    Args:
        village: The village.
        first: The first day; `None`: today.
        last: The last day, inclusive; `None`: a year after the first.
        squad: The squad that they need; 0: any or none.
    """
    first = first or village.now().date()
    found = village.events.between(first, last or first + _DEFAULT_PERIOD)
    return [
        o
        for o in found
        if o.event.kind != BOOKING and (not squad or needs_squad(o.event, o.posts, squad))
    ]


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


def rides_of_person(
    village: Village, occurrences: Iterable[Occurrence], person: int
) -> dict[str, Sequence[int]]:
    """Return the legs that a person rides at trips, by the key of each.

    Args:
        village: The village.
        occurrences: The occurrences, at which they have a place.
        person: The person's number.
    """
    found: dict[str, Sequence[int]] = {}
    for occurrence in occurrences:
        entry = village.registers.read(occurrence.key).entries.get(person)
        if entry is not None and occurrence.legs:
            legs = range(1, len(occurrence.legs) + 1)
            found[occurrence.key] = [
                leg for leg in legs if wants_leg(entry, leg) and not stays_behind(entry, leg)
            ]
    return found


def posts_of_person(
    village: Village, occurrences: Iterable[Occurrence], person: int
) -> dict[str, Sequence[Post]]:
    """Return the posts that a person has at occurrences, by the key of each, without those that
    they wait for.

    Args:
        village: The village.
        occurrences: The occurrences.
        person: The person's number.
    """
    found: dict[str, Sequence[Post]] = {}
    for occurrence in occurrences:
        entry = village.registers.read(occurrence.key).entries.get(person)
        if entry is not None and (posts := signed_posts(entry, occurrence)):
            found[occurrence.key] = posts
    return found


def _held_on(plan: Event, change: Change) -> set[int]:
    """The venues of a date, and the vehicles of its legs."""
    venues = plan.venues if change.venues is None else change.venues
    legs = plan.legs if change.legs is None else change.legs
    return {*venues, *(number for leg in legs for number in leg.vehicles)}
