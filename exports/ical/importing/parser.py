"""Parse a calendar file into components and content lines (RFC 5545 3.1 and 3.4).

icalendar is not used: it refuses a whole file for one bad value, reads a literal ``\\N`` in a title
as a line break, and replaces zone names by ones that it holds for equal, so that our own export
would come back changed. This parser takes time linear in the size of a file, which is limited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from yigong.store.errors import Refused

MAX_CALENDAR_BYTES = 10_000_000
MAX_LINE = 100_000
"""Characters of an unfolded line: a description of fifty pages."""

MAX_COMPONENTS = 50_000
MAX_DEPTH = 8
"""Files as programs write them have three levels: calendar, event, alarm."""

_FOLD = re.compile(rb"(?:\r\n|\r|\n)[ \t]")
_LINE = re.compile(r"[^\r\n]+")
_TOKEN = re.compile(r'"[^"]*"|[^":;]+|[:;]|"')
"""The tokens of a line up to its value; a quoted colon does not end them."""

_USED_PROPERTIES = frozenset(
    {
        *("UID", "SEQUENCE", "LAST-MODIFIED", "DTSTART", "DTEND", "DURATION", "STATUS", "CLASS"),
        *("RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "VERSION", "METHOD", "PRODID"),
        *(
            "SUMMARY",
            "DESCRIPTION",
            "LOCATION",
            "CATEGORIES",
            "RESOURCES",
            "CONTACT",
            "GEO",
            "NAME",
            "X-WR-CALNAME",
        ),
        *("TZID", "TZOFFSETTO", "X-LIC-LOCATION", "X-WR-TIMEZONE", "X-MICROSOFT-CDO-ALLDAYEVENT"),
    }
)
"""The properties that are read; others, as pictures in ATTACH, are not held in memory."""


class ContentLine(NamedTuple):
    """One content line: ``DTSTART;TZID=Asia/Shanghai:20261125T083000``."""

    name: str
    """In capitals."""

    params: dict[str, str]
    """By their names in capitals; several values are one text, with their commas."""

    value: str
    """Escaped, as it is in the file."""


class Component:
    """A component: the lines and sub-components between a BEGIN and its END."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[ContentLine] = []
        self.components: list[Component] = []
        self.complete = False
        """Whether it has its END; in a truncated file one has not."""

    def all(self, name: str) -> Iterator[ContentLine]:
        """Return its lines of a property."""
        return (line for line in self.lines if line.name == name)

    def first(self, name: str) -> ContentLine | None:
        """Return the first line of a property."""
        return next(self.all(name), None)

    def value(self, name: str) -> str:
        """Return the value of a property, stripped; empty where there is none."""
        line = self.first(name)
        return line.value.strip() if line else ""

    def text(self, name: str) -> str:
        """Return the value of a property of type TEXT, unescaped."""
        return unescape(self.value(name))


class ParsedCalendars(NamedTuple):
    """The content of a file."""

    calendars: list[Component]
    stray_lines: int
    """Lines that are no content lines, as in a file edited by hand or folded wrongly."""

    encoding: str
    """``utf-8`` (UTF-16 included) or ``gb18030``."""


def read_components(raw: bytes) -> ParsedCalendars:
    """Parse the calendars of a file.

    Args:
        raw: The file.

    Raises:
        Refused: It is too large, not a calendar, or not text.
    """
    if len(raw) > MAX_CALENDAR_BYTES:
        raise Refused("The file is larger than {mb} MB.", mb=MAX_CALENDAR_BYTES // 1_000_000)
    text, encoding = decode_calendar(raw)
    if re.search(r"^\s*VERSION:1\.0\s*$", text[:2000], re.MULTILINE | re.IGNORECASE):
        raise Refused(
            "This is a vCalendar file (version 1.0), which came before iCalendar. "
            "Save it as iCalendar (.ics) and import that."
        )
    root = Component("")
    stray_lines = _parse_into(root, text)
    calendars = [component for component in root.components if component.name == "VCALENDAR"]
    bare = [component for component in root.components if component.name == "VEVENT"]
    if bare:  # a VEVENT without a calendar, as in a QR code
        calendar = Component("VCALENDAR")
        calendar.components, calendar.complete = bare, True
        calendars.append(calendar)
    if not calendars:
        raise Refused("This is not a calendar file: it has no BEGIN:VCALENDAR.")
    return ParsedCalendars(calendars, stray_lines, encoding)


def decode_calendar(raw: bytes) -> tuple[str, str]:
    """Decode and unfold a file: UTF-16 by its byte order mark, UTF-8, else GB18030.

    It is unfolded before it is decoded, because some programs fold inside a character.

    Returns:
        The text, and the encoding.

    Raises:
        Refused: It is in none of these encodings.
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


def _parse_into(root: Component, text: str) -> int:
    """Add the components of a text to `root`; return the number of stray lines."""
    stack, count, stray_lines = [root], 0, 0
    for match in _LINE.finditer(text):
        if match.end() - match.start() > MAX_LINE:
            raise Refused("A line of the file is longer than {count} characters.", count=MAX_LINE)
        line = parse_line(match[0])
        if line is None:
            stray_lines += bool(match[0].strip())
        elif line.name == "BEGIN":
            count += 1
            if count > MAX_COMPONENTS:
                raise Refused("The file has more than {count} components.", count=MAX_COMPONENTS)
            if len(stack) > MAX_DEPTH:
                raise Refused("The file is nested more than {count} deep.", count=MAX_DEPTH)
            component = Component(line.value.strip().upper())
            stack[-1].components.append(component)
            stack.append(component)
        elif line.name == "END":
            _close_component(stack, line.value.strip().upper())
        elif line.name in _USED_PROPERTIES:
            stack[-1].lines.append(line)
    return stray_lines


def _close_component(stack: list[Component], name: str) -> None:
    """Close the innermost component of a name, and any that are still open in it."""
    if any(component.name == name for component in stack[1:]):
        while stack[-1].name != name:
            stack.pop()
        stack.pop().complete = True


def parse_line(text: str) -> ContentLine | None:
    """Parse a content line; `None`: the text is none."""
    words: list[str] = [""]
    at = 0
    while (token := _TOKEN.match(text, at)) is not None:
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
    """Unescape a TEXT value (RFC 5545 3.3.11); a backslash before any other character stays."""
    return _ESCAPE.sub(_unescaped, value)


def _unescaped(match: re.Match[str]) -> str:
    character = match[1]
    if character in "nN":
        return "\n"
    return character if character in '\\;,:"' else match[0]


def split_list(value: str) -> list[str]:
    """Split a list of TEXT values (CATEGORIES) at commas that are not escaped."""
    return [unescape(part) for part in re.findall(r"(?:[^,\\]|\\.)+", value)]
