"""认定 and 小结: granted hours count apart from presence, and a report stays with the register."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest

from yigong.store.attendance.register import head_of
from yigong.store.attendance_records import ServiceTime
from yigong.store.errors import Refused, Unsure
from yigong.store.event_records import Event
from yigong.store.programme_records import Programme
from yigong.store.settings_records import HoursPolicy


def granted(village, occurrence, number=1):
    return village.registers.read(occurrence.key).entries[number].grants


def _as(record, **fields):
    return msgspec.structs.replace(record, **fields)


def numbers(village):
    total = village.summary(None, None).total
    return total.occurrences, total.attendances, total.people, total.service


def test_granted_hours_are_no_presence_and_count_in_the_hours_alone(village, enrol, duty_day):
    enrol("张小明", "李秀英")
    entry = village.registers.grants.grant(duty_day, 1, 90, "在家准备横幅")
    assert not entry.present
    assert numbers(village) == (0, 0, 0, ServiceTime(granted=90))
    village.registers.checkin.check_in(duty_day, 2)
    assert numbers(village) == (1, 1, 1, ServiceTime(granted=90))
    total = village.summary(None, None)
    assert total.events[0].numbers == {2} and total.events[0].granted == {1}


def test_a_grant_says_who_granted_what_for_when_and_why(village, enrol, duty_day, clock):
    enrol("张小明")
    village.registers.grants.grant(duty_day, 1, 90, " 在家准备横幅 ")
    clock.forward(minutes=5)
    village.registers.grants.grant(duty_day, 1, 30, "收拾会场")
    first, second = granted(village, duty_day)
    assert (first.minutes, first.by, first.reason) == (90, "李芳", "在家准备横幅")
    assert second.at - first.at == timedelta(minutes=5)
    assert next(village.history.newest_first()).note == "收拾会场"


@pytest.mark.parametrize("minutes", [0, -5, 6001])
def test_a_grant_is_a_minute_to_a_hundred_hours(village, enrol, duty_day, minutes):
    enrol("张小明")
    with pytest.raises(Refused, match="1 minute to 100 hours"):
        village.registers.grants.grant(duty_day, 1, minutes, "准备")
    village.registers.grants.grant(duty_day, 1, 6000, "准备", sure=True)


def test_a_grant_needs_a_reason_and_somebody_on_the_roster(village, enrol, duty_day):
    enrol("张小明")
    with pytest.raises(Refused, match="reason is empty"):
        village.registers.grants.grant(duty_day, 1, 30, "  ")
    with pytest.raises(Refused):
        village.registers.grants.grant(duty_day, 7, 30, "准备")
    assert not village.registers.read(duty_day.key).entries


def test_a_grant_is_undone_like_anything_else(village, enrol, duty_day):
    enrol("张小明")
    village.registers.grants.grant(duty_day, 1, 30, "准备")
    village.undo()
    assert not village.registers.read(duty_day.key).entries


def test_a_grant_is_taken_back_with_a_reason_and_nothing_else_of_theirs(village, enrol, duty_day):
    enrol("张小明", "李秀英")
    village.registers.signup.sign_up(duty_day, 1)
    for number in (1, 2):
        village.registers.grants.grant(duty_day, number, 30, "准备")
        with pytest.raises(Refused, match="reason is empty"):
            village.registers.grants.revoke_grant(duty_day, number, "")
        village.registers.grants.revoke_grant(duty_day, number, "记错了")
    entries = village.registers.read(duty_day.key).entries
    assert set(entries) == {1} and entries[1].expected and not entries[1].grants
    with pytest.raises(Refused, match="Nothing was granted"):
        village.registers.grants.revoke_grant(duty_day, 1, "再来")


def test_what_was_granted_outlives_the_sign_up_and_the_check_in(village, enrol, duty_day):
    enrol("张小明")
    registers = village.registers
    registers.signup.sign_up(duty_day, 1)
    registers.grants.grant(duty_day, 1, 30, "准备")
    registers.signup.withdraw(duty_day, 1)
    assert granted(village, duty_day) and not registers.read(duty_day.key).expected
    registers.checkin.check_in(duty_day, 1)
    registers.checkin.revoke(duty_day, 1, "认错人了")
    assert granted(village, duty_day) and not registers.read(duty_day.key).present


def test_a_signed_register_takes_no_grant_and_keeps_those_it_has_as_they_are(
    village, enrol, duty_day, clock
):
    enrol("张小明", "李秀英")
    village.save_settings(_as(village.settings, hours=HoursPolicy(round_to=30, daily_cap=60)))
    registers = village.registers
    registers.signup.sign_up(duty_day, 1)
    registers.grants.grant(duty_day, 1, 95, "准备")
    registers.checkin.check_in(duty_day, 2)
    clock.forward(hours=3)
    closed = registers.settlement.close(duty_day)
    assert closed.entries[1].credit == ServiceTime(granted=95)
    assert closed.entries[1].mark == ""
    for refused in (
        lambda: registers.grants.grant(duty_day, 1, 5, "还有"),
        lambda: registers.grants.revoke_grant(duty_day, 1, "记错了"),
    ):
        with pytest.raises(Refused, match="closed"):
            refused()


def test_a_register_of_nothing_but_grants_can_be_signed(village, enrol, duty_day):
    enrol("张小明")
    village.registers.grants.grant(duty_day, 1, 30, "准备")
    closed = village.registers.settlement.close(duty_day)
    assert closed.closed and closed.entries[1].credit == ServiceTime(granted=30)


def test_the_report_stays_when_the_plan_is_taken_over_again(village, enrol, duty_day):
    enrol("张小明")
    village.registers.signup.sign_up(duty_day, 1)
    village.registers.settlement.report(duty_day, "修好了文化礼堂的门")
    village.registers.signup.withdraw(duty_day, 1)
    village.registers.signup.sign_up(duty_day, 1)
    assert village.registers.read(duty_day.key).head.report == "修好了文化礼堂的门"


def test_a_signed_register_still_takes_its_report_and_gives_it_back(village, enrol, duty_day):
    enrol("张小明")
    with pytest.raises(Refused, match="nothing to report"):
        village.registers.settlement.report(duty_day, "没人来")
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.settlement.close(duty_day)
    village.registers.settlement.report(duty_day, "修好了文化礼堂的门")
    reported = village.registers.read(duty_day.key)
    assert reported.closed and reported.head.report == "修好了文化礼堂的门"
    village.undo()
    assert village.registers.read(duty_day.key).head == _as(reported.head, report="")
    assert village.registers.read(duty_day.key).closed


def test_a_register_keeps_the_programme_and_the_time_on_the_way_of_its_day(
    village, enrol, duty_day
):
    enrol("张小明")
    event = village.events.get(duty_day.event.number)
    village.programmes.add(Programme(name="四季赋能"))
    village.programmes.add(Programme(name="月月有亮点"))
    event = village.events.save(_as(event, programme=1, travel=40))
    occurrence = village.events.occurrence(event.number, date(2026, 11, 25))
    planned = head_of(occurrence, village.context)
    assert (planned.programme, planned.travel) == ("四季赋能", 40)
    village.registers.checkin.check_in(occurrence, 1)
    event = village.events.get(event.number)
    later = village.events.occurrence(event.number, date(2026, 12, 25))
    village.events.save_from(_as(event, programme=2), later.planned)
    head = village.registers.read(occurrence.key).head
    assert (head.programme, head.travel) == ("四季赋能", 40)


# -- granted to volunteers only ------------------------------------------------


@pytest.fixture
def lecture(village, enrol):
    """A lecture under way, to which people come as participants."""
    enrol("张小明", "李秀英")
    event = village.events.add(
        Event(title="健康讲座", kind="class", start=datetime(2026, 11, 25, 8, 30), minutes=120)
    )
    return village.events.occurrence(event.number, event.start.date())


def test_hours_are_granted_to_nobody_who_is_there_as_something_else(village, lecture):
    village.registers.checkin.check_in(lecture, 1)
    village.registers.signup.sign_up(lecture, 2)
    before = village.registers.book(lecture.key).path.read_bytes()
    for number in (1, 2):
        with pytest.raises(Refused, match=f"V000{number} is there as participant; hours are"):
            village.registers.grants.grant(lecture, number, 60, "备课")
    assert village.registers.book(lecture.key).path.read_bytes() == before
    village.registers.roles.change(lecture, 1, "volunteer")
    assert village.registers.grants.grant(lecture, 1, 60, "备课").grants


def test_who_only_prepared_a_lecture_at_home_is_a_volunteer_of_it(village, lecture):
    entry = village.registers.grants.grant(lecture, 1, 60, "备课")
    assert entry.role == "volunteer"
    with pytest.raises(Refused, match="so they are there as a volunteer"):
        village.registers.roles.change(lecture, 1, "guest")


def test_who_was_granted_hours_stays_a_volunteer_when_the_plan_says_otherwise_later(
    village, enrol, duty_day, clock
):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.grants.grant(duty_day, 1, 60, "备料")
    village.events.save(
        msgspec.structs.replace(village.events.get(duty_day.event.number), role="participant")
    )
    clock.forward(hours=2)
    occurrence = village.events.occurrence(duty_day.event.number, duty_day.planned)
    entry = village.registers.settlement.close(occurrence).entries[1]
    assert entry.role == "volunteer"
    assert entry.credit.total == 60 + 120


def test_the_same_grant_at_once_is_asked_about_and_not_a_minute_later(
    village, duty_day, enrol, clock
):
    enrol("张小明", "李秀英")
    grant = village.registers.grants.grant
    grant(duty_day, 1, 60, "备料")
    clock.forward(seconds=5)
    with pytest.raises(Unsure, match="V0001 was granted 60 min for that just now already"):
        grant(duty_day, 1, 60, "备料")
    for number, minutes, reason in ((2, 60, "备料"), (1, 30, "备料"), (1, 60, "收拾")):
        grant(duty_day, number, minutes, reason)
    clock.forward(seconds=61)
    assert len(grant(duty_day, 1, 60, "备料").grants) == 4


def test_more_than_three_times_what_it_lasts_is_asked_about_and_granted_when_meant(
    village, duty_day, enrol
):
    """The 村民义务日 lasts 180 minutes."""
    enrol("张小明")
    grant = village.registers.grants.grant
    grant(duty_day, 1, 500, "备料")
    with pytest.raises(Unsure, match="makes 541 min granted to 张小明 V0001, and the"):
        grant(duty_day, 1, 41, "收拾")
    assert len(village.registers.read(duty_day.key).entries[1].grants) == 1
    assert len(grant(duty_day, 1, 40, "收拾").grants) == 2
    assert len(grant(duty_day, 1, 1, "关门", sure=True).grants) == 3


def test_more_than_a_day_is_asked_about_however_long_it_lasts(village, enrol):
    enrol("张小明")
    village.events.add(Event(title="露营", start=datetime(2026, 11, 20), minutes=4320))
    camp = village.events.occurrence(1, date(2026, 11, 20))
    with pytest.raises(Unsure):
        village.registers.grants.grant(camp, 1, 1441, "守夜")
    assert village.registers.grants.grant(camp, 1, 1440, "守夜").grants
