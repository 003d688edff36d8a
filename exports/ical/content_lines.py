"""Content lines (RFC 5545 3.1): the encoding of property names, values and text as bytes.

icalendar is not used: it reads a literal ``\\N`` in a title as a line break, replaces zone names by
ones that it holds for equal, takes twice the time budget to build its objects, and a new release
must not change the bytes of a file that is on phones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

_MAX_OCTETS = 75
"""Of a line, without its CRLF."""

HOST_PART = "X-YIGONG-PART"
"""The parameter of a CONTACT that says how it holds the event with others; else it is the host."""


def text_line(name: str, *values: str) -> str:
    """Write a property of type TEXT (3.3.11), one value or a list; newlines become ``\\n``."""
    return f"{name}:{','.join(map(_escaped, values))}"


def _escaped(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def date_line(name: str, value: date) -> str:
    """Write a property of type DATE (3.3.4)."""
    return f"{name};VALUE=DATE:{value:%Y%m%d}"


def date_time_line(name: str, value: datetime, zone: str = "") -> str:
    """Write a property of type DATE-TIME (3.3.5): with a TZID, or in UTC where no zone is given."""
    if zone:
        return f"{name};TZID={zone}:{value:%Y%m%dT%H%M%S}"
    return f"{name}:{utc_text(value)}"


def utc_text(value: datetime) -> str:
    """Return an aware time in UTC: ``20261125T000000Z``."""
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def offset_line(name: str, value: timedelta) -> str:
    """Write a property of type UTC-OFFSET (3.3.14): ``+0800``; seconds only where needed."""
    seconds = abs(int(value.total_seconds()))
    sign = "-" if value < timedelta() else "+"
    tail = f"{seconds % 60:02d}" if seconds % 60 else ""
    return f"{name}:{sign}{seconds // 3600:02d}{seconds // 60 % 60:02d}{tail}"


def geo_line(latitude: float, longitude: float) -> str:
    """Write the GEO property (3.8.1.6): degrees of WGS 84, to a decimetre."""
    return f"GEO:{latitude:.6f};{longitude:.6f}"


def component_lines(name: str, lines: Iterable[str]) -> Iterator[str]:
    """Put the lines of a component between its BEGIN and END."""
    yield f"BEGIN:{name}"
    yield from lines
    yield f"END:{name}"


def encode_lines(lines: Iterable[str]) -> bytes:
    """Encode lines as a file: UTF-8, folded, each ended by CRLF."""
    return b"".join(_folded(line.encode()) + b"\r\n" for line in lines)


def _folded(line: bytes) -> bytes:
    if len(line) <= _MAX_OCTETS:
        return line
    pieces = []
    while len(line) > _MAX_OCTETS:
        cut = _fold_position(line)
        pieces.append(line[:cut])
        line = b" " + line[cut:]
    return b"\r\n".join([*pieces, line])


def _fold_position(line: bytes) -> int:
    """Return where to fold: never inside a character, nor between a backslash and the next one."""
    cut = _MAX_OCTETS
    while line[cut] & 0xC0 == 0x80:
        cut -= 1
    backslashes = cut - len(line[:cut].rstrip(b"\\"))
    return cut - backslashes % 2
