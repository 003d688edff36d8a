"""The seasons and days of a programme as they are typed; today is Monday, 30 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from yigong.store import language
from yigong.store.errors import Refused
from yigong.store.programme_records import Goal
from yigong.tui.text.typed_programme import (
    goal_example,
    read_goal,
    read_programme_days,
    read_season,
)
from yigong.tui.view.programme_words import goal_text

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("said", "begin", "first", "last"),
    [
        ("冬训 12月至1月", date(2026, 3, 1), "2026-12-01", "2027-01-31"),
        ("春规 3月至5月", date(2026, 3, 1), "2026-03-01", "2026-05-31"),
        ("春规: 3月1日至5月31日", date(2027, 3, 1), "2027-03-01", "2027-05-31"),
        ("冬训 12月", None, "2026-12-01", "2026-12-31"),
        ("秋收 9月至11月", None, "2026-09-01", "2026-11-30"),
        ("春规 2025-03..2025-05", None, "2025-03-01", "2025-05-31"),
    ],
)
def test_a_season_without_its_year_is_within_the_days_of_its_programme(said, begin, first, last):
    season = read_season(said, TODAY, begin)
    assert (season.first.isoformat(), season.last.isoformat()) == (first, last)


def test_a_programme_of_which_the_year_is_not_said_is_to_come_or_just_over():
    assert read_programme_days("3月至次年1月", TODAY) == (date(2027, 3, 1), date(2028, 1, 31))
    assert read_programme_days("9月至1月", TODAY) == (date(2026, 9, 1), date(2027, 1, 31))


GOAL = Goal(occurrences=30, attendances=1000, people=300)


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_a_goal_that_is_shown_or_given_as_an_example_can_be_typed(spoken):
    language.use_language(spoken)
    assert read_goal(goal_text(GOAL), Goal()) == read_goal(goal_example(), Goal()) == GOAL


@pytest.mark.parametrize(
    "typed", ["1000人次", "参加 1 000 人次", "1000参加人次", "1000 participants"]
)
def test_attendances_of_a_goal_are_those_of_participants_whether_it_says_so_or_not(typed):
    assert read_goal(typed, Goal()) == Goal(attendances=1000)


def test_only_attendances_are_of_participants():
    with pytest.raises(Refused, match="is no goal"):
        read_goal("参加30场", Goal())
