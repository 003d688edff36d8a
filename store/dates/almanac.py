"""What a Chinese calendar prints at a date: 节日, 节气 or the lunar day, and 休 or 班.

Days off are decided anew each year and announced in the November before (国务院办公厅关于部分节假日
安排的通知), so a year without an announcement is not guessed at.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import msgspec

from yigong.store.language import N_

FIXED_FESTIVALS = {
    (1, 1): "元旦", (3, 5): "学雷锋日", (3, 8): "妇女节", (3, 12): "植树节", (5, 1): "劳动节",
    (5, 4): "青年节", (6, 1): "儿童节", (8, 1): "建军节", (9, 10): "教师节", (10, 1): "国庆节",
    (12, 5): "志愿者日",
}  # fmt: skip
"""Festivals on fixed dates; 5 March and 5 December are the volunteers' own."""

LUNAR_FESTIVALS = {
    (1, 1): "春节", (1, 15): "元宵节", (2, 2): "龙抬头", (5, 5): "端午节", (7, 7): "七夕",
    (7, 15): "中元节", (8, 15): "中秋节", (9, 9): "重阳节", (12, 8): "腊八节",
}  # fmt: skip
"""Festivals by lunar month and day; 除夕 is the last day of the year, whichever that is."""

TERM_FESTIVALS = {"秋分": "丰收节"}
"""Festivals that fall on a solar term: 中国农民丰收节 is 秋分 (2018), never a fixed date."""

FESTIVALS = {
    "元旦": N_("New Year"), "学雷锋日": N_("Lei Feng Day"), "妇女节": N_("Women's Day"),
    "植树节": N_("Arbor Day"), "劳动节": N_("Labour Day"), "青年节": N_("Youth Day"),
    "儿童节": N_("Children's Day"), "建军节": N_("Army Day"), "教师节": N_("Teachers' Day"),
    "国庆节": N_("National Day"), "志愿者日": N_("Volunteer Day"),
    "除夕": N_("New Year's Eve"), "春节": N_("Spring Festival"), "元宵节": N_("Lantern Festival"),
    "龙抬头": N_("Dragon's Head"), "端午节": N_("Dragon Boat"), "七夕": N_("Double Seventh"),
    "中元节": N_("Ghost Festival"), "中秋节": N_("Mid-Autumn"), "重阳节": N_("Double Ninth"),
    "腊八节": N_("Laba Festival"), "丰收节": N_("Harvest Festival"),
}  # fmt: skip
"""The English names of the festivals, as msgids."""

LUNAR_RANGE = (date(1901, 1, 1), date(2099, 12, 31))
"""The first and last date for which the lunar calendar is known here."""


DayOff = Literal["off", "work", ""]
"""休 off: free by the announcement; 班 work: a Saturday or Sunday worked instead; or ordinary."""

FIRST_ANNOUNCED = 2004
"""The first year whose announcement is known here."""


class DayNote(msgspec.Struct, frozen=True):
    """What a calendar prints under a date."""

    text: str
    kind: Literal["festival", "term", "month", "day", ""]
    lunar: str = ""
    """The lunar date in full: ``十月十四``."""

    names: tuple[str, ...] = ()
    """All festivals and terms of the day, the one in `text` first: ``丰收节``, ``秋分``."""


@lru_cache(maxsize=4096)
def day_note(day: date) -> DayNote:
    """The note of a date; empty outside `LUNAR_RANGE`."""
    if not LUNAR_RANGE[0] <= day <= LUNAR_RANGE[1]:
        return DayNote("", "")
    from borax.calendars.lunardate import LunarDate

    lunar = LunarDate.from_solar(day)
    full = f"{lunar.cn_leap}{lunar.cn_month}月{lunar.cn_day}"
    festivals = [
        None if lunar.leap else LUNAR_FESTIVALS.get((lunar.month, lunar.day)),
        "除夕" if _is_eve(day, lunar.month, lunar.day) else None,
        FIXED_FESTIVALS.get((day.month, day.day)),
        TERM_FESTIVALS.get(lunar.term or ""),
    ]
    names = tuple(name for name in (*festivals, lunar.term) if name)
    if any(festivals):
        return DayNote(names[0], "festival", full, names)
    if lunar.term:
        return DayNote(lunar.term, "term", full, names)
    if lunar.day == 1:
        return DayNote(f"{lunar.cn_leap}{lunar.cn_month}月", "month", full)
    return DayNote(lunar.cn_day, "day", full)


def _is_eve(day: date, month: int, lunar_day: int) -> bool:
    """Whether a lunar date is 除夕: 腊月廿九 or 三十, whichever is the last of the month."""
    if month != 12 or lunar_day < 29 or day >= LUNAR_RANGE[1]:
        return False
    from borax.calendars.lunardate import LunarDate

    following = LunarDate.from_solar(day + timedelta(days=1))
    return (following.month, following.day) == (1, 1)


@lru_cache(maxsize=2048)
def day_off(day: date) -> DayOff:
    """Whether a day is off or worked by the announcement; empty if there is none."""
    from chinese_calendar import get_holiday_detail

    try:
        free, name = get_holiday_detail(day)
    except NotImplementedError:  # the year is not among those it knows
        return ""
    if not name:  # an ordinary weekday or weekend
        return ""
    return "off" if free else "work"


@lru_cache(maxsize=256)
def is_announced(year: int) -> bool:
    """Whether the announcement of a year is known here."""
    from chinese_calendar import is_holiday

    try:
        is_holiday(date(year, 7, 1))
    except NotImplementedError:
        return False
    return True
