"""The demo village 青山村, 黄湖镇: a year that happened, and a day that is under way.

It is written through the village's own door with the clock turned back, so that its history, its
signatures and its checksums are as true as those of a village that people filled.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.dates import recurrence
from yigong.store.demo.activities import (
    CLASS,
    COUNCIL,
    DUTY_DAY,
    EAST,
    PlannedEvent,
    demo_events,
    extra_today,
    under_way,
)
from yigong.store.demo.attendance_story import (
    Deed,
    Do,
    Story,
    finished_story,
    running_story,
    upcoming_story,
)
from yigong.store.demo.residents import GROUPS, MEMBER, NEW, OLD, Crowd, crowd
from yigong.store.errors import Refused
from yigong.store.records import Change, Event, Occurrence, Settings, Squad
from yigong.store.storage import files
from yigong.store.storage.book import Actor
from yigong.store.storage.session import system_clock
from yigong.store.village.village import Village, is_village

MARKER = ".demo"
"""The file that tells a demo village from a real one; it holds the day it was made for."""

NAME, UNIT = "青山村", "青山村志愿服务队"
ZONE = ZoneInfo("Asia/Shanghai")
PAST = 400
"""Days that it goes back: a year and a month, so that this month has one to be held against."""

_AHEAD = timedelta(days=35)
_TIDYING = timedelta(hours=1)
"""What is over for that long has been signed."""

_CLERKS = (Actor("王建国"), Actor("陈小梅"))


def make_demo(
    folder: Path,
    today: date | None = None,
    *,
    clock: Callable[[], datetime] = system_clock,
    past: int = PAST,
) -> Village:
    """Make the demo village, whole or not at all.

    It is built beside the folder and renamed into place. Nothing waits for the disk: a power cut
    right afterwards may cost the demo.

    Args:
        folder: Where; it is not there yet, or empty.
        today: The day that is today in the village; else the clock's. The time is the clock's.
        clock: Gives the time, aware; the village goes on with it.
        past: Days that it goes back, at least 14; the fewer, the sooner it is made.

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
        files.make_folder(target.parent)
        building = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            if target.is_dir():
                os.chown(building, -1, target.stat().st_gid)  # its group stays its group
            _write(building, now, past)
            building.rename(target)
        except BaseException:
            shutil.rmtree(building)
            raise
    return Village.open(folder, EAST, clock=clock)


class _Clock:
    """A clock that shows what it was set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def _write(folder: Path, now: datetime, past: int) -> None:
    today = now.date()
    founded = datetime.combine(today - timedelta(days=past), time(9), ZONE)
    clock = _Clock(founded)
    rng = random.Random(f"{today} settings")
    settings = Settings(
        name=NAME,
        uid_domain=f"{rng.getrandbits(48):012x}.yigong",
        groups=GROUPS,
        tags=(OLD, NEW, MEMBER),
        unit=UNIT,
    )
    village = Village.create(folder, settings, _CLERKS[0], clock=clock, sync=False)
    people = crowd(founded.date())
    plans = demo_events(founded.date(), today)
    deeds = _founding(people, plans, founded) + _year(people, plans, now)
    for deed in sorted(deeds, key=lambda deed: deed.at):
        clock.at, village.session.actor = deed.at, deed.by
        deed.do(village)
    files.replace_file(folder / MARKER, f"{today}\n".encode(), sync=False)
    for lock in folder.rglob(".*.lock"):
        lock.unlink()  # each names the process and the time, and nobody else can hold them yet


def _founding(people: Crowd, plans: list[PlannedEvent], founded: datetime) -> list[Deed]:
    """The roster, the squads and the calendar, on the first day."""

    def add_squad(squad: Squad) -> Do:
        return lambda village: village.squads.add(squad)

    steps: list[Do] = [lambda village: village.people.add_all(people.people, "roster.csv")]
    steps += [add_squad(squad) for squad in people.squads]
    steps += [_add_event(plan.event) for plan in plans]
    return [
        Deed(founded + timedelta(minutes=minutes), _CLERKS[minutes % 2], do)
        for minutes, do in enumerate(steps, 1)
    ]


def _add_event(event: Event) -> Do:
    return lambda village: village.events.add(event)


def _year(people: Crowd, plans: list[PlannedEvent], now: datetime) -> list[Deed]:
    """Everything since: what was held, what is going on, who signed up for what is to come."""
    plans, deeds = _changed(plans, now)
    habits = {plan.event.number: plan.habit for plan in plans}
    events = [plan.event for plan in plans]
    first = min(event.start for event in events).date()
    every = recurrence.occurrences(events, first, now.date() + _AHEAD, ZONE)
    current = _going_on_now(every, plans[-1].event, now)
    stories = [(current, running_story(current, habits[current.event.number], people, now))]
    for occurrence in every:
        if occurrence.cancelled or occurrence.key == current.key:
            continue
        tell = finished_story if occurrence.end + _TIDYING < now else upcoming_story
        busy = _elsewhere(occurrence, stories)
        stories.append(
            (occurrence, tell(occurrence, habits[occurrence.event.number], people, now, busy))
        )
    return deeds + [deed for _, story in stories for deed in story.deeds]


def _elsewhere(occurrence: Occurrence, stories: list[tuple[Occurrence, Story]]) -> frozenset[int]:
    """Who is at something else at that time."""
    return frozenset().union(
        *(
            story.people
            for other, story in stories
            if other.start - _TIDYING < occurrence.end and occurrence.start < other.end + _TIDYING
        )
    )


def _going_on_now(every: list[Occurrence], latest: Event, now: datetime) -> Occurrence:
    """Today's occurrence that the doors are open for."""
    number = DUTY_DAY if now.day == 25 else latest.number
    return next(o for o in every if o.event.number == number and o.planned == now.date())


