"""Stars: the levels that a person's hours reach, by the thresholds of the village."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec


class NearStar(msgspec.Struct, frozen=True):
    """A person who is about to reach a star."""

    number: int
    """The person's number."""

    minutes: int
    """The minutes they have."""

    star: int
    """The next star, from 1."""

    missing: int
    """The minutes to the next star."""


def stars_for(minutes: int, thresholds: Sequence[int]) -> int:
    """The number of stars for some minutes.

    Args:
        minutes: All minutes of a person, whatever the origin.
        thresholds: The hours for one star, two and so on, rising (`Settings.stars`).
    """
    return sum(minutes >= hours * 60 for hours in thresholds)


def minutes_to_next_star(minutes: int, thresholds: Sequence[int]) -> int:
    """The minutes to the next star; 0: there is none."""
    return next((hours * 60 - minutes for hours in thresholds if minutes < hours * 60), 0)


def near_next_star(
    totals: Mapping[int, int], thresholds: Sequence[int], within: int
) -> list[NearStar]:
    """The people who soon reach their next star.

    Args:
        totals: Minutes by person.
        thresholds: As in `stars_for`.
        within: The most minutes that may be missing.

    Returns:
        The nearest first, then by number.
    """
    near = [
        NearStar(number, minutes, stars_for(minutes, thresholds) + 1, short)
        for number, minutes in totals.items()
        if 0 < (short := minutes_to_next_star(minutes, thresholds)) <= within
    ]
    return sorted(near, key=lambda person: (person.missing, person.number))
