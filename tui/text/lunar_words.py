"""Lunar dates and solar terms in words, and the reading of typed ones: 九月初九, 除夕, 秋分."""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

from yigong.store import language
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import ByLunar, ByTerm
from yigong.tui.text.words import read_date

_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_DIGITS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_DAYS = (
    *(f"初{digit}" for digit in _DIGITS),
    *(f"十{digit}" for digit in _DIGITS[:9]),
    "二十",
    *(f"廿{digit}" for digit in _DIGITS[:9]),
    "三十",
)
_OTHER_MONTHS = {"一": 1, "十一": 11, "十二": 12, "腊": 12, "冬": 11}
_OTHER_DAYS = {"廿": 20, "卅": 30} | {f"二十{d}": 20 + n for n, d in enumerate(_DIGITS[:9], 1)}
_MONTH_OF = {**{name: n for n, name in enumerate(_MONTHS, 1)}, **_OTHER_MONTHS}
_DAY_OF = {**{name: n for n, name in enumerate(_DAYS, 1)}, **_OTHER_DAYS}

NEW_YEARS_EVE = ByLunar(month=12, day=30)
"""除夕: 腊月三十, or 廿九 if the month has no 30th."""

_FESTIVALS: dict[str, ByLunar | ByTerm] = {
    "除夕": NEW_YEARS_EVE,
    "春节": ByLunar(month=1, day=1),
    "元宵": ByLunar(month=1, day=15),
    "端午": ByLunar(month=5, day=5),
    "七夕": ByLunar(month=7, day=7),
    "中元": ByLunar(month=7, day=15),
    "中秋": ByLunar(month=8, day=15),
    "重阳": ByLunar(month=9, day=9),
    "腊八": ByLunar(month=12, day=8),
    "丰收": ByTerm("秋分"),
}
"""Days that have a name; a 节 at its end may be left out."""

_TERM_NAMES = {
    "小寒": N_("Lesser Cold"), "大寒": N_("Greater Cold"), "立春": N_("Beginning of Spring"),
    "雨水": N_("Rain Water"), "惊蛰": N_("Awakening of Insects"), "春分": N_("Spring Equinox"),
    "清明": N_("Qingming"), "谷雨": N_("Grain Rain"), "立夏": N_("Beginning of Summer"),
    "小满": N_("Lesser Fullness"), "芒种": N_("Grain in Ear"), "夏至": N_("Summer Solstice"),
    "小暑": N_("Lesser Heat"), "大暑": N_("Greater Heat"), "立秋": N_("Beginning of Autumn"),
    "处暑": N_("End of Heat"), "白露": N_("White Dew"), "秋分": N_("Autumn Equinox"),
    "寒露": N_("Cold Dew"), "霜降": N_("First Frost"), "立冬": N_("Beginning of Winter"),
    "小雪": N_("Lesser Snow"), "大雪": N_("Greater Snow"), "冬至": N_("Winter Solstice"),
}  # fmt: skip

_HORIZON = 3 * 366
"""Days ahead in which a lunar day is searched."""

_LEAP_HORIZON = 60 * 366
"""The same for a day of a leap month, which may be decades away."""


def lunar_month(month: int, *, leap: bool = False) -> str:
    """A lunar month: ``九月``, ``闰六月``; ``9th``, ``leap 6th``."""
    if language.current_language() == "zh":
        return f"{'闰' if leap else ''}{_MONTHS[month - 1]}月"
    return _("leap {month}").format(month=_ordinal(month)) if leap else _ordinal(month)


def lunar_day(day: int) -> str:
    """A day of a lunar month: ``初九``, ``廿三``; ``9th``, ``23rd``."""
    return _DAYS[day - 1] if language.current_language() == "zh" else _ordinal(day)


def term_name(term: str) -> str:
    """The name of a solar term in the current language, by its Chinese name."""
    return _(_TERM_NAMES.get(term, term))


def _ordinal(number: int) -> str:
    if 10 < number < 14:
        return f"{number}th"
    return f"{number}{('th', 'st', 'nd', 'rd', *['th'] * 6)[number % 10]}"


def read_day(text: str, near: date) -> date:
    """Read a typed date, also of the lunar calendar: the next such day on or after `near`.

    Args:
        text: As for `read_date`; or ``九月初九``, ``农历9-9``, ``闰六月初一``, ``除夕``, ``秋分``.
        near: The first day that is considered.

    Raises:
        Refused: There is no such date.
    """
    plain = re.sub(r"\s", "", text)
    rule = _FESTIVALS.get(plain.removesuffix("节")) or _term(plain) or _lunar(plain)
    if rule is None:
        return read_date(text, near)
    from yigong.store.dates.lunar import lunar_date, lunar_days, term_days

    until = near + timedelta(days=_LEAP_HORIZON if _is_leap(rule) else _HORIZON)
    days = (
        term_days(rule, near, until) if isinstance(rule, ByTerm) else lunar_days(rule, near, until)
    )
    for day in days:
        lunar = lunar_date(day)
        if not _is_leap(rule) or (lunar and lunar.leap):
            return day
    raise Refused("There is no day {date} in the years ahead.", date=text[:20])


def _is_leap(rule: ByLunar | ByTerm) -> bool:
    """Whether only a leap month matches; the rule itself falls back to the ordinary month."""
    return isinstance(rule, ByLunar) and rule.leap == "leap"


def _term(plain: str) -> ByTerm | None:
    return ByTerm(plain) if plain in _TERM_NAMES else None


def _lunar(plain: str) -> ByLunar | None:
    words = re.fullmatch(r"(?:农历|阴历)?(闰?)(.{1,2})月(.{1,3}?)日?", plain)
    if words and words[2] in _MONTH_OF and words[3] in _DAY_OF:
        rule = ByLunar(month=_MONTH_OF[words[2]], day=_DAY_OF[words[3]], short="skip")
        return msgspec.structs.replace(rule, leap="leap") if words[1] else rule
    digits = re.fullmatch(r"(?:农历|阴历|lunar)(\d{1,2})[-./月](\d{1,2})日?", plain, re.IGNORECASE)
    if digits and 1 <= int(digits[1]) <= 12 and 1 <= int(digits[2]) <= 30:
        return ByLunar(month=int(digits[1]), day=int(digits[2]), short="skip")
    return None
