"""Calendar files (RFC 5545) that phones take: one event to send round, or the whole calendar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import structs

from exports import content, zones
from exports.text import one_line, paragraphs
from store import recurrence
from store.language import _
from store.records import KIND_NAMES, Change, Event, Occurrence, Settings

_PRODUCT = "-//yigong//yigong//EN"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The stamp of an event that carries none, so that its file is the same each time."""

_FILE_NAME = 120
"""The most bytes of a file name: old phones and some mail programs cut at 128."""


def write_event(event: Event, settings: Settings) -> bytes:
    """One event with all its dates, as a file to send to people.

    This is the default, because Android's importers take only the first event of a file.

    A date that was called off is written as an override with ``STATUS:CANCELLED`` and a marked
    title, not as an EXDATE. An EXDATE says nothing: importers that add to what they know leave
    the old date standing, and people cannot tell a date that was called off from one that was
    lost. The override reaches a date that is on the phone already (same UID and RECURRENCE-ID,
    higher SEQUENCE), and where STATUS is ignored the title still says it. Importers that read
    the first VEVENT of a file only see no override of any kind, so they show the plain rule.

    Args:
        event: The event, as the store holds it.
        settings: The village's: its zone, and the right-hand side of the UIDs.

    Returns:
        The file. The same event gives the same bytes.
    """
    return _write([event], settings, named=False)


def write_calendar(events: Iterable[Event], settings: Settings) -> bytes:
    """Many events in one file, in the order of their numbers, with the village's name on it."""
    return _write(sorted(events, key=lambda event: event.number), settings, named=True)


def file_name(event: Event) -> str:
    """A name for an event's file that is safe on any system: ``E0042-村民义务日.ics``.

    Of ASCII only letters, digits, ``-`` and ``_`` are kept, so that no title makes a folder, a
    hidden file, a device or a second suffix; of the rest, all that is text.
    """
    kept = [c if _plain(c) else "-" for c in unicodedata.normalize("NFC", event.title)]
    stem = re.sub("-+", "-", f"{event.code}-{''.join(kept)}")
    cut = stem.encode()[: _FILE_NAME - len(".ics")].decode(errors="ignore")
    return cut.rstrip("-\u200d") + ".ics"


