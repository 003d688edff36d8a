"""A village with every kind of book: requests, gifts, a scorecard, two years of visits, points."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from support.clock import SHANGHAI
from yigong.store.event_records import Event
from yigong.store.points_records import Gift, PointsRule
from yigong.store.records import Squad, Volunteer
from yigong.store.request_records import Request, Visit

NEW_BOOKS = (
    "requests", "gifts", "scorecards", "visits/2025", "visits/2026", "points/2025", "points/2026",
)  # fmt: skip
"""Of the books those that format 7 brought."""

KEEP, MERGED, ERASED, OTHER = 1, 2, 3, 4
"""Who is in all of them, and may be merged or erased; and who leads the squad."""


def fill_every_book(village, clock):
    """Fill a village that is empty, whose clock is moved and then put back."""
    end = clock.now
    clock.now = datetime(2025, 12, 1, 9, tzinfo=SHANGHAI)
    village.people.add_all(
        Volunteer(name=f"村民{n:02d}", group="三组", home=f"三组{n}号", phone=f"1540000{n:04d}")
        for n in range(1, 9)
    )
    village.squads.add(Squad(name="清理队", members=(MERGED, OTHER), leader=OTHER))
    rules = (PointsRule(name="义务日", per="attendance", points=20),)
    village.save_settings(msgspec.structs.replace(village.settings, points=rules))
    village.gifts.add(Gift(name="食用油", points=10, stock=9))
    _hold(village, clock, date(2025, 12, 6))
    _hear(village, clock, date(2025, 12, 8))
    village.points.award([MERGED, ERASED], 30, "台风夜值守")
    village.points.redeem(MERGED, 1)
    _hold(village, clock, date(2026, 8, 9))
    _hear(village, clock, date(2026, 8, 20))
    village.points.award([KEEP], 5, "备料")
    village.points.reverse(village.points.redeem(ERASED, 1).code, "登错了")
    clock.now = datetime(2026, 10, 8, 9, tzinfo=SHANGHAI)
    village.scorecards.sign(date(2026, 7, 1), date(2026, 9, 30), "squads")
    clock.now = end
    return village


def _hold(village, clock, day):
    """A duty day with everybody, which is signed."""
    start = datetime(day.year, day.month, day.day, 8)
    clock.now = start.replace(tzinfo=SHANGHAI)
    event = village.events.add(Event(title="村民义务日", kind="duty_day", start=start, minutes=180))
    occurrence = village.events.occurrence(event.number, day)
    for number in (KEEP, MERGED, ERASED, OTHER):
        if not (day.year == 2026 and number == KEEP):  # who is merged was there without them
            village.registers.checkin.check_in(occurrence, number)
    clock.now = occurrence.end
    village.registers.settlement.close(occurrence)


def _hear(village, clock, day):
    """Visits to and by those who may be merged or erased, with requests of theirs."""
    clock.now = datetime(day.year, day.month, day.day, 15, tzinfo=SHANGHAI)
    for who in (KEEP, MERGED, ERASED):
        heard = Request(at=clock.now, text=f"楼道灯坏了 {who}", squad=1)
        (number,) = village.visits.add(Visit(day=day, who=who, by=(OTHER,)), [heard]).requests
        village.requests.take(number, MERGED if who != MERGED else KEEP)
    village.visits.add(Visit(day=day, who=OTHER, by=(MERGED, ERASED), met=False))
    village.requests.finish(1 if day.year == 2025 else 4, "换了声控灯")
