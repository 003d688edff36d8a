"""The registers: who signed up, who came, once; and a closed register is not changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest

from support.replay import assert_history_matches_books
from yigong.store.attendance.checkin_rules import Tone
from yigong.store.attendance.roles import count_heads
from yigong.store.attendance_records import ServiceTime
from yigong.store.errors import Busy, Refused
from yigong.store.event_records import Event
from yigong.store.records import Squad
from yigong.store.settings_records import HoursPolicy


@pytest.fixture
def four(enrol):
    return enrol("张小明", "李秀英", "王建国", "赵玉兰")


@pytest.fixture
def two_places(village, four):
    """An event today with two places."""
    event = village.events.add(
        Event(title="一日游", start=datetime(2026, 11, 25, 8, 30), minutes=180, capacity=2)
    )
    return village.events.occurrence(event.number, event.start.date())


def heads(village, occurrence):
    register = village.registers.read(occurrence.key)
    return count_heads(register.entries.values(), village.registers.head(occurrence))


def test_beyond_the_places_people_wait_in_the_order_they_signed_up(village, two_places, clock):
    for number in (3, 1, 4, 2):
        village.registers.signup.sign_up(two_places, number)
        clock.forward(seconds=1)
    entries = village.registers.read(two_places.key).entries
    assert [number for number in (3, 1, 4, 2) if entries[number].waiting] == [4, 2]
    moved_up = village.registers.signup.withdraw(two_places, 3)
    assert [entry.number for entry in moved_up] == [4]
    register = village.registers.read(two_places.key)
    assert sorted(entry.number for entry in register.expected) == [1, 4]


def test_several_at_once_take_the_places_in_the_order_given(village, two_places):
    entries = village.registers.signup.sign_up(two_places, 4, 2, 1)
    assert [(entry.number, entry.waiting) for entry in entries] == [
        (4, False),
        (2, False),
        (1, True),
    ]


def test_who_waits_and_withdraws_moves_nobody_up(village, two_places):
    village.registers.signup.sign_up(two_places, 1, 2, 3, 4)
    assert village.registers.signup.withdraw(two_places, 3) == []
    assert village.registers.read(two_places.key).entries[4].waiting


def test_signing_up_twice_is_being_expected_once_and_keeps_the_place(village, two_places, clock):
    (first,) = village.registers.signup.sign_up(two_places, 1)
    clock.forward(hours=1)
    assert village.registers.signup.sign_up(two_places, 1) == [first]


def test_who_waits_and_comes_anyway_is_asked_about_and_may_be_let_in(village, two_places):
    village.registers.signup.sign_up(two_places, 1, 2, 3)
    before = village.registers.book(two_places.key).path.read_bytes()
    asked = village.registers.checkin.check_in(two_places, 3)
    assert (asked.answer.tone, asked.entry.stints) == (Tone.FULL, ())
    assert village.registers.book(two_places.key).path.read_bytes() == before
    arrival = village.registers.checkin.check_in(two_places, 3, admit=True)
    assert (arrival.answer.tone, arrival.entry.waiting) == (Tone.WELCOME, False)
    assert village.registers.read(two_places.key).places_taken == 3


def test_who_has_a_place_is_never_told_that_it_is_full(village, two_places):
    village.registers.signup.sign_up(two_places, 1, 2)
    village.registers.checkin.check_in(two_places, 3, admit=True)
    assert village.registers.checkin.check_in(two_places, 1).answer.tone is Tone.WELCOME


def test_who_just_came_takes_a_place_until_they_leave(village, two_places):
    registers = village.registers
    registers.checkin.check_in(two_places, 1)
    registers.checkin.check_in(two_places, 2)
    assert registers.checkin.check_in(two_places, 3).answer.tone is Tone.FULL
    (waits,) = registers.signup.sign_up(two_places, 4)
    assert waits.waiting
    registers.checkin.check_out(two_places, 2)
    assert registers.checkin.check_in(two_places, 3).answer.tone is Tone.WELCOME


def test_a_place_that_was_excused_is_free_at_the_door(village, two_places, clock):
    village.registers.signup.sign_up(two_places, 1, 2)
    village.registers.checkin.mark(two_places, 2, "leave")
    assert village.registers.checkin.check_in(two_places, 3).answer.tone is Tone.WELCOME


def test_nobody_signs_up_past_those_who_wait(village, two_places, enrol):
    enrol("孙丽")
    village.registers.signup.sign_up(two_places, 1, 2, 3, 4)
    event = village.events.save(msgspec.structs.replace(two_places.event, capacity=3))
    occurrence = village.events.occurrence(event.number, two_places.planned)
    (last,) = village.registers.signup.sign_up(occurrence, 5)
    assert last.waiting and not village.registers.read(occurrence.key).entries[3].waiting


def test_who_is_excused_before_the_start_gives_the_place_on(village, two_places, clock):
    clock.forward(hours=-2)
    village.registers.signup.sign_up(two_places, 1, 2, 3, 4)
    marked = village.registers.checkin.mark(two_places, 2, "leave")
    assert marked.entry.mark == "leave"
    assert [entry.number for entry in marked.moved_up] == [3]
    back = village.registers.checkin.mark(two_places, 2, "")
    assert back.entry.waiting, "their place is another's by now"
    assert village.undo().act == "mark"
    assert village.undo().act == "mark"
    entries = village.registers.read(two_places.key).entries
    assert [n for n in (1, 2, 3, 4) if entries[n].waiting] == [3, 4]
    assert_history_matches_books(village.folder)


def test_an_absence_noted_on_the_day_moves_nobody_up(village, two_places):
    village.registers.signup.sign_up(two_places, 1, 2, 3)
    assert village.registers.checkin.mark(two_places, 2, "absent").moved_up == []
    assert village.registers.read(two_places.key).entries[3].waiting


def test_who_excused_themselves_and_signs_up_again_is_at_the_end_of_the_line(
    village, two_places, clock
):
    clock.forward(hours=-2)
    village.registers.signup.sign_up(two_places, 1, 2, 3)
    village.registers.checkin.mark(two_places, 1, "leave")
    clock.forward(minutes=1)
    village.registers.signup.sign_up(two_places, 4)
    clock.forward(minutes=1)
    (entry,) = village.registers.signup.sign_up(two_places, 1)
    assert (entry.mark, entry.waiting) == ("", True)
    village.registers.signup.withdraw(two_places, 2)
    assert [entry.number for entry in village.registers.read(two_places.key).waiting] == [1]


def test_who_is_here_and_signs_up_does_not_wait(village, two_places):
    village.registers.checkin.check_in(two_places, 1)
    village.registers.checkin.check_in(two_places, 2)
    (entry,) = village.registers.signup.sign_up(two_places, 1)
    assert not entry.waiting


def test_who_was_checked_in_does_not_withdraw(village, four, duty_day):
    village.registers.signup.sign_up(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 1)
    with pytest.raises(Refused, match="Already checked in"):
        village.registers.signup.withdraw(duty_day, 1)
    with pytest.raises(Refused, match="Not signed up"):
        village.registers.signup.withdraw(duty_day, 2)


def test_a_repeat_at_the_door_is_answered_and_never_a_second_record(
    village, colleague, four, duty_day, clock
):
    other = colleague("王强", "西门")
    assert village.registers.checkin.check_in(duty_day, 1).answer.tone is Tone.WELCOME
    assert village.registers.checkin.check_in(duty_day, 1).answer.tone is Tone.STUTTER
    clock.forward(minutes=5)
    assert village.registers.checkin.check_in(duty_day, 1).answer.tone is Tone.HERE
    elsewhere = other.registers.checkin.check_in(duty_day, 1).answer
    assert (elsewhere.tone, elsewhere.stint.desk, elsewhere.stint.by) == (
        Tone.HERE_ELSEWHERE,
        "东门",
        "李芳",
    )
    register = village.registers.read(duty_day.key)
    assert (register.rev, len(register.entries[1].stints)) == (1, 1)


def test_who_left_is_asked_and_comes_back_as_a_second_stint(village, four, duty_day, clock):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, 1)
    clock.forward(minutes=15)
    asked = village.registers.checkin.check_in(duty_day, 1)
    assert (asked.answer.tone, asked.entry.here) == (Tone.LEFT, False)
    back = village.registers.checkin.check_in(duty_day, 1, again=True)
    assert back.entry.here and len(back.entry.stints) == 2


def test_who_is_not_here_is_not_checked_out(village, four, duty_day):
    with pytest.raises(Refused, match="Not here now"):
        village.registers.checkin.check_out(duty_day, 1)


def test_nobody_unknown_is_checked_in(village, duty_day):
    with pytest.raises(Refused, match="There is no person V0077"):
        village.registers.checkin.check_in(duty_day, 77)
    assert not village.registers.book(duty_day.key).path.exists()


@pytest.mark.parametrize("days", [-2, 2])
def test_the_door_is_open_on_the_day_only(village, four, duty_day, clock, days):
    clock.forward(days=days)
    with pytest.raises(Refused, match="takes place on 2026-11-25 08:30, not today"):
        village.registers.checkin.check_in(duty_day, 1)


def test_nobody_is_signed_up_for_or_checked_in_at_what_is_cancelled(village, four, duty_day):
    cancelled = village.events.cancel_occurrence(1, duty_day.planned)
    for attempt in (village.registers.signup.sign_up, village.registers.checkin.check_in):
        with pytest.raises(Refused, match="is cancelled"):
            attempt(cancelled, 1)


def test_a_person_serves_in_their_squad_that_the_event_needs(village, four, duty_day):
    village.squads.add(Squad(name="修葺队", members=(1, 2)))
    village.squads.add(Squad(name="清理队", members=(1, 3)))
    event = village.events.save(msgspec.structs.replace(village.events.get(1), needs={2: 5}))
    occurrence = village.events.occurrence(event.number, duty_day.planned)
    squads = [
        village.registers.checkin.check_in(occurrence, number).entry.squad
        for number in (1, 2, 3, 4)
    ]
    assert squads == [2, 1, 2, 0]
    register = village.registers.read(occurrence.key)
    assert register.by_squad(register.here) == {2: 2, 1: 1, 0: 1}


def test_heads_that_came_along_are_counted_not_named(village, four, duty_day):
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.bring(duty_day, 1, adults=1, children=3)
    assert heads(village, duty_day).total == 5
    for adults, children in ((-1, 0), (0, 100)):
        with pytest.raises(Refused, match="0 to 99"):
            village.registers.checkin.bring(duty_day, 1, adults=adults, children=children)


def test_a_roll_call_marks_the_expected_and_an_arrival_settles_it(village, four, duty_day):
    village.registers.signup.sign_up(duty_day, 1, 2)
    assert village.registers.checkin.mark(duty_day, 1, "absent").entry.mark == "absent"
    assert village.registers.checkin.mark(duty_day, 1, "").entry.mark == ""
    village.registers.checkin.mark(duty_day, 2, "leave")
    assert village.registers.checkin.check_in(duty_day, 2).entry.mark == ""
    with pytest.raises(Refused, match="so not absent"):
        village.registers.checkin.mark(duty_day, 2, "absent")
    with pytest.raises(Refused, match="Not in this register"):
        village.registers.checkin.mark(duty_day, 4, "late")


def at(hour, minute=0, like=None):
    return like.start.replace(hour=hour, minute=minute)


def test_what_is_filled_in_has_a_reason_and_its_origin(village, four, duty_day, clock):
    clock.forward(hours=4)
    entry = village.registers.settlement.fill_in(
        duty_day, 1, at(9, like=duty_day), at(11, like=duty_day), "忘了签到"
    )
    (stint,) = entry.stints
    assert (stint.origin, stint.reason, stint.by) == ("filled", "忘了签到", "李芳")
    line = next(village.history.newest_first())
    assert line.act == "fill"


@pytest.mark.parametrize(
    ("begin", "end", "reason"),
    [
        ((9, 0), (11, 0), ""),
        ((8, 0), (11, 30), "太长"),
        ((11, 0), (9, 0), "倒过来"),
        ((9, 0), (9, 0), "没有"),
        ((8, 0), (8, 55), "已有记录"),
        ((13, 0), (14, 0), "还没到"),
        ((12, 30), (14, 0), "还没完"),
    ],
)
def test_what_cannot_have_been_is_not_filled_in(village, four, duty_day, clock, begin, end, reason):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=10)
    village.registers.checkin.check_out(duty_day, 1)
    clock.now = at(12, 45, like=duty_day)
    before = village.registers.read(duty_day.key)
    with pytest.raises(Refused):
        village.registers.settlement.fill_in(
            duty_day, 1, at(*begin, like=duty_day), at(*end, like=duty_day), reason
        )
    assert village.registers.read(duty_day.key).entries == before.entries


def test_what_is_filled_in_piece_by_piece_is_no_longer_than_the_occurrence(
    village, four, duty_day, clock
):
    clock.forward(hours=8)
    village.registers.settlement.fill_in(
        duty_day, 1, at(8, like=duty_day), at(10, like=duty_day), "忘了"
    )
    with pytest.raises(Refused):
        village.registers.settlement.fill_in(
            duty_day, 1, at(10, like=duty_day), at(12, like=duty_day), "忘了"
        )


def test_closing_ends_open_stints_as_filled_credits_and_signs(village, four, duty_day, clock):
    village.registers.signup.sign_up(duty_day, 1, 2, 3)
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 2)
    clock.forward(minutes=100)
    village.registers.checkin.check_out(duty_day, 1)
    clock.forward(hours=3)
    register = village.registers.settlement.close(duty_day)
    assert register.closed and register.head.closed_by == "李芳"
    assert register.entries[1].credit == ServiceTime(clocked=100)
    assert register.entries[2].credit == ServiceTime(filled=160)
    assert register.entries[2].stints[0].end == duty_day.end
    assert register.entries[3].mark == "absent"
    assert (
        register == village.registers.read(duty_day.key)
        or not village.registers.read(duty_day.key).here
    )


def test_closing_early_ends_open_stints_now_not_in_the_future(village, four, duty_day, clock):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=30)
    register = village.registers.settlement.close(duty_day)
    assert register.entries[1].stints[0].end == clock()
    assert register.entries[1].credit.total == 30


def test_a_closed_register_takes_nothing_and_says_who_closed_it(village, four, duty_day):
    village.registers.signup.sign_up(duty_day, 3)
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.settlement.close(duty_day)
    registers = village.registers
    before = registers.book(duty_day.key).path.read_bytes()
    for attempt in (
        lambda: registers.checkin.check_in(duty_day, 2),
        lambda: registers.checkin.check_out(duty_day, 1),
        lambda: registers.signup.sign_up(duty_day, 2),
        lambda: registers.signup.withdraw(duty_day, 3),
        lambda: registers.checkin.bring(duty_day, 1, adults=1, children=0),
        lambda: registers.checkin.mark(duty_day, 1, "late"),
        lambda: registers.settlement.close(duty_day),
    ):
        with pytest.raises(Refused, match="closed by 李芳 on 2026-11-25 08:50"):
            attempt()
    assert registers.book(duty_day.key).path.read_bytes() == before


def test_nothing_is_not_closed(village, four, duty_day):
    village.registers.signup.sign_up(duty_day, 1)
    with pytest.raises(Refused, match="Nobody was checked in"):
        village.registers.settlement.close(duty_day)


def test_reopening_takes_credits_back_and_the_next_close_goes_by_the_rules_of_the_first(
    village, four, duty_day, clock
):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=100)
    village.registers.settlement.close(duty_day)
    with pytest.raises(Refused, match="The reason is empty"):
        village.registers.settlement.reopen(duty_day, " ")
    register = village.registers.settlement.reopen(duty_day, "漏了一个人")
    assert not register.closed and register.entries[1].credit is None
    village.save_settings(msgspec.structs.replace(village.settings, hours=HoursPolicy(round_to=30)))
    village.registers.checkin.check_in(duty_day, 2)
    clock.forward(minutes=50)
    register = village.registers.settlement.close(duty_day)
    assert [register.entries[n].credit.total for n in (1, 2)] == [100, 50]
    with pytest.raises(Refused, match="closed by"):
        village.registers.settlement.close(duty_day)
    village.registers.settlement.reopen(duty_day, "再来")
    with pytest.raises(Refused, match="not closed"):
        village.registers.settlement.reopen(duty_day, "再来")


def test_what_is_reopened_is_open_for_everybody(village, colleague, four, duty_day, clock):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=100)
    village.registers.settlement.close(duty_day)
    village.registers.settlement.reopen(duty_day, "漏了一个人")
    other = colleague()
    assert not other.registers.read(duty_day.key).closed
    assert other.registers.checkin.check_in(duty_day, 2).entry.here
    assert_history_matches_books(village.folder)


def test_a_changed_policy_rewrites_nothing_that_is_signed(village, four, duty_day, clock):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=100)
    village.registers.settlement.close(duty_day)
    village.save_settings(
        msgspec.structs.replace(village.settings, hours=HoursPolicy(daily_cap=10))
    )
    register = village.registers.read(duty_day.key)
    assert register.entries[1].credit.total == 100
    assert village.registers.settlement.policy(register) == HoursPolicy()


def test_the_head_follows_the_plan_until_somebody_comes(village, four, duty_day):
    village.registers.signup.sign_up(duty_day, 1)
    occurrence = village.events.move(
        1, duty_day.planned, datetime(2026, 11, 25, 9, 30), place="祠堂"
    )
    village.registers.signup.sign_up(occurrence, 2)
    assert village.registers.read(occurrence.key).head.place == "祠堂"
    village.registers.checkin.check_in(occurrence, 1)
    event = village.events.get(1)
    village.events.save(msgspec.structs.replace(event, title="大扫除"))
    later = village.events.occurrence(1, duty_day.planned)
    village.registers.checkin.check_in(later, 2)
    assert village.registers.read(occurrence.key).head.title == "村民义务日"


def test_registers_are_listed_by_date_and_strange_files_are_passed_over(village, four, duty_day):
    village.registers.signup.sign_up(duty_day, 1)
    for month in (1, 2):
        village.registers.signup.sign_up(village.events.occurrence(1, date(2027, month, 25)), 1)
    year = village.folder / "registers" / "2026"
    (year / "notes.json").write_text("{}")
    (year / "E0001@2026-11-25 (copy).json").write_text("{}")
    (village.folder / "registers" / "old").mkdir()
    keys = village.registers.planned_between()
    assert keys == ["E0001@2026-11-25", "E0001@2027-01-25", "E0001@2027-02-25"]
    assert village.registers.planned_between(date(2027, 1, 1), date(2027, 1, 31)) == keys[1:2]


def test_a_register_is_found_by_the_day_it_really_took_place(village, four, duty_day):
    occurrence = village.events.move(1, date(2026, 12, 25), datetime(2027, 1, 3, 9))
    village.registers.signup.sign_up(occurrence, 1)
    found = village.registers.between(date(2027, 1, 1), date(2027, 1, 31))
    assert [register.key for register in found] == ["E0001@2026-12-25"]
    assert list(village.registers.between(date(2026, 12, 1), date(2026, 12, 31))) == []


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "E0001@2026-11-25/../x", "E1@2026-11-25"])
def test_a_key_that_is_none_reaches_no_file(village, key):
    with pytest.raises(Refused, match="There is no register"):
        village.registers.read(key)


def test_another_desks_arrival_is_noticed_by_a_stat(village, colleague, four, duty_day):
    other = colleague()
    village.registers.checkin.check_in(duty_day, 1)
    assert other.registers.read(duty_day.key).rev == 1
    seen = other.registers.fingerprint(duty_day.key)
    village.registers.checkin.check_in(duty_day, 2)
    assert other.registers.fingerprint(duty_day.key) != seen
    assert len(other.registers.read(duty_day.key).here) == 2


def test_no_stint_ends_before_it_starts_when_the_clock_goes_backwards(
    village, four, duty_day, clock
):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(hours=-3)
    stint = village.registers.checkin.check_out(duty_day, 1).stints[0]
    assert stint.end - stint.start == timedelta(0)


# -- everybody at once, families, taking back --------------------------------


def test_all_who_are_still_here_leave_at_once_and_come_back_with_one_undo(
    village, four, duty_day, clock
):
    for number in (1, 2, 3):
        village.registers.checkin.check_in(duty_day, number)
    clock.forward(minutes=30)
    village.registers.checkin.check_out(duty_day, 3)
    clock.forward(minutes=30)
    left = village.registers.checkin.check_out_all(duty_day)
    assert [(entry.number, entry.stints[0].end, entry.stints[0].origin) for entry in left] == [
        (1, clock(), "clocked"),
        (2, clock(), "clocked"),
    ]
    with pytest.raises(Refused, match="Nobody was here then"):
        village.registers.checkin.check_out_all(duty_day)
    village.undo()
    assert [entry.number for entry in village.registers.read(duty_day.key).here] == [1, 2]


def test_a_time_given_for_all_is_no_clock_and_leaves_alone_who_came_after_it(
    village, four, duty_day, clock
):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(hours=2)
    village.registers.checkin.check_in(duty_day, 2)
    end = duty_day.start.replace(hour=10, minute=30)
    with pytest.raises(Refused, match="lies ahead"):
        village.registers.checkin.check_out_all(duty_day, end + timedelta(hours=3))
    with pytest.raises(Refused, match="Nobody was here then"):
        village.registers.checkin.check_out_all(duty_day, end - timedelta(hours=2))
    (left,) = village.registers.checkin.check_out_all(duty_day, end)
    assert (left.number, left.stints[0].end, left.stints[0].origin) == (1, end, "filled")
    assert [entry.number for entry in village.registers.read(duty_day.key).here] == [2]


def test_a_family_comes_in_with_one_key_and_goes_with_one_undo(village, four, duty_day):
    village.registers.checkin.check_in(duty_day, 2)
    done = village.registers.checkin.bring_family(duty_day, 1, [2, 3], adults=1, children=2)
    assert [arrival.answer.tone for arrival in done] == [Tone.WELCOME, Tone.STUTTER, Tone.WELCOME]
    register = village.registers.read(duty_day.key)
    assert (len(register.here), heads(village, duty_day).total) == (3, 6)
    village.undo()
    assert [entry.number for entry in village.registers.read(duty_day.key).here] == [2]
    assert_history_matches_books(village.folder)


def test_a_family_comes_in_whole_or_is_asked_about(village, two_places):
    village.registers.signup.sign_up(two_places, 1, 2)
    outside = village.registers.checkin.bring_family(two_places, 1, [3, 4])
    assert [(a.entry.number, a.answer.tone) for a in outside] == [(3, Tone.FULL), (4, Tone.FULL)]
    assert village.registers.read(two_places.key).here == []
    village.registers.checkin.bring_family(two_places, 1, [3, 4], admit=True)
    assert len(village.registers.read(two_places.key).here) == 3


def test_any_check_in_is_taken_back_with_a_reason_that_stays(
    village, colleague, four, duty_day, clock
):
    village.registers.signup.sign_up(duty_day, 1)
    colleague().registers.checkin.check_in(duty_day, 1)
    colleague().registers.checkin.bring(duty_day, 1, adults=1, children=0)
    with pytest.raises(Refused, match="The reason is empty"):
        village.registers.checkin.revoke(duty_day, 1, " ")
    entry = village.registers.checkin.revoke(duty_day, 1, "同名，点错了人")
    assert (entry.stints, entry.adults) == ((), 1), "who is signed up with them stays so"
    assert entry.expected is not None
    line = next(village.history.newest_first())
    assert (line.act, line.note, line.key) == ("revoke", "同名，点错了人", 1)
    with pytest.raises(Refused, match="nothing to take back"):
        village.registers.checkin.revoke(duty_day, 1, "再来")
    assert_history_matches_books(village.folder)


def test_who_only_walked_in_by_mistake_is_not_in_the_register_any_more(village, four, duty_day):
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.revoke(duty_day, 1, "点错了人")
    assert village.registers.read(duty_day.key).entries == {}


def test_only_the_last_stint_is_taken_back_or_only_its_end(village, four, duty_day, clock):
    village.registers.checkin.check_in(duty_day, 1)
    with pytest.raises(Refused, match="Not checked out"):
        village.registers.checkin.revoke(duty_day, 1, "还没走", end_only=True)
    clock.forward(minutes=30)
    village.registers.checkin.check_out(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 1, again=True)
    assert len(village.registers.checkin.revoke(duty_day, 1, "没有回来").stints) == 1
    assert village.registers.checkin.revoke(duty_day, 1, "还没走", end_only=True).here


def test_who_was_let_in_from_the_waitlist_by_mistake_waits_again(village, two_places):
    village.registers.signup.sign_up(two_places, 1, 2, 3)
    village.registers.checkin.check_in(two_places, 3, admit=True)
    village.registers.checkin.check_in(two_places, 1)
    assert village.registers.checkin.revoke(two_places, 3, "点错了人").waiting
    assert not village.registers.checkin.revoke(two_places, 1, "点错了人").waiting


# -- the roll call -------------------------------------------------------------


def test_a_name_read_aloud_is_one_key_and_the_last_key_counts(village, four, duty_day):
    village.registers.signup.sign_up(duty_day, 1, 2)
    roll = village.registers.checkin.roll
    assert roll(duty_day, 1, "absent").entry.mark == "absent"
    late = roll(duty_day, 1, "late").entry
    assert (late.here, late.mark) == (True, "late")
    here = roll(duty_day, 1, "here").entry
    assert (len(here.stints), here.mark) == (1, "")
    assert here.stints[0].origin == "clocked"
    excused = roll(duty_day, 1, "leave").entry
    assert (excused.stints, excused.mark) == ((), "leave")
    nothing = roll(duty_day, 1, "").entry
    assert (nothing.stints, nothing.mark, nothing.expected is not None) == ((), "", True)


def test_a_roll_call_never_takes_back_what_a_desk_did(village, colleague, four, duty_day):
    village.registers.signup.sign_up(duty_day, 1)
    colleague().registers.checkin.check_in(duty_day, 1)
    assert village.registers.checkin.roll(duty_day, 1, "late").entry.mark == "late"
    with pytest.raises(Refused, match="so not absent"):
        village.registers.checkin.roll(duty_day, 1, "absent")
    entry = village.registers.checkin.roll(duty_day, 1, "").entry
    assert (entry.here, entry.mark) == (True, "")


def test_who_is_not_expected_may_be_here_but_not_absent(village, four, duty_day):
    with pytest.raises(Refused, match="Not in this register"):
        village.registers.checkin.roll(duty_day, 1, "absent")
    assert village.registers.checkin.roll(duty_day, 1, "here").entry.here
    village.registers.checkin.roll(duty_day, 1, "")
    assert village.registers.read(duty_day.key).entries == {}


def test_nobody_is_here_on_another_day_but_may_be_excused(village, four, duty_day, clock):
    village.registers.signup.sign_up(duty_day, 1)
    clock.forward(days=-3)
    with pytest.raises(Refused, match="not today"):
        village.registers.checkin.roll(duty_day, 1, "here")
    assert village.registers.checkin.roll(duty_day, 1, "leave").entry.mark == "leave"


# -- waiting for a lock ----------------------------------------------------------


def test_a_desk_waits_for_a_lock_no_longer_than_its_patience(
    village, four, duty_day, start, monkeypatch
):
    village.registers.checkin.check_in(duty_day, 1)
    holder = start("holds_lock.py", village.folder, f"registers/2026/{duty_day.key}", "王强 @ 西门")
    assert holder.stdout.readline() == "held\n"
    pauses: list[float] = []
    monkeypatch.setattr("yigong.store.storage.fair_lock.time.sleep", pauses.append)
    village.session.lock_timeout = 0
    with pytest.raises(Busy, match="王强 @ 西门"):
        village.registers.checkin.check_in(duty_day, 2)
    assert pauses == []
    assert 2 not in village.registers.read(duty_day.key).entries
