"""Times of day of an occurrence: on which day an hour lies, where it runs past midnight."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from yigong.store.errors import Refused
from yigong.store.records import Occurrence
from yigong.tui.text.words import read_time


def interval_of(
    occurrence: Occurrence, start: time, end: time, zone: tzinfo
) -> tuple[datetime, datetime]:
    """Two times of day on the occurrence's day, in the village's zone.

    If the occurrence runs past midnight, an end that is not after the start is on the next day.
    """
    day = occurrence.start.astimezone(zone).date()
    first, last = datetime.combine(day, start, zone), datetime.combine(day, end, zone)
    overnight = occurrence.end.astimezone(zone).date() > day
    return first, last + timedelta(days=1) if overnight and last <= first else last


def departure_time(occurrence: Occurrence, at: time, zone: tzinfo) -> datetime:
    """When somebody left, from a time of day; past midnight if the occurrence runs so long."""
    return interval_of(occurrence, occurrence.start.astimezone(zone).time(), at, zone)[1]


def read_departure(text: str, occurrence: Occurrence, now: datetime) -> datetime:
    """Read when people left: a time on the occurrence's day, or the next if it runs past midnight.

    Args:
        text: A time; the present minute means now, to the second.
        occurrence: The occurrence.
        now: The time in the village.

    Raises:
        Refused: There is no such time, or it is in the future.
    """
    hour, minute = read_time(text)
    moment = occurrence.start.replace(hour=hour, minute=minute, second=0)
    if moment < occurrence.start and moment + timedelta(days=1) <= max(now, occurrence.end):
        moment += timedelta(days=1)
    if moment > now:
        raise Refused("That lies ahead; nobody has left then yet.")
    return now if f"{moment:%F %H:%M}" == f"{now:%F %H:%M}" else moment
