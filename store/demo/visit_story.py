"""The visits of a demo village: who called on which household, when, and who was met."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from yigong.store.demo.english import Wording, reworded
from yigong.store.demo.residents import Residents
from yigong.store.people.households import households
from yigong.store.records import Volunteer
from yigong.store.request_records import Request, Visit, VisitWay
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

_EVERY = 14
"""Days between two rounds of visits."""

_NOTES = (
    "老两口在家，身体都好。",
    "孩子放假回来了，屋里收拾得很干净。",
    "门口台阶有点松，提醒了一下。",
    "地里忙，站着聊了几句。",
    "送去了活动月历。",
    "说起丰收节，想带孙子来。",
)
_NOT_MET = "没人在家，留了便条。"


@dataclass(frozen=True)
class PlannedVisit:
    """A visit that is made up, before it is known what was heard."""

    at: datetime
    clerk: Actor
    visit: Visit
    """Its day is that of `at`."""

    person: Volunteer


def planned_visits(
    people: Residents, clerks: Sequence[Actor], founded: datetime, now: datetime, each: int
) -> list[PlannedVisit]:
    """Rounds of visits every other week, over a year at most: some households again and again,
    others never.

    Args:
        people: The residents.
        clerks: The organisers who go and write it down, by turns.
        founded: When the calendar was begun.
        now: The time in the village.
        each: How many households are visited in a round.
    """
    rng = random.Random(f"{now:%Y-%m-%d} visits {people.people[0].name}")
    homes = sorted(households(people.people).items())
    helpers = sorted(people.in_squads(tuple(squad.number for squad in people.squads)))
    groups = sorted({members[0].group for _home, members in homes})
    weights = [_interest(groups.index(members[0].group), len(groups)) for _home, members in homes]
    found = []
    day = (now - timedelta(days=365)).date()
    day += timedelta(days=(3 - day.weekday()) % 7)  # a Thursday
    for turn in range(366 // _EVERY + 1):
        begins = datetime.combine(day + timedelta(days=_EVERY * turn), time(14), now.tzinfo)
        if begins < founded + timedelta(days=2) or begins + timedelta(hours=4) > now:
            continue
        clerk = clerks[turn % len(clerks)]
        pair = (people.organisers[clerk.by], rng.choice(helpers))
        chosen = dict(rng.choices(homes, weights, k=each))
        for minutes, (home, members) in enumerate(chosen.items()):
            at_home = {person.number for person in members}
            if pair[0] in at_home:
                continue  # nobody visits themselves
            met = rng.random() < 0.86
            visit = Visit(
                day=begins.date(),
                by=tuple(n for n in dict.fromkeys(pair) if n not in at_home),
                who=members[0].number,
                home=home,
                group=members[0].group,
                how=_way(rng, met),
                met=met,
                note=_NOT_MET if not met else rng.choice(_NOTES) if rng.random() < 0.5 else "",
            )
            at = begins + timedelta(minutes=5 + 25 * minutes)
            found.append(PlannedVisit(at, clerk, visit, members[0]))
    return found


def _interest(group: int, groups: int) -> float:
    """How likely a household of a group is visited: the last group lies far up the valley."""
    return 0.15 if group == groups - 1 else 1.5 - group / groups


def _way(rng: random.Random, met: bool) -> VisitWay:
    return rng.choices(("home", "phone", "here"), (8, 1, 1))[0] if met else "home"


def visit_made(
    planned: PlannedVisit, heard: Sequence[Request], say: Wording
) -> Callable[[Village], Visit]:
    """Write down a visit with what was heard during it.

    Args:
        planned: The visit.
        heard: The requests that were heard.
        say: How its texts are said.
    """
    visit = reworded(planned.visit, say)
    requests = [reworded(request, say) for request in heard]

    def effect(village: Village) -> Visit:
        return village.visits.add(visit, requests)

    return effect
