"""The demo village 青山村, 黄湖镇: this year and the last, and an occurrence under way.

It is written through `Village` with the clock set back, so that its history, signatures and
checksums are the same as in a village that people filled.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import msgspec

from yigong.store.dates import recurrence
from yigong.store.demo.activities import (
    CLASS,
    CLINIC,
    COUNCIL,
    DUTY_DAY,
    EAST,
    KINDS,
    PlannedEvent,
    demo_events,
    extra_today,
    under_way,
)
from yigong.store.demo.attendance_story import (
    Action,
    Effect,
    Story,
    clinic_story,
    finished_story,
    running_story,
    upcoming_story,
)
from yigong.store.demo.demo_play import ZONE, made_up_domain, play
from yigong.store.demo.english import Wording, reworded, said_actor, wording
from yigong.store.demo.points_story import paper_actions, points_actions
from yigong.store.demo.programme_story import demo_programmes, enrolment_actions
from yigong.store.demo.request_story import clinic_request, request_actions
from yigong.store.demo.residents import GROUPS, MEMBER, NEW, OLD, Residents, demo_residents
from yigong.store.demo.trip_story import trip_actions
from yigong.store.demo.venue_story import booking_actions, demo_venues
from yigong.store.demo.visit_story import planned_visits
from yigong.store.errors import Refused
from yigong.store.event_records import Change, Event, Occurrence
from yigong.store.programme_records import Programme
from yigong.store.records import Squad
from yigong.store.settings_records import Settings
from yigong.store.storage import files
from yigong.store.storage.book import Actor
from yigong.store.storage.session import system_clock
from yigong.store.venue_records import Venue
from yigong.store.village.village import Village, is_village

NAME, UNIT = "青山村", "青山村志愿服务队"
_AHEAD = timedelta(days=35)
_SEARCHED = 93
"""Days within which everything that repeats has an occurrence, but for what is yearly."""

_MARGIN = timedelta(hours=1)
"""A register is closed that long after the end, and nobody is at two events closer than this."""

_CLERKS = (Actor("王建国"), Actor("陈小梅"))
_CLERKS_OF_REQUESTS = (Actor("李芳"), *_CLERKS)
_REQUESTS, _HOMES = 86, 4
"""Requests in a year, beside the one for the clinic; households in a round of visits."""


def make_demo(
    folder: Path,
    today: date | None = None,
    *,
    clock: Callable[[], datetime] = system_clock,
    past: int | None = None,
    language: str = "zh",
) -> Village:
    """Make the demo village, whole or not at all.

    It is built beside the folder and renamed into place. Writes are not synced: a power cut right
    afterwards may cost the demo.

    Args:
        folder: Its folder, which does not exist yet or is empty.
        today: Today's date in the village; else the clock's. The time is the clock's.
        clock: Gives the time, aware, also to the village afterwards.
        past: Days of history, at least 14; the fewer, the faster it is made. `None`: since the
            beginning of last year, so that every month has one to be compared with.
        language: The village's: in English its texts are, too, and names are romanised.

    Returns:
        The village, opened as 李芳 at 东门.

    Raises:
        Refused: There is a village already, or something else is in the folder.
        DataError: The folder cannot be made.
    """
    now = clock().astimezone(ZONE).replace(microsecond=0)
    if today is not None:
        now = datetime.combine(today, now.timetz())
    target = folder.resolve()
    with files.os_errors_explained(folder):
        if is_village(target):
            raise Refused("There is a village in {folder} already.", folder=folder)
        if target.is_dir() and any(target.iterdir()):
            raise Refused("{folder} is not empty; name a new folder.", folder=folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            if target.is_dir():
                os.chown(building, -1, target.stat().st_gid)  # keeps the group
            days = _days_since_last_year(now.date()) if past is None else past
            _write(building, now, days, language)
            building.rename(target)
        except BaseException as error:
            shutil.rmtree(building)
            if isinstance(error, OSError) and is_village(target):  # somebody else was faster
                raise Refused("There is a village in {folder} already.", folder=folder) from error
            raise
    return Village.open(folder, said_actor(EAST, wording(language)), clock=clock)


def _days_since_last_year(today: date) -> int:
    """The days since shortly before last year began."""
    return (today - date(today.year - 1, 1, 1)).days + 10


def _write(folder: Path, now: datetime, past: int, language: str) -> None:
    today, say = now.date(), wording(language)
    founded = datetime.combine(today - timedelta(days=past), time(9), ZONE)
    settings = Settings(
        name=NAME,
        uid_domain=made_up_domain(today),
        groups=GROUPS,
        kinds=KINDS,
        tags=(OLD, NEW, MEMBER),
        unit=UNIT,
        language=language,
    )
    people = demo_residents(founded.date())
    plans = [_said_plan(plan, say) for plan in demo_events(founded.date(), today)]
    visits = planned_visits(people, _CLERKS_OF_REQUESTS, founded, now, _HOMES)
    clinic = next(plan.event for plan in plans if plan.event.kind == say(CLINIC))
    programmes = [reworded(programme, say) for programme in demo_programmes(today)]
    actions = [
        *_founding(people, programmes, demo_venues(today), plans, founded, say),
        *enrolment_actions(people, founded, now),
        *_year(people, plans, founded, now, say),
        *booking_actions(now, founded, say),
        *trip_actions(people, [plan.event for plan in plans], founded, now, say),
        *request_actions(people, _CLERKS_OF_REQUESTS, visits, founded, now, say, _REQUESTS),
        *clinic_request(people, clinic, founded, now, say),
        *points_actions(people, founded, now, say),
        *paper_actions(people, founded, now),
    ]
    play(folder, settings, _CLERKS[0], founded, today, actions, say)


def _said_plan(plan: PlannedEvent, say: Wording) -> PlannedEvent:
    return PlannedEvent(reworded(plan.event, say), plan.habit)


def _founding(
    people: Residents,
    programmes: list[Programme],
    venues: list[Venue],
    plans: list[PlannedEvent],
    founded: datetime,
    say: Wording,
) -> list[Action]:
    """The roster, squads, programmes, venues and the calendar, on the first day."""

    def add_squad(squad: Squad) -> Effect:
        return lambda village: village.squads.add(reworded(squad, say))

    roster = [reworded(person, say) for person in people.people]
    effects: list[Effect] = [lambda village: village.people.add_all(roster, "roster.csv")]
    effects += [add_squad(squad) for squad in people.squads]
    effects += [_add_programme(programme) for programme in programmes]
    effects += [_add_venue(reworded(venue, say)) for venue in venues]
    effects += [_add_event(plan.event) for plan in plans]
    return [
        Action(founded + timedelta(minutes=minutes), _CLERKS[minutes % 2], effect)
        for minutes, effect in enumerate(effects, 1)
    ]


def _add_programme(programme: Programme) -> Effect:
    return lambda village: village.programmes.add(programme)


def _add_venue(venue: Venue) -> Effect:
    return lambda village: village.venues.add(venue)


def _add_event(event: Event) -> Effect:
    return lambda village: village.events.add(event)


def _year(
    people: Residents, plans: list[PlannedEvent], founded: datetime, now: datetime, say: Wording
) -> list[Action]:
    """Everything since: occurrences that are over, the one under way, and sign-ups to come."""
    plans, actions = _with_changes(plans, founded, now, say)
    habits = {plan.event.number: plan.habit for plan in plans}
    events = [plan.event for plan in plans]
    first = min(event.start for event in events).date()
    occurrences = recurrence.occurrences(events, first, now.date() + _AHEAD, ZONE)
    current = _under_way_today(occurrences, plans[-1].event, now)
    clinic = next(o for o in occurrences if o.event.kind == say(CLINIC))
    stories = [
        (current, running_story(current, habits[current.event.number], people, now)),
        (clinic, clinic_story(clinic, people)),
    ]
    for occurrence in occurrences:
        if occurrence.cancelled or occurrence.key in (current.key, clinic.key):
            continue
        story_of = finished_story if occurrence.end + _MARGIN < now else upcoming_story
        busy = _busy_people(occurrence, stories)
        stories.append(
            (occurrence, story_of(occurrence, habits[occurrence.event.number], people, now, busy))
        )
    return actions + [action for _, story in stories for action in story.actions]


def _busy_people(occurrence: Occurrence, stories: list[tuple[Occurrence, Story]]) -> frozenset[int]:
    """Who is at another occurrence at that time."""
    return frozenset().union(
        *(
            story.people
            for other, story in stories
            if other.start - _MARGIN < occurrence.end and occurrence.start < other.end + _MARGIN
        )
    )


def _under_way_today(occurrences: list[Occurrence], latest: Event, now: datetime) -> Occurrence:
    """Today's occurrence that is under way."""
    number = DUTY_DAY if now.day == 25 else latest.number
    return next(o for o in occurrences if o.event.number == number and o.planned == now.date())


