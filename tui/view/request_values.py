"""The stored values of a request in words, for the history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.dates.date_words import date_text
from yigong.store.language import _
from yigong.store.records import code
from yigong.store.request_records import Remark, Round
from yigong.store.requests.request_words import (
    SATISFACTION_NAMES,
    SOURCE_NAMES,
    STATE_NAMES,
    URGENCY_NAMES,
)
from yigong.store.settings_records import AnswerDays

_NAMES: dict[str, dict[str, str]] = {
    "state": {str(state): name for state, name in STATE_NAMES.items()},
    "source": {str(source): name for source, name in SOURCE_NAMES.items()},
    "urgency": {str(urgency): name for urgency, name in URGENCY_NAMES.items()},
}


def request_formatters(zone: Callable[[], ZoneInfo]) -> dict[str, Callable[[Any], str]]:
    """How the fields of a request, and those that name requests, are put into words.

    Args:
        zone: Gives the village's zone.
    """

    def rounds(value: Any) -> str:
        return " / ".join(
            "  ".join(
                filter(
                    None,
                    [
                        date_text(each.answered.astimezone(zone())),
                        each.outcome,
                        _(SATISFACTION_NAMES[each.satisfaction]) if each.satisfaction else "",
                        each.said,
                    ],
                )
            )
            for each in msgspec.convert(value, tuple[Round, ...])
        )

    def remarks(value: Any) -> str:
        return " / ".join(
            f"{date_text(each.at.astimezone(zone()))} {each.by} {each.text}"
            for each in msgspec.convert(value, tuple[Remark, ...])
        )

    return {
        **{name: _named(names) for name, names in _NAMES.items()},
        "rounds": rounds,
        "remarks": remarks,
        "same_as": lambda number: code("Q", number),
        "answers": lambda numbers: _(", ").join(code("Q", number) for number in numbers),
        "answer_days": _answer_days,
    }


def _named(names: dict[str, str]) -> Callable[[Any], str]:
    return lambda value: _(names[value])


def _answer_days(value: Any) -> str:
    """``一般 5  较急 3  紧急 1``."""
    days = msgspec.convert(value, AnswerDays)
    return "  ".join(f"{_(name)} {getattr(days, level)}" for level, name in URGENCY_NAMES.items())
