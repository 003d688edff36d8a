"""The programmes of the demo village: their seasons and themes, and who is enrolled."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from yigong.store.demo.activities import FOUR_SEASONS, HALL, MONTHLY_THEMES
from yigong.store.demo.attendance_story import Action, Effect
from yigong.store.demo.residents import WEAVE, Residents
from yigong.store.event_records import OrganisedBy
from yigong.store.programme_records import Goal, Programme, Season

_PLACES, _ENROLLED, _LEFT = 40, 46, 3
"""Of those who were enrolled some wait, and some have left."""

_MENTORS_EACH = 2

_THEMES = (
    "春联", "灯会", "植树", "清溪", "采茶", "下田", "夜课", "纳凉", "板栗", "重阳", "丰收", "急救",
)  # fmt: skip
"""What each month is about, from January on."""


def demo_programmes(today: date) -> list[Programme]:
    """The programmes, in the order of their numbers.

    Args:
        today: The date in the village; the seasons are those of the year that began in March.
    """
    year = today.year - (today.month < 3)
    return [
        Programme(
            number=FOUR_SEASONS,
            name="四季赋能",
            first=date(year, 3, 1),
            last=_last_of(year + 1, 2),
            seasons=(
                Season(name="春规", first=date(year, 3, 1), last=date(year, 5, 31)),
                Season(name="夏实", first=date(year, 6, 1), last=date(year, 8, 31)),
                Season(name="秋收", first=date(year, 9, 1), last=date(year, 11, 30)),
                Season(name="冬训", first=date(year, 12, 1), last=_last_of(year + 1, 2)),
            ),
            goal=Goal(occurrences=4, attendances=160, people=120),
            lead="陈小梅",
            places=_PLACES,
            mentors_each=_MENTORS_EACH,
            note="一年之计、边做边学、看成果、练本领；每位学员两位导师。",
        ),
        Programme(
            number=MONTHLY_THEMES,
            name="月月有亮点",
            seasons=tuple(
                Season(
                    name=theme, first=date(today.year, month, 1), last=_last_of(today.year, month)
                )
                for month, theme in enumerate(_THEMES, 1)
            ),
            goal=Goal(occurrences=12, attendances=500),
            hosts=(OrganisedBy(squad=WEAVE),),
            lead="李芳",
        ),
    ]


def _last_of(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def enrolment_actions(people: Residents, founded: datetime, now: datetime) -> list[Action]:
    """People are enrolled when the seasons begin, half of them get their mentors, and some leave.

    Args:
        people: The residents.
        founded: When the calendar was begun.
        now: The time in the village.
    """
    rng = random.Random("四季赋能")
    officers = [n for squad in people.squads for n in (squad.leader, *squad.deputies) if n]
    others = [p.number for p in people.people if not p.guardians and p.number not in officers]
    enrolled = rng.sample(others, _ENROLLED)
    begun = demo_programmes(now.date())[0].first or now.date()
    at = max(datetime.combine(begun, time(), now.tzinfo), founded + timedelta(days=1))
    actions = [Action(at, HALL, lambda v: v.enrolments.add(FOUR_SEASONS, enrolled))]
    actions += [
        Action(
            at + timedelta(minutes=minutes),
            HALL,
            _set_mentors(person, rng.sample(officers, _MENTORS_EACH)),
        )
        for minutes, person in enumerate(enrolled[:_PLACES:2], 1)
    ]
    actions += [
        Action(at + (now - at) * tenths / 10, HALL, _end(person))
        for tenths, person in enumerate(enrolled[1 : 1 + 7 * _LEFT : 7], 4)
    ]
    return actions


def _set_mentors(person: int, mentors: list[int]) -> Effect:
    return lambda village: village.enrolments.set_mentors(FOUR_SEASONS, person, mentors)


def _end(person: int) -> Effect:
    return lambda village: village.enrolments.end(FOUR_SEASONS, [person])
