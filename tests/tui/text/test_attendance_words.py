"""An attendance in words: a character for each role, heads apart by role, each kind of time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.clock import MORNING
from yigong.store import language
from yigong.store.attendance.hours import Credit
from yigong.store.attendance.roles import HeadsByRole, RoleCounts
from yigong.store.attendance_records import Entry, Head, LearningTime, PaidTime, ServiceTime, Stint
from yigong.tui.text.attendance_words import (
    attendance_note,
    heads_words,
    role_counts,
    role_letters,
    time_words,
)

HEAD = Head(
    event=1,
    planned=MORNING.date(),
    title="义诊",
    kind="class",
    role="participant",
    start=MORNING,
    end=MORNING + timedelta(hours=2),
)


def entry(*roles, **fields):
    """An entry with a stint of each role."""
    return Entry(
        number=1, stints=tuple(Stint(start=MORNING, role=role) for role in roles), **fields
    )


@pytest.mark.parametrize(
    ("attended", "letters"),
    [
        (entry(), "参"),
        (entry(""), "参"),
        (entry("volunteer", ""), "志参"),
        (entry("", "paid", ""), "参工"),
        (entry("", "", role="guest"), "宾"),
    ],
)
def test_a_character_for_each_role_in_the_order_they_had_them(attended, letters):
    language.use_language("zh")
    assert role_letters(attended, HEAD) == letters


def test_a_note_is_on_all_of_it_or_on_how_they_came_last():
    attended = entry("volunteer", "", adults=2)
    assert attendance_note(attended, HEAD) == "with 2 more"
    assert attendance_note(attended, HEAD, last=True) == "participant, with 2 more"


def test_counts_leave_out_what_there_is_none_of_and_keep_paid_ones_apart():
    heads = HeadsByRole(
        present=RoleCounts(volunteer=1, participant=2, learner=1, guest=1, paid=1),
        along=3,
        nameless=12,
    )
    assert role_counts(heads) == [
        *("vol 1", "part 17 (12 nameless)", "learn 1", "guests 1", "paid besides 1"),
    ]
    language.use_language("zh")
    assert role_counts(heads) == [
        *("志愿 1", "参加 17 其中散客 12", "学习 1", "嘉宾 1", "另用工 1"),
    ]
    assert role_counts(HeadsByRole(present=RoleCounts(volunteer=7))) == ["志愿 7"]
    assert role_counts(HeadsByRole()) == []


def test_each_kind_of_time_is_said_by_its_name_and_service_alone_without():
    assert time_words(Credit(service=ServiceTime(clocked=140))) == "2.3"
    assert time_words(Credit(learning=LearningTime(120))) == "learn 2.0"
    both = Credit(service=ServiceTime(filled=60), labour=PaidTime(180))
    assert time_words(both) == "1.0 paid 3.0"
    assert time_words(Credit()) == ""


@pytest.mark.parametrize(
    ("adults", "children", "words"),
    [(1, 0, "1 adult"), (2, 1, "2 adults, 1 child"), (0, 3, "3 children"), (0, 0, "")],
)
def test_adults_and_children_are_said_where_there_are_any(adults, children, words):
    assert heads_words(adults, children) == words
