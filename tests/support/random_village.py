"""A random village with everything that changes its numbers, made from a seed."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import msgspec

from support.clock import Clock
from yigong.store.attendance.entry_merge import Along
from yigong.store.attendance.roles import counted_role
from yigong.store.errors import Refused
from yigong.store.event_records import Event, Leg, OrganisedBy
from yigong.store.points_records import Gift, PointsRule
from yigong.store.programme_records import Programme
from yigong.store.records import ROLES, Squad, Volunteer
from yigong.store.request_records import Request, Visit
from yigong.store.settings_records import HoursPolicy, KindSpec, Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

GROUPS, PROGRAMMES = ("一组", "二组", ""), ("四季赋能", "")
POLICIES = (
    HoursPolicy(),
    HoursPolicy(round_to=30, min_presence=60),
    HoursPolicy(daily_cap=240, travel=True),
    HoursPolicy(round_to=15, daily_cap=300),
)
RULES = (
    PointsRule(name="时长", unit=30, points=1),
    PointsRule(name="出勤", per="attendance", points=5, kinds=("duty_day",), day_most=5),
)
KINDS = (KindSpec(name="急救培训", role="learner", trains=True),)
ZONES = ("Asia/Shanghai", "Europe/Berlin")
NIGHT = 22
"""The hour at which an event through the night begins."""

CHANGES = {
    2025: (date(2025, 3, 29), date(2025, 10, 25)),
    2026: (date(2026, 3, 28), date(2026, 10, 24)),
}
"""Days by year; the clocks of Berlin change in the night after them."""

YEARS = (2025, 2026)
PEOPLE, DAYS = 24, 10


def random_village(folder, seed):
    """A village with two years of signed registers, requests, visits and points; then a merge and
    an erasure.

    People are there in every role, some in two; families come, and people without a name. Some days
    have two events, so that the daily cap matters; some events last through the night, also when
    the clocks change. Policies change between signatures, plans change after them. The two merged
    records were in the same registers and in different ones.
    """
    rng, zone = random.Random(seed), ZONES[seed % len(ZONES)]
    clock = Clock(datetime(2024, 12, 1, 9, tzinfo=ZoneInfo(zone)))
    village = Village.create(
        folder,
        Settings(name="青山村", zone=zone, kinds=KINDS, points=RULES),
        Actor("李芳", "东门"),
        clock=clock,
        sync=False,
    )
    people = village.people.add_all(
        Volunteer(
            name=f"村民{n:02d}",
            phone=f"12000{n:06d}",
            group=rng.choice(GROUPS),
            home=f"{n % 9}号" if n % 5 else "",
        )
        for n in range(1, PEOPLE + 1)
    )
    numbers = [person.number for person in people]
    squads = [
        village.squads.add(Squad(name=name, members=tuple(rng.sample(numbers, 9)), hosts=True))
        for name in ("修葺队", "清理队")
    ]
    for name in filter(None, PROGRAMMES):
        village.programmes.add(Programme(name=name))
    for year in YEARS:
        plan = {date(year, 1, 1) + timedelta(days=n): (8, 13) for n in rng.sample(range(350), DAYS)}
        plan |= dict.fromkeys(CHANGES[year], (NIGHT,))
        for n, (day, hours) in enumerate(sorted(plan.items())):
            for hour in hours[: rng.choice((1, 1, 2))]:
                _hold(village, clock, rng, day, hour, squads, numbers, n)
        for day in rng.sample([date(year, 1, 1) + timedelta(days=n) for n in range(350)], 3):
            if day not in plan:
                _ride(village, clock, rng, day, numbers)
        clock.now = datetime(year, 12, 19, 9, tzinfo=clock.now.tzinfo)
        _ask_and_visit(village, random.Random(f"{seed} {year}"), year, numbers)
    clock.now = datetime(2026, 12, 20, 9, tzinfo=clock.now.tzinfo)
    village.merge(numbers[0], numbers[1], along=lambda _key: rng.choice(get_args(Along)))
    village.erase(numbers[2])
    return village


def _ask_and_visit(village, rng, year, numbers):
    """Requests in every state, visits on several days, awards and gifts; then a scorecard."""
    for turn in range(12):
        day = date(year, 1 + turn, rng.randrange(1, 19))
        who, visitor = rng.sample(numbers, 2)
        heard = [Request(at=village.now(), text=f"修路{turn}", secret=rng.random() < 0.2)]
        visit = Visit(day=day, who=who, by=(visitor,), met=rng.random() < 0.8)
        for number in village.visits.add(visit, heard if rng.random() < 0.7 else ()).requests:
            _work_on(village, rng, number, numbers)
        village.points.award(rng.sample(numbers, 2), rng.randrange(1, 60), "备料")
    if not village.gifts.all():
        village.gifts.add(Gift(name="毛巾", points=7, stock=12))
    for number in rng.sample(numbers, 6):
        with suppress(Refused):
            entry = village.points.redeem(number, 1)
            if rng.random() < 0.3:
                village.points.reverse(entry.code, "登错了")
    quarter = date(year, 7, 1), date(year, 9, 30)
    village.scorecards.sign(*quarter, rng.choice(("squads", "groups", "village")))


def _work_on(village, rng, number, numbers):
    """What becomes of a request."""
    fate = rng.choice(("open", "taken", "done", "redone", "declined", "same"))
    if fate == "declined":
        village.requests.decline(number, "不是村里的事")
    elif fate == "same" and number > 1:
        village.requests.mark_same(number, 1)
    elif fate in ("taken", "done", "redone"):
        village.requests.take(number, rng.choice(numbers))
        if fate != "taken":
            village.requests.finish(number, "修好了")
            village.requests.ask_back(number, "good" if fate == "done" else "bad", "")
        if fate == "redone":
            village.requests.finish(number, "又修了一次")


def _ride(village, clock, rng, day, numbers):
    """A trip there and back, in every role; some ride one leg alone."""
    clock.now = datetime(day.year, day.month, day.day, 8, tzinfo=clock.now.tzinfo)
    settings = village.settings
    village.save_settings(msgspec.structs.replace(settings, hours=rng.choice(POLICIES)))
    legs = (Leg(after=0, minutes=30), Leg(after=210, minutes=30))
    start = clock.now.replace(tzinfo=None)
    event = village.events.add(
        Event(title="百橙号", kind="outing", start=start, minutes=240, legs=legs)
    )
    trip, boarding = village.events.occurrence(event.number, day), village.registers.boarding
    for leg in (1, 2):
        clock.now = trip.start + timedelta(minutes=(leg - 1) * 210)
        for number in rng.sample(numbers[2:], 9):
            role = rng.choice(("", "", *ROLES)) if leg == 1 else ""
            boarding.board(trip, number, leg, role=role, adults=rng.randrange(2))
        clock.forward(minutes=rng.randrange(20, 40))
        boarding.arrive(trip, leg)
    clock.forward(minutes=60)
    village.registers.settlement.close(trip)


def _hold(village, clock, rng, day, hour, squads, numbers, n):
    """Hold an occurrence: sign-ups, check-ins, corrections, grants, signature."""
    clock.now = datetime(day.year, day.month, day.day, hour - 1, tzinfo=clock.now.tzinfo)
    settings = village.settings
    village.save_settings(msgspec.structs.replace(settings, hours=rng.choice(POLICIES)))
    start = clock.now.replace(hour=hour, tzinfo=None)
    event = village.events.add(
        Event(
            title=f"{rng.choice(('清溪', '修路', '重阳'))}{n}",
            kind=rng.choice(("duty_day", "outing", "class", KINDS[0].name)),
            role=rng.choice(("", "", "", *ROLES)),
            start=start,
            minutes=420 if hour == NIGHT else rng.choice((90, 180, 240)),
            travel=rng.choice((0, 0, 30)),
            programme=rng.randrange(len(PROGRAMMES)),
            needs={squad.number: 3 for squad in squads},
            hosts=tuple(OrganisedBy(squad=squad.number) for squad in squads[: n % 3]),
        )
    )
    occurrence = village.events.occurrence(event.number, day)
    registers = village.registers
    present = rng.sample(numbers[2:], 9)
    # The two records that will be merged never come to two events of one day: so the sum of what
    # was signed for them stays within the daily cap.
    present += [] if hour != 8 else rng.choice(([], numbers[:1], numbers[1:2], numbers[:2]))
    registers.signup.sign_up(occurrence, *rng.sample(present, 6))
    for number in present:
        clock.forward(minutes=rng.randrange(1, 9))
        registers.checkin.check_in(occurrence, number, role=rng.choice(("", "", "", *ROLES)))
        if rng.random() < 0.3:
            registers.checkin.bring(
                occurrence, number, adults=rng.randrange(3), children=rng.randrange(3)
            )
    if hour == NIGHT:
        clock.forward(hours=rng.randrange(2, 5))
    for number in present:
        if rng.random() < 0.8:
            clock.forward(minutes=rng.randrange(1, 20))
            registers.checkin.check_out(occurrence, number)
            if rng.random() < 0.3:
                clock.forward(minutes=rng.randrange(1, 20))
                role = rng.choice(("", "", *ROLES))
                registers.checkin.check_in(occurrence, number, again=True, role=role)
    if rng.random() < 0.4:
        registers.checkin.count(occurrence, adults=rng.randrange(1, 9), children=rng.randrange(5))
    clock.now = occurrence.end + timedelta(minutes=rng.randrange(1, 200))
    absent = [number for number in numbers[2:] if number not in present]
    if rng.random() < 0.6:
        missed = absent.pop(rng.randrange(len(absent)))
        registers.settlement.fill_in(
            occurrence,
            missed,
            occurrence.start,
            occurrence.end - timedelta(minutes=31),
            "没经过签到台",
        )
    if rng.random() < 0.6:
        registers.grants.grant(occurrence, rng.choice(absent), rng.randrange(10, 200), "在家备料")
    registers.settlement.close(occurrence)
    if rng.random() < 0.3:  # a later change of the plan does not change what was signed
        village.events.save(
            msgspec.structs.replace(village.events.get(event.number), travel=60, programme=0)
        )
    if rng.random() < 0.2:
        registers.settlement.reopen(occurrence, "漏了一位")
        register, head = registers.read(occurrence.key), registers.head(occurrence)
        volunteers = [
            entry.number for entry in register.present if counted_role(entry, head) == "volunteer"
        ]
        if volunteers:
            registers.grants.grant(occurrence, rng.choice(volunteers), 45, "收尾打扫")
        registers.settlement.close(occurrence)
