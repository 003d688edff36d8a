"""Lunar dates and solar terms in words."""

from __future__ import annotations

from yigong.store import language
from yigong.store.dates.lunar import LUNAR_DAYS, LUNAR_MONTHS, TERM_NAMES
from yigong.store.language import _


def lunar_month(month: int, *, leap: bool = False) -> str:
    """A lunar month: ``九月``, ``闰六月``; ``9th``, ``leap 6th``."""
    if language.current_language() == "zh":
        return f"{'闰' if leap else ''}{LUNAR_MONTHS[month - 1]}月"
    return _("leap {month}").format(month=_ordinal(month)) if leap else _ordinal(month)


def lunar_day(day: int) -> str:
    """A day of a lunar month: ``初九``, ``廿三``; ``9th``, ``23rd``."""
    return LUNAR_DAYS[day - 1] if language.current_language() == "zh" else _ordinal(day)


def term_name(term: str) -> str:
    """The name of a solar term in the current language, by its Chinese name."""
    return _(TERM_NAMES.get(term, term))


def _ordinal(number: int) -> str:
    if 10 < number < 14:
        return f"{number}th"
    return f"{number}{('th', 'st', 'nd', 'rd', *['th'] * 6)[number % 10]}"
