"""Dates as people write them: 2026-11-25, 25, 明天, 下周六, 国庆节, 九月初九, +7, next sat."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta

import msgspec

from yigong.store.dates.almanac import day_note
from yigong.store.dates.named_days import NamedDays, named_days
from yigong.store.dates.numerals import NUMBER, small_number
from yigong.store.errors import Refused

_FIRST_YEAR = 1900
"""The first year that is accepted: an earlier one has lost a digit."""

_RECENT = timedelta(days=31)
"""A day and month without a year are those of this year until so long after them."""

FAR_AHEAD = timedelta(days=274)
"""Nine months: a day so far ahead, written without its year, may be meant of the year before."""

_HORIZONS = (timedelta(days=3 * 366), timedelta(days=60 * 366))
"""How far a named day is looked for; a day of a leap month may be decades away."""

_WORDS = {
    **dict.fromkeys(("今天", "今日", "today"), 0),
    **dict.fromkeys(("明天", "明日", "tomorrow"), 1),
    **dict.fromkeys(("后天", "dayaftertomorrow", "thedayaftertomorrow"), 2),
    "大后天": 3,
    **dict.fromkeys(("昨天", "昨日", "yesterday"), -1),
    **dict.fromkeys(("前天", "daybeforeyesterday", "thedaybeforeyesterday"), -2),
    "大前天": -3,
}
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_BESIDE = {"上": -1, "last": -1, "下": 1, "next": 1}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE_WEEKDAYS = {each: n for n, each in enumerate("一二三四五六日")} | {"天": 6, "末": 5}

_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_TH = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_WEEK = "(?:周|个?星期|个?礼拜)"
_FULL = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?(.*)")
_EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})()")
_MONTH_DAY = re.compile(rf"({NUMBER})([-/.月])({NUMBER})([日号]?)([^0-9]*)")
_DAY = re.compile(rf"({NUMBER})([日号]?)")
_DAY_MONTH = re.compile(rf"([a-z]*?),?{_TH}{_MONTH},?([0-9]{{4}})?")
_ENGLISH_MONTH_DAY = re.compile(rf"([a-z]*?),?{_MONTH}{_TH}(?:,?([0-9]{{4}}))?")
_SHIFT = re.compile(r"([+-])([0-9]{1,4})(天|日|d|days?|周|w|weeks?)?")
_AGO = re.compile(rf"({NUMBER})(天|日|{_WEEK})(?:以|之)?([前后])")
_ENGLISH_AGO = re.compile(r"(?:(in)([0-9]{1,4})(days?|weeks?)|([0-9]{1,4})(days?|weeks?)(ago))")
_WEEKDAY = re.compile(rf"(上{{1,3}}|下{{1,3}}|[这本]?)个?{_WEEK}([一二三四五六日天末1-7])")
_ENGLISH_WEEKDAY = re.compile(r"(last|this|next|on)?([a-z]{3,9})")
_OF_MONTH = re.compile(rf"([上下这本]?)个?月(?:({NUMBER})[日号]?|[底末])")
_OF_YEAR = re.compile(r"(?:([前去今本明后]年)|([0-9]{4})年?)的?(.+)")


class _Frame(msgspec.Struct, frozen=True):
    """What a date is reckoned from."""

    today: date
    near: date
    first: date | None
    last: date | None

    def floor(self, recent: timedelta = timedelta()) -> date:
        """The first day that a date without a month or year may be; who looks back may go back."""
        if self.first is not None:
            return self.first
        return self.today - recent if self.near >= self.today else date.min

    def choose(self, years_and_months: Iterable[tuple[int, int]], day: int, floor: date) -> date:
        """The first of some months that has such a day within the bounds.

        Raises:
            ValueError: None has.
        """
        for year, month in years_and_months:
            if 1 <= month <= 12 and 1 <= year <= 9999 and 1 <= day <= monthrange(year, month)[1]:
                found = date(year, month, day)
                if found <= self.last if self.last else found >= floor:
                    return found
        raise ValueError(day)


def parse_day(
    text: str,
    today: date,
    *,
    near: date | None = None,
    first: date | None = None,
    last: date | None = None,
) -> date:
    """Parse a date.

    A number alone is that day of the month, ``11-25`` that of the year; a festival, a solar term,
    a lunar date or a weekday is the next one. ``下周六`` and ``next sat`` are of the next week.

    Args:
        text: What was written. Full-width signs and blanks are as good.
        today: The date in the village: 明天, 3天后, 下周六 and 明年 count from it.
        near: The date on show, else today: ``+7`` counts from it, and a missing month or year is
            its own, unless that is over and the date on show is not.
        first: What is not said in full is not before this day.
        last: What is not said in full is the last one up to this day.

    Raises:
        Refused: There is no such date, or it is before 1900.
    """
    plain = _plain(text)
    frame = _Frame(today, near or today, first, last)
    try:
        found = next(filter(None, (read(plain, frame) for read in _READERS)), None)
    except (ValueError, OverflowError):
        found = date.min
    if found is None:
        raise Refused("{date} is no date: write 2026-11-25, 25 or tomorrow.", date=_shown(text))
    if found.year < _FIRST_YEAR:
        raise Refused("There is no date {date}; write it as 2026-11-25.", date=_shown(text))
    return found


def past_reading(text: str, today: date, day: date) -> date | None:
    """The past day that a date without a year may mean as well.

    Args:
        text: What was written.
        today: The date in the village.
        day: What `parse_day` made of it.

    Returns:
        `None`: the day is less than `FAR_AHEAD`, or it is said in full.
    """
    if day - today >= FAR_AHEAD:
        with suppress(Refused):
            past = parse_day(text, today, last=today)
            return past if past < day else None
    return None


def _shown(text: str) -> str:
    return text.strip()[:20]


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower().strip()
    plain = re.sub(r"(?<=[0-9])\s+(?=[0-9])", "-", plain)
    plain = re.sub(r"[\s,']", "", plain).replace("−", "-")
    return plain.translate(str.maketrans("號後週農曆陰個這", "号后周农历阴个这"))


# -- a year, a month, a day --------------------------------------------------


def _full_date(plain: str, _frame: _Frame) -> date | None:
    found = _FULL.fullmatch(plain) or _EIGHT_DIGITS.fullmatch(plain)
    if not found:
        return None
    day = date(int(found[1]), int(found[2]), int(found[3]))
    return day if _is_tail(found[4], day) else None


def _is_tail(tail: str, day: date) -> bool:
    """Whether a text behind a date says its weekday and its lunar date, or nothing.

    Raises:
        ValueError: It says another weekday.
    """
    found = re.fullmatch(rf"({_WEEK}[一二三四五六日天]|[a-z]{{3,9}})?(.*)", tail)
    if found and found[1]:
        if _weekday_number(found[1]) is None:
            return False
        if _weekday_number(found[1]) != day.weekday():
            raise ValueError(tail)
    return found is not None and found[2] in ("", day_note(day).lunar)


def _weekday_number(name: str) -> int | None:
    if name.isascii():
        fitting = (n for n, day in enumerate(_WEEKDAYS) if len(name) > 2 and day.startswith(name))
        return next(fitting, None)
    return _CHINESE_WEEKDAYS.get(name[-1])


def _month_and_day(plain: str, frame: _Frame) -> date | None:
    found = _MONTH_DAY.fullmatch(plain)
    if not found:
        return None
    month, day = small_number(found[1]), small_number(found[3])
    # In Chinese numerals it is a lunar date, unless 日 or 号 says that it is none.
    if month is None or day is None or not (found[0].isascii() or found[2] == "月"):
        return None
    if not (found[1] + found[3]).isascii() and not found[4]:
        return None
    chosen = _of_some_year(month, day, frame)
    return chosen if _is_tail(found[5], chosen) else None


def _of_some_year(month: int, day: int, frame: _Frame) -> date:
    """The day and month in the year on show; in the next, if that is over for some time."""
    at = frame.last or frame.near
    years = range(at.year, at.year - 9, -1) if frame.last else range(at.year, at.year + 9)
    return frame.choose(((year, month) for year in years), day, frame.floor(_RECENT))


def _english_date(plain: str, frame: _Frame) -> date | None:
    found = _DAY_MONTH.fullmatch(plain)
    if found:
        weekday, day, month, year = found.groups()
    else:
        found = _ENGLISH_MONTH_DAY.fullmatch(plain)
        if not found:
            return None
        weekday, month, day, year = found.groups()
    number = _MONTHS.index(month) + 1
    chosen = date(int(year), number, int(day)) if year else _of_some_year(number, int(day), frame)
    return chosen if _is_tail(weekday, chosen) else None


def _day_of_month(plain: str, frame: _Frame) -> date | None:
    found = _DAY.fullmatch(plain)
    if not found or not (found[1].isascii() or found[2]) or len(found[1]) > 3:
        return None
    at = frame.last or frame.near
    count = at.year * 12 + at.month - 1
    months = range(count, count - 13, -1) if frame.last else range(count, count + 13)
    if frame.first and frame.first > at:
        months = range(frame.first.year * 12 + frame.first.month - 1, 12 * 9999)[:13]
    each = ((month // 12, month % 12 + 1) for month in months)
    return frame.choose(each, small_number(found[1]) or 0, frame.floor())


# -- from today --------------------------------------------------------------


def _counted(plain: str, frame: _Frame) -> date | None:
    """A number of days or weeks from today, or from the date on show."""
    if plain in _WORDS:
        return frame.today + timedelta(days=_WORDS[plain])
    shift, ago, english = (each.fullmatch(plain) for each in (_SHIFT, _AGO, _ENGLISH_AGO))
    if shift:
        days = int(shift[1] + shift[2])
        return frame.near + timedelta(days=days * (7 if (shift[3] or "d")[0] in "周w" else 1))
    if ago:
        days = (small_number(ago[1]) or 0) * (1 if ago[2] in "天日" else 7)
        return frame.today + timedelta(days=days if ago[3] == "后" else -days)
    if english:
        days = int(english[2] or english[4]) * (1 if (english[3] or english[5])[0] == "d" else 7)
        return frame.today + timedelta(days=-days if english[6] else days)
    return None


def _weekday_date(plain: str, frame: _Frame) -> date | None:
    chinese, english = _WEEKDAY.fullmatch(plain), _ENGLISH_WEEKDAY.fullmatch(plain)
    if chinese:
        which, name = chinese.groups()
        weekday = int(name) - 1 if name.isascii() else _CHINESE_WEEKDAYS[name]
        weeks = _BESIDE.get(which[:1], 0) * len(which)
    elif english and (number := _weekday_number(english[2])) is not None:
        which, weekday = (english[1] or "").removeprefix("on"), number
        weeks = _BESIDE.get(which, 0)
    else:
        return None
    if which:
        monday = frame.today - timedelta(days=frame.today.weekday())
        return monday + timedelta(days=weekday, weeks=weeks)
    if frame.last:
        return frame.last - timedelta(days=(frame.last.weekday() - weekday) % 7)
    at = frame.first or frame.near
    return at + timedelta(days=(weekday - at.weekday()) % 7)


def _of_month(plain: str, frame: _Frame) -> date | None:
    """A day of this month or one beside it: ``下个月5号``, ``月底``."""
    found = _OF_MONTH.fullmatch(plain)
    if not found or not (found[1] or not found[2]):
        return None
    at = frame.today if found[1] else frame.first or frame.near
    count = at.year * 12 + at.month - 1 + _BESIDE.get(found[1], 0)
    year, month = count // 12, count % 12 + 1
    day = small_number(found[2]) if found[2] else monthrange(year, month)[1]
    return date(year, month, day or 0)


def _of_year(plain: str, frame: _Frame) -> date | None:
    """A day of a year that is said: ``明年国庆``, ``2027年中秋``, ``去年12月5日``."""
    found = _OF_YEAR.fullmatch(plain)
    if not found or found[3][0] in "-/.":
        return None
    year = frame.today.year + _YEARS[found[1]] if found[1] else int(found[2])
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = named_days(found[3])
    if days:
        return next(days(first, last), None)
    return _month_and_day(found[3], _Frame(first, first, first, None))


# -- by name -----------------------------------------------------------------


def _named_date(plain: str, frame: _Frame) -> date | None:
    days = named_days(plain)
    return _next_named(days, frame) if days else None


def _next_named(days: NamedDays, frame: _Frame) -> date:
    """The next day of a name, or the last one.

    Raises:
        ValueError: There is none for decades.
    """
    for horizon in _HORIZONS:
        if frame.last:
            found = [*days(max(date(2, 1, 1), frame.last - horizon), frame.last)]
            if found:
                return found[-1]
        else:
            at = frame.first or frame.near
            day = next(days(at, at + horizon), None)
            if day:
                return day
    raise ValueError


_READERS: tuple[Callable[[str, _Frame], date | None], ...] = (
    _full_date,
    _counted,
    _named_date,
    _weekday_date,
    _month_and_day,
    _day_of_month,
    _english_date,
    _of_month,
    _of_year,
)
