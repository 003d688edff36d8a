"""Scores in words: measures, rows, marks, stars, colours, how a register stands."""

from __future__ import annotations

from yigong.store.dates.date_words import days_text
from yigong.store.language import N_, _, ngettext
from yigong.store.records import code
from yigong.store.score_records import (
    COLOUR_NAMES,
    SHARES,
    Indicator,
    Scorecard,
    ScoreCell,
    ScoreMeasure,
    ScoreRow,
    ScoreRules,
    ScoreStep,
    ScoreSubject,
    Uncounted,
)
from yigong.store.scores.signing_time import SigningState

MEASURE_NAMES: dict[ScoreMeasure, str] = {
    "occurrences": N_("occurrences held"),
    "volunteer_heads": N_("volunteers, each time"),
    "participant_heads": N_("participants, each time"),
    "service_hours": N_("hours of service"),
    "signed_in_time": N_("registers signed in time"),
    "requests_done": N_("requests done, of those accepted"),
    "requests_in_time": N_("requests done in time, of those done"),
    "requests_satisfied": N_("satisfied, of those asked back"),
    "households_met": N_("households met, of those known"),
    "visits": N_("visits"),
}
"""What measures count, as msgids."""

_HELD: dict[ScoreSubject, str] = {
    "squads": N_("It counts for every squad of those who came; so one occurrence may for several."),
    "hosts": N_("It counts for everybody who hosts it."),
    "groups": N_("It counts for every group of those who came; so one occurrence may for several."),
    "village": "",
}
"""For whom an occurrence counts, as msgids."""

SUBJECT_NAMES: dict[ScoreSubject, str] = {
    "squads": N_("Squads"),
    "hosts": N_("Hosts"),
    "groups": N_("Groups"),
    "village": N_("The village"),
}
"""Whom a scorecard has rows for, as msgids."""

UNCOUNTED_NAMES: dict[Uncounted, str] = {
    "open": N_("no marks and no star"),
    "full": N_("full marks"),
    "zero": N_("0 marks"),
}
"""What there is where nothing could be counted, as msgids."""

SIGNING_NAMES: dict[SigningState, str] = {
    "in_time": N_("in time"),
    "late": N_("late for signing"),
    "awaited": N_("not yet, not late"),
    "undated": N_("holidays not announced yet"),
    "unknown": N_("first signature not kept"),
}
"""How registers stand, as msgids."""

NO_MARKS = "—"
"""Stands on paper and in what commands print where there are no marks: dividing by 0 has no
result."""


def marks_text(cell: ScoreCell, nothing: str = NO_MARKS) -> str:
    """The marks of a cell."""
    return nothing if cell.marks is None else str(cell.marks)


def counted_text(cell: ScoreCell) -> str:
    """What a cell counted, beside its target or of its whole: ``9/10``."""
    return f"{cell.value}/{cell.of}" if cell.of else str(cell.value)


def marks_and_count(cell: ScoreCell, nothing: str = NO_MARKS) -> str:
    """``16 (10/12)``: the marks of a cell, and for what."""
    counted = cell.value or cell.of
    return marks_text(cell, nothing) + (f" ({counted_text(cell)})" if counted else "")


def total_text(row: ScoreRow, rules: ScoreRules) -> str:
    """The marks of a row; of those it could have had where that is less than all: ``64/80``."""
    whole = sum(indicator.full for indicator in rules.indicators)
    return f"{row.marks}/{row.full}" if row.full < whole else str(row.marks)


def stars_text(row: ScoreRow, nothing: str = NO_MARKS) -> str:
    """The stars of a row in words."""
    if row.stars is None:
        return nothing
    return ngettext("{n} star", "{n} stars", row.stars).format(n=row.stars)


def colour_text(row: ScoreRow) -> str:
    """The colour of a row, in a word."""
    return _(COLOUR_NAMES[row.colour])


def colour_reason(row: ScoreRow) -> str:
    """Why a row has its colour; empty: nothing is late."""
    found = []
    if row.late:
        text = ngettext("{n} register late", "{n} registers late", row.late)
        found.append(text.format(n=row.late))
    if row.overdue:
        text = ngettext("a request {n} day over", "a request {n} days over", row.overdue)
        found.append(text.format(n=row.overdue))
    return _(", ").join(found)


def steps_text(steps: tuple[ScoreStep, ...]) -> str:
    """Steps as they are typed: ``95:20 80:10``."""
    return " ".join(f"{step.least}:{step.marks}" for step in steps)


