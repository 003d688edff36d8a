"""Build an event from the VEVENTs of one UID: a new event, or a revision of one in the village."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.exports.ical.importing import rule_reader, time_reader
from yigong.exports.ical.importing.override_reader import (
    MAX_CHANGES,
    change_values,
    existing_wall_time,
    keep_local_facts,
    planned_start,
    read_exdates,
    read_override,
)
from yigong.exports.ical.importing.record_names import read_record_names
from yigong.exports.ical.importing.rule_reader import same_repeat
from yigong.exports.ical.importing.text_reader import EventTexts, untitled
from yigong.exports.ical.importing.time_reader import DateTimeValue, EventSpan
from yigong.exports.ical.importing.vevents import Vevent, VeventGroup
from yigong.exports.ical.importing.zone_names import CalendarZones
from yigong.store.bounds import FIRST_YEAR, LAST_YEAR
from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.event_records import Change, Event
from yigong.store.kinds import BOOKING
from yigong.store.language import _
from yigong.store.validate_event import validated_event

_GEO_TOLERANCE = 2e-6
"""Degrees, about 2 decimetres: the rounding of our own export."""


class BuiltEvent(NamedTuple):
    """The event that a file describes."""

    event: Event
    remarks: tuple[str, ...]
    """What was changed or left out in it; sentences, translated."""


def build_event(group: VeventGroup, before: Event | None, village: ZoneInfo) -> BuiltEvent:
    """Build the event that a group describes.

    Args:
        group: The VEVENTs of one UID.
        before: The village's event; what a calendar file does not hold (squads, capacity) stays.
            If nothing differs, it is returned unchanged.
        village: The village's zone.

    Raises:
        Refused: The store cannot hold it; the sentence says why.
    """
    remarks: list[str] = []
    if group.master is None:
        if before is None or before.repeat is None:
            raise Refused("It is a single date of a repeating event that is not here.")
        event = before
    else:
        event = _build_master(group, group.master, before, village, remarks)
    if event.repeat is not None:
        event = _with_changes(event, group, before, village, remarks)
    if event != before:
        event = validated_event(event)
    return BuiltEvent(event, tuple(dict.fromkeys(remarks)))


def _build_master(
    group: VeventGroup, vevent: Vevent, before: Event | None, village: ZoneInfo, remarks: list[str]
) -> Event:
    """Build the event without the overrides of a series."""
    component = vevent.component
    for name in ("EXRULE", "RRULE"):
        if len(list(component.all(name))) > (name == "RRULE"):
            raise Refused("It repeats by more than one rule, which is not kept here.")
    span = time_reader.read_event_span(component, vevent.zones)
    rule = component.value("RRULE")
    zone = _zone(span.start, vevent.zones, before, village, repeats=bool(rule))
    wall = span.start.in_zone(zone, vevent.zones.floating).replace(second=0)
    texts = vevent.texts()
    remarks += _remarks(vevent, span, texts)
    repeat = None
    if rule:
        start = rule_reader.RuleStart(span.start, wall, zone)
        repeat, rule_remarks = rule_reader.read_rule(rule, start, by_google=vevent.by_google)
        remarks += rule_remarks
    base = before or _new_event(group.uid, wall, vevent, remarks)
    repeats_as_before = before is not None and same_repeat(before.repeat, repeat)
    event = structs.replace(
        base,
        title=texts.title or (before.title if before else untitled()),
        kind=_kind(texts, base),
        all_day=span.start.all_day,
        zone=_zone_name(zone, before, village),
        repeat=before.repeat if before and repeats_as_before else repeat,
        notes=texts.notes,
        lead=texts.lead if vevent.own else base.lead,
        cancelled=vevent.cancelled if base.booking != "declined" else base.cancelled,
        reason=_reason(texts, vevent, before),
        geo=_geo(texts, before),
    )
    if before is None:
        tentative = vevent.component.value("STATUS").upper() == "TENTATIVE"
        if tentative and event.kind == BOOKING:
            event = structs.replace(event, booking="tentative")
        stamped = time_reader.revision_time(component)
        event = structs.replace(event, sequence=vevent.sequence, stamped=stamped)
    if before is not None and before.repeat is None and repeat is None:
        return _update_single(event, before, (wall, span.minutes, texts.place), village)
    event = structs.replace(event, start=wall, minutes=span.minutes, place=texts.place)
    if repeat is None:
        event = structs.replace(event, changes={})
    if event != before:
        event = validated_event(event)
        if event.start != wall:
            remarks.append(
                _("Its first date is not one that its rule gives; the next one is taken.")
            )
    return event


def _new_event(uid: str, start: datetime, vevent: Vevent, remarks: list[str]) -> Event:
    """Begin a new event; of our own files with the venues, hosts and programme that are here.

    What is not public there (RFC 5545 3.8.1.3) is not public here.
    """
    public = vevent.component.value("CLASS").upper() in ("", "PUBLIC")
    event = Event(title="-", kind="other", start=start, uid=uid, public=public)
    if not public:
        remarks.append(_("It is marked as private, so it is not for everybody here, either."))
    if not vevent.own:
        return event
    named = read_record_names(vevent)
    if named.unknown:
        text = _("There is no record of this name here, so it was left out: {names}.")
        remarks.append(text.format(names=_(", ").join(named.unknown)))
    return structs.replace(event, venues=named.venues, hosts=named.hosts, programme=named.programme)


def _remarks(vevent: Vevent, span: EventSpan, texts: EventTexts) -> list[str]:
    remarks = []
    if not span.start.all_day and span.start.zone is None:
        default = vevent.zones.default
        remarks.append(
            _("Its times name no zone; the calendar's is taken: {zone}.").format(zone=default.key)
            if default
            else _("Its times name no zone; they are taken by the village's clock.")
        )
    if span.assumed:
        remarks.append(_("It has no end; an hour is taken."))
    if texts.cut:
        remarks.append(_("A text of it is too long and was cut."))
    return remarks


def _zone(
    start: DateTimeValue,
    zones: CalendarZones,
    before: Event | None,
    village: ZoneInfo,
    *,
    repeats: bool,
) -> ZoneInfo:
    """Choose the zone in which the store keeps an event.

    A single event, the same moment in any zone, keeps its zone in the village; a new one in UTC
    gets the village's. A series keeps the file's zone, because its days are that zone's; one in
    UTC is converted if the local offset is constant.
    """
    local = recurrence.zone_of(before, village) if before else village
    if start.all_day:
        return local
    zone = start.zone or zones.floating
    if not repeats:
        return local if before or zone.key == "UTC" else zone
    in_range = FIRST_YEAR < start.wall.year < LAST_YEAR  # other years are refused later
    if zone.key != "UTC" or local.key == "UTC" or not in_range:
        return zone
    moments = [start.wall.replace(tzinfo=UTC) + timedelta(days=91 * n) for n in range(16)]
    return local if len({m.astimezone(local).utcoffset() for m in moments}) == 1 else zone


def _zone_name(zone: ZoneInfo, before: Event | None, village: ZoneInfo) -> str:
    if before is not None and recurrence.zone_of(before, village).key == zone.key:
        return before.zone
    return "" if zone.key == village.key else zone.key


def _kind(texts: EventTexts, base: Event) -> str:
    """Choose the kind; a booking without a venue, from another village, is of no known one."""
    if texts.kind is None or (texts.kind == BOOKING and not base.venues):
        return base.kind
    return texts.kind


def _geo(texts: EventTexts, before: Event | None) -> tuple[float, float] | None:
    """Choose the coordinates; the village's stay where the file has none, as many drop GEO."""
    if before is None or before.geo is None:
        return texts.geo
    if texts.geo is None:
        return before.geo if texts.place == before.place else None
    near = all(abs(a - b) < _GEO_TOLERANCE for a, b in zip(texts.geo, before.geo, strict=True))
    return before.geo if near else texts.geo


