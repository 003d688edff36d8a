"""休 and 班 against the announcements of the State Council."""

from __future__ import annotations

from datetime import date

import pytest

from yigong.store.dates.holidays import FIRST_YEAR, announced, day_off


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2025, 1, 26), "work"),  # a Sunday worked for 春节
        (date(2025, 1, 28), "off"),  # 除夕 is one of the days off since 2025
        (date(2025, 10, 1), "off"),
        (date(2025, 10, 8), "off"),  # 国庆 and 中秋 together: eight days
        (date(2025, 10, 11), "work"),
        (date(2026, 2, 14), "work"),
        (date(2026, 2, 23), "off"),
        (date(2026, 11, 25), ""),
        (date(2026, 11, 28), ""),  # an ordinary Saturday is nothing to announce
    ],
)
def test_a_day_is_off_or_worked_as_announced_and_else_nothing_is_said(day, said):
    assert day_off(day) == said


def test_a_year_that_was_not_announced_is_not_guessed_at():
    assert announced(2026)
    assert not announced(2190)
    assert day_off(date(2190, 10, 1)) == ""


def test_years_before_the_first_that_is_known_say_nothing():
    assert announced(FIRST_YEAR)
    assert not announced(FIRST_YEAR - 1)
    assert day_off(date(FIRST_YEAR - 1, 10, 1)) == ""