def _changed(plans: list[PlannedEvent], now: datetime) -> tuple[list[PlannedEvent], list[Deed]]:
    """The calendar as it stands by now: one occurrence moved, one cancelled, one for today.

    Returns:
        The plans with their changes, and the deeds that made them.
    """
    tomorrow = now.date() + timedelta(days=1)
    council = _next(plans, COUNCIL, tomorrow)
    later = council.start.replace(tzinfo=None) + timedelta(days=1)
    lesson = _next(plans, CLASS, tomorrow + timedelta(days=7))
    reason = "老师外出交流，停课一次"
    changes = {
        COUNCIL: (council.planned, Change(start=later)),
        CLASS: (lesson.planned, Change(cancelled=True, reason=reason)),
    }
    clerk, teacher = _CLERKS
    deeds = [
        Deed(
            _days_ago(now, 6, 9),
            clerk,
            lambda v: v.events.move(COUNCIL, council.planned, later),
        ),
        Deed(
            _days_ago(now, 5, 16),
            teacher,
            lambda v: v.events.cancel_occurrence(CLASS, lesson.planned, reason),
        ),
    ]
    week_ago = _days_ago(now, 7, 10)
    start, minutes = under_way(now.replace(tzinfo=None))
    if now.day != 25:
        extra = extra_today(len(plans) + 1, start, minutes)
        plans = [*plans, extra]
        deeds.append(Deed(week_ago, EAST, _add_event(extra.event)))
    elif not _runs(_next(plans, DUTY_DAY, now.date()), now):
        changes[DUTY_DAY] = (now.date(), Change(start=start, minutes=minutes))
        deeds.append(
            Deed(
                week_ago,
                clerk,
                lambda v: v.events.move(DUTY_DAY, now.date(), start, minutes=minutes),
            )
        )
    return [_with_change(plan, changes) for plan in plans], deeds


def _days_ago(now: datetime, days: int, hour: int) -> datetime:
    return (now - timedelta(days=days)).replace(hour=hour, minute=10 + days, second=0)


def _next(plans: list[PlannedEvent], number: int, day: date) -> Occurrence:
    """The first occurrence of an event on or after a day."""
    event = plans[number - 1].event
    found = recurrence.occurrences([event], day, day + timedelta(days=62), ZONE)
    return found[0]


def _runs(occurrence: Occurrence, now: datetime) -> bool:
    """Whether an occurrence is well under way: some have come, nobody goes yet."""
    half_an_hour = timedelta(minutes=30)
    return occurrence.start + half_an_hour <= now <= occurrence.end - half_an_hour


def _with_change(plan: PlannedEvent, changes: dict[int, tuple[date, Change]]) -> PlannedEvent:
    if plan.event.number not in changes:
        return plan
    planned, change = changes[plan.event.number]
    event = msgspec.structs.replace(plan.event, changes={planned.isoformat(): change})
    return PlannedEvent(event, plan.habit)
