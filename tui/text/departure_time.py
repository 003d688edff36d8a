"""The time at which people left, as it is typed: ``11:00`` means the day of the occurrence."""

from __future__ import annotations

from datetime import datetime, timedelta

from yigong.store.errors import Refused
from yigong.store.records import Occurrence
from yigong.tui.text.words import read_time


def read_departure(text: str, one: Occurrence, now: datetime) -> datetime:
    """A time on the occurrence's day, or after midnight where it goes on until then.

    Args:
        text: A time; the present minute means now, to the second.
        one: The occurrence.
        now: The time in the village.

    Raises:
        Refused: There is no such time, or it lies ahead.
    """
    hour, minute = read_time(text)
    moment = one.start.replace(hour=hour, minute=minute, second=0)
    if moment < one.start and moment + timedelta(days=1) <= max(now, one.end):
        moment += timedelta(days=1)
    if moment > now:
        raise Refused("That lies ahead; nobody has left then yet.")
    return now if f"{moment:%F %H:%M}" == f"{now:%F %H:%M}" else moment
