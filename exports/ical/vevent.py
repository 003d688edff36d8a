"""One VEVENT (RFC 5545 3.6.1): an occurrence, or a series told by its first one."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from yigong.exports.ical import content_lines, vtimezone
from yigong.exports.plain_text import one_line, paragraphs
from yigong.store.language import _
from yigong.store.records import KIND_NAMES, Change, Event, Occurrence

_DAY = timedelta(days=1)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The stamp of an event that carries none, so that its file is the same each time."""


class TimeNotation:
    """In which of three forms an event's times are written: days, UTC, or a zone's wall clock.

    UTC is for single dates where clocks change: any reader gets them right without knowing the
    zone. A series needs the zone: in UTC its weekday and hour would wander.
    """

    def __init__(
        self, event: Event, zone: ZoneInfo, start: datetime, last: int, *, series: bool
    ) -> None:
        """Decide the form.

        Args:
            event: Whose times.
            zone: The event's zone.
            start: The earliest time that is written, naive, on the wall clock.
            last: The last year that is written.
            series: Whether a rule is written, or only dates.
        """
        self.event = event
        self.zone = zone
        self.start = start
        self.last = last
        self.zoned = not event.all_day and (series or vtimezone.has_one_offset(zone, start, last))

    def in_utc(self) -> TimeNotation:
        """The same with all times in UTC."""
        clock = copy(self)
        clock.zoned = False
        return clock

    def line(self, name: str, moment: datetime) -> str:
        """The line for an aware time."""
        if self.event.all_day:
            return content_lines.date_line(name, moment)
        return content_lines.moment_line(name, moment, self.zone.key if self.zoned else "")

    def end(self, one: Occurrence) -> datetime:
        """When an occurrence ends; for whole days the day after (RFC 5545 3.6.1: exclusive)."""
        if not self.event.all_day:
            return one.end
        # By the wall clock: a day on which the clocks go back lasts 25 hours and is one day.
        days = -((one.start.replace(tzinfo=None) - one.end.replace(tzinfo=None)) // _DAY)
        return one.start + max(1, days) * _DAY


def revised_at(event: Event, change: Change | None = None) -> datetime:
    """When an event, or a date of it, was last revised, UTC."""
    return max(event.stamped or _NEVER, (change and change.stamped) or _NEVER)


def vevent_lines(
    clock: TimeNotation, one: Occurrence, change: Change, uid: str, place_in_series: str = ""
) -> Iterator[str]:
    """The lines of one VEVENT, the alarm last.

    Its SEQUENCE is the higher of the event's and the change's. The store gives each change of
    either a number above all there were, so it rises with both and falls with neither, even when
    the rule is changed and a date loses what was different on it.

    Args:
        clock: How its times are written.
        one: What takes place.
        change: What is different on its date.
        uid: Its UID, with the domain.
        place_in_series: An RRULE or a RECURRENCE-ID, as a line.
    """
    event = one.event
    title = one_line(event.title)
    stamped = revised_at(event, change)
    lines = [
        content_lines.text_line("UID", uid),
        content_lines.moment_line("DTSTAMP", stamped),
        content_lines.moment_line("LAST-MODIFIED", stamped),
        f"SEQUENCE:{max(event.sequence, change.sequence)}",
        clock.line("DTSTART", one.start),
        clock.line("DTEND", clock.end(one)),
    ]
    if place_in_series:
        lines.append(place_in_series)
    lines.append(
        content_lines.text_line("SUMMARY", (_("[Cancelled] ") if one.cancelled else "") + title)
    )
    if one.place:
        lines.append(content_lines.text_line("LOCATION", one_line(one.place)))
    if event.geo and one.place == event.place:
        lines.append(content_lines.geo_line(*event.geo))
    description = _description(one)
    if description:
        lines.append(content_lines.text_line("DESCRIPTION", description))
    lines.append(content_lines.text_line("CATEGORIES", _(KIND_NAMES[event.kind])))
    lines.append(f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}")
    if not one.cancelled:
        lines += _alarm(title, all_day=event.all_day)
    return content_lines.component_lines("VEVENT", lines)


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
        content_lines.text_line("DESCRIPTION", title),
        f"TRIGGER:{'-PT15H' if all_day else '-PT1H'}",
    ]
    return content_lines.component_lines("VALARM", lines)
