"""Rules of scores as somebody types them: made clean, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from yigong.store import bounds, validate
from yigong.store.errors import Refused
from yigong.store.language import N_
from yigong.store.score_records import SHARES, Indicator, ScoreRules, ScoreStep

MOST_INDICATORS = 12
"""The most columns of a scorecard."""

MOST_STEPS = 10
MOST_STARS = 9
_MOST_TARGET = 10_000_000
_MOST_DAYS = 3_650
"""Ten years."""


_ENGLISH = {
    "场次": "Occasions",
    "志愿人次": "Volunteers",
    "收尾及时": "Signed in time",
    "诉求按期": "Requests in time",
    "走访": "Visits",
}
"""The usual indicators in an English village: they are stored as text."""


def usual_score_rules(language: str) -> ScoreRules:
    """The rules that a village begins with, its indicators named in its language."""
    usual = ScoreRules()
    if language == "zh":
        return usual
    named = (msgspec.structs.replace(each, name=_ENGLISH[each.name]) for each in usual.indicators)
    return msgspec.structs.replace(usual, indicators=tuple(named))


def checked_score_rules(rules: ScoreRules) -> ScoreRules:
    """Rules ready to be written.

    Raises:
        Refused: There are no indicators or more than twelve; two have one name; marks, targets or
            steps are out of bounds or order; stars or the limits of the colours do not rise.
    """
    if not 1 <= len(rules.indicators) <= MOST_INDICATORS:
        raise Refused("A scorecard has 1 to {most} indicators.", most=MOST_INDICATORS)
    indicators = tuple(checked_indicator(each) for each in rules.indicators)
    refuse_same_names(indicators)
    _check_stars(rules.stars)
    _check_limits(rules)
    return msgspec.structs.replace(rules, indicators=indicators)


def refuse_same_names(indicators: Iterable[Indicator]) -> None:
    """Refuse two indicators of one name."""
    seen: set[str] = set()
    for each in indicators:
        if each.name.casefold() in seen:
            raise Refused("There is an indicator {name} already.", name=each.name)
        seen.add(each.name.casefold())


def checked_indicator(indicator: Indicator) -> Indicator:
    """An indicator ready to be written; a count has no steps, and a share no target."""
    name = validate.clean_line(indicator.name, N_("The name"), validate.MAX_KIND_NAME, needed=True)
    if not 1 <= indicator.full <= bounds.MAX_MARKS:
        raise Refused("{name}: the full marks are 1 to {most}.", name=name, most=bounds.MAX_MARKS)
    if indicator.measure in SHARES:
        steps = _checked_steps(name, indicator)
        return msgspec.structs.replace(indicator, name=name, target=0, steps=steps)
    if not 0 <= indicator.target <= _MOST_TARGET:
        raise Refused("{name}: the target is a number from 0 on.", name=name)
    if indicator.steps:
        raise Refused("{name}: steps are for shares; a count has a target.", name=name)
    return msgspec.structs.replace(indicator, name=name)


def _checked_steps(name: str, indicator: Indicator) -> tuple[ScoreStep, ...]:
    """The steps of a share, falling: the highest percentage has the most marks."""
    steps = indicator.steps
    if len(steps) > MOST_STEPS:
        raise Refused("{name}: there are at most {most} steps.", name=name, most=MOST_STEPS)
    for step in steps:
        if not 0 <= step.least <= 100:
            raise Refused("{name}: a step begins at 0 to 100 per cent.", name=name)
        if not 0 <= step.marks <= indicator.full:
            raise Refused("{name}: a step gives 0 to {full} marks.", name=name, full=indicator.full)
    for above, below in pairwise(steps):
        if above.least <= below.least or above.marks <= below.marks:
            raise Refused(
                "{name}: the steps fall, per cent and marks both: 95:20 80:10.", name=name
            )
    return steps


def _check_stars(stars: Sequence[int]) -> None:
    if not 1 <= len(stars) <= MOST_STARS:
        raise Refused("There are 1 to {most} stars.", most=MOST_STARS)
    if any(not 1 <= marks <= bounds.MAX_MARKS for marks in stars) or list(stars) != sorted(
        set(stars)
    ):
        raise Refused(
            "The marks for the stars rise from one to the next, from 1 to {most}.",
            most=bounds.MAX_MARKS,
        )


def _check_limits(rules: ScoreRules) -> None:
    if not 1 <= rules.sign_within <= bounds.MAX_ANSWER_DAYS:
        raise Refused(
            "A register is signed within 1 to {most} working days.", most=bounds.MAX_ANSWER_DAYS
        )
    for yellow, red, most in (
        (rules.yellow_late, rules.red_late, bounds.MAX_MARKS),
        (rules.yellow_overdue, rules.red_overdue, _MOST_DAYS),
    ):
        if not (0 <= yellow <= most and 0 <= red <= most):
            raise Refused("A limit of a colour is 0 to {most}; 0 is none.", most=most)
        if yellow and red and red <= yellow:
            raise Refused("The limit for red is above that for yellow.")
