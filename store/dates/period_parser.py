"""Periods as people write them: a year, a quarter, a month, a day, from one to another, all."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import Refused

Period = tuple[date | None, date | None]
"""Its first and last day; `None`: no bound on that side."""

_CHINESE = {
    "全部": "all", "今年": "year", "本年": "year", "本季度": "quarter", "本月": "month",
    "这个月": "month", "本周": "week", "这周": "week",
    "去年": "last year", "上季度": "last quarter", "上月": "last month",
    "上个月": "last month", "上周": "last week",
    "明年": "next year", "下季度": "next quarter", "下月": "next month",
    "下个月": "next month", "下周": "next week",
}  # fmt: skip
_QUARTERS = dict(zip("一二三四", "1234", strict=True))


def parse_period(text: str, today: date, *, first: date | None = None) -> Period:
    """Parse a period as people write it.

    Args:
        text: ``2026``, ``2026-Q4``, ``2026-11``, ``2026-11-25``, ``2026-11-01..2026-11-25``;
            ``2026-11-01 to 2026-11-25``; ``year``, ``last month``, ``week``: of the calendar;
            ``all``: without bounds. In Chinese ``2026年``, ``2026年第四季度``, ``2026年11月25日``,
            with ``至`` between two of them, the year said once; ``今年``, ``本季度``, ``上个月``,
            ``全部``. Days are as in `parse_day`.
        today: The date in the village.
        first: What is not said in full is not over before this day; `None`: it is the last one.

    Returns:
        Its first and last day, both `None` for ``all``.

    Raises:
        Refused: It is none of these.
    """
    wanted = _normalised(text)
    if wanted == "all":
        return None, None
    begin, *ends = wanted.split("..")
    if len(ends) > 1:
        raise Refused("A period has one start and one end: {text}", text=text[:40])
    try:
        begins, last = _one_period(begin, today, earliest=first, latest=None if first else today)
        if ends:
            last = _one_period(ends[0], today, earliest=begins)[1]
    except (ValueError, OverflowError, Refused):
        raise Refused(
            "{text} is not a period: write 2026, 2026-Q4, 2026-11 or 2026-11-01..2026-11-25.",
            text=text[:40],
        ) from None
    if last < begins:
        raise Refused("The end of the period is before its start.")
    return begins, last


def _one_period(
    text: str, today: date, *, earliest: date | None = None, latest: date | None = None
) -> tuple[date, date]:
    """What stands on one side of a 至; a day that is not said in full is within the bounds.

    Raises:
        ValueError: There is no such month or quarter.
        Refused: It is no date either.
    """
    import arrow

    current = re.fullmatch(r"(this |last |next )?(year|quarter|month|week)", text)
    named = re.fullmatch(r"(\d{4})(?:-(\d\d)|-q([1-4]))?", text, re.ASCII)
    month = re.fullmatch(r"(\d{1,2})月", text, re.ASCII)
    if current:
        unit, moment = current[2], arrow.get(today)
        if current[1] == "last ":
            moment = moment.floor(unit).shift(days=-1)  # type: ignore[arg-type]
        elif current[1] == "next ":
            moment = moment.ceil(unit).shift(days=1)  # type: ignore[arg-type]
    elif named:
        unit = "month" if named[2] else "quarter" if named[3] else "year"
        moment = arrow.get(int(named[1]), int(named[2] or int(named[3] or 1) * 3 - 2), 1)
    elif month:
        unit, number = "month", int(month[1])
        year = today.year - (number > today.month)
        if earliest:
            year = earliest.year + (number < earliest.month)
        moment = arrow.get(year, number, 1)
    else:
        day = parse_day(text, today, near=earliest, first=earliest, last=latest)
        return day, day
    span = moment.span(unit)  # type: ignore[arg-type]
    return span[0].date(), span[1].date()


def _normalised(text: str) -> str:
    """A period in Latin letters and digits: ``2026年第四季度`` is ``2026-q4``."""
    wanted = unicodedata.normalize("NFKC", text).strip().lower()
    parts = re.split(r"\s*(?:至|到|\.{2,}|—+|~|\bto\b)\s*(?:次年)?", wanted)
    return "..".join(map(_normalised_part, parts))


def _normalised_part(text: str) -> str:
    """One side of a range."""
    if text in _CHINESE:
        return _CHINESE[text]
    quarter = re.fullmatch(r"(\d{4})年第?([1-4一二三四])季度?", text, re.ASCII)
    if quarter:
        return f"{quarter[1]}-q{_QUARTERS.get(quarter[2], quarter[2])}"
    day = re.fullmatch(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?", text, re.ASCII)
    if day:
        return "-".join(part.zfill(2) for part in day.groups() if part)
    return text
