"""Read dates, times and durations of calendar files (RFC 5545 3.3.4 to 3.3.6)."""

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

_DATE_TIME = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})?(Z?))?")
_DURATION = re.compile(
    r"[+]?P(?:([0-9]{1,4})W|(?:([0-9]{1,5})D)?(?:T(?=[0-9])(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?"
    r"(?:([0-9]{1,9})S)?)?)"
)
_HOUR = 60
_DAY = 24 * 60


class DateTimeValue(NamedTuple):
    """A DATE or DATE-TIME value, as of DTSTART."""

    wall: datetime
    """The date and time as written, naive."""

    all_day: bool
    """Whether it is a DATE."""

    zone: ZoneInfo | None
    """Its zone; `None`: it has none (a floating time, or a date)."""

    def in_zone(self, zone: ZoneInfo, floating: ZoneInfo) -> datetime:
        """Return the moment on the wall clock of a zone, naive; a date stays the same.

        Args:
            zone: The zone to convert to.
            floating: The zone of times without one.

        Raises:
            Refused: It is outside the years of the calendar.
        """
        if self.all_day or (self.zone or floating) == zone:
            return self.wall
        aware = self.wall.replace(tzinfo=self.zone or floating)
        try:
            return aware.astimezone(zone).replace(tzinfo=None)
        except (OverflowError, ValueError):
            raise _not_a_time(f"{self.wall:%Y%m%d}") from None


def read_date_times(line: ContentLine, zones: CalendarZones) -> list[DateTimeValue]:
    """Read the dates or times of a line; EXDATE may have several.

    Raises:
        Refused: A value is neither, or its zone is unknown.
    """
    return [read_date_time(line, zones, value) for value in line.value.split(",") if value.strip()]


def read_date_time(line: ContentLine, zones: CalendarZones, value: str = "") -> DateTimeValue:
    """Read the date or time of a line.

    Args:
        line: The line.
        zones: The zones of its calendar.
        value: The value to read, if the line has several.

    Raises:
        Refused: It is neither, or its zone is unknown.
    """
    text = (value or line.value).strip()
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise _not_a_time(text)
    year, month, day, hour, minute, second, utc = match.groups()
    try:
        date_part = date(int(year), int(month), int(day))
        # A leap second (60) becomes 59.
        time_part = time(int(hour or 0), int(minute or 0), min(int(second or 0), 59))
    except ValueError:
        raise _not_a_time(text) from None
    if hour is None or line.params.get("VALUE", "").upper() == "DATE":
        return DateTimeValue(datetime.combine(date_part, time()), True, None)
    zone = ZoneInfo("UTC") if utc else zones.for_line(line)
    return DateTimeValue(datetime.combine(date_part, time_part), False, zone)


def _not_a_time(text: str) -> Refused:
    return Refused("This is not a date or time: {text}", text=one_line(text)[:40] or "-")


def parse_duration(text: str) -> timedelta:
    """Parse a DURATION: ``PT2H30M``, ``P1D``, ``P2W``.

    Raises:
        Refused: It is not a duration, or is negative.
    """
    match = _DURATION.fullmatch(text.strip().upper())
    if match is None or not any(match.groups()):
        raise Refused("This is not a length of time: {text}", text=one_line(text)[:40] or "-")
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


class EventSpan(NamedTuple):
    """The start and length of a VEVENT."""

    start: DateTimeValue
    minutes: int
    assumed: bool
    """Whether the file has no end, and the length is a default."""


def read_event_span(component: Component, zones: CalendarZones) -> EventSpan:
    """Read the start and length of a VEVENT.

    Without an end a date lasts a day (RFC 5545 3.6.1), and a time, which by the RFC is a moment, an
    hour: a village's events last.

    Raises:
        Refused: It has no start, ends before it, or a value is not understood.
    """
    line = component.first("DTSTART")
    if line is None:
        raise Refused("It has no start.")
    start = read_date_time(line, zones)
    end, duration = component.first("DTEND"), component.value("DURATION")
    if end is not None and end.value.strip():
        span = _span_to(start, read_date_time(end, zones), zones)
    elif duration:
        span = EventSpan(start, round(parse_duration(duration).total_seconds()) // 60, False)
    else:
        span = EventSpan(start, 0, True)
    if span.minutes < 0:
        raise Refused("The end is not after the start.")
    if span.minutes == 0:
        span = EventSpan(start, _DAY if start.all_day else _HOUR, not start.all_day)
    if component.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
        return _as_whole_days(span)
    return span


def _span_to(start: DateTimeValue, end: DateTimeValue, zones: CalendarZones) -> EventSpan:
    if start.all_day or end.all_day:
        days = (end.wall.date() - start.wall.date()).days
        return EventSpan(start, days * _DAY, False)
    aware_start = start.wall.replace(tzinfo=start.zone or zones.floating)
    aware_end = end.wall.replace(tzinfo=end.zone or zones.floating)
    try:
        return EventSpan(start, elapsed(aware_start, aware_end), False)
    except (OverflowError, ValueError, OSError):
        raise _not_a_time(f"{start.wall:%Y%m%d}") from None


def _as_whole_days(span: EventSpan) -> EventSpan:
    """Convert Outlook's whole days, which are times from midnight to midnight."""
    if span.start.wall.time() != time() or span.minutes % _DAY:
        return span
    return EventSpan(DateTimeValue(span.start.wall, True, None), span.minutes, False)


def revision_time(component: Component) -> datetime | None:
    """Read LAST-MODIFIED, UTC; `None` where the file has none."""
    match = _DATE_TIME.fullmatch(component.value("LAST-MODIFIED"))
    if match is None or match[7] != "Z":
        return None
    try:
        return datetime(*(int(number or 0) for number in match.groups()[:6]), tzinfo=UTC)  # type: ignore[misc, arg-type]  # six numbers
    except ValueError:
        return None
