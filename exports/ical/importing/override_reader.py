"""Read how single dates differ from their event: overrides by RECURRENCE-ID, and EXDATE."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.exports.ical.importing import time_reader
from yigong.exports.ical.importing.vevents import Vevent
from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.event_records import Change, Event
from yigong.store.language import _

MAX_CHANGES = 1000
"""The most dates of one event that differ from its rule."""


def keep_local_facts(change: Change, previous: Change, event: Event) -> Change:
    """Add to a file's change what only the store has: venues, posts, reasons, the revision.

    Programs write a cancelled date as EXDATE, and one that was left out as cancelled: where the
    store has either, it stays.

    Args:
        change: The change in the file.
        previous: The store's change of that date.
        event: The event; if it is cancelled as a whole, the file does not say whether the date was.
    """
    change = structs.replace(
        change,
        venues=change.venues if previous.venues is None else previous.venues,
        posts=previous.posts,
        legs=previous.legs,
        booking=previous.booking,
        override=previous.override,
    )
    if event.cancelled:
        change = structs.replace(change, cancelled=previous.cancelled, reason=previous.reason)
    elif is_off(change) and is_off(previous):
        if change.start is None and change.minutes is None and change.place is None:
            return previous
        change = structs.replace(change, reason=change.reason or previous.reason)
    return structs.replace(
        change,
        sequence=max(change.sequence, previous.sequence),
        stamped=change.stamped or previous.stamped,
    )


def is_off(change: Change) -> bool:
    """Whether nothing takes place on a date: it was cancelled, left out, or its venue refused."""
    return change.cancelled or change.left_out or change.booking == "declined"


def planned_start(event: Event, day: date) -> datetime | None:
    """Return the start that the rule gives on a day, also if it was left out; `None`: it gives
    none."""
    if not recurrence.EARLIEST <= day < recurrence.LATEST:
        return None
    first = datetime.combine(day, time())
    plan = structs.replace(event, earlier=())
    return next(recurrence.plan_starts(plan, first, first + timedelta(days=1)), None)


def change_values(
    change: Change, event: Event, start: datetime, zone: ZoneInfo
) -> tuple[datetime, int | None, str | None, bool, bool, str]:
    """Return the values of a change, to compare: without its revision and what equals its event."""
    return (
        existing_wall_time(change.start or start, zone),
        None if change.minutes == event.minutes else change.minutes,
        None if change.place == event.place else change.place,
        change.cancelled,
        change.left_out,
        change.reason,
    )


def existing_wall_time(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the time that clocks show: 03:30 for 02:30 in the night they are put forward."""
    try:
        return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return wall  # in the first or last year of datetime, which is refused later


def read_exdates(vevent: Vevent, event: Event, zone: ZoneInfo) -> list[date]:
    """Read the dates of EXDATE, and check that RDATE adds none to the rule.

    Raises:
        Refused: RDATE adds a date, or there are too many.
    """
    days = []
    for line in vevent.component.all("EXDATE"):
        for value in time_reader.read_date_times(line, vevent.zones):
            days.append(value.in_zone(zone, vevent.zones.floating).date())
    if len(days) > MAX_CHANGES:
        raise Refused("More than {count} of its dates differ.", count=MAX_CHANGES)
    for line in vevent.component.all("RDATE"):
        if len(line.value) > 20 * MAX_CHANGES:
            raise Refused("More than {count} of its dates differ.", count=MAX_CHANGES)
        for value in time_reader.read_date_times(line, vevent.zones):
            day = value.in_zone(zone, vevent.zones.floating).date()
            if planned_start(event, day) is None:
                raise Refused(
                    "It adds single dates to its rule (RDATE), which is not kept here; "
                    "plan them as events of their own."
                )
    return days


def read_override(
    vevent: Vevent, event: Event, zone: ZoneInfo, remarks: list[str]
) -> tuple[date, Change]:
    """Read a VEVENT with a RECURRENCE-ID: its planned date, and the change on it.

    Raises:
        Refused: It changes all later dates, too, or a value is not understood.
    """
    line = vevent.component.first("RECURRENCE-ID")
    if line is None:
        raise Refused("It has no start.")
    if line.params.get("RANGE", "").upper() == "THISANDFUTURE":
        raise Refused(
            "It changes a date and all that follow (RANGE=THISANDFUTURE), which is not kept here; "
            "make that change here by hand."
        )
    value = time_reader.read_date_time(line, vevent.zones)
    planned = value.in_zone(zone, vevent.zones.floating).date()
    return planned, read_date_change(vevent, event, planned, zone, remarks)


def read_date_change(
    vevent: Vevent, event: Event, planned: date, zone: ZoneInfo, remarks: list[str]
) -> Change:
    """Read the VEVENT of a single date: how the date differs from its event."""
    texts = vevent.texts()
    if vevent.component.first("DTSTART") is None and vevent.cancelled:
        return Change(cancelled=True, reason=texts.reason, sequence=vevent.sequence)
    span = time_reader.read_event_span(vevent.component, vevent.zones)
    if span.start.all_day != event.all_day:
        text = _("{date} changes between a whole day and a time, which is not kept here.")
        remarks.append(text.format(date=planned.isoformat()))
        return Change(cancelled=vevent.cancelled, sequence=vevent.sequence)
    if texts.title not in ("", event.title):
        remarks.append(_("Single dates differ here only in time, place and being called off."))
    start = planned_start(event, planned)
    wall = span.start.in_zone(zone, vevent.zones.floating).replace(second=0)
    moved = start is None or wall not in (start, existing_wall_time(start, zone))
    return Change(
        start=wall if moved else None,
        minutes=None if span.minutes == event.minutes else span.minutes,
        place=None if texts.place == event.place else texts.place,
        cancelled=vevent.cancelled,
        reason=texts.reason if vevent.cancelled else "",
        sequence=vevent.sequence,
        stamped=time_reader.revision_time(vevent.component),
    )
