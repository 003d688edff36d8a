"""Find the time zones of a calendar file: by IANA name, by Windows name, or by offset."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from yigong.exports.ical.importing.parser import Component, ContentLine
from yigong.exports.plain_text import one_line
from yigong.store.errors import Refused

_WINDOWS = {
    "China Standard Time": "Asia/Shanghai", "Taipei Standard Time": "Asia/Taipei",
    "Singapore Standard Time": "Asia/Singapore", "Tokyo Standard Time": "Asia/Tokyo",
    "Korea Standard Time": "Asia/Seoul", "SE Asia Standard Time": "Asia/Bangkok",
    "Ulaanbaatar Standard Time": "Asia/Ulaanbaatar", "Myanmar Standard Time": "Asia/Yangon",
    "North Asia East Standard Time": "Asia/Irkutsk", "North Asia Standard Time":
    "Asia/Krasnoyarsk", "Vladivostok Standard Time": "Asia/Vladivostok",
    "India Standard Time": "Asia/Kolkata", "Nepal Standard Time": "Asia/Kathmandu",
    "Pakistan Standard Time": "Asia/Karachi", "West Asia Standard Time": "Asia/Tashkent",
    "Arabian Standard Time": "Asia/Dubai", "Arab Standard Time": "Asia/Riyadh",
    "W. Australia Standard Time": "Australia/Perth",
    "AUS Eastern Standard Time": "Australia/Sydney", "New Zealand Standard Time":
    "Pacific/Auckland", "Russian Standard Time": "Europe/Moscow",
    "GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik",
    "W. Europe Standard Time": "Europe/Berlin", "Romance Standard Time": "Europe/Paris",
    "Central Europe Standard Time": "Europe/Budapest", "Central European Standard Time":
    "Europe/Warsaw", "E. Europe Standard Time": "Europe/Chisinau",
    "FLE Standard Time": "Europe/Helsinki", "GTB Standard Time": "Europe/Bucharest",
    "Turkey Standard Time": "Europe/Istanbul", "Israel Standard Time": "Asia/Jerusalem",
    "South Africa Standard Time": "Africa/Johannesburg",
    "E. South America Standard Time": "America/Sao_Paulo",
    "Eastern Standard Time": "America/New_York", "Central Standard Time": "America/Chicago",
    "Mountain Standard Time": "America/Denver", "US Mountain Standard Time": "America/Phoenix",
    "Pacific Standard Time": "America/Los_Angeles", "Alaskan Standard Time":
    "America/Anchorage", "Hawaiian Standard Time": "Pacific/Honolulu", "UTC": "UTC",
    "中国标准时间": "Asia/Shanghai", "台北标准时间": "Asia/Taipei",
    "东京标准时间": "Asia/Tokyo", "新加坡标准时间": "Asia/Singapore",
}  # fmt: skip
"""IANA names of the common Windows zones (Unicode CLDR, windowsZones)."""

_NOT_PLACES = ("right/", "posix/", "localtime", "posixrules", "Factory")
"""Names in the system's zone folder that are no place: with leap seconds, or machine settings."""

_OFFSET = re.compile(r"^\(?(?:UTC|GMT)\s*([+-])(\d{1,2}):?(\d{2})?\)?(?:\D.*)?$", re.IGNORECASE)


class CalendarZones:
    """The zones of a VCALENDAR."""

    def __init__(self, calendar: Component, village: ZoneInfo) -> None:
        """Read the zone definitions of a calendar.

        Args:
            calendar: The VCALENDAR.
            village: The village's zone, for times without one.
        """
        self._village = village
        self._definitions = {
            component.value("TZID"): component
            for component in calendar.components
            if component.name == "VTIMEZONE"
        }
        self.default = zone_by_name(calendar.value("X-WR-TIMEZONE"))
        """The zone of the whole calendar; `None` where it names none that is known."""

    @property
    def floating(self) -> ZoneInfo:
        """The zone in which floating times are read."""
        return self.default or self._village

    def for_line(self, line: ContentLine) -> ZoneInfo | None:
        """Return the zone of a line's TZID; `None` where it has none.

        Raises:
            Refused: The zone is unknown.
        """
        name = line.params.get("TZID", "").strip()
        return self._zone(name) if name else None

    def _zone(self, name: str) -> ZoneInfo:
        definition = self._definitions.get(name)
        found = zone_by_name(name) or (
            definition and zone_by_name(definition.value("X-LIC-LOCATION"))
        )
        if found:
            return found
        offset = _constant_offset(definition) if definition else _offset_in_name(name)
        if offset is None:
            raise Refused(
                "The time zone {name} is not known here, and the file does not make it plain.",
                name=one_line(name)[:60],
            )
        return fixed_zone(offset, self._village, name)


@lru_cache(maxsize=512)
def zone_by_name(name: str) -> ZoneInfo | None:
    """Return the zone of a name; `None` where it is unknown.

    Known are IANA names, Windows names, and IANA names with a vendor's prefix:
    ``/freeassociation.sourceforge.net/Asia/Shanghai``.
    """
    name = name.strip()
    tail = "/".join(name.split("/")[-2:]) if name.startswith("/") else name
    key = _WINDOWS.get(name, tail)
    if not re.fullmatch(r"[A-Za-z0-9_+/-]{1,60}", key) or key.startswith(_NOT_PLACES):
        return None
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def fixed_zone(offset: timedelta, village: ZoneInfo, name: str) -> ZoneInfo:
    """Return a zone of constant offset: the village's if it has that offset, else one of Etc/GMT.

    Args:
        offset: The offset.
        village: The village's zone.
        name: The name in the file, for the error.

    Raises:
        Refused: There is none, as for an offset with minutes.
    """
    minutes = round(offset.total_seconds() / 60)
    if village.utcoffset(None) == offset or _modern_offset(village) == offset:
        return village
    hours, rest = divmod(minutes, 60)
    # The sign is reversed, as in POSIX: Etc/GMT-9 is nine hours ahead of UTC.
    found = zone_by_name("UTC" if not hours else f"Etc/GMT{-hours:+d}") if not rest else None
    if found is None:
        raise Refused(
            "The time zone {name} is not known here, and the file does not make it plain.",
            name=one_line(name)[:60],
        )
    return found


@lru_cache(maxsize=64)
def _modern_offset(zone: ZoneInfo) -> timedelta | None:
    """Return the offset of a zone without clock changes since 1992, as China's; else `None`."""
    from datetime import datetime

    offsets = {
        datetime(year, month, 1, tzinfo=zone).utcoffset()
        for year in (1995, 2010, 2025, 2040)
        for month in (1, 4, 7, 10)
    }
    return offsets.pop() if len(offsets) == 1 else None


def _constant_offset(definition: Component) -> timedelta | None:
    """Return the only offset of a VTIMEZONE; `None` where its clocks change."""
    offsets = {component.value("TZOFFSETTO") for component in definition.components}
    found = re.fullmatch(r"([+-])(\d\d)(\d\d)(\d\d)?", offsets.pop()) if len(offsets) == 1 else None
    return _signed_offset(found[1], found[2], found[3]) if found else None


def _offset_in_name(name: str) -> timedelta | None:
    """Return the offset in a zone's name: ``(UTC+08:00) Beijing``, ``GMT+8``."""
    found = _OFFSET.match(name)
    return _signed_offset(found[1], found[2], found[3] or "0") if found else None


def _signed_offset(sign: str, hours: str, minutes: str) -> timedelta:
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return -offset if sign == "-" else offset
