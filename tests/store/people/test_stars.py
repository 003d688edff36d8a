"""Stars: reached at their hours, and nearly reached before."""

from __future__ import annotations

import pytest

from yigong.store.people.stars import NearStar, minutes_to_next_star, near_next_star, stars_for

HOURS = (100, 300, 600)


@pytest.mark.parametrize(
    ("minutes", "count", "short"),
    [(0, 0, 6000), (5999, 0, 1), (6000, 1, 12000), (35999, 2, 1), (36000, 3, 0), (10**6, 3, 0)],
)
def test_a_star_is_reached_at_its_hour(minutes, count, short):
    assert stars_for(minutes, HOURS) == count
    assert minutes_to_next_star(minutes, HOURS) == short


def test_people_near_their_next_star_are_listed_nearest_first():
    totals = {1: 5900, 2: 17990, 3: 5990, 4: 36000, 5: 5000, 6: 6000}
    assert near_next_star(totals, HOURS, 100) == [
        NearStar(2, 17990, 2, 10),
        NearStar(3, 5990, 1, 10),
        NearStar(1, 5900, 1, 100),
    ]


def test_without_thresholds_there_are_no_stars():
    assert (
        stars_for(10**6, ()),
        minutes_to_next_star(10**6, ()),
        near_next_star({1: 60}, (), 10**9),
    ) == (0, 0, [])
