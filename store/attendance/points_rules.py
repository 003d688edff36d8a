"""Which rules of points apply to an occurrence."""

from __future__ import annotations

from collections.abc import Iterable

from yigong.store.points_records import PointsRule


def applicable_rules(
    rules: Iterable[PointsRule], kind: str, programme: int
) -> tuple[PointsRule, ...]:
    """The rules that apply to an occurrence of a kind and a programme (0: none)."""
    return tuple(
        rule
        for rule in rules
        if (not rule.kinds or kind in rule.kinds) and rule.programme in (0, programme)
    )