def indicator_text(indicator: Indicator) -> str:
    """How an indicator gives its marks, in a phrase."""
    if indicator.measure in SHARES:
        if indicator.steps:
            steps = (
                _("from {least} % {marks}").format(least=step.least, marks=step.marks)
                for step in indicator.steps
            )
            return _(", ").join(steps)
        return _("its share of {full}").format(full=indicator.full)
    if not indicator.target:
        return _("no target yet, so no marks")
    return _("{full} at {target}").format(full=indicator.full, target=indicator.target)


def measure_note(measure: str, of: ScoreSubject) -> str:
    """What is to know about what a measure counts of somebody; empty: nothing."""
    return _(_HELD[of]) if measure == "occurrences" and _HELD[of] else ""


def card_title(card: Scorecard) -> str:
    """Whom a signed card is of, and of which days."""
    return f"{_(SUBJECT_NAMES[card.of])}  {days_text(card.first, card.last)}"


def subject_code(of: ScoreSubject, key: str) -> str:
    """The code of a squad; the name of a group; empty: the village."""
    numbered = of in ("squads", "hosts") and key.isascii() and key.isdecimal()
    return code("S", int(key)) if numbered and len(key) < 8 else key


def row_notes(rules: ScoreRules, uncounted: bool, undated: int) -> list[str]:
    """Sentences beside the rows of a card.

    Args:
        rules: Its rules.
        uncounted: Whether something could not be counted of some row.
        undated: The registers that could not be judged.
    """
    found = []
    if uncounted:
        found.append(
            {
                "open": _("Where there is nothing to count there are no marks, and no star."),
                "full": _("Where there is nothing to count there are full marks."),
                "zero": _("Where there is nothing to count there are 0 marks."),
            }[rules.uncounted]
        )
    if undated:
        text = ngettext(
            "{n} register is not judged: the holidays until its last day are not announced yet, or "
            "its first signature was not kept.",
            "{n} registers are not judged: the holidays until their last day are not announced "
            "yet, or their first signature was not kept.",
            undated,
        )
        found.append(text.format(n=undated))
    return found


def standing_lines(card: Scorecard, later: Scorecard | None) -> list[str]:
    """What a signed card says beside its rows: its note, what it replaces, what became of it."""
    found = [card.note] if card.note else []
    if card.replaces:
        text = _("It takes the place of C{number:02d}: {reason}")
        found.append(text.format(number=card.replaces, reason=card.reason))
    if later is not None:
        text = _("{code} took its place: {reason}")
        found.append(text.format(code=later.code, reason=later.reason))
    if card.withdrawn is not None:
        text = _("Withdrawn on {date:%Y-%m-%d} by {by}: {reason}")
        gone = card.withdrawn
        found.append(text.format(date=gone.at, by=gone.by or "?", reason=gone.reason))
    return found


def difference_texts(
    pair: tuple[ScoreRow | None, ScoreRow | None], rules: ScoreRules, nothing: str = NO_MARKS
) -> list[str]:
    """A row that would be another by now: its name, what it was and would be.

    Args:
        pair: As it was signed, and as it would be (`scorecards.RowDifference`).
        rules: The rules of the card.
        nothing: What stands where there are no marks.
    """
    signed, now = pair
    row = signed or now
    name = row.name if row is not None else ""
    if signed is None or now is None:
        return [name, _("is new") if signed is None else _("is not there any more")]
    found = [name]
    for indicator, old, new in zip(rules.indicators, signed.cells, now.cells, strict=True):
        if old != new:
            before, after = marks_and_count(old, nothing), marks_and_count(new, nothing)
            found.append(f"{indicator.name} {before} -> {after}")
    marks = f"{total_text(signed, rules)} -> {total_text(now, rules)}"
    found.append(_("marks {change}").format(change=marks))
    if signed.stars != now.stars:
        found.append(f"{stars_text(signed, nothing)} -> {stars_text(now, nothing)}")
    return found


def card_state(card: Scorecard, later: Scorecard | None) -> str:
    """What became of a signed card, in a phrase; empty: it holds."""
    if card.withdrawn is not None:
        return _("withdrawn")
    return _("{code} took its place").format(code=later.code) if later is not None else ""


def rule_lines(rules: ScoreRules) -> list[str]:
    """The rules beside the indicators, a sentence each."""
    uncounted = _(UNCOUNTED_NAMES[rules.uncounted])
    return [
        _("Marks for the stars: {stars}.").format(stars=_(", ").join(map(str, rules.stars))),
        _("A register is signed in time within {n} working days.").format(n=rules.sign_within),
        _("Yellow from {n} late registers or {m} days over; 0: never.").format(
            n=rules.yellow_late, m=rules.yellow_overdue
        ),
        _("Red from {n} late registers or {m} days over; 0: never.").format(
            n=rules.red_late, m=rules.red_overdue
        ),
        _("Where there is nothing to count: {what}.").format(what=uncounted),
    ]
