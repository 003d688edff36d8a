"""Days by their name: festivals and solar terms, lunar dates; on which dates they fall."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

import msgspec

from yigong.store.dates.almanac import FESTIVALS, FIXED_FESTIVALS, LUNAR_FESTIVALS, TERM_FESTIVALS
from yigong.store.dates.lunar import (
    LUNAR_DAYS,
    LUNAR_MONTHS,
    NEW_YEARS_EVE,
    TERM_NAMES,
    lunar_date,
    lunar_days,
    term_days,
)
from yigong.store.event_records import ByLunar, ByTerm

NamedDays = Callable[[date, date], Iterator[date]]
"""Gives the days of a name from a first to a last, inclusive, ascending."""

_NUMERALS = "一二三四五六七八九"
_OTHER_MONTHS = {"一": 1, "十一": 11, "十二": 12}
_OTHER_DAYS = {"廿": 20, "卅": 30} | {f"二十{d}": 20 + n for n, d in enumerate(_NUMERALS, 1)}
_MONTH_OF = {**{name: n for n, name in enumerate(LUNAR_MONTHS, 1)}, **_OTHER_MONTHS}
_DAY_OF = {**{name: n for n, name in enumerate(LUNAR_DAYS, 1)}, **_OTHER_DAYS}

_ALIASES = {
    "年三十": "除夕", "大年三十": "除夕", "过年": "春节", "大年初一": "春节", "正月十五": "元宵节",
    "五一": "劳动节", "五四": "青年节", "三八": "妇女节", "六一": "儿童节", "八一": "建军节",
    "十一": "国庆节", "雷锋日": "学雷锋日", "国际志愿者日": "志愿者日", "农民丰收节": "丰收节",
}  # fmt: skip

_LUNAR = re.compile(r"(?:农历|阴历|lunar)?(闰)?(?:(.{1,2})月)?(.{1,3})")
_LUNAR_DIGITS = re.compile(r"(?:农历|阴历|lunar)([0-9]{1,2})[-./月]([0-9]{1,2})日?")


def named_days(name: str) -> NamedDays | None:
    """The days of a name, ``国庆``, ``中秋节``, ``秋分``, ``九月初九``, ``mid-autumn``.

    Args:
        name: Without blanks, in small letters; a 节 at its end may be left out.

    Returns:
        What gives its days; `None`: there is no such name.
    """
    name = _ALIASES.get(name.removesuffix("节"), name)
    named = _festivals_and_terms()
    found = named.get(name) or named.get(f"{name}节") or named.get(name.removesuffix("节"))
    return found or _lunar(name)


@lru_cache(maxsize=1)
def _festivals_and_terms() -> dict[str, NamedDays]:
    """All of them by their Chinese and English names; an English one without blanks."""
    found: dict[str, NamedDays] = {term: _term(term) for term in TERM_NAMES}
    found |= {name: _fixed(*day) for day, name in FIXED_FESTIVALS.items()}
    found |= {
        name: _of_rule(ByLunar(month=month, day=day))
        for (month, day), name in LUNAR_FESTIVALS.items()
    }
    found |= {name: _term(term) for term, name in TERM_FESTIVALS.items()}
    found["除夕"] = _of_rule(NEW_YEARS_EVE)
    english = {name: _squeezed(words) for name, words in (FESTIVALS | TERM_NAMES).items()}
    return found | {words: found[name] for name, words in english.items()}


def _squeezed(words: str) -> str:
    return re.sub(r"[\s']", "", words.lower())


def _fixed(month: int, day: int) -> NamedDays:
    def days(first: date, last: date) -> Iterator[date]:
        for year in range(first.year, last.year + 1):
            if first <= date(year, month, day) <= last:
                yield date(year, month, day)

    return days


def _term(term: str) -> NamedDays:
    return lambda first, last: term_days(ByTerm(term), first, last)


def _of_rule(rule: ByLunar) -> NamedDays:
    def days(first: date, last: date) -> Iterator[date]:
        for day in lunar_days(rule, first, last):
            lunar = lunar_date(day)
            # The rule itself falls back to the ordinary month in a year without the leap month.
            if rule.leap != "leap" or (lunar is not None and lunar.leap):
                yield day

    return days


def _lunar(name: str) -> NamedDays | None:
    digits = _LUNAR_DIGITS.fullmatch(name)
    if digits:
        month, day = int(digits[1]), int(digits[2])
    else:
        words = _LUNAR.fullmatch(name)
        if not words or words[3] not in _DAY_OF or (words[2] or "一") not in _MONTH_OF:
            return None
        if words[1] and not words[2]:
            return None
        month, day = _MONTH_OF[words[2]] if words[2] else 0, _DAY_OF[words[3]]
    if not 0 <= month <= 12 or not 1 <= day <= 30:
        return None
    rule = ByLunar(month=month, day=day, short="skip")
    leap = not digits and words is not None and words[1]
    return _of_rule(msgspec.structs.replace(rule, leap="leap") if leap else rule)