def _with_changes(
    plans: list[PlannedEvent], founded: datetime, now: datetime, say: Wording
) -> tuple[list[PlannedEvent], list[Action]]:
    """The calendar with one occurrence moved, one cancelled, and one for today.

    Returns:
        The plans with their changes, and the actions that make them.
    """
    tomorrow = now.date() + timedelta(days=1)
    council = _next(plans, COUNCIL, tomorrow)
    later = council.start.replace(tzinfo=None) + timedelta(days=1)
    lesson = _next(plans, CLASS, tomorrow + timedelta(days=7))
    reason = say("老师外出交流，停课一次")
    changes = {
        COUNCIL: (council.planned, Change(start=later)),
        CLASS: (lesson.planned, Change(cancelled=True, reason=reason)),
    }
    clerk, teacher = _CLERKS
    actions = [
        Action(
            _days_ago(now, 6, 9),
            clerk,
            lambda v: v.events.move(COUNCIL, council.planned, later),
        ),
        Action(
            _days_ago(now, 5, 16),
            teacher,
            lambda v: v.events.cancel_occurrence(CLASS, lesson.planned, reason),
        ),
    ]
    week_ago = _days_ago(now, 7, 10)
    start, minutes = under_way(now.replace(tzinfo=None))
    if now.day != 25:
        extra = _said_plan(extra_today(len(plans) + 1, start, minutes), say)
        plans = [*plans, extra]
        before_bookings = founded + timedelta(hours=12)  # which take the next numbers
        actions.append(Action(before_bookings, EAST, _add_event(extra.event)))
    elif not _well_under_way(_next(plans, DUTY_DAY, now.date()), now):
        changes[DUTY_DAY] = (now.date(), Change(start=start, minutes=minutes))
        actions.append(
            Action(
                week_ago,
                clerk,
                lambda v: v.events.move(DUTY_DAY, now.date(), start, minutes=minutes),
            )
        )
    return [_with_change(plan, changes) for plan in plans], actions


def _days_ago(now: datetime, days: int, hour: int) -> datetime:
    return (now - timedelta(days=days)).replace(hour=hour, minute=10 + days, second=0)


def _next(plans: list[PlannedEvent], number: int, day: date) -> Occurrence:
    """The first occurrence of an event on or after a day."""
    event = plans[number - 1].event
    found = recurrence.occurrences([event], day, day + timedelta(days=_SEARCHED), ZONE)
    return found[0]


def _well_under_way(occurrence: Occurrence, now: datetime) -> bool:
    """Whether an occurrence began half an hour ago or more, and lasts half an hour or more."""
    half_an_hour = timedelta(minutes=30)
    return occurrence.start + half_an_hour <= now <= occurrence.end - half_an_hour


def _with_change(plan: PlannedEvent, changes: dict[int, tuple[date, Change]]) -> PlannedEvent:
    if plan.event.number not in changes:
        return plan
    planned, change = changes[plan.event.number]
    event = msgspec.structs.replace(plan.event, changes={planned.isoformat(): change})
    return PlannedEvent(event, plan.habit)
