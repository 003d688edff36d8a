"""A rate is never said without its two counts, and of fewer than five not at all."""

from __future__ import annotations

import pytest

from yigong.store.statistics.rates import part_of_text, rate_percent, rate_text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "-"),
        (3, 4, "3/4"),
        (5, 5, "5/5 100 %"),
        (5, 200, "5/200 2.5 %"),
        (180, 200, "180/200 90 %"),
        (1, 3000, "1/3000 0 %"),
    ],
)
def test_a_rate_stands_behind_its_counts(part: int, whole: int, text: str) -> None:
    """Of fewer than five there are the counts alone, of nothing a dash."""
    assert rate_text(part, whole) == text


def test_of_few_there_is_no_rate() -> None:
    """Not as a number either, for those who draw or compare."""
    assert rate_percent(4, 4) is None
    assert rate_percent(6, 8) == 75
    assert part_of_text(6, 8) == "6/8"
