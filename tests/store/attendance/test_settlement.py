"""Settlement: only open and odd entries are listed, and filled-in ends are marked as such."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.clock import MORNING
from yigong.store.attendance.register import Register, head_of
from yigong.store.attendance.settlement import Settlement
from yigong.store.attendance.settlement_rules import (
    CLOSING,
    odd_entries,
    settle_entry,
    sign_entry,
)
from yigong.store.attendance_records import Correction, Entry, Head, ServiceTime, Stint
from yigong.store.errors import Busy, Refused
from yigong.store.event_records import Event
from yigong.store.plan_context import PlanContext
from yigong.store.settings_records import HoursPolicy


@pytest.fixture
def five(enrol):
    return enrol("张小明", "李秀英", "王建国", "赵玉兰", "孙丽")


def at(occurrence, hour, minute=0):
    return occurrence.start.replace(hour=hour, minute=minute)


def stint(occurrence, came, left=None, **more):
    return Stint(
        start=at(occurrence, *came),
        end=left and at(occurrence, *left),
        desk="东门",
        by="李芳",
        **more,
    )


def oddities(occurrence, *stints, now=(20, 0), policy=None, role=""):
    """What is odd about one person with these stints, if the register is closed at eight."""
    register = Register(occurrence.key, {1: Entry(number=1, stints=stints, role=role)})
    head = head_of(occurrence, PlanContext())
    found = odd_entries(register, head, policy or HoursPolicy(), at(occurrence, *now))
    return found[0] if found else None


def test_who_came_and_left_like_everybody_is_not_asked_about(duty_day):
    assert oddities(duty_day, stint(duty_day, (8, 25), (11, 35))) is None


def test_who_is_still_here_left_at_the_end_at_the_latest(duty_day):
    found = oddities(duty_day, stint(duty_day, (8, 30)))
    assert found.reasons[0] == "here"
    assert found.proposed == duty_day.end
    early = oddities(duty_day, stint(duty_day, (8, 30)), now=(11, 0))
    assert (early.reasons, early.proposed) == (("here",), at(duty_day, 11))


def test_nobody_is_called_too_short_who_is_still_here_before_the_end(duty_day):
    early = oddities(duty_day, stint(duty_day, (8, 30)), now=(9, 0))
    assert early.reasons == ("here",)
    left = oddities(duty_day, stint(duty_day, (8, 30), (8, 50)), now=(9, 0))
    assert left.reasons == ("short",)


def test_who_came_after_the_end_has_left_as_they_came(duty_day):
    found = oddities(duty_day, stint(duty_day, (12, 0)))
    assert found.proposed == at(duty_day, 12)


def test_eight_hours_on_a_three_hour_day_are_odd_and_the_planned_end_is_proposed(duty_day):
    found = oddities(duty_day, stint(duty_day, (8, 30), (16, 30)))
    assert (found.reasons, found.proposed) == (("long",), duty_day.end)
    assert oddities(duty_day, stint(duty_day, (8, 30), (13, 59))) is None


def test_out_before_in_is_odd_and_the_second_stint_is_named(duty_day):
    found = oddities(
        duty_day, stint(duty_day, (8, 30), (9, 0)), stint(duty_day, (9, 30), (9, 10)), now=(20, 0)
    )
    assert (found.reasons, found.stint, found.proposed) == (("backwards",), 1, duty_day.end)


def test_a_proposed_end_is_not_after_they_came_back(duty_day):
    found = oddities(
        duty_day, stint(duty_day, (8, 30), (8, 30)), stint(duty_day, (9, 30), (11, 30))
    )
    assert (found.stint, found.proposed) == (0, at(duty_day, 9, 30))


@pytest.mark.parametrize(
    ("policy", "left", "short"),
    [
        (HoursPolicy(), (10, 17), True),
        (HoursPolicy(), (10, 18), False),
        (HoursPolicy(min_presence=80), (10, 18), True),
        (HoursPolicy(min_presence=30), (9, 30), False),
    ],
)
def test_too_short_is_under_the_villages_least_presence_or_60_per_cent(
    duty_day, policy, left, short
):
    found = oddities(duty_day, stint(duty_day, (8, 30), left), policy=policy)
    assert (found is not None and found.reasons == ("short",) and found.proposed is None) == short


def test_nobody_is_short_at_what_lasts_for_days(duty_day):
    whole_day = msgspec.structs.replace(duty_day, end=duty_day.start + timedelta(days=1))
    assert oddities(whole_day, stint(duty_day, (9, 0), (11, 0))) is None


def test_each_end_is_the_recorders_own_and_counts_as_filled_in(village, five, duty_day, clock):
    for number in (1, 2, 3):
        village.registers.checkin.check_in(duty_day, number)
    clock.forward(hours=5, minutes=40)
    village.registers.checkin.check_out(duty_day, 3)
    register, head = village.registers.read(duty_day.key), village.registers.head(duty_day)
    found = {o.number: o.reasons for o in odd_entries(register, head, HoursPolicy(), clock())}
    assert found == {1: ("here", "long"), 2: ("here", "long"), 3: ("long",)}
    ends = {1: at(duty_day, 10, 50), 3: at(duty_day, 11, 30)}
    closed = village.registers.settlement.close(duty_day, ends=ends)
    credits = {number: entry.credit for number, entry in closed.entries.items()}
    assert credits == {
        1: ServiceTime(filled=120),
        2: ServiceTime(filled=160),
        3: ServiceTime(filled=160),
    }
    assert {e.stints[0].reason for e in closed.entries.values()} == {CLOSING}
    assert closed == village.registers.read(duty_day.key)


@pytest.mark.parametrize(
    ("number", "hour", "sentence"),
    [
        (1, 15, r"not when it took place \(08:30-11:30\)"),
        (1, 8, "They came at 08:50"),
        (1, 20, "lies ahead"),
        (2, 10, "They were back at 09:20"),
        (4, 11, "Nobody was checked in under V0004"),
        (5, 11, "Not in this register"),
    ],
)
def test_an_end_that_cannot_have_been_closes_nothing(
    village, five, duty_day, clock, number, hour, sentence
):
    checkin = village.registers.checkin
    for person in (1, 2):
        checkin.check_in(duty_day, person)
    checkin.check_out(duty_day, 2)  # at once: that is odd
    clock.forward(minutes=30)
    checkin.check_in(duty_day, 2, again=True)
    clock.forward(hours=1)
    checkin.check_out(duty_day, 2)
    village.registers.signup.sign_up(duty_day, 4)
    clock.forward(hours=6)
    before = village.registers.read(duty_day.key)
    with pytest.raises(Refused, match=sentence):
        village.registers.settlement.close(duty_day, ends={number: at(duty_day, hour)})
    assert village.registers.read(duty_day.key) == before


@pytest.mark.parametrize(("hour", "minute", "credited"), [(12, 0, 190), (14, 30, 340)])
def test_an_end_may_be_written_up_to_the_margin_after_the_planned_one(
    village, five, duty_day, clock, hour, minute, credited
):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(hours=7)
    closed = village.registers.settlement.close(duty_day, ends={1: at(duty_day, hour, minute)})
    assert closed.entries[1].credit == ServiceTime(filled=credited)


def test_a_stint_that_was_written_in_whole_is_no_longer_than_the_occurrence(
    village, five, duty_day, clock
):
    clock.forward(hours=5)
    village.registers.settlement.type_in(duty_day, "1 张小明 0900")
    with pytest.raises(Refused, match=r"cannot be longer than the event \(180 min\)"):
        village.registers.settlement.close(duty_day, ends={1: at(duty_day, 12, 1)})
    closed = village.registers.settlement.close(duty_day, ends={1: at(duty_day, 12)})
    assert closed.entries[1].credit == ServiceTime(filled=180)


def test_who_was_let_in_long_after_the_end_and_never_left_has_no_minutes(
    village, five, duty_day, clock
):
    clock.forward(hours=10)
    village.registers.checkin.check_in(duty_day, 1, outside_hours=True)
    clock.forward(hours=1)
    register, head = village.registers.read(duty_day.key), village.registers.head(duty_day)
    [odd] = odd_entries(register, head, HoursPolicy(), clock())
    closed = village.registers.settlement.close(duty_day, ends={1: odd.proposed})
    assert closed.entries[1].credit == ServiceTime()


def test_a_reason_that_was_given_stays_when_the_end_is_changed(village, five, duty_day, clock):
    village.registers.signup.sign_up(duty_day, 1)
    village.registers.settlement.number_rows(duty_day, [1])
    clock.forward(hours=4)
    village.registers.settlement.type_in(duty_day, "1 0830")
    closed = village.registers.settlement.close(duty_day)
    assert closed.entries[1].stints[0].reason == "paper sheet, row 1"
    assert closed.entries[1].credit == ServiceTime(filled=180)


def test_every_correction_after_the_signature_stays_with_the_register(
    village, five, duty_day, clock
):
    village.registers.checkin.check_in(duty_day, 1)
    signed = clock.forward(hours=3)
    village.registers.settlement.close(duty_day)
    first = clock.forward(days=1)
    village.registers.settlement.reopen(duty_day, "漏了李秀英")
    village.registers.checkin.revoke(duty_day, 1, "点错了人")
    village.registers.settlement.fill_in(duty_day, 2, at(duty_day, 9), at(duty_day, 11), "忘了签到")
    village.registers.settlement.close(duty_day)
    second = clock.forward(days=1)
    village.registers.settlement.reopen(duty_day, "时间不对")
    head = village.registers.settlement.close(duty_day).head
    assert head.corrections == (
        Correction(at=first, by="李芳", reason="漏了李秀英", signed=signed),
        Correction(at=second, by="李芳", reason="时间不对", signed=first),
    )
    assert head.closed is not None


def test_a_register_reopened_before_the_end_expects_who_has_not_come_yet(
    village, five, duty_day, clock
):
    village.registers.signup.sign_up(duty_day, 1, 2, 3)
    village.registers.checkin.mark(duty_day, 3, "leave")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(hours=1)
    signed = village.registers.settlement.close(duty_day)
    assert [signed.entries[n].mark for n in (1, 2, 3)] == ["", "absent", "leave"]
    reopened = village.registers.settlement.reopen(duty_day, "还没完")
    assert [reopened.entries[n].mark for n in (1, 2, 3)] == ["", "", "leave"]
    again = village.registers.settlement.close(duty_day)
    assert [again.entries[n].mark for n in (1, 2, 3)] == ["", "absent", "leave"]
    clock.forward(hours=4)
    late = village.registers.settlement.reopen(duty_day, "时间不对")
    assert late.entries[2].mark == "absent", "it is over: they did not come"


def test_an_event_that_was_planned_shorter_is_closed_by_the_hours_it_was_held_for(
    village, five, clock
):
    """The head is fixed with the first check-in; a later change of the plan does not alter it."""
    event = village.events.add(
        Event(title="大扫除", start=clock().replace(tzinfo=None), minutes=60)
    )
    occurrence = village.events.occurrence(event.number, clock().date())
    village.registers.checkin.check_in(occurrence, 1)
    clock.forward(hours=3)
    later = msgspec.structs.replace(occurrence, end=occurrence.end + timedelta(hours=2))
    closed = village.registers.settlement.close(later)
    assert closed.entries[1].credit == ServiceTime(filled=60)


# -- in long before the start ----------------------------------------------


def test_who_was_let_in_the_evening_before_begins_with_the_occurrence(duty_day):
    came = at(duty_day, 21) - timedelta(days=1)
    for left, reasons, end in (
        (None, ("here", "early"), duty_day.end),
        (at(duty_day, 11, 20), ("early",), None),
        (at(duty_day, 17, 0), ("early", "long"), duty_day.end),
    ):
        found = oddities(duty_day, Stint(start=came, end=left), now=(12, 0))
        assert (found.reasons, found.proposed_start, found.proposed) == (
            reasons,
            duty_day.start,
            end,
        )


def test_who_was_in_within_the_margin_is_not_early(duty_day):
    assert oddities(duty_day, stint(duty_day, (5, 30), (11, 0))) is None
    found = oddities(duty_day, stint(duty_day, (5, 29), (11, 0)))
    assert (found.reasons, found.proposed_start) == (("early",), duty_day.start)


def test_who_was_clocked_out_again_before_the_start_was_there_so_long(duty_day):
    came = at(duty_day, 18) - timedelta(days=1)
    prepared = Stint(start=came, end=came + timedelta(hours=2))
    found = oddities(duty_day, prepared, stint(duty_day, (8, 30), (11, 30)))
    assert (found.reasons, found.proposed_start, found.proposed) == (("early",), None, None)


@pytest.mark.parametrize(
    ("left", "ends", "from_start", "credit"),
    [
        (None, {}, (), ServiceTime(filled=180)),
        (None, {1: (11, 0)}, (), ServiceTime(filled=150)),
        (None, {1: (8, 0)}, (), ServiceTime()),
        (None, {1: (12, 0)}, (1,), ServiceTime(filled=210)),
        ((11, 20), {}, (1,), ServiceTime(filled=170)),
        ((11, 20), {1: (11, 0)}, (), ServiceTime(filled=150)),
        ((11, 20), {}, (), ServiceTime(clocked=860)),
        ((11, 20), {1: (11, 20)}, (), ServiceTime(clocked=860)),
    ],
)
def test_what_is_written_in_at_closing_credits_no_night_before(
    village, five, duty_day, clock, left, ends, from_start, credit
):
    clock.now = at(duty_day, 21) - timedelta(days=1)
    village.registers.checkin.check_in(duty_day, 1, outside_hours=True)
    if left:
        clock.now = at(duty_day, *left)
        village.registers.checkin.check_out(duty_day, 1)
    clock.now = at(duty_day, 20)
    written = {number: at(duty_day, *end) for number, end in ends.items()}
    closed = village.registers.settlement.close(duty_day, ends=written, from_start=from_start)
    assert closed.entries[1].credit == credit
    if credit.filled:
        assert closed.entries[1].stints[0].reason == CLOSING


def test_who_never_left_is_signed_the_evening_before_without_a_minute(
    village, five, duty_day, clock
):
    clock.now = at(duty_day, 21) - timedelta(days=1)
    village.registers.checkin.check_in(duty_day, 1, outside_hours=True)
    clock.forward(hours=1)
    closed = village.registers.settlement.close(duty_day)
    assert closed.entries[1].credit == ServiceTime()


@given(
    came=st.integers(-12 * 60, 12 * 60),
    length=st.integers(15, 3 * 24 * 60),
    closing=st.integers(0, 4 * 24 * 60),
)
def test_no_open_stint_is_signed_as_longer_than_the_occurrence_and_the_margin_before_it(
    came, length, closing
):
    begins = MORNING
    head = Head(
        event=1, planned=begins.date(), title="守夜", kind="duty_day", role="volunteer",
        start=begins, end=begins + timedelta(minutes=length),
    )  # fmt: skip
    start = begins + timedelta(minutes=came)
    now = start + timedelta(minutes=closing)
    entry = Entry(number=1, stints=(Stint(start=start),))
    register = Register("E0001@2026-11-25", {1: entry})
    [found] = odd_entries(register, head, HoursPolicy(), now)
    chosen = settle_entry(entry, found.proposed, head, now, "")
    for settled in (chosen, entry):
        signed = sign_entry(settled, head, HoursPolicy(), "", min(now, head.end))
        clocked_before = max(0, -came) if came >= -180 else 0
        assert signed.credit.total <= length + clocked_before


# -- whose time counts for nothing -------------------------------------------


@pytest.mark.parametrize("role", ["participant", "guest"])
def test_the_times_of_who_takes_part_are_not_asked_about_and_end_as_planned(duty_day, role):
    head = head_of(duty_day, PlanContext())
    for times in (((8, 30), (8, 40)), ((8, 30), None), ((1, 0), (19, 0)), ((9, 0), (8, 0))):
        assert oddities(duty_day, stint(duty_day, *times), role=role) is None
    here = Entry(number=1, role=role, stints=(stint(duty_day, (8, 30)),))
    signed = sign_entry(here, head, HoursPolicy(), "", head.end)
    assert signed.stints[0].end == head.end


@pytest.mark.parametrize("role", ["volunteer", "learner", "paid"])
def test_the_times_of_who_serves_learns_or_is_paid_are_asked_about(duty_day, role):
    here = oddities(duty_day, stint(duty_day, (8, 30)), now=(12, 0), role=role)
    assert here.reasons == ("here",)
    short = oddities(duty_day, stint(duty_day, (8, 30), (8, 40)), role=role)
    assert short.reasons == ("short",)


def test_of_who_served_and_then_took_part_only_the_service_is_asked_about(duty_day):
    served = stint(duty_day, (8, 30), (10, 30), role="volunteer")
    assert oddities(duty_day, served, stint(duty_day, (10, 30)), role="participant") is None
    forgotten = stint(duty_day, (8, 30), (17, 0), role="volunteer")
    found = oddities(duty_day, forgotten, stint(duty_day, (17, 0)), role="participant")
    assert (found.reasons, found.stint, found.proposed) == (("long",), 0, duty_day.end)


def test_an_end_to_the_clocked_minute_leaves_the_time_as_clocked(village, five, duty_day, clock):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(hours=2, seconds=20)
    village.registers.checkin.check_out(duty_day, 1)
    clock.forward(hours=2)
    closed = village.registers.settlement.close(duty_day, ends={1: at(duty_day, 10, 50)})
    assert closed.entries[1].credit == ServiceTime(clocked=120)


# -- the daily cap -----------------------------------------------------------


def _second(village, occurrence, hour=8, title="周六清理"):
    """The occurrence of another event on the same day."""
    event = village.events.add(
        Event(title=title, start=occurrence.start.replace(tzinfo=None, hour=hour), minutes=180)
    )
    return village.events.occurrence(event.number, occurrence.planned)


def _served_twice(village, enrol, occurrence, clock):
    """One person is at one event from 08:50 to 10:50, at another from 11:00 to 12:00."""
    enrol("张小明")
    _settings(village, daily_cap=150)
    other = _second(village, occurrence)
    registers = village.registers
    registers.checkin.check_in(occurrence, 1)
    clock.forward(hours=2)
    registers.checkin.check_out(occurrence, 1)
    clock.forward(minutes=10)
    registers.checkin.check_in(other, 1)
    clock.forward(hours=1)
    registers.checkin.check_out(other, 1)
    return other


def _credit(village, occurrence):
    return village.registers.read(occurrence.key).entries[1].credit


def test_the_most_for_a_day_is_for_all_its_registers_together(village, enrol, duty_day, clock):
    other = _served_twice(village, enrol, duty_day, clock)
    village.registers.settlement.close(duty_day)
    village.registers.settlement.close(other)
    assert _credit(village, duty_day) == ServiceTime(clocked=120)
    assert _credit(village, other) == ServiceTime(clocked=30)


def test_whichever_register_is_signed_first_takes_first_and_stays_as_it_was_signed(
    village, enrol, duty_day, clock
):
    other = _served_twice(village, enrol, duty_day, clock)
    village.registers.settlement.close(other)
    village.registers.settlement.close(duty_day)
    assert (_credit(village, other).clocked, _credit(village, duty_day).clocked) == (60, 90)
    village.registers.settlement.reopen(duty_day, "李秀英也来了")
    village.registers.settlement.close(duty_day)
    assert (_credit(village, other).clocked, _credit(village, duty_day).clocked) == (60, 90)


def test_what_is_not_signed_or_of_another_day_takes_nothing_of_the_day(
    village, enrol, duty_day, clock
):
    other = _served_twice(village, enrol, duty_day, clock)
    village.registers.settlement.close(other)
    village.registers.settlement.reopen(other, "还没完")
    clock.forward(days=30)
    december = village.events.occurrence(duty_day.event.number, date(2026, 12, 25))
    clock.now = december.start
    village.registers.checkin.check_in(december, 1)
    clock.now = december.end
    village.registers.checkin.check_out(december, 1)
    village.registers.settlement.close(december)
    village.registers.settlement.close(duty_day)
    assert _credit(village, december) == ServiceTime(clocked=150)
    assert _credit(village, duty_day) == ServiceTime(clocked=120)


def test_two_who_sign_at_the_same_moment_do_not_both_give_the_whole_day(
    village, enrol, duty_day, clock, colleague, monkeypatch
):
    other = _served_twice(village, enrol, duty_day, clock)
    theirs, refused = colleague(), []
    theirs.session.lock_timeout = 0.05
    reading = Settlement.credited_elsewhere

    def meanwhile(self, *given):
        found = reading(self, *given)
        if self is village.registers.settlement:
            with pytest.raises(Busy) as busy:
                theirs.registers.settlement.close(other)
            refused.append(str(busy.value))
        return found

    monkeypatch.setattr(Settlement, "credited_elsewhere", meanwhile)
    village.registers.settlement.close(duty_day)
    assert len(refused) == 1 and "李芳" in refused[0]
    theirs.registers.settlement.close(other)
    assert _credit(village, other) == ServiceTime(clocked=30)


def test_a_new_setting_rewrites_nothing_that_was_signed(village, enrol, duty_day, clock):
    other = _served_twice(village, enrol, duty_day, clock)
    village.registers.settlement.close(duty_day)
    before = village.registers.read(duty_day.key)
    _settings(village, daily_cap=30, round_to=60, min_presence=90, travel=True)
    assert village.registers.read(duty_day.key) == before
    assert village.summary(None, None).total.service.total == 120
    village.registers.settlement.close(other)
    assert village.registers.read(duty_day.key) == before
    assert before.head.policy == HoursPolicy(daily_cap=150)


def _settings(village, **policy):
    hours = msgspec.structs.replace(village.settings.hours, **policy)
    village.save_settings(msgspec.structs.replace(village.settings, hours=hours))


def test_a_register_that_changed_since_it_was_looked_at_is_not_closed(
    village, colleague, five, duty_day
):
    village.registers.checkin.check_in(duty_day, 1)
    seen = village.registers.read(duty_day.key)
    colleague().registers.checkin.check_in(duty_day, 2)
    with pytest.raises(Refused, match="changed the register meanwhile"):
        village.registers.settlement.close(duty_day, rev=seen.rev)
    now = village.registers.read(duty_day.key)
    assert not now.closed
    assert village.registers.settlement.close(duty_day, rev=now.rev).closed
