"""Changes of roles in registers: before the signature free, after it a correction."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from support.replay import assert_history_matches_books
from yigong.store.attendance.counts_cache import count_register
from yigong.store.attendance.roles import counted_role
from yigong.store.attendance_records import LearningTime, PaidTime, ServiceTime
from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.records import Squad
from yigong.store.storage.book import ChangeReason


@pytest.fixture
def lecture(village, enrol):
    """A lecture from 08:30 to 10:30 under way, to which people come as participants."""
    enrol("张小明", "李秀英", "王建国")
    event = village.events.add(
        Event(title="健康讲座", kind="class", start=datetime(2026, 11, 25, 8, 30), minutes=120)
    )
    return village.events.occurrence(event.number, event.start.date())


@pytest.fixture
def signed(village, lecture, clock):
    """The same, signed; 张小明 was there for an hour."""
    village.registers.checkin.check_in(lecture, 1)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(lecture, 1)
    clock.forward(hours=1)
    village.registers.settlement.close(lecture)
    return lecture


def role(village, occurrence, number=1):
    entry = village.registers.read(occurrence.key).entries[number]
    return counted_role(entry, village.registers.head(occurrence))


def test_the_plan_decides_until_somebody_says_otherwise(village, lecture):
    village.registers.checkin.check_in(lecture, 1)
    assert role(village, lecture) == "participant"
    village.registers.roles.change(lecture, 1, "guest")
    village.events.save(msgspec.structs.replace(village.events.get(1), role="learner"))
    assert role(village, lecture) == "guest"
    village.registers.checkin.check_in(lecture, 2)
    assert role(village, village.events.occurrence(1, lecture.planned), 2) == "learner"


def test_who_comes_from_a_squad_that_is_needed_serves(village, lecture):
    village.squads.add(Squad(name="修葺队", members=(1,)))
    event = village.events.save(msgspec.structs.replace(village.events.get(1), needs={1: 1}))
    occurrence = village.events.occurrence(event.number, lecture.planned)
    village.registers.checkin.check_in(occurrence, 1)
    village.registers.checkin.check_in(occurrence, 2)
    assert [role(village, occurrence, n) for n in (1, 2)] == ["volunteer", "participant"]


def test_a_role_given_at_the_door_holds_from_then_on(village, lecture, clock):
    checkin = village.registers.checkin
    checkin.check_in(lecture, 1, role="volunteer")
    clock.forward(minutes=60)
    checkin.check_out(lecture, 1)
    checkin.check_in(lecture, 1, again=True, role="participant")
    clock.forward(minutes=30)
    entry = checkin.check_out(lecture, 1)
    assert [stint.role for stint in entry.stints] == ["", "participant"]
    closed = village.registers.settlement.close(lecture).entries[1]
    assert (closed.role, closed.credit) == ("volunteer", ServiceTime(clocked=60))


def test_a_stint_that_is_filled_in_has_a_role_of_its_own(village, lecture, clock):
    clock.forward(hours=3)
    fill = village.registers.settlement.fill_in
    nine = lecture.start.replace(hour=9, minute=0)
    first = fill(lecture, 1, nine, nine + timedelta(minutes=30), "忘了", role="paid")
    assert (first.role, first.stints[0].role) == ("paid", "")
    early = nine - timedelta(minutes=30)
    both = fill(lecture, 1, early, nine, "忘了", role="learner")
    assert [stint.role for stint in both.stints] == ["learner", ""], "the earlier one is its own"
    closed = village.registers.settlement.close(lecture).entries[1]
    assert (closed.credit, closed.learning, closed.labour) == (
        ServiceTime(),
        LearningTime(30),
        PaidTime(30),
    )


def test_nobody_has_a_role_who_is_not_in_the_register(village, lecture):
    with pytest.raises(Refused, match="Not in this register"):
        village.registers.roles.change(lecture, 1, "guest")
    assert not village.registers.book(lecture.key).path.exists()


def test_the_same_role_again_writes_nothing(village, lecture):
    village.registers.checkin.check_in(lecture, 1, role="guest")
    before = village.registers.book(lecture.key).path.read_bytes()
    village.registers.roles.change(lecture, 1, "guest")
    assert village.registers.book(lecture.key).path.read_bytes() == before


def test_a_changed_role_is_undone_by_itself(village, lecture):
    village.registers.checkin.check_in(lecture, 1)
    village.registers.roles.change(lecture, 1, "paid")
    assert village.undo().act == "role"
    assert role(village, lecture) == "participant"
    assert_history_matches_books(village.folder)


def test_in_a_signed_register_it_is_a_correction_with_a_reason(village, signed):
    before = village.registers.book(signed.key).path.read_bytes()
    with pytest.raises(Refused, match="a change of a role needs a reason"):
        village.registers.roles.change(signed, 1, "volunteer", reason="  ")
    assert village.registers.book(signed.key).path.read_bytes() == before
    assert village.summary(None, None).total.service == ServiceTime()
    entry = village.registers.roles.change(signed, 1, "volunteer", reason="一直在帮忙")
    assert entry.credit == ServiceTime(clocked=60)
    assert village.summary(None, None).total.service == ServiceTime(clocked=60)
    head = village.registers.read(signed.key).head
    (correction,) = head.corrections
    assert correction.reason == "V0001 participant -> volunteer: 一直在帮忙"
    assert (correction.by, head.closed is not None) == ("李芳", True)


def test_a_correction_is_undone_with_its_note(village, signed):
    village.registers.roles.change(signed, 1, "volunteer", reason="一直在帮忙")
    assert village.undo().act == "role"
    register = village.registers.read(signed.key)
    assert register.closed and not register.head.corrections
    assert (register.entries[1].role, register.entries[1].credit) == ("participant", ServiceTime())
    assert_history_matches_books(village.folder)


def test_a_correction_of_who_came_last_names_what_they_came_last_as(village, lecture, clock):
    for again in (False, True):
        village.registers.checkin.check_in(lecture, 1, again=again)
        clock.forward(minutes=30)
        village.registers.checkin.check_out(lecture, 1)
    village.registers.settlement.close(lecture)
    entry = village.registers.roles.change(lecture, 1, "paid", last=True, reason="摘板栗")
    assert entry.labour == PaidTime(30)
    (correction,) = village.registers.read(lecture.key).head.corrections
    assert correction.reason == "V0001 participant -> paid: 摘板栗"


def test_an_undone_correction_leaves_that_of_a_colleague(village, signed, colleague, clock):
    village.registers.roles.change(signed, 1, "guest", reason="讲课")
    clock.forward(minutes=1)
    colleague().registers.roles.change(signed, 1, "volunteer", reason="一直在帮忙")
    with pytest.raises(Refused, match="changed this again"):
        village.undo()
    village.registers.settlement.reopen(signed, "漏了一个人")
    village.registers.settlement.fill_in(
        signed, 2, *(signed.start + timedelta(minutes=n) for n in (0, 60)), "纸上有"
    )
    village.registers.settlement.close(signed)
    village.registers.roles.change(signed, 2, "guest", reason="讲课")
    clock.forward(minutes=1)
    colleague().registers.roles.change(signed, 1, "learner", reason="后来在听")
    assert village.undo().act == "role"
    reasons = [each.reason for each in village.registers.read(signed.key).head.corrections]
    assert len(reasons) == 4, "only its own is taken back"
    assert reasons[-1] == "V0001 volunteer -> learner: 后来在听"
    assert_history_matches_books(village.folder)


def _signed_before_there_were_roles(village, occurrence, **credit):
    """Make a signed register one of an older version, which credits everybody as a volunteer."""
    book = village.registers.book(occurrence.key)
    with village.session.change(book, ChangeReason("close")) as draft:
        draft.set_head(msgspec.structs.replace(draft.head, role=""))
        for entry in list(draft.records.values()):
            stints = tuple(msgspec.structs.replace(stint, role="") for stint in entry.stints)
            draft.put(msgspec.structs.replace(entry, role="", stints=stints, **credit))


def test_who_stays_what_they_were_signed_as_keeps_the_minutes_that_were_signed(village, signed):
    _signed_before_there_were_roles(village, signed, credit=ServiceTime(clocked=59))
    entry = village.registers.roles.change(signed, 1, "volunteer", reason="一直在帮忙")
    assert (entry.role, entry.credit) == ("volunteer", ServiceTime(clocked=59))


def test_all_counts_agree_on_a_corrected_register_of_before_there_were_roles(
    village, lecture, clock
):
    for again in (False, True):
        village.registers.checkin.check_in(lecture, 1, again=again)
        clock.forward(minutes=30)
        village.registers.checkin.check_out(lecture, 1)
    village.registers.settlement.close(lecture)
    _signed_before_there_were_roles(village, lecture, credit=ServiceTime(clocked=60))
    village.registers.roles.change(lecture, 1, "participant", reason="在听")
    village.registers.roles.change(lecture, 1, "volunteer", last=True, reason="后来帮忙")
    policy = village.settings.hours
    counted = count_register(village.registers.read(lecture.key), policy)
    (cached,) = village.counts.between(None, None, policy)
    assert list(counted) == list(cached)
    assert village.summary(None, None).total.heads.volunteers == 1


def test_what_was_signed_stands_when_the_plan_changes(village, signed):
    village.events.save(msgspec.structs.replace(village.events.get(1), role="volunteer"))
    occurrence = village.events.occurrence(1, signed.planned)
    assert role(village, occurrence) == "participant"
    assert village.summary(None, None).total.service == ServiceTime()
