"""Write a VEVENT (RFC 5545 3.6.1): an occurrence, or a series, with its first occurrence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from yigong.exports.ical import content_lines, vtimezone
from yigong.exports.ical.uids import trip_uid
from yigong.exports.plain_text import one_line, paragraphs
from yigong.store.event_records import Change, Event, Occurrence
from yigong.store.kinds import kind_name
from yigong.store.language import _
from yigong.store.plan_context import PlanContext

_DAY = timedelta(days=1)
_NO_STAMP = datetime(1970, 1, 1, tzinfo=UTC)
"""The DTSTAMP of an event without one, so that its file is the same each time."""


class TimeNotation:
    """How an event's times are written: as dates, in UTC, or with a TZID.

    Single dates in a zone whose clocks change are in UTC, which readers convert without knowing
    the zone. A series needs its zone: in UTC its weekday and hour would shift.
    """

    def __init__(
        self, event: Event, zone: ZoneInfo, start: datetime, last: int, *, series: bool
    ) -> None:
        """Choose the notation.

        Args:
            event: The event.
            zone: The event's zone.
            start: The earliest time that is written, naive, on the wall clock.
            last: The last year that is written.
            series: Whether an RRULE is written, or only dates.
        """
        self.event = event
        self.zone = zone
        self.start = start
        self.last = last
        self.zoned = not event.all_day and (series or vtimezone.has_one_offset(zone, start, last))

    def in_utc(self) -> TimeNotation:
        """Return a copy that writes all times in UTC."""
        notation = copy(self)
        notation.zoned = False
        return notation

    def line(self, name: str, moment: datetime) -> str:
        """Write a property whose value is an aware time."""
        if self.event.all_day:
            return content_lines.date_line(name, moment)
        return content_lines.date_time_line(name, moment, self.zone.key if self.zoned else "")

    def end(self, occurrence: Occurrence) -> datetime:
        """Return the DTEND of an occurrence; of whole days the day after (RFC 5545 3.6.1)."""
        start, end = occurrence.start, occurrence.end
        if not self.event.all_day:
            return end
        # By the wall clock: a day of 25 hours, on which the clocks go back, is one day.
        days = -((start.replace(tzinfo=None) - end.replace(tzinfo=None)) // _DAY)
        return start + max(1, days) * _DAY


def revised_at(event: Event, change: Change | None = None) -> datetime:
    """Return when an event, or a date of it, was last revised, UTC."""
    return max(event.stamped or _NO_STAMP, (change and change.stamped) or _NO_STAMP)


def vevent_lines(
    notation: TimeNotation,
    occurrence: Occurrence,
    change: Change,
    uid: str,
    context: PlanContext,
    recurrence_lines: Sequence[str] = (),
) -> Iterator[str]:
    """Return the lines of a VEVENT, the VALARM last.

    Its SEQUENCE is the higher of the event's and the change's. The store numbers each change of
    either above all earlier ones, so it never falls, even when the rule is edited and a date loses
    its change. A booking that was declined is written as cancelled: a phone may have it from the
    time when nobody had answered.

    Args:
        notation: How its times are written.
        occurrence: The occurrence.
        change: What differs on its date.
        uid: Its UID, with the domain.
        context: What its programme, hosts and venues are.
        recurrence_lines: Its RRULE with EXDATEs, or its RECURRENCE-ID.
    """
    event = occurrence.event
    cancelled = occurrence.cancelled or occurrence.booking == "declined"
    title = one_line(event.title)
    stamped = revised_at(event, change)
    lines = [
        content_lines.text_line("UID", uid),
        content_lines.date_time_line("DTSTAMP", stamped),
        content_lines.date_time_line("LAST-MODIFIED", stamped),
        f"SEQUENCE:{max(event.sequence, change.sequence)}",
        notation.line("DTSTART", occurrence.start),
        notation.line("DTEND", notation.end(occurrence)),
    ]
    lines += recurrence_lines
    if trip := trip_uid(uid):
        lines.append(content_lines.text_line("RELATED-TO", trip))
    mark = _("[Cancelled] ") if cancelled else ""
    lines.append(content_lines.text_line("SUMMARY", mark + title))
    lines += _place_lines(occurrence, context)
    description = _description(occurrence, cancelled=cancelled)
    if description:
        lines.append(content_lines.text_line("DESCRIPTION", description))
    repeats = any(line.startswith("RRULE") for line in recurrence_lines)
    lines.append(_categories_line(occurrence, context, repeats=repeats))
    for host in context.hosts(event):
        part = "" if host.how == "host" else f";{content_lines.HOST_PART}={host.how}"
        lines.append(content_lines.text_line(f"CONTACT{part}", one_line(host.name)))
    tentative = "TENTATIVE" if occurrence.booking == "tentative" else "CONFIRMED"
    lines.append(f"STATUS:{'CANCELLED' if cancelled else tentative}")
    if not event.public:
        lines.append("CLASS:PRIVATE")
    if not cancelled:
        lines += _valarm_lines(title, all_day=event.all_day)
    return content_lines.component_lines("VEVENT", lines)


def _place_lines(occurrence: Occurrence, context: PlanContext) -> Iterator[str]:
    """Return where it is, with the address of the first venue that has one, and its venues."""
    event, venues = occurrence.event, context.venues_of(occurrence.venues)
    place = one_line(occurrence.place)
    address = next((one_line(venue.address) for venue in venues if venue.address), "")
    if address and address not in place:
        place = f"{place}{in_brackets(address)}".strip()
    if place:
        yield content_lines.text_line("LOCATION", place)
    if event.geo and occurrence.place == event.place:
        yield content_lines.geo_line(*event.geo)
    for venue in venues:  # one each: not every reader parts a list of them
        yield content_lines.text_line("RESOURCES", one_line(venue.name))


def in_brackets(address: str) -> str:
    """Return an address as it stands behind a place, in every language."""
    return f" ({address})"


def _categories_line(occurrence: Occurrence, context: PlanContext, *, repeats: bool) -> str:
    """Return its kind, its programme, and unless it is a series, the season its date is in."""
    event = occurrence.event
    names = [kind_name(event.kind), context.programme_name(event)]
    if not repeats:
        names += context.season_names(event, occurrence.start.date())
    return content_lines.text_line("CATEGORIES", *filter(None, map(one_line, names)))


def _description(occurrence: Occurrence, *, cancelled: bool) -> str:
    parts = []
    reason = occurrence.reason or (occurrence.event.answer if cancelled else "")
    if cancelled and reason:
        parts.append(_("Reason: {reason}").format(reason=one_line(reason)))
    if occurrence.event.lead:
        parts.append(_("In charge: {name}").format(name=one_line(occurrence.event.lead)))
    parts.append(paragraphs(occurrence.event.notes))
    return "\n".join(filter(None, parts))


def _valarm_lines(title: str, *, all_day: bool) -> Iterator[str]:
    """Return an alarm an hour before; for whole days, at nine in the morning of the day before."""
    lines = [
        "ACTION:DISPLAY",
        content_lines.text_line("DESCRIPTION", title),
        f"TRIGGER:{'-PT15H' if all_day else '-PT1H'}",
    ]
    return content_lines.component_lines("VALARM", lines)
