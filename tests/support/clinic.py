"""A free clinic (义诊) with people in every role, a family, and people without a name."""

from __future__ import annotations

from datetime import datetime

import msgspec

from support.clock import SHANGHAI, Clock
from yigong.store.event_records import Event, Occurrence
from yigong.store.records import Role, Volunteer
from yigong.store.settings_records import KindSpec
from yigong.store.village.village import Village

STAYS: dict[str, tuple[Role, str, str]] = {
    "郑强": ("paid", "08:30", "11:30"),
    "王建国": ("volunteer", "08:50", "11:10"),
    "陈医生": ("guest", "09:00", "11:00"),
    "俞凤珠": ("learner", "09:00", "11:00"),
    "周小明": ("participant", "09:05", "10:05"),
    "吴秀英": ("participant", "09:10", "11:00"),
}
"""Who was there as what, from when to when, in the order of their numbers and of arrival."""


def hold_clinic(
    village: Village, clock: Clock, *, trains: bool = False, sign: bool = True
) -> Occurrence:
    """Hold it on 5 December 2026, 09:00 to 11:00: 人次 20 = 1 + 18 + 1, and one is paid besides.

    Args:
        village: An empty village.
        clock: Its clock, which stands at noon of that day afterwards.
        trains: Whether its learners are trained as volunteers.
        sign: Whether the register is closed.
    """
    kind = KindSpec(name="急救培训" if trains else "义诊", trains=trains)
    village.save_settings(msgspec.structs.replace(village.settings, kinds=(kind,)))
    village.people.add_all(Volunteer(name=name) for name in STAYS)
    event = village.events.add(
        Event(title=kind.name, kind=kind.name, start=datetime(2026, 12, 5, 9), minutes=120)
    )
    occurrence = village.events.occurrence(event.number, event.start.date())
    checkin = village.registers.checkin
    moments = [(at, number) for number, stay in enumerate(STAYS.values(), 1) for at in stay[1:]]
    for at, number in sorted([*moments, ("10:40", 0)]):
        clock.now = datetime.fromisoformat(f"2026-12-05 {at}").replace(tzinfo=SHANGHAI)
        if not number:
            checkin.count(occurrence, adults=9, children=3)
            continue
        role, start, _end = list(STAYS.values())[number - 1]
        if at == start:
            checkin.check_in(occurrence, number, role=role)
        else:
            checkin.check_out(occurrence, number)
        if (at, number) == ("09:10", 6):
            checkin.bring(occurrence, number, adults=1, children=2)
    clock.now = clock.now.replace(hour=12, minute=0)
    if sign:
        village.registers.settlement.close(occurrence)
    return occurrence


def pick_chestnuts(village: Village, clock: Clock) -> Occurrence:
    """Pay 冯丽 and 罗浩然, who are new, for picking chestnuts from 07:00 to 15:00; signed."""
    numbers = [village.people.add(Volunteer(name=name)).number for name in ("冯丽", "罗浩然")]
    event = village.events.add(
        Event(
            title="采栗子", kind="other", start=datetime(2026, 12, 6, 7), minutes=480, role="paid"
        )
    )
    occurrence = village.events.occurrence(event.number, event.start.date())
    clock.now = occurrence.start
    for number in numbers:
        village.registers.checkin.check_in(occurrence, number)
    clock.now = occurrence.end
    village.registers.checkin.check_out_all(occurrence)
    village.registers.settlement.close(occurrence)
    return occurrence
