"""The rules of scores: the marks of an indicator, their total, stars and colour."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from yigong.store.score_records import (
    SHARES,
    Indicator,
    ScoreCell,
    ScoreColour,
    ScoreRow,
    ScoreRules,
    Uncounted,
)


def indicator_cell(indicator: Indicator, value: int, whole: int, uncounted: Uncounted) -> ScoreCell:
    """What an indicator gives for what was counted.

    Args:
        indicator: The indicator.
        value: The count; of a share its part.
        whole: The whole of a share; a count has its target.
        uncounted: What it gives where there was nothing to count: dividing by 0 has no result.
    """
    of = whole if indicator.measure in SHARES else indicator.target
    if of <= 0:
        empty: dict[Uncounted, int | None] = {"open": None, "full": indicator.full, "zero": 0}
        return ScoreCell(marks=empty[uncounted], value=value, of=0)
    if indicator.measure in SHARES and indicator.steps:
        reached = [step.marks for step in indicator.steps if 100 * value >= step.least * of]
        return ScoreCell(marks=max(reached, default=0), value=value, of=of)
    marks = min(indicator.full, indicator.full * value // of)
    return ScoreCell(marks=marks, value=value, of=of)


def score_stars(marks: int, thresholds: Sequence[int]) -> int:
    """How many stars some marks give."""
    return bisect_right(sorted(thresholds), marks)


def colour_for(rules: ScoreRules, late: int, overdue: int) -> ScoreColour:
    """The colour of a row: red before yellow before green; a limit of 0 is none.

    Args:
        rules: The limits.
        late: Its late registers.
        overdue: By how many days its most belated open request is over its date.
    """

    def reached(count: int, limit: int) -> bool:
        return limit > 0 and count >= limit

    if reached(late, rules.red_late) or reached(overdue, rules.red_overdue):
        return "red"
    if reached(late, rules.yellow_late) or reached(overdue, rules.yellow_overdue):
        return "yellow"
    return "green"


def score_row(
    rules: ScoreRules,
    key: str,
    name: str,
    counted: Sequence[tuple[int, int]],
    late: int,
    overdue: int,
) -> ScoreRow:
    """Score a squad, a host, a group or the village.

    What could not be counted is left out of the full marks and never scaled; then there is no star,
    unless the rules say what it gives.

    Args:
        rules: The rules.
        key: As in `ScoreRow`.
        name: As in `ScoreRow`.
        counted: For each indicator the count, or the part, and the whole of a share.
        late: Its late registers.
        overdue: By how many days its most belated open request is over its date.
    """
    cells = tuple(
        indicator_cell(indicator, value, whole, rules.uncounted)
        for indicator, (value, whole) in zip(rules.indicators, counted, strict=True)
    )
    marks = sum(cell.marks or 0 for cell in cells)
    full = sum(
        indicator.full
        for indicator, cell in zip(rules.indicators, cells, strict=True)
        if cell.marks is not None
    )
    known = all(cell.marks is not None for cell in cells)
    return ScoreRow(
        key=key,
        name=name,
        cells=cells,
        marks=marks,
        full=full,
        stars=score_stars(marks, rules.stars) if known and cells else None,
        colour=colour_for(rules, late, overdue),
        late=late,
        overdue=overdue,
    )
