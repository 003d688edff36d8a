"""Points, gifts and papers of the demo village: rules, awards, what was redeemed, a scorecard that
was signed, a service record that was handed out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import msgspec

from yigong.store.attendance.by_person import AttendanceByPerson, total_credit
from yigong.store.attendance.record_digest import record_digest, record_lines
from yigong.store.demo.attendance_story import Action, Effect
from yigong.store.demo.english import Wording, reworded
from yigong.store.demo.residents import Residents
from yigong.store.errors import Refused
from yigong.store.points_records import Gift, PointsRule
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

_SINCE = timedelta(days=240)
"""How long ago the rules were made: what was signed before earns nothing."""

_RULES = (
    PointsRule(name="志愿服务", unit=30, points=1),
    PointsRule(name="义务日出勤", per="attendance", points=5, kinds=("duty_day",)),
)
_GIFTS = (
    Gift(name="食用油", points=25, stock=20, note="五升装"),
    Gift(name="洗衣液", points=15, stock=30),
    Gift(name="大米", points=40, stock=12, note="十斤装"),
    Gift(name="毛巾", points=8),
)
_AWARDS = ((200, 10, "台风夜值守"), (130, 20, "修好村口石桥扶手"), (40, 10, "丰收节备料三天"))
"""Days ago, points, reason."""

_REDEEMED = ((150, 2), (110, 1), (96, 2), (75, 1), (61, 4), (33, 3), (20, 1), (9, 2))
"""Days ago, and the number of the gift."""

_WRONG = 5
"""Of these the one that was taken back the same day."""


def points_actions(
    people: Residents, founded: datetime, now: datetime, say: Wording
) -> list[Action]:
    """The rules and the gifts when they began, and what was awarded and redeemed since.

    Args:
        people: The residents.
        founded: When the calendar was begun.
        now: The time in the village.
        say: How its texts are said.
    """
    rng = random.Random("积分")
    keeper = Actor("陈小梅")
    begun = max(now - _SINCE, founded + timedelta(days=2)).replace(hour=9, minute=30, second=0)
    regulars = sorted(people.rates, key=lambda number: -people.rates[number])
    officers = {n for squad in people.squads for n in (squad.leader, *squad.deputies) if n}
    takers = [n for n in regulars if n in officers or people.rates[n] == 0.75][3:]
    rules = tuple(reworded(rule, say) for rule in _RULES)
    first = [_make_rules(rules), *(_add_gift(reworded(gift, say)) for gift in _GIFTS)]
    actions = []
    for days, points, reason in _AWARDS:
        chosen = rng.sample(takers, 3)
        actions.append(Action(_at(now, days, 10), keeper, _award(chosen, points, say(reason))))
    for turn, (days, gift) in enumerate(_REDEEMED):
        at = _at(now, days, 15)
        wrong = say("登错了人，已退回") if turn == _WRONG else ""
        actions.append(Action(at, keeper, _redeem(takers[turn:], gift, wrong)))
    return [
        *(Action(begun + timedelta(minutes=n), keeper, effect) for n, effect in enumerate(first)),
        *(action for action in actions if action.at > begun + timedelta(hours=1)),
    ]


def _at(now: datetime, days: int, hour: int) -> datetime:
    return (now - timedelta(days=days)).replace(hour=hour, minute=days % 60, second=0)


def _make_rules(rules: tuple[PointsRule, ...]) -> Effect:
    def effect(village: Village) -> None:
        village.save_settings(msgspec.structs.replace(village.settings, points=rules))

    return effect


def _add_gift(gift: Gift) -> Effect:
    return lambda village: village.gifts.add(gift)


def _award(people: Sequence[int], points: int, reason: str) -> Effect:
    return lambda village: village.points.award(people, points, reason)


def _redeem(takers: Sequence[int], gift: int, wrong: str) -> Effect:
    """The first who has enough takes it; by mistake, it is taken back."""

    def effect(village: Village) -> None:
        for number in takers:
            with suppress(Refused):
                entry = village.points.redeem(number, gift)
                if wrong:
                    village.points.reverse(entry.code, wrong)
                return

    return effect


def paper_actions(people: Residents, founded: datetime, now: datetime) -> list[Action]:
    """The scorecard of the squads of the last quarter, signed; and a service record.

    Args:
        people: The residents.
        founded: When the calendar was begun.
        now: The time in the village.
    """
    actions = []
    signer = Actor("李芳")
    first, last = _quarter_before((now - timedelta(days=9)).date())
    signed = datetime.combine(last + timedelta(days=8), time(10, 20), now.tzinfo)
    if first > founded.date() and signed < now:
        actions.append(Action(signed, signer, lambda v: v.scorecards.sign(first, last, "squads")))
    at = _at(now, 12, 16)
    if at > founded + timedelta(days=200):
        actions.append(Action(at, signer, _issue(people.organisers["王建国"])))
    return actions


def _quarter_before(day: date) -> tuple[date, date]:
    """The last quarter that was over on a day."""
    begun = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    last = begun - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last


def _issue(person: int) -> Effect:
    """A service record of the year so far is written down as handed out."""

    def effect(village: Village) -> None:
        today = village.now().date()
        first = date(today.year, 1, 1)
        found = [
            each
            for each in AttendanceByPerson(village.registers, person).read(village.settings.hours)
            if first <= each.head.start.date() <= today
        ]
        lines = record_lines(found)
        if lines:
            signed = [each for each in found if each.head.closed is not None]
            minutes = total_credit(signed).service.total
            village.issued.add_service_record(
                person, first, today, minutes, digest=record_digest(lines)
            )

    return effect
