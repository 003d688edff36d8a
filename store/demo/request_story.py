"""The requests of a demo village: what residents asked for, and what became of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal, NamedTuple

import msgspec

from yigong.store.demo.attendance_story import Action
from yigong.store.demo.demo_requests import KNOWN_REQUESTS, KnownRequest
from yigong.store.demo.english import Wording, reworded
from yigong.store.demo.residents import Residents
from yigong.store.demo.visit_story import PlannedVisit, visit_made
from yigong.store.event_records import Event
from yigong.store.request_records import Request, RequestSource, Urgency
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

Fate = Literal["open", "taken", "doing", "overdue", "done", "redone", "declined", "same"]

_RECENT = 8
"""How many were heard in the last days, and are not done yet."""

_FATES: dict[int, Fate] = {
    **dict.fromkeys((0, 1, 2), "open"),
    **dict.fromkeys((3, 4), "taken"),
    **dict.fromkeys((5, 6, 7), "doing"),
    8: "overdue",
    14: "declined",
    19: "redone",
    26: "same",
}
"""What became of the latest ones, by how many were heard later; all others are done."""

_FEW_FATES: dict[int, Fate] = {0: "open", 1: "taken", 2: "doing"}
"""The same, where there are few."""

_SECRET = 1
_ORIGINAL = 29
"""Of the latest ones the one that is secret, and the one that `same` repeats."""

_REASON = "不是村里的事，已转告物业。"
_UNHAPPY = "修了两天又坏了。"
_AGAIN = "换了新的，站长当面试过三次。"
_REMARK = "材料周末到，先围起来。"
_HAPPY = ("很快，谢谢。", "比想的还好。", "")


class _Step(NamedTuple):
    """A step in the life of a request, by its number."""

    after: timedelta
    make: Callable[[Village, int], object]


@dataclass
class _Life:
    """A request and what became of it."""

    at: datetime
    clerk: Actor
    request: Request
    fate: Fate
    steps: list[_Step] = field(default_factory=list)
    visit: PlannedVisit | None = None
    number: int = 0
    """Its number, once it is written down."""


def request_actions(
    people: Residents,
    clerks: Sequence[Actor],
    visits: Sequence[PlannedVisit],
    founded: datetime,
    now: datetime,
    say: Wording,
    a_year: int,
) -> list[Action]:
    """A year of visits and requests.

    Args:
        people: The residents.
        clerks: The organisers who write them down.
        visits: The visits, during some of which requests are heard.
        founded: When the calendar was begun.
        now: The time in the village.
        say: How its texts are said.
        a_year: About how many requests there are in a year.
    """
    rng = random.Random(f"{now:%Y-%m-%d} requests {people.people[0].name}")
    lives = _heard(rng, people, clerks, visits, founded, now, a_year)
    for rank, life in enumerate(reversed(lives)):
        life.fate = (_FATES if a_year > _ORIGINAL else _FEW_FATES).get(rank, "done")
        life.request = msgspec.structs.replace(
            life.request, at=life.at, secret=rank == _SECRET and a_year > _ORIGINAL
        )
    if len(lives) > _ORIGINAL:
        same, original = lives[-1 - 26], lives[-1 - _ORIGINAL]
        same.request = msgspec.structs.replace(
            same.request, text=original.request.text, topic=original.request.topic
        )
    actions = []
    for rank, life in enumerate(reversed(lives)):
        original = lives[-1 - _ORIGINAL] if len(lives) > _ORIGINAL else life
        life.steps = list(_steps(rng, life, original, people, say, rank))
        actions += _actions_of(life, now, say)
    in_visits = {life.visit.at for life in lives if life.visit}
    for planned in visits:
        if planned.at not in in_visits:
            actions.append(Action(planned.at, planned.clerk, visit_made(planned, (), say)))
    return actions


def _heard(
    rng: random.Random,
    people: Residents,
    clerks: Sequence[Actor],
    visits: Sequence[PlannedVisit],
    founded: datetime,
    now: datetime,
    a_year: int,
) -> list[_Life]:
    """What was heard, in the order of time; one in four on a visit."""
    earliest = max(founded + timedelta(days=3), now - timedelta(days=364))
    settled = now - timedelta(days=16)
    days = max(0, (settled - earliest).days)
    recent = _recent(rng, now, _RECENT if a_year > _ORIGINAL else len(_FEW_FATES))
    count = round((a_year - len(recent) - 1) * days / 348)
    known = _shuffled_forever(rng)
    calls = [visit for visit in visits if visit.visit.met and visit.at < settled]
    calls = rng.sample(calls, min(len(calls), count // 4))
    moments = [call.at for call in calls]
    moments += [
        _daytime(rng, earliest + timedelta(days=rng.randrange(days)))
        for _more in range(count - len(calls))
    ]
    overdue = [settled + timedelta(minutes=rng.randrange(50))] if a_year > _ORIGINAL else []
    by_moment = {call.at: call for call in calls}
    lives = []
    for at in sorted({*moments, *overdue, *recent}):
        call, what = by_moment.get(at), next(known)
        if at < earliest:
            continue
        clerk = call.clerk if call else rng.choice(clerks)
        request = _request(rng, people, what, call)
        if at in recent:  # what is plain is not due yet
            request = msgspec.structs.replace(request, urgency="plain")
        lives.append(_Life(at, clerk, request, "done", visit=call))
    return lives


def _recent(rng: random.Random, now: datetime, count: int) -> list[datetime]:
    return [now - timedelta(hours=2 + 14 * n, minutes=rng.randrange(50)) for n in range(count)]


def _shuffled_forever(rng: random.Random) -> Iterator[KnownRequest]:
    while True:
        yield from rng.sample(KNOWN_REQUESTS, len(KNOWN_REQUESTS))


def _daytime(rng: random.Random, day: datetime) -> datetime:
    """A moment of a day between eight and seven."""
    midnight = datetime.combine(day.date(), time(), day.tzinfo)
    return midnight + timedelta(minutes=rng.randrange(8 * 60, 19 * 60), seconds=rng.randrange(60))


def _request(
    rng: random.Random, people: Residents, what: KnownRequest, call: PlannedVisit | None
) -> Request:
    sources: tuple[RequestSource, ...] = ("desk", "desk", "phone", "chat", "box")
    urgencies: tuple[Urgency, ...] = ("plain", "plain", "plain", "soon", "now")
    request = Request(
        at=datetime.min,
        source="visit" if call else rng.choice(sources),
        text=what.text,
        topic=what.topic,
        urgency=rng.choice(urgencies),
    )
    if call:
        return msgspec.structs.replace(request, who=call.person.number)
    if what.asker:
        return msgspec.structs.replace(request, asker=what.asker)
    person = rng.choice([person for person in people.people if not person.guardians])
    return msgspec.structs.replace(request, who=person.number)


def _steps(
    rng: random.Random,
    life: _Life,
    original: _Life,
    people: Residents,
    say: Wording,
    rank: int,
) -> Iterator[_Step]:
    """What was done with a request, in the order of time."""
    known = next(each for each in KNOWN_REQUESTS if each.text == life.request.text)
    holder, squad = people.organisers[life.clerk.by], known.squad
    squad = squad if squad <= len(people.squads) else 0
    hours = timedelta(hours=1)
    if life.fate == "declined":
        yield _Step(4 * hours, lambda v, n: v.requests.decline(n, say(_REASON)))
        return
    if life.fate == "same":
        yield _Step(3 * hours, lambda v, n: v.requests.mark_same(n, original.number))
        return
    if life.fate == "open":
        return
    taken = timedelta(minutes=rng.randrange(20, 55))
    if squad:
        yield _Step(taken, lambda v, n: v.requests.take(n, squad=squad))
    else:
        yield _Step(taken, lambda v, n: v.requests.take(n, holder))
    if life.fate == "taken":
        return
    if life.fate in ("doing", "overdue"):
        yield _Step(taken + hours / 4, lambda v, n: v.requests.begin(n))
        if life.fate == "overdue":
            yield _Step(50 * hours, lambda v, n: v.requests.note(n, say(_REMARK)))
        return
    urgent = life.request.urgency != "plain"
    done = taken + (rng.randrange(3, 22) if urgent else rng.randrange(5, 96)) * hours
    if rng.random() < 0.05:
        done += timedelta(days=9)
    yield _Step(done, lambda v, n: v.requests.finish(n, say(known.outcome)))
    if life.fate == "redone":
        later = done + 30 * hours
        yield _Step(later, lambda v, n: v.requests.ask_back(n, "bad", say(_UNHAPPY)))
        done = later + 40 * hours
        yield _Step(done, lambda v, n: v.requests.finish(n, say(_AGAIN)))
    if life.fate == "redone" or rng.random() < 0.93:
        verdict: Literal["good", "fair"] = "fair" if rank % 17 == 0 else "good"
        said = rng.choice(_HAPPY)
        yield _Step(
            done + rng.randrange(20, 70) * hours,
            lambda v, n: v.requests.ask_back(n, verdict, said and say(said)),
        )


def _actions_of(life: _Life, now: datetime, say: Wording) -> list[Action]:
    """A request written down, and then what was done with it until now."""
    request = reworded(msgspec.structs.replace(life.request, at=life.at), say)

    def write_down(village: Village) -> None:
        if life.visit:
            (life.number,) = visit_made(life.visit, (life.request,), say)(village).requests
        else:
            life.number = village.requests.add(request).number

    def step_of(step: _Step) -> Action:
        moment = _awake(life.at + step.after)
        return Action(moment, life.clerk, lambda v: step.make(v, life.number))

    latest = now - timedelta(minutes=25)
    steps = [step for step in map(step_of, life.steps) if step.at <= latest]
    return [Action(life.at, life.clerk, write_down), *steps]


def _awake(moment: datetime) -> datetime:
    """A moment as it is; one of the night in the early morning after it, in the same order."""
    midnight = datetime.combine(moment.date(), time(), moment.tzinfo)
    if timedelta(hours=8) <= moment - midnight < timedelta(hours=20):
        return moment
    evening = midnight + timedelta(hours=20 if moment.hour >= 20 else -4)
    return evening + timedelta(hours=11, minutes=20) + (moment - evening) / 18


def clinic_request(
    people: Residents, clinic: Event, founded: datetime, now: datetime, say: Wording
) -> list[Action]:
    """Somebody asks for a clinic at their door, and it is held."""
    clerk = Actor("王建国")
    start = clinic.start.replace(tzinfo=now.tzinfo)
    heard = start - timedelta(days=4, hours=-1)
    if heard <= founded + timedelta(days=1):
        return []
    request = Request(
        at=heard,
        source="phone",
        who=people.people[40].number,
        text="想在家门口量血压、测血糖，腿脚不便。",
        topic="养老",
    )
    numbers: list[int] = []

    def add(village: Village) -> None:
        numbers.append(village.requests.add(reworded(request, say)).number)

    def plan(village: Village) -> None:
        village.requests.take(numbers[0], people.organisers[clerk.by])
        event = village.events.get(clinic.number)
        village.events.save(msgspec.structs.replace(event, answers=(numbers[0],)))

    def finish(village: Village) -> None:
        key = village.events.occurrence(clinic.number, start.date()).key
        village.requests.finish(numbers[0], say("周六在文化礼堂一楼办了义诊。"), [key])

    hour = timedelta(hours=1)
    return [
        Action(heard, clerk, add),
        Action(heard + 2 * hour, clerk, plan),
        Action(start + 4 * hour, clerk, finish),
        Action(start + 30 * hour, clerk, lambda v: v.requests.ask_back(numbers[0], "good")),
    ]