def _reason(texts: EventTexts, vevent: Vevent, before: Event | None) -> str:
    if vevent.cancelled and not (before and before.booking == "declined"):
        return texts.reason
    return before.reason if before and not before.cancelled else ""


def _update_single(
    event: Event, before: Event, in_file: tuple[datetime, int, str], village: ZoneInfo
) -> Event:
    """Update a single event; another day moves its occurrence, which keeps its register.

    Args:
        event: The event, with the texts and the status of the file.
        before: The village's event.
        in_file: Its start, minutes and place in the file.
        village: The village's zone.
    """
    start, minutes, place = in_file
    day = before.start.date().isoformat()
    change = before.changes.get(day) or Change()
    zone = recurrence.zone_of(before, village)
    occurrence = recurrence.occurrence_at(before, before.start, zone)
    local_minutes = before.minutes if change.minutes is None else change.minutes
    local_start = occurrence.start
    same = start in (local_start.replace(tzinfo=None), existing_wall_time(local_start, zone))
    if same and (minutes, place) == (local_minutes, occurrence.place):
        if event.cancelled == occurrence.cancelled:
            return structs.replace(event, cancelled=before.cancelled, reason=before.reason)
        if not change.cancelled:
            return event
        restored = structs.replace(change, cancelled=False, reason="")
        return structs.replace(event, changes={**before.changes, day: restored})
    moved = Change(sequence=change.sequence, stamped=change.stamped)
    if start.date() != before.start.date():
        moved = structs.replace(moved, start=start)
        start = before.start
    changes = {**before.changes, day: moved} if moved != Change() else {}
    return structs.replace(event, start=start, minutes=minutes, place=place, changes=changes)


def _with_changes(
    event: Event, group: VeventGroup, before: Event | None, village: ZoneInfo, remarks: list[str]
) -> Event:
    """Add the changes of single dates: overrides, and EXDATEs as dates that were left out.

    Raises:
        Refused: No date would be left.
    """
    zone = recurrence.zone_of(event, village)
    in_file: dict[date, Change] = {}
    if group.master is not None:
        for day in read_exdates(group.master, event, zone):
            in_file[day] = Change(left_out=True)
    for vevent in group.overrides:
        planned, change = read_override(vevent, event, zone, remarks)
        if before is None and vevent.own:
            venues = read_record_names(vevent).venues
            change = structs.replace(change, venues=None if venues == event.venues else venues)
        in_file[planned] = change
    if len(in_file) > MAX_CHANGES:
        raise Refused("More than {count} of its dates differ.", count=MAX_CHANGES)
    local = before.changes if before else {}
    if group.master is not None:
        in_file = {date.fromisoformat(day): Change() for day in local} | in_file
    changes = dict(local)
    for day, change in sorted(in_file.items()):
        key, start = day.isoformat(), planned_start(event, day)
        previous = local.get(key) or Change()
        if start is not None:
            merged = keep_local_facts(change, previous, event)
            if change_values(merged, event, start, zone) != change_values(
                previous, event, start, zone
            ):
                changes[key] = merged
        elif change not in (Change(), Change(cancelled=True), Change(left_out=True)):
            text = _("{date} is not one of its dates; what differs on it was left out.")
            remarks.append(text.format(date=key))
    if changes == event.changes:
        return event
    event = structs.replace(event, changes=changes)
    if not recurrence.next_starts(event, event.start, 1):
        raise Refused("This repeat gives no date.")
    return event
