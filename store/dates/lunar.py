"""The lunar calendar and the solar terms: which days 九月初九, 除夕, 每月初一 and 秋分 fall on.

Months, leap months and terms are borax's tables. They agree with those of the Purple Mountain
Observatory (GB/T 33661-2017) from 1950 to 2056; further away a month may be a day off.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from yigong.store.dates.almanac import LUNAR_RANGE
from yigong.store.event_records import ByLunar, ByTerm
from yigong.store.language import N_

LUNAR_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
"""The names of the lunar months, without 月."""

_DIGITS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
LUNAR_DAYS = (
    *(f"初{digit}" for digit in _DIGITS),
    *(f"十{digit}" for digit in _DIGITS[:9]),
    "二十",
    *(f"廿{digit}" for digit in _DIGITS[:9]),
    "三十",
)
"""The names of the days of a lunar month."""

NEW_YEARS_EVE = ByLunar(month=12, day=30)
"""除夕: 腊月三十, or 廿九 if the month has no 30th."""

TERM_NAMES = {
    "小寒": N_("Minor Cold"), "大寒": N_("Major Cold"), "立春": N_("Start of Spring"),
    "雨水": N_("Rain Water"), "惊蛰": N_("Awakening of Insects"), "春分": N_("Spring Equinox"),
    "清明": N_("Qingming"), "谷雨": N_("Grain Rain"), "立夏": N_("Start of Summer"),
    "小满": N_("Grain Buds"), "芒种": N_("Grain in Ear"), "夏至": N_("Summer Solstice"),
    "小暑": N_("Minor Heat"), "大暑": N_("Major Heat"), "立秋": N_("Start of Autumn"),
    "处暑": N_("End of Heat"), "白露": N_("White Dew"), "秋分": N_("Autumn Equinox"),
    "寒露": N_("Cold Dew"), "霜降": N_("First Frost"), "立冬": N_("Start of Winter"),
    "小雪": N_("Minor Snow"), "大雪": N_("Major Snow"), "冬至": N_("Winter Solstice"),
}  # fmt: skip
"""The English names of the solar terms, as msgids."""

TERMS = tuple(TERM_NAMES)
"""The 24 solar terms, in the order of the year that begins on 1 January: two in each month."""


class LunarDay(msgspec.Struct, frozen=True):
    """A date in the lunar calendar."""

    year: int
    """The lunar year; most of its twelfth month lies in the next common year."""

    month: int
    day: int
    leap: bool = False


class LunarMonth(msgspec.Struct, frozen=True):
    """A month in the lunar calendar."""

    month: int
    leap: bool
    first: date
    days: int
    """29 or 30."""


def lunar_days(rule: ByLunar, first: date, last: date) -> Iterator[date]:
    """The days of a lunar rule within a period.

    If `rule.month` is 0, every month counts, leap months included, whatever `rule.leap` is:
    每月初一 is in a leap month, too.

    Args:
        rule: The rule. `until` is applied; `count` is not, because it counts from a start.
        first: The first day of the period.
        last: Its last day. There are none outside `store.dates.almanac.LUNAR_RANGE`.

    Yields:
        Days, ascending.
    """
    first, last = (
        max(first, LUNAR_RANGE[0]),
        min(last, LUNAR_RANGE[1], rule.until or LUNAR_RANGE[1]),
    )
    for year in range(first.year - 1, last.year + 1):
        for month in lunar_months(year):
            if month.first > last:
                return
            day = _day_in(rule, month, year)
            if day is not None and first <= day <= last:
                yield day


def _day_in(rule: ByLunar, month: LunarMonth, year: int) -> date | None:
    """The day of a rule in one month; `None` if it has none there."""
    if rule.month:
        if rule.month != month.month:
            return None
        has_leap = leap_month(year) == month.month
        if has_leap and rule.leap != "both" and month.leap != (rule.leap == "leap"):
            return None
    if rule.day > month.days and rule.short == "skip":
        return None
    return month.first + timedelta(days=min(rule.day, month.days) - 1)


def term_days(rule: ByTerm, first: date, last: date) -> Iterator[date]:
    """The days of a solar term within a period; arguments and order as in `lunar_days`."""
    first, last = (
        max(first, LUNAR_RANGE[0]),
        min(last, LUNAR_RANGE[1], rule.until or LUNAR_RANGE[1]),
    )
    for year in range(first.year, last.year + 1):
        day = term_day(year, rule.term)
        if first <= day <= last:
            yield day


@lru_cache(maxsize=512)
def term_day(year: int, term: str) -> date:
    """The day of a solar term in a year of the common calendar, by China's clock.

    Raises:
        ValueError: There is no such term, or the year is not 1900 to 2100.
    """
    from borax.calendars.lunardate import TermUtils

    day: date = TermUtils.nth_term_day(year, term_index=TERMS.index(term))
    return day


def term_of(day: date) -> str:
    """The solar term that begins on a day; empty if none does, or outside the known years."""
    if not LUNAR_RANGE[0] <= day <= LUNAR_RANGE[1]:
        return ""
    of_month = TERMS[2 * day.month - 2 : 2 * day.month]
    return next((term for term in of_month if term_day(day.year, term) == day), "")


def lunar_date(day: date) -> LunarDay | None:
    """The lunar date of a day; `None` outside the known years."""
    if not LUNAR_RANGE[0] <= day <= LUNAR_RANGE[1]:
        return None
    year = day.year if day >= lunar_months(day.year)[0].first else day.year - 1
    months = lunar_months(year)
    month = months[bisect_right(months, day, key=lambda month: month.first) - 1]
    return LunarDay(year, month.month, (day - month.first).days + 1, month.leap)


def leap_month(year: int) -> int:
    """The month that a lunar year has a second time, as a leap month; 0: none."""
    return next((month.month for month in lunar_months(year) if month.leap), 0)


def month_length(year: int, month: int, *, leap: bool = False) -> int:
    """How many days a month of a lunar year has: 29 or 30; 0 if the year has no such month."""
    lengths = (m.days for m in lunar_months(year) if (m.month, m.leap) == (month, leap))
    return next(lengths, 0)


@lru_cache(maxsize=256)
def lunar_months(year: int) -> tuple[LunarMonth, ...]:
    """The months of a lunar year, 1900 to 2100: twelve or thirteen."""
    from borax.calendars.lunardate import LCalendars, LunarDate

    found = []
    first: date = LunarDate(year, 1, 1).to_solar_date()
    for month, days, leap in LCalendars.iter_year_month(year):
        found.append(LunarMonth(month, bool(leap), first, days))
        first += timedelta(days=days)
    return tuple(found)
