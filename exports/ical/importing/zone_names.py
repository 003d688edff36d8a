"""Which time zone a foreign calendar file means: by name, by a Windows name, or by its offset."""

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
"""Windows names of zones to their IANA names (Unicode CLDR, windowsZones), the common ones."""

_MACHINES = ("right/", "posix/", "localtime", "posixrules", "Factory")
"""Names in the system's zone folder that are no place: with leap seconds, or set by the machine."""

_OFFSET = re.compile(r"^\(?(?:UTC|GMT)\s*([+-])(\d{1,2}):?(\d{2})?\)?(?:\D.*)?$", re.IGNORECASE)


class CalendarZones:
    """The zones of one calendar of a file."""

    def __init__(self, calendar: Component, village: ZoneInfo) -> None:
        """Take in what the calendar says of zones.

        Args:
            calendar: The VCALENDAR.
            village: The village's zone, for times that name none.
        """
        self.village = village
        self._defined = {
            part.value("TZID"): part for part in calendar.parts if part.name == "VTIMEZONE"
        }
        self.stated = zone_by_name(calendar.value("X-WR-TIMEZONE"))
        """The zone of the whole calendar, where it names one that is known."""

    @property
    def floating(self) -> ZoneInfo:
        """Where times without a zone are taken to be."""
        return self.stated or self.village

    def of(self, line: ContentLine) -> ZoneInfo | None:
        """The zone a line names; `None`: it names none.

        Raises:
            Refused: It names one that is not known here.
        """
        name = line.params.get("TZID", "").strip()
        return self._zone(name) if name else None

    def _zone(self, name: str) -> ZoneInfo:
        definition = self._defined.get(name)
        found = zone_by_name(name) or (
            definition and zone_by_name(definition.value("X-LIC-LOCATION"))
        )
        if found:
            return found
        offset = _constant(definition) if definition else _told(name)
        if offset is None:
            raise Refused(
                "The time zone {name} is not known here, and the file does not make it plain.",
                name=one_line(name)[:60],
            )
        return fixed_zone(offset, self.village, name)


@lru_cache(maxsize=512)
def zone_by_name(name: str) -> ZoneInfo | None:
    """The zone of a name as calendar programs write it; `None` where there is none.

    IANA names, Windows names, and IANA names with a maker's prefix:
    ``/freeassociation.sourceforge.net/Asia/Shanghai``.
    """
    name = name.strip()
    tail = "/".join(name.split("/")[-2:]) if name.startswith("/") else name
    key = _WINDOWS.get(name, tail)
    if not re.fullmatch(r"[A-Za-z0-9_+/-]{1,60}", key) or key.startswith(_MACHINES):
        return None
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def fixed_zone(offset: timedelta, village: ZoneInfo, name: str) -> ZoneInfo:
    """A zone with one offset for ever: the village's where it has that, else one of Etc/GMT.

    Raises:
        Refused: There is none (offsets with minutes).
    """
    minutes = round(offset.total_seconds() / 60)
    if village.utcoffset(None) == offset or _always(village) == offset:
        return village
    hours, rest = divmod(minutes, 60)
    # POSIX counts westward: Etc/GMT-9 is nine hours ahead of Greenwich.
    found = zone_by_name("UTC" if not hours else f"Etc/GMT{-hours:+d}") if not rest else None
    if found is None:
        raise Refused(
            "The time zone {name} is not known here, and the file does not make it plain.",
            name=one_line(name)[:60],
        )
    return found


@lru_cache(maxsize=64)
def _always(zone: ZoneInfo) -> timedelta | None:
    """The offset a zone has had since 1992 the whole year, as China's; `None` where it changes."""
    from datetime import datetime

    offsets = {
        datetime(year, month, 1, tzinfo=zone).utcoffset()
        for year in (1995, 2010, 2025, 2040)
        for month in (1, 4, 7, 10)
    }
    return offsets.pop() if len(offsets) == 1 else None


def _constant(definition: Component) -> timedelta | None:
    """The one offset of a VTIMEZONE; `None` where its clocks change."""
    offsets = {part.value("TZOFFSETTO") for part in definition.parts}
    found = re.fullmatch(r"([+-])(\d\d)(\d\d)(\d\d)?", offsets.pop()) if len(offsets) == 1 else None
    return _signed(found[1], found[2], found[3]) if found else None


def _told(name: str) -> timedelta | None:
    """The offset a name tells: ``(UTC+08:00) Beijing``, ``GMT+8``."""
    found = _OFFSET.match(name)
    return _signed(found[1], found[2], found[3] or "0") if found else None


def _signed(sign: str, hours: str, minutes: str) -> timedelta:
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return -offset if sign == "-" else offset
