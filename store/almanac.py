"""What a Chinese calendar prints under a date: 节日, else 节气, else the lunar month or day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import msgspec

_SOLAR = {
    (1, 1): "元旦", (3, 8): "妇女节", (3, 12): "植树节", (5, 1): "劳动节", (5, 4): "青年节",
    (6, 1): "儿童节", (8, 1): "建军节", (9, 10): "教师节", (10, 1): "国庆节",
}  # fmt: skip
_LUNAR = {
    (1, 1): "春节", (1, 15): "元宵节", (2, 2): "龙抬头", (5, 5): "端午节", (7, 7): "七夕",
    (7, 15): "中元节", (8, 15): "中秋节", (9, 9): "重阳节", (12, 8): "腊八节",
}  # fmt: skip
_TERMS = {"秋分": "丰收节"}
"""Festivals that fall on a solar term: 中国农民丰收节 is 秋分 (2018), never a fixed date."""

RANGE = (date(1901, 1, 1), date(2099, 12, 31))
"""The dates for which the lunar calendar is known here."""


class Note(msgspec.Struct, frozen=True):
    """What stands under a date."""

    text: str
    kind: Literal["festival", "term", "month", "day", ""]
    lunar: str = ""
    """The lunar date in full: ``十月十四``."""


@lru_cache(maxsize=1024)
def note(day: date) -> Note:
    """The note of a date; empty outside `RANGE`."""
    if not RANGE[0] <= day <= RANGE[1]:
        return Note("", "")
    from borax.calendars.lunardate import LunarDate

    lunar = LunarDate.from_solar(day)
    full = f"{lunar.cn_leap}{lunar.cn_month}月{lunar.cn_day}"
    if day < RANGE[1] and not lunar.leap:
        following = LunarDate.from_solar(day + timedelta(days=1))
        if (following.month, following.day) == (1, 1):
            return Note("除夕", "festival", full)
    festival = (not lunar.leap and _LUNAR.get((lunar.month, lunar.day))) or _SOLAR.get(
        (day.month, day.day)
    )
    festival = festival or _TERMS.get(lunar.term or "")
    if festival:
        return Note(festival, "festival", full)
    if lunar.term:
        return Note(lunar.term, "term", full)
    if lunar.day == 1:
        return Note(f"{lunar.cn_leap}{lunar.cn_month}月", "month", full)
    return Note(lunar.cn_day, "day", full)
