"""Stars: what hours amount to by the thresholds that a village sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec


class Near(msgspec.Struct, frozen=True):
    """Somebody who is about to reach a star."""

    number: int
    """The person's."""

    minutes: int
    """What they have."""

    star: int
    """The star they come to, from 1."""

    missing: int
    """The minutes to it."""


def stars_for(minutes: int, thresholds: Sequence[int]) -> int:
    """How many stars somebody has.

    Args:
        minutes: All their minutes, whatever the origin.
        thresholds: The hours for one star, two and so on, rising (`Settings.stars`).
    """
    return sum(minutes >= hours * 60 for hours in thresholds)


def minutes_missing(minutes: int, thresholds: Sequence[int]) -> int:
    """The minutes to the next star; 0: there is no further one."""
    return next((hours * 60 - minutes for hours in thresholds if minutes < hours * 60), 0)


def about_to_reach(totals: Mapping[int, int], thresholds: Sequence[int], within: int) -> list[Near]:
    """Who comes to their next star soon.

    Args:
        totals: Minutes by person.
        thresholds: As in `stars`.
        within: The most minutes that may be missing.

    Returns:
        The nearest first; of those alike, by number.
    """
    near = [
        Near(number, minutes, stars_for(minutes, thresholds) + 1, short)
        for number, minutes in totals.items()
        if 0 < (short := minutes_missing(minutes, thresholds)) <= within
    ]
    return sorted(near, key=lambda one: (one.missing, one.number))
