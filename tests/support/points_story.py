"""A village with points: rules, a household of three and a neighbour, signed registers."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from support.clock import SHANGHAI, Clock
from yigong.store.event_records import Event, Occurrence
from yigong.store.points_records import PointsRule
from yigong.store.records import Role, Volunteer
from yigong.store.village.village import Village

if TYPE_CHECKING:
    from collections.abc import Iterable

RULES = (
    PointsRule(name="志愿服务", unit=30, points=1),
    PointsRule(name="义务日出勤", per="attendance", points=5, kinds=("duty_day",)),
)


def set_rules(village: Village, rules: Iterable[PointsRule] = RULES) -> None:
    """Give a village rules, each as an organiser adds it."""
    for rule in rules:
        village.save_points_rule(None, rule)


def hold(
    village: Village,
    day: str,
    minutes: int,
    people: Iterable[int] = (1,),
    *,
    kind: str = "duty_day",
    role: Role | str = "",
    sign: bool = True,
) -> Occurrence:
    """Hold an event from 08:30 on, at which everybody is present all the time.

    The clock has to stand later than its end.
    """
    start = datetime.combine(datetime.fromisoformat(day).date(), time(8, 30))
    event = village.events.add(
        Event(title=f"{kind} {day}", kind=kind, start=start, minutes=minutes, role=role)  # type: ignore[arg-type]
    )
    occurrence = village.events.occurrence(event.number, start.date())
    for number in people:
        fill(village, occurrence, number, minutes)
    if sign:
        village.registers.settlement.close(occurrence)
    return occurrence


def fill(village: Village, occurrence: Occurrence, number: int, minutes: int) -> None:
    """Write that somebody was there for so many minutes from the start on."""
    from datetime import timedelta

    end = occurrence.start + timedelta(minutes=minutes)
    village.registers.settlement.fill_in(occurrence, number, occurrence.start, end, "纸上签到")


def correct(village: Village, occurrence: Occurrence, number: int, minutes: int) -> None:
    """Reopen a signed register and write how long somebody was really there; it stays open."""
    village.registers.settlement.reopen(occurrence, "时间写错")
    village.registers.checkin.revoke(occurrence, number, "时间写错")
    fill(village, occurrence, number, minutes)


def settle_down(village: Village, clock: Clock) -> None:
    """Let 陈月仙 and two of her household, and 王建国, live in a village of December 2026."""
    clock.now = datetime(2026, 12, 20, 12, tzinfo=SHANGHAI)
    village.people.add_all(
        [
            Volunteer(name="陈月仙", home="四组12号", born=1960),
            Volunteer(name="陈大明", home="四组12号", born=1985),
            Volunteer(name="陈小梅", home="四组12号", born=2011),
            Volunteer(name="王建国", born=1970),
        ]
    )
