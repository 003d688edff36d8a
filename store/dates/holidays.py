"""休 and 班: days off and working weekends in China, as the State Council announces them.

They are decided anew each year and made known in the November before (国务院办公厅关于部分节假日安
排的通知), so a year that was not announced is not guessed at.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Literal

DayOff = Literal["off", "work", ""]
"""休 off: free by the announcement; 班 work: a Saturday or Sunday worked instead; or ordinary."""

FIRST_YEAR = 2004
"""The first year whose announcement is known here."""


@lru_cache(maxsize=2048)
def day_off(day: date) -> DayOff:
    """What the announcement says of a day; nothing where there is none."""
    from chinese_calendar import get_holiday_detail

    try:
        free, name = get_holiday_detail(day)
    except NotImplementedError:  # the year is not among those it knows
        return ""
    if not name:  # an ordinary weekday or weekend
        return ""
    return "off" if free else "work"


@lru_cache(maxsize=256)
def announced(year: int) -> bool:
    """Whether the days off of a year are known here."""
    from chinese_calendar import is_holiday

    try:
        is_holiday(date(year, 7, 1))
    except NotImplementedError:
        return False
    return True
