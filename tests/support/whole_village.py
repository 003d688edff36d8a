"""A village in which everything happened that can happen to a number, made up by a seed."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import msgspec

from support.clock import SHANGHAI, Clock
from yigong.store.records import Event, HoursPolicy, Settings, Squad, Volunteer
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

GROUPS, PROGRAMMES = ("一组", "二组", ""), ("四季赋能", "")
POLICIES = (
    HoursPolicy(),
    HoursPolicy(round_to=30, min_presence=60),
    HoursPolicy(daily_cap=240, travel=True),
    HoursPolicy(round_to=15, daily_cap=300),
)
YEARS = (2025, 2026)
PEOPLE, DAYS = 24, 10


def lived_in(folder, seed):
    """A village with two years of registers, all of them signed; then some merge and are forgotten.

    On some days there are two events, so that the cap of a day matters. Policies change between
    signatures, plans change after them. Two people turn out to be one; they were in the same
    registers and in different ones.
    """
    rng, clock = random.Random(seed), Clock(datetime(2024, 12, 1, 9, tzinfo=SHANGHAI))
    village = Village.create(
        folder, Settings(name="青山村"), Actor("李芳", "东门"), clock=clock, sync=False
    )
    people = village.people.add_all(
        Volunteer(name=f"村民{n:02d}", phone=f"12000{n:06d}", group=rng.choice(GROUPS))
        for n in range(1, PEOPLE + 1)
    )
    numbers = [person.number for person in people]
    squads = [
        village.squads.add(Squad(name=name, members=tuple(rng.sample(numbers, 9))))
        for name in ("修葺队", "清理队")
    ]
    for year in YEARS:
        for n, days in enumerate(sorted(rng.sample(range(350), DAYS))):
            day = date(year, 1, 1) + timedelta(days=days)
            for hour in (8, 13)[: rng.choice((1, 1, 2))]:
                _held(village, clock, rng, day, hour, squads, numbers, n)
    clock.now = datetime(2026, 12, 20, 9, tzinfo=SHANGHAI)
    village.merge(numbers[0], numbers[1])
    village.erase(numbers[2])
    return village


def _held(village, clock, rng, day, hour, squads, numbers, n):
    """One occurrence: signed up for, come to, corrected, granted, signed."""
    clock.now = datetime(day.year, day.month, day.day, hour - 1, tzinfo=SHANGHAI)
    settings = village.settings
    village.save_settings(msgspec.structs.replace(settings, hours=rng.choice(POLICIES)))
    start = clock.now.replace(hour=hour, tzinfo=None)
    event = village.events.add(
        Event(
            title=f"{rng.choice(('清溪', '修路', '重阳'))}{n}",
            kind=rng.choice(("duty_day", "outing", "class")),
            start=start,
            minutes=rng.choice((90, 180, 240)),
            travel=rng.choice((0, 0, 30)),
            programme=rng.choice(PROGRAMMES),
            needs={squad.number: 3 for squad in squads},
        )
    )
    one = village.events.occurrence(event.number, day)
    registers = village.registers
    coming = rng.sample(numbers[2:], 9)
    # The two who will turn out to be one are never at two events of one day: then what was signed
    # for each of them stays within the cap of the day.
    coming += [] if hour == 13 else rng.choice(([], numbers[:1], numbers[1:2], numbers[:2]))
    registers.signup.sign_up(one, *rng.sample(coming, 6))
    for number in coming:
        clock.forward(minutes=rng.randrange(1, 9))
        registers.checkin.check_in(one, number)
        if rng.random() < 0.3:
            registers.checkin.bring(one, number, adults=rng.randrange(3), children=rng.randrange(3))
    for number in coming:
        if rng.random() < 0.8:
            clock.forward(minutes=rng.randrange(1, 20))
            registers.checkin.check_out(one, number)
            if rng.random() < 0.3:
                clock.forward(minutes=rng.randrange(1, 20))
                registers.checkin.check_in(one, number, again=True)
    clock.now = one.end + timedelta(minutes=rng.randrange(1, 200))
    absent = [number for number in numbers[2:] if number not in coming]
    if rng.random() < 0.6:
        missed = rng.choice(absent)
        registers.settlement.fill_in(
            one, missed, one.start, one.end - timedelta(minutes=31), "没经过签到台"
        )
    if rng.random() < 0.6:
        registers.grants.grant(one, rng.choice(absent), rng.randrange(10, 200), "在家备料")
    registers.settlement.close(one)
    if rng.random() < 0.3:  # what is planned later rewrites nothing that was signed
        village.events.save(
            msgspec.structs.replace(village.events.get(event.number), travel=60, programme="")
        )
    if rng.random() < 0.2:
        registers.settlement.reopen(one, "漏了一位")
        registers.grants.grant(one, rng.choice(coming), 45, "收尾打扫")
        registers.settlement.close(one)
