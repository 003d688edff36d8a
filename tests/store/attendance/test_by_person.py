"""One person's attendance: the same as if every register were read in full."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from yigong.store.attendance.by_person import AttendanceByPerson, total_credit, upcoming_sign_ups
from yigong.store.attendance.hours import entry_credit
from yigong.store.attendance_records import ServiceTime
from yigong.store.errors import DataError
from yigong.store.event_records import Event


@pytest.fixture
def days(village, enrol, clock):
    """Three duty days a week apart; 张小明 came to the first and the last, 李秀英 to all."""
    enrol("张小明", "李秀英")
    found = []
    for week in range(3):
        if week:
            clock.forward(days=7, minutes=-100)
        start = clock.now.replace(tzinfo=None) - timedelta(minutes=20)
        event = village.events.add(Event(title=f"义务日{week}", start=start, minutes=180))
        occurrence = village.events.occurrence(event.number, start.date())
        for number in (1, 2) if week != 1 else (2,):
            village.registers.checkin.check_in(occurrence, number)
        clock.forward(minutes=100)
        village.registers.checkin.check_out(occurrence, 2)
        if week == 0:
            village.registers.checkin.check_out(occurrence, 1)
            village.registers.settlement.close(occurrence)
        found.append(occurrence)
    return found


def test_somebodys_parts_are_those_of_reading_every_register(village, days):
    policy = village.settings.hours
    for number in (1, 2):
        parts = AttendanceByPerson(village.registers, number).read(policy)
        whole = [
            (r.key, e, entry_credit(e, r.head, policy))
            for r in village.registers.between(None, None)
            if (e := r.entries.get(number)) is not None
        ]
        assert [(p.key, p.entry, p.credit) for p in parts] == whole
        assert total_credit(parts).service.total == sum(c.service.total for _k, _e, c in whole)


def test_whoever_was_nowhere_has_no_parts_and_number_1_is_not_number_10(village, days, enrol):
    enrol(9)
    assert AttendanceByPerson(village.registers, 10).read(village.settings.hours) == []


def test_a_register_that_changed_is_read_again_and_the_others_are_not(village, days, monkeypatch):
    attended = AttendanceByPerson(village.registers, 1)
    assert len(attended.read(village.settings.hours)) == 2
    read = []
    peek = village.registers.peek
    monkeypatch.setattr(village.registers, "peek", lambda key: read.append(key) or peek(key))
    village.registers.checkin.check_out(days[2], 1)
    parts = attended.read(village.settings.hours)
    assert read == [days[2].key]
    assert parts[-1].entry.stints[-1].end is not None


def test_minutes_that_are_not_signed_follow_the_policy_and_signed_ones_do_not(village, days):
    village.registers.checkin.check_out(days[2], 1)
    policy = village.settings.hours
    attended = AttendanceByPerson(village.registers, 1)
    assert [part.credit.service.total for part in attended.read(policy)] == [100, 100]
    halves = msgspec.structs.replace(policy, round_to=30)
    assert [part.credit.service.total for part in attended.read(halves)] == [100, 90]


def test_a_register_that_is_cut_off_is_told_and_not_taken_for_one_without_them(village, days):
    path = next((village.folder / "registers").glob(f"*/{days[1].key}.json"))
    path.write_bytes(path.read_bytes()[:-40])
    unreadable: list[DataError] = []
    parts = AttendanceByPerson(village.registers, 1).read(village.settings.hours, unreadable)
    assert len(parts) == 2 and len(unreadable) == 1
    with pytest.raises(DataError):
        AttendanceByPerson(village.registers, 1).read(village.settings.hours)


def test_to_come_is_what_somebody_signed_up_for_and_is_not_over(village, days, enrol, clock):
    event = village.events.add(Event(title="课堂", start=clock.now.replace(tzinfo=None)))
    later = village.events.occurrence(event.number, event.start.date())
    village.registers.signup.sign_up(later, 1)
    attended = AttendanceByPerson(village.registers, 1)
    assert [p.key for p in upcoming_sign_ups(attended.read(village.settings.hours), clock.now)] == [
        later.key
    ]
    clock.forward(days=1)
    assert upcoming_sign_ups(attended.read(village.settings.hours), clock.now) == []


def test_who_is_marked_absent_has_nothing_to_come_and_who_is_on_leave_has(village, days, clock):
    event = village.events.add(Event(title="课堂", start=clock.now.replace(tzinfo=None)))
    later = village.events.occurrence(event.number, event.start.date())
    village.registers.signup.sign_up(later, 1)
    for mark, count in (("leave", 1), ("absent", 0)):
        village.registers.checkin.mark(later, 1, mark)
        found = AttendanceByPerson(village.registers, 1).read(village.settings.hours)
        assert len(upcoming_sign_ups(found, clock.now)) == count


def test_the_three_origins_are_added_up_apart(village, days):
    village.registers.settlement.fill_in(
        days[1], 1, days[1].start, days[1].start + timedelta(minutes=60), "忘了签到"
    )
    parts = AttendanceByPerson(village.registers, 1).read(village.settings.hours)
    assert total_credit(parts).service == ServiceTime(clocked=100, filled=60)


def test_registers_that_do_not_name_somebody_are_not_read(village, days, enrol, monkeypatch):
    enrol("单玉珍")
    monkeypatch.setattr(village.registers, "peek", pytest.fail)
    assert AttendanceByPerson(village.registers, 3).read(village.settings.hours) == []
