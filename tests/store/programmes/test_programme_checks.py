"""What is let in as a programme: its dates, its seasons within them, numbers, names."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from yigong.store.errors import Refused
from yigong.store.programme_records import Goal, Programme, Season
from yigong.store.programmes.goal_progress import days_passed
from yigong.store.programmes.programme_checks import MAX_SEASONS, checked_programme
from yigong.store.programmes.programme_merge import joined_programme

FIRST, LAST = date(2026, 3, 1), date(2026, 11, 30)
YEAR = Programme(name="四季赋能", first=FIRST, last=LAST)


def season(name: str, first: tuple[int, int], last: tuple[int, int]) -> Season:
    return Season(name=name, first=date(2026, *first), last=date(2026, *last))


SPRING, SUMMER = season("春规", (3, 1), (5, 31)), season("夏实", (6, 1), (6, 1))
AUTUMN = season("秋收", (9, 1), (11, 30))


def checked(**fields: Any) -> Programme:
    return checked_programme(msgspec.structs.replace(YEAR, **fields))


def test_seasons_that_touch_each_other_and_both_ends_are_kept_by_date() -> None:
    assert checked(seasons=(AUTUMN, SUMMER, SPRING)).seasons == (SPRING, SUMMER, AUTUMN)
    assert checked(first=LAST).first == LAST, "a programme of one day"
    open_ended = checked(first=None, last=None, seasons=(SPRING,))
    assert open_ended.seasons == (SPRING,)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"last": date(2026, 2, 28)}, "ends on or after its first day"),
        ({"seasons": (season("x", (3, 2), (3, 1)),)}, "The season x ends before it begins"),
        ({"seasons": (season("x", (2, 28), (3, 1)),)}, "The season x lies outside"),
        ({"seasons": (season("x", (11, 30), (12, 1)),)}, "The season x lies outside"),
        ({"last": None, "seasons": (season("x", (2, 28), (3, 1)),)}, "The season x lies outside"),
        ({"first": None, "seasons": (season("x", (3, 1), (12, 1)),)}, "The season x lies outside"),
        (
            {"seasons": (AUTUMN, season("x", (5, 31), (6, 2)), SPRING)},
            "The seasons 春规 and x overlap",
        ),
        ({"seasons": (SPRING,) * (MAX_SEASONS + 1)}, "at most 60 seasons"),
        ({"goal": Goal(people=10_000_000)}, "0 to 9999999"),
        ({"goal": Goal(occurrences=-1)}, "0 to 9999999"),
        ({"places": 10_000}, "0 to 9999"),
        ({"places": -1}, "0 to 9999"),
        ({"mentors_each": 10}, "0 to 9 mentors"),
        ({"mentors_each": -1}, "0 to 9 mentors"),
        ({"name": " "}, "name"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        checked(**fields)


def test_the_largest_numbers_are_let_in() -> None:
    goal = Goal(occurrences=9_999_999, attendances=9_999_999, people=9_999_999)
    large = checked(goal=goal, places=9999, mentors_each=9)
    assert (large.goal, large.places, large.mentors_each) == (goal, 9999, 9)
    days = [date(2026, month, day) for month in (3, 4, 5, 6) for day in range(1, 16)]
    assert (
        len(checked(seasons=tuple(Season(name="x", first=d, last=d) for d in days)).seasons) == 60
    )


def test_other_names_are_each_there_once_and_not_the_name_itself() -> None:
    named = checked(name=" 四季成长 ", aliases=("四季", "", "四季成长", " 四季 "))
    assert (named.name, named.aliases) == ("四季成长", ("四季",))


def test_of_two_programmes_the_dates_and_seasons_of_one_are_taken_together_or_not_at_all() -> None:
    empty = Programme(name="四季")
    theirs = checked(seasons=(SPRING,), aliases=("旧名",), lead="周老师", places=50)
    taken = joined_programme(empty, theirs)
    assert (taken.first, taken.last, taken.seasons) == (FIRST, LAST, (SPRING,))
    assert (taken.name, taken.aliases) == ("四季", ("四季赋能", "旧名"))
    assert (taken.lead, taken.places) == ("周老师", 50)
    mine = Programme(name="四季", first=date(2027, 1, 1), lead="李芳", places=20)
    kept = joined_programme(mine, theirs)
    assert (kept.first, kept.last, kept.seasons) == (date(2027, 1, 1), None, ())
    assert (kept.lead, kept.places) == ("李芳", 20)


def test_a_season_has_passed_by_the_days_that_have_begun() -> None:
    four = season("x", (3, 1), (3, 4))
    days = [date(2026, 2, 28), *(date(2026, 3, n) for n in range(1, 6))]
    assert [days_passed(four, day) for day in days] == [0, 25, 50, 75, 100, 100]
