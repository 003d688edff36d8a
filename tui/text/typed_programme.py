"""The reading of a typed season and a typed goal of a programme."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

import msgspec

from yigong.store.dates.period_parser import Period, parse_period
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.programme_records import Goal, Season

_UNITS = {
    **dict.fromkeys(("场", "场次", "occ", "occ.", "occurrence", "occurrences"), "occurrences"),
    **dict.fromkeys(
        ("人次", "参加人次", "head", "heads", "participant", "participants"), "attendances"
    ),
    **dict.fromkeys(("人", "人数", "person", "people"), "people"),
}


_BACK = timedelta(days=183)
"""A programme is planned ahead: of days that are not said in full, the first ones that are not over
for longer than this are meant."""


def read_programme_days(text: str, today: date) -> Period:
    """Read the first and the last day of a programme (see `parse_period`)."""
    return parse_period(text, today, first=today - _BACK)


def read_season(text: str, today: date, begin: date | None) -> Season:
    """Read a season: a name, a colon or a blank, a period (see `parse_period`).

    Args:
        text: ``春规:2026-03-01..2026-05-31``, ``丰收 2026-11``, ``秋收 9月至11月``.
        today: The date in the village.
        begin: The first day of the programme, if it has one: no season is before it.

    Raises:
        Refused: It is none.
    """
    found = re.fullmatch(r"\s*(.+?)\s*[:：]\s*(.+?)\s*", text) or re.fullmatch(
        r"\s*(\S+)\s+(.+?)\s*", text
    )
    begin = begin or today - _BACK
    first, last = parse_period(found[2], today, first=begin) if found else (None, None)
    if found is None or first is None or last is None:
        raise Refused(
            "{text} is no season: write its name and its days, as {example}.",
            text=text.strip()[:40],
            example=season_example(),
        )
    return Season(name=found[1], first=first, last=last)


def season_example() -> str:
    """A season, to show how one is typed."""
    return _("Autumn: 2026-09-01..2026-11-30")


def goal_example() -> str:
    """A goal, to show how one is typed."""
    return _("30 occ., 1000 participants, 300 people")


def read_goal(text: str, goal: Goal) -> Goal:
    """Read a goal: ``30场,参加1000人次,300人``; what it does not name stays, 0 is none. 人次 of a
    goal are always 参加人次, so that 参加 can be left out.

    Args:
        text: What was typed; empty: no goal at all.
        goal: The goal as it is.

    Raises:
        Refused: It is none.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain:
        return Goal()
    found: dict[str, int] = {}
    for part in filter(None, map(str.strip, re.split(r"[,;、]", plain))):
        number = re.fullmatch(r"(参加)?\s*(\d[\d ]{0,12})\s*(\D+?)", part, re.ASCII)
        field = _UNITS.get((number[1] or "") + number[3].strip()) if number else None
        if number is None or field is None:
            raise Refused(
                "{text} is no goal: write {example}.",
                text=part[:40],
                example=goal_example(),
            )
        found[field] = int(number[2].replace(" ", ""))
    return msgspec.structs.replace(goal, **found)
