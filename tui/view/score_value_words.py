"""The stored fields of scorecards and of their rules, in words for the history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from yigong.store.dates.date_words import date_text
from yigong.store.language import _
from yigong.store.records import code
from yigong.store.score_records import (
    SCORE_SUBJECTS,
    CardWithdrawal,
    ScoreRow,
    ScoreRules,
)
from yigong.store.scores.score_words import SUBJECT_NAMES, rule_lines, stars_text


def score_formatters() -> dict[str, Callable[[Any], str]]:
    """What puts each field into words; each raises where a value is malformed."""
    return {
        "score": _rules,
        "rules": _rules,
        "rows": _rows,
        "of": _of,
        "replaces": lambda number: code("C", int(number)),
        "withdrawn": _withdrawal,
    }


def _rules(value: Any) -> str:
    rules = msgspec.convert(value, ScoreRules)
    names = _(", ").join(f"{each.name} {each.full}" for each in rules.indicators)
    return "  ".join([names, *rule_lines(rules)])


def _rows(value: Any) -> str:
    """The rows of a card; of a register's head how many rows were printed."""
    if isinstance(value, int):
        return str(value)
    rows = msgspec.convert(value, tuple[ScoreRow, ...])
    return " / ".join(f"{row.name} {row.marks}/{row.full} {stars_text(row, '-')}" for row in rows)


def _of(value: Any) -> str:
    names = {str(subject): SUBJECT_NAMES[subject] for subject in SCORE_SUBJECTS}
    return _(names[str(value)])


def _withdrawal(value: Any) -> str:
    found = msgspec.convert(value, CardWithdrawal)
    return f"{date_text(found.at)} {found.by} {found.reason}"
