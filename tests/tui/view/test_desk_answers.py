"""The desk's sentences and questions: pure functions, without a screen or a disk."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from support.clock import MORNING
from yigong.store.attendance.capacity import Places
from yigong.store.attendance.checkin_rules import Answer, Tone
from yigong.store.attendance.register import Arrival, Register
from yigong.store.attendance.roles import count_heads
from yigong.store.attendance_records import Entry, Head, Headcount, Stint
from yigong.store.event_records import Event, Occurrence
from yigong.store.records import Volunteer
from yigong.tui.text.attendance_words import role_counts
from yigong.tui.view.desk_answers import (
    all_left_words,
    began_stint,
    expected_elsewhere_question,
    question_for,
    sign_up_words,
    welcome_words,
)
from yigong.tui.view.register_counts import register_counts

HERE = Stint(start=MORNING, desk="东门", by="李芳")
HEAD = Head(
    event=1,
    planned=MORNING.date(),
    title="村民义务日",
    kind="duty_day",
    role="volunteer",
    start=MORNING,
    end=MORNING + timedelta(hours=3),
)
LEFT = Stint(start=MORNING, end=MORNING + timedelta(hours=1), desk="东门", by="李芳")


def arrival(tone, stint=None, **entry):
    return Arrival(Answer(tone, stint), Entry(number=7, **entry))


@pytest.mark.parametrize(
    ("answer", "action", "text"),
    [
        (
            arrival(Tone.FULL),
            "admit",
            "All 20 places are taken, and 张小明 has none. Enter lets them in all the same.",
        ),
        (
            arrival(Tone.FULL, expected=MORNING, waiting=True),
            "admit",
            "All 20 places are taken; 张小明 is on the waitlist. Enter lets them in all the same.",
        ),
        (
            arrival(Tone.OVER),
            "outside_hours",
            "It has ended, 张小明 is not in. Enter checks in; p at the event writes it in.",
        ),
        (
            arrival(Tone.EARLY),
            "outside_hours",
            "It begins much later, 张小明 is not in. Enter checks in all the same.",
        ),
        (
            arrival(Tone.EARLY),
            "outside_hours",
            "It begins much later, 张小明 is not in. Enter checks in all the same.",
        ),
        (arrival(Tone.HERE, HERE), "out", "张小明 is here since 08:50. Enter checks out."),
        (
            arrival(Tone.HERE_ELSEWHERE, HERE),
            "out",
            "张小明 is here since 08:50, at 东门 by 李芳. Enter checks out.",
        ),
        (
            arrival(Tone.LEFT, LEFT),
            "again",
            "张小明 left at 09:50. Back again? Enter checks in once more.",
        ),
    ],
)
def test_other_answers_than_a_welcome_are_questions_and_enter_means_one_action(
    answer, action, text
):
    asked = question_for(answer, "张小明", 20, 20)
    assert (asked.number, asked.action, str(asked)) == (7, action, text)
    assert str(asked).startswith(asked.fact)


@pytest.mark.parametrize("tone", [Tone.WELCOME, Tone.STUTTER])
def test_a_welcome_and_a_key_pressed_twice_ask_nothing(tone):
    assert question_for(arrival(tone, HERE), "张小明", 0, 0) is None


@pytest.mark.parametrize("tone", Tone)
def test_only_a_welcome_and_a_confirmed_return_begin_a_stint(tone):
    assert began_stint(arrival(tone)) == (tone is Tone.WELCOME)
    assert began_stint(arrival(tone), again=True) == (tone in (Tone.WELCOME, Tone.LEFT))


def test_a_desk_without_a_name_is_shown_as_a_dash():
    nameless = Stint(start=MORNING)
    asked = question_for(arrival(Tone.HERE_ELSEWHERE, nameless), "张小明", 0, 0)
    assert "at - by ?" in str(asked)


def test_a_person_expected_elsewhere_is_asked_about_with_that_occurrence():
    elsewhere = Occurrence(
        event=Event(title="编织课", start=MORNING.replace(tzinfo=None)),
        planned=MORNING.date(),
        start=MORNING,
        end=MORNING + timedelta(hours=2),
        place="",
    )
    asked = expected_elsewhere_question(Volunteer(number=7, name="张小明"), elsewhere)
    assert (asked.action, asked.elsewhere) == ("in", elsewhere)
    assert str(asked) == "张小明 is expected at 编织课, 08:50. Enter checks in here, Tab there."


@pytest.mark.parametrize(
    ("squad", "needs", "ending"),
    [
        ("", (1,), ""),
        ("修葺队", (1,), "  修葺队"),
        ("修葺队", (), "  修葺队"),
        ("修葺队", (2,), "  修葺队: not among the squads needed"),
    ],
)
def test_a_welcome_names_the_squad_and_whether_it_is_needed(squad, needs, ending):
    welcome = arrival(Tone.WELCOME, squad=1, stints=(HERE,))
    words = welcome_words(welcome, "张小明", squad, needs, HEAD)
    assert words == f"08:50 张小明 is checked in{ending}"


@pytest.mark.parametrize(
    ("entry", "ending"),
    [
        ({}, ""),
        ({"role": "guest"}, "  guest"),
        ({"children": 1}, "  with 1 more"),
        ({"role": "paid", "adults": 1, "children": 1}, "  paid, with 2 more"),
    ],
)
def test_a_welcome_says_as_what_and_with_how_many_where_it_is_not_a_volunteer_alone(entry, ending):
    welcome = arrival(Tone.WELCOME, stints=(HERE,), **entry)
    words = welcome_words(welcome, "张小明", "", (), HEAD)
    assert words == f"08:50 张小明 is checked in{ending}"


def test_a_party_for_which_too_few_places_are_free_is_asked_about_with_both_numbers():
    asked = question_for(arrival(Tone.FULL, adults=2, waiting=True), "张小明", 18, 20)
    assert asked.fact == "张小明: 3 heads, and 2 of 20 places are free."


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({}, "张小明 is signed up; 4 are expected"),
        ({"adults": 1}, "张小明 is signed up; 4 are expected  with 1 more"),
        ({"waiting": True}, "张小明 is on the waitlist: all places are taken"),
        (
            {"waiting": True, "adults": 2},
            "张小明 is on the waitlist: there are not so many places  with 2 more",
        ),
    ],
)
def test_a_sign_up_says_who_waits_and_who_comes_along(entry, words):
    signed = Entry(number=7, expected=MORNING, **entry)
    others = {n: Entry(number=n, expected=MORNING) for n in range(1, 4)}
    register = Register("E0001", {**others, 7: signed})
    assert sign_up_words(signed, "张小明", register, Places(3)) == words


def test_who_waits_though_there_is_a_place_is_told_who_is_before_them():
    party = Entry(number=1, expected=MORNING, waiting=True, adults=2)
    alone = Entry(number=2, expected=MORNING + timedelta(minutes=1), waiting=True)
    register = Register("E0001", {1: party, 2: alone})
    told = sign_up_words(alone, "张小明", register, Places(2))
    assert told.endswith("who waits before them needs 3 places; free: 2")


def test_expected_came_and_walk_ins_add_up_and_the_roles_are_their_sum():
    entries = [
        Entry(number=1, expected=MORNING, children=2, stints=(HERE,)),
        Entry(number=2, expected=MORNING, stints=(LEFT,)),
        Entry(number=3, expected=MORNING, mark="leave"),
        Entry(number=4, expected=MORNING),
        Entry(number=5, stints=(HERE,)),
        Entry(number=6, expected=MORNING, waiting=True),
    ]
    head = msgspec.structs.replace(HEAD, headcounts=(Headcount(at=MORNING, adults=12),))
    register = Register("E0001", {entry.number: entry for entry in entries}, head)
    assert [text for text, _style in register_counts(register, 0)] == [
        "expected 4 +2",
        "away 1",
        "came 3 +2 (walk-ins 1)",
        "still here 2 +2",
        "nameless 12",
        "waiting 1",
    ]
    assert role_counts(count_heads(entries, head)) == ["vol 3", "part 14 (12 nameless)"]


def test_people_who_came_after_the_time_given_are_counted_as_still_here():
    assert all_left_words(1, 0, "11:00") == "11:00 1 person is checked out"
    later = "11:00 3 people are checked out  2 came later and are still here"
    assert all_left_words(3, 2, "11:00") == later