def _plain(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in "-_"
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp")


def _write(events: list[Event], settings: Settings, *, named: bool) -> bytes:
    return content.encode(content.component("VCALENDAR", _inside(events, settings, named=named)))


def _inside(events: list[Event], settings: Settings, *, named: bool) -> Iterator[str]:
    yield "VERSION:2.0"
    yield f"PRODID:{_PRODUCT}"
    if named:
        for name in ("NAME", "X-WR-CALNAME"):
            yield content.text(name, one_line(settings.name))
    clocks = [_Clock(event, settings) for event in events]
    for zone, start, last in _spans(clocks):
        yield from zones.vtimezone(zone, start, last)
    for clock in clocks:
        yield from _components(clock, settings)


class _Clock:
    """In which of three forms an event's times are written: days, UTC, or a zone's wall clock.

    UTC is for a single event where clocks change: any reader gets it right without knowing the
    zone. A repeating event needs the zone: in UTC its weekday and hour would wander.
    """

    def __init__(self, event: Event, settings: Settings) -> None:
        self.event = event
        self.zone = recurrence.zone_of(event, ZoneInfo(settings.zone))
        moved = [change.start for change in event.changes.values() if change.start]
        self.start = min([event.start, *moved])
        stamped = event.stamped or _NEVER
        self.last = max(event.start.year, stamped.year, *[m.year for m in moved]) + zones.AHEAD
        self.zoned = not event.all_day and (
            event.repeat is not None or zones.constant(self.zone, self.start, self.last)
        )

    def line(self, name: str, moment: datetime) -> str:
        """The line for an aware time."""
        if self.event.all_day:
            return content.day(name, moment)
        return content.moment(name, moment, self.zone.key if self.zoned else "")

    def end(self, one: Occurrence) -> datetime:
        """When an occurrence ends; for whole days the day after (RFC 5545 3.6.1: exclusive)."""
        if not self.event.all_day:
            return one.end
        days = -(-one.minutes // (24 * 60))
        return one.start + timedelta(days=max(1, days))


def _spans(clocks: list[_Clock]) -> Iterator[tuple[ZoneInfo, datetime, int]]:
    """The zones a file needs, each once, from its first use to its last."""
    zoned: dict[str, list[_Clock]] = {}
    for clock in clocks:
        if clock.zoned:
            zoned.setdefault(clock.zone.key, []).append(clock)
    for _key, users in sorted(zoned.items()):
        yield users[0].zone, min(c.start for c in users), max(c.last for c in users)


def _components(clock: _Clock, settings: Settings) -> Iterator[str]:
    """An event, and after it what is different on single dates."""
    event = clock.event
    if event.repeat is None:
        change = event.changes.get(event.start.date().isoformat()) or Change()
        one = recurrence.occurrence(event, event.start, clock.zone)
        yield from _vevent(clock, settings, one, change)
        return
    unchanged = structs.replace(event, changes={})
    first = recurrence.occurrence(unchanged, event.start, clock.zone)
    rule = f"RRULE:{_rule(event.repeat.rule, clock)}"
    yield from _vevent(clock, settings, first, Change(), rule)
    for planned, change in sorted(event.changes.items()):
        found = recurrence.find_occurrence(event, date.fromisoformat(planned), clock.zone)
        if found is None:
            continue  # the rule was changed since and no longer gives this date
        day = datetime.combine(found.planned, event.start.time(), clock.zone)
        yield from _vevent(clock, settings, found, change, clock.line("RECURRENCE-ID", day))


def _vevent(
    clock: _Clock, settings: Settings, one: Occurrence, change: Change, place_in_series: str = ""
) -> Iterator[str]:
    """One VEVENT. Its SEQUENCE is the event's and the change's together: either raises it."""
    event = one.event
    stamped = max(event.stamped or _NEVER, change.stamped or _NEVER)
    title = one_line(event.title)
    lines = [
        content.text("UID", _uid(event, settings)),
        content.moment("DTSTAMP", stamped),
        content.moment("LAST-MODIFIED", stamped),
        f"SEQUENCE:{event.sequence + change.sequence}",
        clock.line("DTSTART", one.start),
        clock.line("DTEND", clock.end(one)),
    ]
    if place_in_series:
        lines.append(place_in_series)
    lines.append(content.text("SUMMARY", (_("[Cancelled] ") if one.cancelled else "") + title))
    for name, text in (("LOCATION", one_line(one.place)), ("DESCRIPTION", _description(one))):
        if text:
            lines.append(content.text(name, text))
    lines.append(content.text("CATEGORIES", _(KIND_NAMES[event.kind])))
    lines.append(f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}")
    if not one.cancelled:
        lines += _alarm(title, all_day=event.all_day)
    return content.component("VEVENT", lines)


def _uid(event: Event, settings: Settings) -> str:
    uid = one_line(event.uid) or event.code
    return uid if "@" in uid or not settings.uid_domain else f"{uid}@{settings.uid_domain}"


def _description(one: Occurrence) -> str:
    parts = []
    if one.cancelled and one.reason:
        parts.append(_("Reason: {reason}").format(reason=one_line(one.reason)))
    if one.event.lead:
        parts.append(_("In charge: {name}").format(name=one_line(one.event.lead)))
    parts.append(paragraphs(one.event.notes))
    return "\n".join(filter(None, parts))


def _alarm(title: str, *, all_day: bool) -> Iterator[str]:
    """An hour before; for whole days at nine in the morning of the day before."""
    lines = [
        "ACTION:DISPLAY",
        content.text("DESCRIPTION", title),
        f"TRIGGER:{'-PT15H' if all_day else '-PT1H'}",
    ]
    return content.component("VALARM", lines)


def _rule(text: str, clock: _Clock) -> str:
    """The rule, FREQ first (macOS wants it so), UNTIL as RFC 5545 3.3.10 has it: a date for whole
    days, else UTC.

    In the store UNTIL is the last wall-clock moment, and a bare date counts to its end.
    """
    parts = one_line(text).upper().removeprefix("RRULE:").split(";")
    parts.sort(key=lambda part: not part.startswith("FREQ="))
    return ";".join(_until(p, clock) if p.startswith("UNTIL=") else p for p in parts)


def _until(part: str, clock: _Clock) -> str:
    day, _t, time = part.removeprefix("UNTIL=").rstrip("Z").partition("T")
    if clock.event.all_day:
        return f"UNTIL={day}"
    wall = datetime.strptime(day + (time or "235959"), "%Y%m%d%H%M%S")
    return f"UNTIL={content.utc(wall.replace(tzinfo=clock.zone))}"
