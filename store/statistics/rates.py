"""How a rate is said: never without its two counts, and of few without the rate."""

from __future__ import annotations

FEWEST = 5
"""Of fewer than these a rate would say more than there is to know."""


def rate_percent(part: int, whole: int) -> float | None:
    """Per cent, with one decimal; `None`: of so few there is no rate.

    Args:
        part: How many of them.
        whole: Of how many.
    """
    return round(part * 100 / whole, 1) if whole >= FEWEST else None


def part_of_text(part: int, whole: int) -> str:
    """The two counts of a rate alone: ``6/8``; of nothing ``-``."""
    return f"{part}/{whole}" if whole else "-"


def rate_text(part: int, whole: int) -> str:
    """A rate behind its two counts, ``5/200 2.5 %``; of fewer than `FEWEST` the counts alone."""
    percent = rate_percent(part, whole)
    counts = part_of_text(part, whole)
    return counts if percent is None else f"{counts} {percent:g} %"
