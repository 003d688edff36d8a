"""Stars by hours: reached at the hour, and nearly reached before it."""

from __future__ import annotations

import pytest

from yigong.store.people.stars import Near, about_to_reach, minutes_missing, stars_for

HOURS = (100, 300, 600)


@pytest.mark.parametrize(
    ("minutes", "count", "short"),
    [(0, 0, 6000), (5999, 0, 1), (6000, 1, 12000), (35999, 2, 1), (36000, 3, 0), (10**6, 3, 0)],
)
def test_a_star_is_reached_at_its_hour(minutes, count, short):
    assert stars_for(minutes, HOURS) == count
    assert minutes_missing(minutes, HOURS) == short


def test_who_is_about_to_reach_one_is_listed_nearest_first():
    totals = {1: 5900, 2: 17990, 3: 5990, 4: 36000, 5: 5000, 6: 6000}
    assert about_to_reach(totals, HOURS, 100) == [
        Near(2, 17990, 2, 10),
        Near(3, 5990, 1, 10),
        Near(1, 5900, 1, 100),
    ]


def test_without_thresholds_there_are_no_stars():
    assert (
        stars_for(10**6, ()),
        minutes_missing(10**6, ()),
        about_to_reach({1: 60}, (), 10**9),
    ) == (0, 0, [])
