"""From the bytes of a calendar file to its components and lines (RFC 5545 3.1 and 3.4).

Read here and not by icalendar: one bad value costs it the whole file, it takes a literal ``\\N`` in
a title for a line break and swaps zone names that it holds for equal, so that our own export would
come back changed. What is here is linear in the size of the file, which is limited; nothing a file
holds can make it hang.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from yigong.store.errors import Refused

MAX_CALENDAR_BYTES = 10_000_000
MAX_LINE = 100_000
"""Characters of a line, unfolded: a description of fifty pages."""

MAX_COMPONENTS = 50_000
MAX_DEPTH = 8
"""Calendar, event, alarm: three in all files there are."""

_FOLD = re.compile(rb"(?:\r\n|\r|\n)[ \t]")
_LINE = re.compile(r"[^\r\n]+")
_HEAD = re.compile(r'"[^"]*"|[^":;]+|[:;]|"')
"""The parts of a line up to its value; a colon in quotes is none."""

_KEPT = frozenset(
    {
        *("UID", "SEQUENCE", "LAST-MODIFIED", "DTSTART", "DTEND", "DURATION", "STATUS"),
        *("RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "VERSION", "METHOD", "PRODID"),
        *("SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "GEO", "NAME", "X-WR-CALNAME"),
        *("TZID", "TZOFFSETTO", "X-LIC-LOCATION", "X-WR-TIMEZONE", "X-MICROSOFT-CDO-ALLDAYEVENT"),
    }
)
"""The lines that say something to us; pictures in ATTACH and the like are not kept in memory."""


class ContentLine(NamedTuple):
    """One content line: ``DTSTART;TZID=Asia/Shanghai:20261125T083000``."""

    name: str
    """In capitals."""

    params: dict[str, str]
    """By their names in capitals; of several values the text between the commas is kept."""

    value: str
    """As it stands in the file: escaped."""


class Component:
    """What stands between a BEGIN and its END."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[ContentLine] = []
        self.parts: list[Component] = []
        self.whole = False
        """Whether its END was there; a file that was cut off has one without."""

    def all(self, name: str) -> Iterator[ContentLine]:
        """Its lines of some name."""
        return (line for line in self.lines if line.name == name)

    def first(self, name: str) -> ContentLine | None:
        """Its first line of some name."""
        return next(self.all(name), None)

    def value(self, name: str) -> str:
        """The value of that line, trimmed; empty where there is none."""
        line = self.first(name)
        return line.value.strip() if line else ""

    def text(self, name: str) -> str:
        """The same for a line whose value is text: unescaped."""
        return unescape(self.value(name))


class ParsedCalendars(NamedTuple):
    """What a file holds."""

    calendars: list[Component]
    strays: int
    """Lines that are none; a file put together by hand or folded wrongly has some."""

    encoding: str


def read_components(raw: bytes) -> ParsedCalendars:
    """The calendars of a file.

    Args:
        raw: The file.

    Raises:
        Refused: It is too large, no calendar, or not text.
    """
    if len(raw) > MAX_CALENDAR_BYTES:
        raise Refused("The file is larger than {mb} MB.", mb=MAX_CALENDAR_BYTES // 1_000_000)
    text, encoding = decode_calendar(raw)
    if re.search(r"^\s*VERSION:1\.0\s*$", text[:2000], re.MULTILINE | re.IGNORECASE):
        raise Refused(
            "This is a vCalendar file (version 1.0), which came before iCalendar. "
            "Save it as iCalendar (.ics) and import that."
        )
    outside = Component("")
    strays = _fill(outside, text)
    calendars = [part for part in outside.parts if part.name == "VCALENDAR"]
    loose = [part for part in outside.parts if part.name == "VEVENT"]
    if loose:  # a bare event, as in a QR code
        bare = Component("VCALENDAR")
        bare.parts, bare.whole = loose, True
        calendars.append(bare)
    if not calendars:
        raise Refused("This is not a calendar file: it has no BEGIN:VCALENDAR.")
    return ParsedCalendars(calendars, strays, encoding)


def decode_calendar(raw: bytes) -> tuple[str, str]:
    """A file's text, unfolded, and its encoding: UTF-16 by its mark, UTF-8, else GB18030.

    Lines are joined before the bytes become characters: some programs fold inside one.

    Raises:
        Refused: It is text in none of these.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            raw = raw.decode("utf-16").encode()
        except UnicodeError:
            raw = b"\xff"
    raw = _FOLD.sub(b"", raw.removeprefix(b"\xef\xbb\xbf"))
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Refused("The file is text in no encoding known here (UTF-8, UTF-16, GB18030).")


def _fill(outside: Component, text: str) -> int:
    """Put the components of a text into `outside`; how many lines were none."""
    stack, count, strays = [outside], 0, 0
    for match in _LINE.finditer(text):
        if match.end() - match.start() > MAX_LINE:
            raise Refused("A line of the file is longer than {count} characters.", count=MAX_LINE)
        line = parse_line(match[0])
        if line is None:
            strays += bool(match[0].strip())
        elif line.name == "BEGIN":
            count += 1
            if count > MAX_COMPONENTS:
                raise Refused("The file has more than {count} components.", count=MAX_COMPONENTS)
            if len(stack) > MAX_DEPTH:
                raise Refused("The file is nested more than {count} deep.", count=MAX_DEPTH)
            part = Component(line.value.strip().upper())
            stack[-1].parts.append(part)
            stack.append(part)
        elif line.name == "END":
            _end(stack, line.value.strip().upper())
        elif line.name in _KEPT:
            stack[-1].lines.append(line)
    return strays


def _end(stack: list[Component], name: str) -> None:
    """Close the innermost component of a name, and what was left open in it."""
    if any(part.name == name for part in stack[1:]):
        while stack[-1].name != name:
            stack.pop()
        stack.pop().whole = True


def parse_line(text: str) -> ContentLine | None:
    """A content line; `None` for what is none."""
    words: list[str] = [""]
    at = 0
    while (token := _HEAD.match(text, at)) is not None:
        at = token.end()
        if token[0] == ":":
            break
        if token[0] == ";":
            words.append("")
        else:
            words[-1] += token[0]
    else:
        return None
    name = words[0].strip().upper()
    if not name or not re.fullmatch(r"[A-Z0-9.-]{1,60}", name):
        return None
    params: dict[str, str] = {}
    for word in words[1:]:
        key, _equals, value = word.partition("=")
        params.setdefault(key.strip().upper(), value.strip().strip('"'))
    return ContentLine(name, params, text[at:])


_ESCAPE = re.compile(r"\\(.)")


def unescape(value: str) -> str:
    """A text value (RFC 5545 3.3.11); a backslash before anything else is itself."""
    return _ESCAPE.sub(_plain, value)


def _plain(match: re.Match[str]) -> str:
    character = match[1]
    if character in "nN":
        return "\n"
    return character if character in '\\;,:"' else match[0]


def split_list(value: str) -> list[str]:
    """The texts of a list (CATEGORIES): split at commas that are not escaped."""
    return [unescape(part) for part in re.findall(r"(?:[^,\\]|\\.)+", value)]
