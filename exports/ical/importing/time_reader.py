"""Dates, times and lengths of calendar files (RFC 5545 3.3.4 to 3.3.6), as the store keeps them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from yigong.exports.ical.importing.parser import Component, ContentLine
from yigong.exports.ical.importing.zone_names import CalendarZones
from yigong.exports.plain_text import one_line
from yigong.store.errors import Refused
from yigong.store.records import elapsed

_MOMENT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})?(Z?))?")
_LENGTH = re.compile(
    r"[+]?P(?:([0-9]{1,4})W|(?:([0-9]{1,5})D)?(?:T(?=[0-9])(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?"
    r"(?:([0-9]{1,9})S)?)?)"
)
_AN_HOUR = 60
_A_DAY = 24 * 60


class DateTimeValue(NamedTuple):
    """A value of DTSTART and its like."""

    wall: datetime
    """What it says, naive."""

    all_day: bool
    zone: ZoneInfo | None
    """In which zone; `None`: it names none (floating, or a date)."""

    def within(self, zone: ZoneInfo, floating: ZoneInfo) -> datetime:
        """The same moment on the wall clock of another zone, naive; a date stays a date."""
        if self.all_day or (self.zone or floating) == zone:
            return self.wall
        aware = self.wall.replace(tzinfo=self.zone or floating)
        # Wall-clock times of 1800 and 2400 may leave the calendar on their way.
        try:
            return aware.astimezone(zone).replace(tzinfo=None)
        except (OverflowError, ValueError):
            raise _not_a_time(f"{self.wall:%Y%m%d}") from None


def read_date_times(line: ContentLine, zones: CalendarZones) -> list[DateTimeValue]:
    """The dates or times of a line; EXDATE has several.

    Raises:
        Refused: One is none, or its zone is not known.
    """
    return [read_date_time(line, zones, value) for value in line.value.split(",") if value.strip()]


def read_date_time(line: ContentLine, zones: CalendarZones, value: str = "") -> DateTimeValue:
    """The date or time of a line.

    Args:
        line: The line.
        zones: The zones of its calendar.
        value: The one to read, where the line has several.

    Raises:
        Refused: It is none, or its zone is not known.
    """
    text = (value or line.value).strip()
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise _not_a_time(text)
    year, month, day, hour, minute, second, utc = found.groups()
    try:
        on = date(int(year), int(month), int(day))
        # A leap second is the minute it ends.
        at = time(int(hour or 0), int(minute or 0), min(int(second or 0), 59))
    except ValueError:
        raise _not_a_time(text) from None
    if hour is None or line.params.get("VALUE", "").upper() == "DATE":
        return DateTimeValue(datetime.combine(on, time()), True, None)
    zone = ZoneInfo("UTC") if utc else zones.of(line)
    return DateTimeValue(datetime.combine(on, at), False, zone)


def _not_a_time(text: str) -> Refused:
    return Refused("This is not a date or time: {text}", text=one_line(text)[:40] or "-")


def parse_duration(text: str) -> timedelta:
    """A DURATION: ``PT2H30M``, ``P1D``, ``P2W``.

    Raises:
        Refused: It is none.
    """
    found = _LENGTH.fullmatch(text.strip().upper())
    if found is None or not any(found.groups()):
        raise Refused("This is not a length of time: {text}", text=one_line(text)[:40] or "-")
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


class EventSpan(NamedTuple):
    """When something takes place."""

    start: DateTimeValue
    minutes: int
    assumed: bool
    """Whether the length is ours: the file gives no end."""


def read_event_span(part: Component, zones: CalendarZones) -> EventSpan:
    """When a VEVENT takes place.

    Without an end a date is a day (RFC 5545 3.6.1), and a time, by the RFC a moment, is taken for
    an hour, because a village's events last.

    Raises:
        Refused: It has no start, ends before it, or a value is not understood.
    """
    line = part.first("DTSTART")
    if line is None:
        raise Refused("It has no start.")
    start = read_date_time(line, zones)
    end, lasts = part.first("DTEND"), part.value("DURATION")
    if end is not None and end.value.strip():
        found = _span_to(start, read_date_time(end, zones), zones)
    elif lasts:
        found = EventSpan(start, round(parse_duration(lasts).total_seconds()) // 60, False)
    else:
        found = EventSpan(start, 0, True)
    if found.minutes < 0:
        raise Refused("The end is not after the start.")
    if found.minutes == 0:
        found = EventSpan(start, _A_DAY if start.all_day else _AN_HOUR, not start.all_day)
    if part.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
        return _days(found)
    return found


def _span_to(start: DateTimeValue, end: DateTimeValue, zones: CalendarZones) -> EventSpan:
    if start.all_day or end.all_day:
        days = (end.wall.date() - start.wall.date()).days
        return EventSpan(start, days * _A_DAY, False)
    began = start.wall.replace(tzinfo=start.zone or zones.floating)
    ended = end.wall.replace(tzinfo=end.zone or zones.floating)
    try:
        return EventSpan(start, elapsed(began, ended), False)
    except (OverflowError, ValueError, OSError):
        raise _not_a_time(f"{start.wall:%Y%m%d}") from None


def _days(found: EventSpan) -> EventSpan:
    """Outlook's whole days, written as times from midnight to midnight."""
    if found.start.wall.time() != time() or found.minutes % _A_DAY:
        return found
    return EventSpan(DateTimeValue(found.start.wall, True, None), found.minutes, False)


def revision_time(part: Component) -> datetime | None:
    """When this revision was made, UTC: LAST-MODIFIED; `None` where the file does not say."""
    found = _MOMENT.fullmatch(part.value("LAST-MODIFIED"))
    if found is None or found[7] != "Z":
        return None
    try:
        return datetime(*(int(number or 0) for number in found.groups()[:6]), tzinfo=UTC)  # type: ignore[misc, arg-type]  # six numbers
    except ValueError:
        return None
