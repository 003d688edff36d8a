"""Content lines (RFC 5545 3.1): how names, values and text become the bytes of a calendar file.

Written here and not by icalendar: it takes a literal ``\\N`` in a title for a line break, swaps
zone names it holds for equal, costs twice the time budget with the building of its objects, and a
new release of it must not change the bytes of a file that a phone has already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

_LIMIT = 75
"""Octets of a line, its CRLF not counted."""


def text_line(name: str, value: str) -> str:
    """A line whose value is text (3.3.11); newlines in it are kept as ``\\n``."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return f"{name}:{value}"


def date_line(name: str, value: date) -> str:
    """A line whose value is a date."""
    return f"{name};VALUE=DATE:{value:%Y%m%d}"


def moment_line(name: str, value: datetime, zone: str = "") -> str:
    """A line whose value is a time: on the wall clock of a zone, or in UTC where none is named."""
    if zone:
        return f"{name};TZID={zone}:{value:%Y%m%dT%H%M%S}"
    return f"{name}:{utc_text(value)}"


def utc_text(value: datetime) -> str:
    """An aware time in UTC: ``20261125T000000Z``."""
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def offset_line(name: str, value: timedelta) -> str:
    """A line whose value is an offset from UTC (3.3.14): ``+0800``; seconds only where needed."""
    seconds = abs(int(value.total_seconds()))
    sign = "-" if value < timedelta() else "+"
    tail = f"{seconds % 60:02d}" if seconds % 60 else ""
    return f"{name}:{sign}{seconds // 3600:02d}{seconds // 60 % 60:02d}{tail}"


def geo_line(latitude: float, longitude: float) -> str:
    """Where something is (3.8.1.6): degrees of WGS 84, to a decimetre."""
    return f"GEO:{latitude:.6f};{longitude:.6f}"


def component_lines(name: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines of a component, with its begin and end."""
    yield f"BEGIN:{name}"
    yield from lines
    yield f"END:{name}"


def encode_lines(lines: Iterable[str]) -> bytes:
    """Lines as a file: UTF-8, folded, each ended by CRLF."""
    return b"".join(_folded(line.encode()) + b"\r\n" for line in lines)


def _folded(line: bytes) -> bytes:
    if len(line) <= _LIMIT:
        return line
    pieces = []
    while len(line) > _LIMIT:
        cut = _cut(line)
        pieces.append(line[:cut])
        line = b" " + line[cut:]
    return b"\r\n".join([*pieces, line])


def _cut(line: bytes) -> int:
    """Where to fold: never inside a character, nor between a backslash and what it escapes."""
    cut = _LIMIT
    while line[cut] & 0xC0 == 0x80:
        cut -= 1
    backslashes = cut - len(line[:cut].rstrip(b"\\"))
    return cut - backslashes % 2
