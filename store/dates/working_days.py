"""Working days by the real calendar: 休 and 班 of the years whose holidays were announced."""

from __future__ import annotations

from datetime import date, timedelta

from yigong.store.dates.almanac import day_off, is_announced

_SATURDAY = 5


def is_working_day(day: date) -> bool | None:
    """Whether a day is worked; `None`: the holidays of its year are not announced yet."""
    if not is_announced(day.year):
        return None
    off = day_off(day)
    return off == "work" or (not off and day.weekday() < _SATURDAY)


def working_days_after(day: date, count: int) -> date | None:
    """The last of some working days after a day; the day itself is not counted.

    Args:
        day: The day on which they begin to be counted.
        count: How many; 0: the day itself.

    Returns:
        `None`: the holidays of a year on the way are not announced yet.
    """
    while count:
        day += timedelta(days=1)
        worked = is_working_day(day)
        if worked is None:
            return None
        count -= worked
    return day
