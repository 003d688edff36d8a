"""The desk's answer to a second check-in: four tones, and never a second record."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from support.clock import SHANGHAI
from yigong.store.attendance import checkin_rules
from yigong.store.attendance.checkin_rules import Tone
from yigong.store.attendance_records import Entry, Stint
from yigong.store.errors import Refused
from yigong.store.event_records import Event, Occurrence

CAME = datetime(2026, 11, 25, 8, 52, tzinfo=SHANGHAI)


def entry(*stints, **fields):
    return Entry(number=1, stints=stints, **fields)


HERE = Stint(start=CAME, desk="东门", by="李芳")
GONE = Stint(start=CAME, end=CAME + timedelta(hours=1), desk="东门", by="李芳")


TWO_HOURS = Occurrence(
    event=Event(number=1, title="清理", start=CAME.replace(tzinfo=None)),
    planned=CAME.date(),
    start=CAME,
    end=CAME + timedelta(hours=2),
    place="",
)


@pytest.mark.parametrize(
    ("before", "later", "at", "tone", "about"),
    [
        (None, 0, "东门", Tone.WELCOME, None),
        (entry(), 0, "东门", Tone.WELCOME, None),
        (entry(expected=CAME), 0, "东门", Tone.WELCOME, None),
        (entry(HERE), 0, "东门", Tone.STUTTER, HERE),
        (entry(HERE), 10, "东门", Tone.STUTTER, HERE),
        (entry(HERE), 11, "东门", Tone.HERE, HERE),
        (entry(HERE), -1, "东门", Tone.HERE, HERE),
        (entry(HERE), 1, "西门", Tone.HERE_ELSEWHERE, HERE),
        (entry(HERE), 3600, "西门", Tone.HERE_ELSEWHERE, HERE),
        (entry(GONE), 3601, "东门", Tone.LEFT, GONE),
        (entry(GONE), 7200, "西门", Tone.LEFT, GONE),
        (entry(GONE, HERE), 5, "东门", Tone.STUTTER, HERE),
    ],
)
def test_the_answer_depends_on_stint_desk_and_seconds(before, later, at, tone, about):
    answer = checkin_rules.checkin_answer(before, CAME + timedelta(seconds=later), at)
    assert (answer.tone, answer.stint) == (tone, about)


@pytest.mark.parametrize("outside", [Tone.EARLY, Tone.OVER])
@pytest.mark.parametrize(
    ("before", "again", "tone"),
    [
        (None, False, None),
        (entry(expected=CAME), False, None),
        (entry(HERE), False, Tone.HERE),
        (entry(GONE), False, Tone.LEFT),
        (entry(GONE), True, None),
    ],
)
def test_outside_of_the_hours_a_stint_begins_only_when_that_is_confirmed(
    before, again, tone, outside
):
    later = CAME + timedelta(hours=5)
    for full in (False, True):
        asked = checkin_rules.checkin_answer(
            before, later, "东门", again=again, outside=outside, full=full
        )
        assert asked.tone is (tone or outside)
    assert checkin_rules.checkin_answer(None, later, "东门", full=True).tone is Tone.FULL


@pytest.mark.parametrize(
    ("minutes", "outside"),
    [(-181, Tone.EARLY), (-180, None), (0, None), (120, None), (121, Tone.OVER)],
)
def test_the_hours_of_check_in_are_from_the_margin_before_the_start_to_the_end(minutes, outside):
    now = CAME + timedelta(minutes=minutes)
    assert checkin_rules.outside_hours(TWO_HOURS, now) is outside


@pytest.mark.parametrize(
    ("minutes", "left", "origin", "reason"),
    [
        (0, CAME, "clocked", ""),
        (300, CAME + timedelta(minutes=300), "clocked", ""),
        (301, CAME + timedelta(minutes=120), "filled", "补签退"),
        (9999, CAME + timedelta(minutes=120), "filled", "补签退"),
    ],
)
def test_a_check_out_long_after_the_end_is_the_planned_end(minutes, left, origin, reason):
    span = TWO_HOURS
    gone = checkin_rules.clock_out(entry(HERE), CAME + timedelta(minutes=minutes), "王强", span)
    [stint] = gone.stints
    assert (stint.end, stint.origin, stint.reason) == (left, origin, reason)


def test_a_stint_that_was_written_in_keeps_the_reason_why():
    paper = msgspec.structs.replace(HERE, origin="filled", reason="paper sheet, row 1")
    gone = checkin_rules.clock_out(entry(paper), CAME + timedelta(days=5), "王强", TWO_HOURS)
    assert gone.stints[0].reason == "paper sheet, row 1"


@pytest.mark.parametrize(
    ("mark", "expected"), [("", ""), ("late", "late"), ("absent", ""), ("leave", "")]
)
def test_who_arrives_is_not_absent_but_may_still_be_late(mark, expected):
    arrived = checkin_rules.begin_stint(entry(mark=mark, waiting=True), CAME, "东门", "李芳")
    assert (arrived.mark, arrived.waiting, arrived.stints) == (expected, False, (HERE,))


def test_coming_back_is_a_second_stint_and_the_first_stays():
    arrived = checkin_rules.begin_stint(entry(GONE), CAME + timedelta(hours=2), "西门", "王强")
    assert arrived.stints[0] == GONE
    assert len(arrived.stints) == 2 and arrived.here


def test_leaving_ends_the_last_stint_and_says_who_said_so():
    left = checkin_rules.end_stint(entry(GONE, HERE), CAME + timedelta(hours=3), "王强")
    assert left.stints[0] == GONE
    assert (left.stints[1].end, left.stints[1].end_by) == (CAME + timedelta(hours=3), "王强")
    assert left.stints[1].origin == "clocked"


def test_a_departure_has_its_own_desk_until_it_is_taken_back():
    left = checkin_rules.end_stint(entry(HERE), CAME + timedelta(hours=1), "王强", desk="西门")
    assert (left.stints[0].desk, left.stints[0].end_desk) == ("东门", "西门")
    assert checkin_rules.without_last_stint(left, end_only=True) == entry(HERE)


def test_an_end_that_nobody_clocked_counts_as_filled_in():
    left = checkin_rules.end_stint(entry(HERE), CAME + timedelta(hours=3), "王强", filled="收尾")
    assert (left.stints[0].origin, left.stints[0].reason) == ("filled", "收尾")


def test_a_clock_that_went_backwards_gives_no_negative_stint():
    left = checkin_rules.end_stint(entry(HERE), CAME - timedelta(hours=1), "李芳")
    assert left.stints[0].end == CAME


@pytest.mark.parametrize(
    ("before", "tone"),
    [(None, Tone.FULL), (entry(waiting=True), Tone.FULL), (entry(HERE), Tone.STUTTER)],
)
def test_where_it_is_full_only_who_is_not_in_yet_is_asked_about(before, tone):
    assert checkin_rules.checkin_answer(before, CAME, "东门", full=True).tone is tone


@pytest.mark.parametrize("call", ["here", "late"])
def test_a_name_read_aloud_twice_is_one_stint(call):
    once = checkin_rules.apply_roll_call(entry(), call, CAME, "", "王强")
    assert (
        checkin_rules.apply_roll_call(once, call, CAME + timedelta(minutes=1), "", "王强") == once
    )
    assert (once.here, once.mark) == (True, "late" if call == "late" else "")


def test_who_was_read_aloud_and_has_left_since_is_not_wiped_out():
    left = checkin_rules.end_stint(
        checkin_rules.apply_roll_call(entry(), "here", CAME, "", "王强"), CAME, "李芳"
    )
    assert checkin_rules.apply_roll_call(left, "", CAME, "", "王强").stints == left.stints
    with pytest.raises(Refused, match="so not absent"):
        checkin_rules.apply_roll_call(left, "absent", CAME, "", "王强")


def test_taking_the_only_stint_back_takes_back_what_hung_on_it():
    before = entry(HERE, mark="late", adults=2, children=1)
    assert checkin_rules.without_last_stint(before) == entry()
    assert checkin_rules.without_last_stint(entry(GONE, HERE, adults=2)).adults == 2
