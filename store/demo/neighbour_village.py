"""A village of the demo's town, made of its short description (`Neighbour`): a year of it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from yigong.store.dates import recurrence
from yigong.store.demo.activities import KINDS, EventHabit, uid
from yigong.store.demo.attendance_story import Action, Effect, finished_story, upcoming_story
from yigong.store.demo.demo_homes import with_homes
from yigong.store.demo.demo_play import ZONE, made_up_domain, play
from yigong.store.demo.english import Wording, reworded
from yigong.store.demo.neighbours import Neighbour, RepeatedHabit
from yigong.store.demo.request_story import request_actions
from yigong.store.demo.residents import NEW, OLD, Residents, neighbours_of
from yigong.store.demo.visit_story import planned_visits
from yigong.store.event_records import ByRRule, Event
from yigong.store.kinds import BOOKING
from yigong.store.programme_records import Goal, Programme
from yigong.store.records import Squad
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.venue_records import Venue
from yigong.store.village.village import Village

_DAYS = 374
"""Days of history: somewhat more than a year."""

_AHEAD = timedelta(days=14)
_MARGIN = timedelta(hours=1)
_DESK = "签到台"
_GROUPS = ("一组", "二组", "三组", "四组")
_PROGRAMME = 1


def make_neighbour(
    folder: Path,
    about: Neighbour,
    now: datetime,
    language: str,
    say: Wording,
    more: Iterable[Action] = (),
) -> Village:
    """Make the village in a folder that does not exist yet.

    Args:
        folder: The folder.
        about: Its description.
        now: The time in the village.
        language: Its language.
        say: How its texts are said.
        more: What happens there besides.
    """
    founded = datetime.combine(now.date() - timedelta(days=_DAYS), time(9), ZONE)
    people = _residents(about, founded.date())
    clerks = [Actor(name, _DESK) for name in about.organisers]
    settings = Settings(
        name=about.name,
        uid_domain=made_up_domain(now.date(), f" {about.slug}"),
        groups=_GROUPS,
        kinds=KINDS,
        tags=(OLD, NEW),
        language=language,
    )
    plans = list(_events(about, clerks, founded, now.date()))
    visits = planned_visits(people, clerks, founded, now, about.visited)
    actions = [
        *_founding(about, people, plans, clerks[0], founded, say),
        *_attendance(about, people, plans, founded, now, say),
        *request_actions(people, clerks, visits, founded, now, say, about.requests),
        *more,
    ]
    return play(folder, settings, clerks[0], founded, now.date(), actions, say)


def _residents(about: Neighbour, founded: date) -> Residents:
    rng = random.Random(about.name)
    people = neighbours_of(rng, about.organisers, about.people, _GROUPS, founded)
    people = with_homes(rng, people)
    others = [person.number for person in people[len(about.organisers) :]]
    squads = tuple(
        Squad(number=n, name=name, purpose=purpose, hosts=True, leader=n, members=(n, *members))
        for n, (name, purpose), members in zip(
            (1, 2), about.squads, (others[:16], others[12:28]), strict=True
        )
    )
    return Residents(
        tuple(people),
        squads,
        {
            person.number: rng.uniform(0.8, 1.0)
            if person.number <= len(about.organisers)
            else rng.choice((0.7, 0.4, 0.3, 0.1))
            for person in people
        },
        {name: n for n, name in enumerate(about.organisers, 1)},
    )


def _events(
    about: Neighbour, clerks: list[Actor], founded: datetime, today: date
) -> Iterator[tuple[Event, EventHabit]]:
    rng = random.Random(f"{today} {about.slug}")
    first = (founded + timedelta(days=4)).date()
    for number, habit in enumerate(about.habits, 1):
        clerk = clerks[number % len(clerks)]
        event = Event(
            number=number,
            title=habit.title,
            kind=habit.kind,
            start=datetime.combine(first, time.fromisoformat(habit.at)),
            minutes=habit.minutes,
            repeat=ByRRule(habit.rule),
            lead=clerk.by,
            place=about.venues[0][0],
            role=habit.role or "",
            needs=_needs(habit),
            programme=_PROGRAMME if habit.in_programme else 0,
            uid=uid(rng),
        )
        squads = (1, 2) if habit.kind == "duty_day" else (1,) if habit.needs else ()
        yield (
            event,
            EventHabit(
                habit.size,
                squads,
                (clerk,),
                families=habit.families,
                guests=habit.guests,
                visitors=habit.visitors,
            ),
        )


def _needs(habit: RepeatedHabit) -> dict[int, int]:
    return {1: habit.needs} if habit.needs else {}


def _founding(
    about: Neighbour,
    people: Residents,
    plans: list[tuple[Event, EventHabit]],
    clerk: Actor,
    founded: datetime,
    say: Wording,
) -> list[Action]:
    """The roster, squads, programme, venues, calendar and weekly bookings, on the first day."""
    roster = [reworded(person, say) for person in people.people]
    effects: list[Effect] = [lambda village: village.people.add_all(roster, "roster.csv")]
    effects += [_add_squad(reworded(squad, say)) for squad in people.squads]
    if about.programme:
        programme = Programme(
            name=about.programme,
            goal=Goal(occurrences=8, attendances=150),
            lead=about.organisers[0],
            places=50,
            mentors_each=about.mentors,
        )
        effects.append(_add_programme(reworded(programme, say)))
    effects += [
        _add_venue(reworded(Venue(name=name, kind=kind, seats=seats), say))
        for name, kind, seats in about.venues
    ]
    effects += [_add_event(reworded(event, say)) for event, _habit in plans]
    effects += [_book(reworded(booking, say)) for booking in _bookings(about, founded)]
    if about.programme:
        effects.append(_enrol([p.number for p in people.people[8 : 8 + about.enrolled]]))
    if about.mentors:
        effects += [_mentors(n, [1, 2]) for n in range(9, 9 + about.enrolled, 3)]
    return [
        Action(founded + timedelta(minutes=minutes), clerk, effect)
        for minutes, effect in enumerate(effects, 1)
    ]


def _bookings(about: Neighbour, founded: datetime) -> Iterator[Event]:
    monday = founded.date() + timedelta(days=7 - founded.weekday())
    for title, venue, weekday, start, minutes in about.booked:
        begins = datetime.combine(monday + timedelta(days=weekday), time.fromisoformat(start))
        yield Event(
            title=title,
            kind=BOOKING,
            start=begins,
            minutes=minutes,
            venues=(venue,),
            repeat=ByRRule("FREQ=WEEKLY"),
            uid=uid(random.Random(f"{begins} {title} {about.slug}")),
        )


def _attendance(
    about: Neighbour,
    people: Residents,
    plans: list[tuple[Event, EventHabit]],
    founded: datetime,
    now: datetime,
    say: Wording,
) -> list[Action]:
    """Every register of the year; the latest few may wait to be signed."""
    habits = {event.number: habit for event, habit in plans}
    events = [reworded(event, say) for event, _habit in plans]
    held = recurrence.occurrences(events, founded.date(), now.date() + _AHEAD, ZONE)
    actions: list[Action] = []
    past = [occurrence for occurrence in held if occurrence.end + _MARGIN < now]
    unsigned = past[len(past) - about.unsigned :] if about.unsigned else []
    for occurrence in held:
        if occurrence not in past and occurrence.start.date() <= now.date():
            continue  # today's begins with an empty register
        story_of = finished_story if occurrence in past else upcoming_story
        habit = habits[occurrence.event.number]
        story = story_of(occurrence, habit, people, now, frozenset())
        actions += story.actions[:-1] if occurrence in unsigned else story.actions
    return actions


def _add_squad(squad: Squad) -> Effect:
    return lambda village: village.squads.add(squad)


def _add_programme(programme: Programme) -> Effect:
    return lambda village: village.programmes.add(programme)


def _add_venue(venue: Venue) -> Effect:
    return lambda village: village.venues.add(venue)


def _add_event(event: Event) -> Effect:
    return lambda village: village.events.add(event)


def _book(booking: Event) -> Effect:
    return lambda village: village.bookings.book(booking, skip_taken=True)


def _enrol(numbers: list[int]) -> Effect:
    return lambda village: village.enrolments.add(_PROGRAMME, numbers)


def _mentors(person: int, mentors: list[int]) -> Effect:
    return lambda village: village.enrolments.set_mentors(_PROGRAMME, person, mentors)
