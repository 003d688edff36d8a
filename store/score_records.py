"""The records of scorecards (五星三色): indicators, the rules of stars and colours, results."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, get_args

from yigong.store.language import N_
from yigong.store.records import Record, Stored, code

ScoreMeasure = Literal[
    "occurrences",
    "volunteer_heads",
    "participant_heads",
    "service_hours",
    "signed_in_time",
    "requests_done",
    "requests_in_time",
    "requests_satisfied",
    "households_met",
    "visits",
]
"""What an indicator counts, or which share of what: see `store.scores.measures`."""

SCORE_MEASURES: tuple[ScoreMeasure, ...] = get_args(ScoreMeasure)

SHARES: frozenset[ScoreMeasure] = frozenset(
    {
        *("signed_in_time", "requests_done", "requests_in_time", "requests_satisfied"),
        "households_met",
    }
)
"""The measures that are a part of a whole; the others are counts beside a target."""


class ScoreStep(Stored, frozen=True, kw_only=True):
    """Marks from a percentage on: 95 per cent and more give 20."""

    least: int
    """Per cent."""

    marks: int


class Indicator(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """One column of a scorecard."""

    name: str
    measure: ScoreMeasure
    full: int = 20
    """The most marks."""

    target: int = 0
    """The number at which a count has full marks; less has its share, rounded down."""

    steps: tuple[ScoreStep, ...] = ()
    """Of a share the marks by percentage; none: its percentage of the full marks, rounded down."""


ScoreSubject = Literal["squads", "hosts", "groups", "village"]
"""Whom a scorecard has rows for."""

SCORE_SUBJECTS: tuple[ScoreSubject, ...] = get_args(ScoreSubject)

Uncounted = Literal["open", "full", "zero"]
"""What an indicator counts where there was nothing to count: nothing, so that there is no star;
full marks; none."""

USUAL_INDICATORS = (
    Indicator(name="场次", measure="occurrences", target=12),
    Indicator(name="志愿人次", measure="volunteer_heads", target=200),
    Indicator(
        name="收尾及时",
        measure="signed_in_time",
        steps=(ScoreStep(least=95, marks=20), ScoreStep(least=80, marks=10)),
    ),
    Indicator(name="诉求按期", measure="requests_in_time"),
    Indicator(name="走访", measure="households_met"),
)
"""Those a village begins with."""


class ScoreRules(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """How a village scores."""

    indicators: tuple[Indicator, ...] = USUAL_INDICATORS
    stars: tuple[int, ...] = (50, 60, 70, 80, 90)
    """The marks for one star, two and so on."""

    sign_within: int = 10
    """In how many working days after its end a register is signed in time."""

    yellow_late: int = 1
    red_late: int = 3
    """How many late registers make a row yellow, red; 0: they do not."""

    yellow_overdue: int = 1
    red_overdue: int = 30
    """How many days an open request is over its date for yellow, red; 0: it does not matter."""

    uncounted: Uncounted = "open"


ScoreColour = Literal["green", "yellow", "red"]

COLOUR_NAMES: dict[ScoreColour, str] = {
    "green": N_("green"),
    "yellow": N_("yellow"),
    "red": N_("red"),
}
"""The names of the colours, as msgids."""


class ScoreCell(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """What one indicator gave one row."""

    marks: int | None = None
    """`None`: there was nothing to count."""

    value: int = 0
    of: int = 0
    """The count and its target; of a share its part and its whole."""


class ScoreRow(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """A squad, a host, a group or the village, scored."""

    key: str
    """The number of a squad, the name of a group; empty: the village."""

    name: str
    cells: tuple[ScoreCell, ...]
    marks: int
    full: int
    """The marks it could have had by what there was to count."""

    stars: int | None = None
    """`None`: none is computed, as something could not be counted."""

    colour: ScoreColour = "green"
    late: int = 0
    """How many registers were signed late, or are not signed and late by now."""

    overdue: int = 0
    """By how many days the most belated open request is over its date, also of one that was heard
    before the period."""


class CardWithdrawal(Stored, frozen=True, kw_only=True):
    """That a signed scorecard holds no more: when, by whom, why."""

    at: datetime
    by: str
    reason: str


class Scorecard(Record, frozen=True, kw_only=True):
    """A scorecard as it was signed; what is corrected later does not change it."""

    first: date
    last: date
    of: ScoreSubject
    rules: ScoreRules
    rows: tuple[ScoreRow, ...]
    at: datetime
    by: str = ""
    """Who signed it, by name."""

    note: str = ""
    replaces: int = 0
    """The scorecard of the same days that it stands in the place of, by number; 0: of none."""

    reason: str = ""
    """Why it does."""

    withdrawn: CardWithdrawal | None = None

    @property
    def code(self) -> str:
        """``C01``."""
        return code("C", self.number)
