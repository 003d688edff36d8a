"""The stored values of points in words, for the history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from yigong.store.language import _
from yigong.store.points.points_words import points_text, rule_words
from yigong.store.points_records import PointsRule
from yigong.store.records import code
from yigong.store.village.village import Village


def points_formatters(village: Callable[[], Village]) -> dict[str, Callable[[Any], str]]:
    """By field, what puts a stored value into words.

    Args:
        village: Gives the village, whose programmes and gifts have names.
    """

    def points(value: Any) -> str:
        """The points of an entry or a gift; the rules of settings or of a register."""
        if isinstance(value, int):
            return points_text(value)
        programmes = village().programmes.all()
        rules = msgspec.convert(value, tuple[PointsRule, ...])
        return " / ".join(rule_words(rule, programmes) for rule in rules)

    def gift(number: int) -> str:
        found = village().gifts.all().get(number)
        return found.name if found else code("G", number)

    def stock(count: int) -> str:
        return _("any number") if count < 0 else str(count)

    return {"points": points, "gift": gift, "stock": stock}
