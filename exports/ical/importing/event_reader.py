"""From the VEVENTs of one UID to an event: a new one, or a new version of one that is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.exports.ical.importing import rule_reader, time_reader
from yigong.exports.ical.importing.parser import Component
from yigong.exports.ical.importing.rule_reader import same_repeat
from yigong.exports.ical.importing.text_reader import EventTexts, read_texts, untitled
from yigong.exports.ical.importing.time_reader import DateTimeValue, EventSpan
from yigong.exports.ical.importing.zone_names import CalendarZones
from yigong.store import validate
from yigong.store.bounds import FIRST_YEAR, LAST_YEAR
from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import Change, Event

MAX_CHANGES = 1000
"""The most dates of one event that differ from its rule."""

_DECIMETRES = 2e-6
"""Degrees; what our own export rounds off."""


class Vevent(NamedTuple):
    """A VEVENT, and what its calendar says for it."""

    part: Component
    zones: CalendarZones
    ours: bool
    """Whether this program wrote the file, or knows the event: it may have written it."""

    google: bool

    @property
    def cancelled(self) -> bool:
        """Whether it is called off."""
        return self.part.value("STATUS").upper() == "CANCELLED"

    @property
    def sequence(self) -> int:
        """Its SEQUENCE; 0 where it is none."""
        value = self.part.value("SEQUENCE")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0

    def texts(self) -> EventTexts:
        """What it says in words."""
        return read_texts(self.part, ours=self.ours, cancelled=self.cancelled)


class VeventGroup(NamedTuple):
    """The VEVENTs of one UID: the event itself, and dates of it that differ."""

    uid: str
    master: Vevent | None
    dates: Sequence[Vevent]


class BuiltEvent(NamedTuple):
    """An event as a file has it."""

    event: Event
    remarks: tuple[str, ...]
    """What was not taken as it stands, translated."""


def build_event(group: VeventGroup, before: Event | None, village: ZoneInfo) -> BuiltEvent:
    """The event a group describes.

    Args:
        group: The VEVENTs of one UID.
        before: The event as it is here; what a calendar file does not say (kind, squads, places)
            stays as it is. Where nothing differs, it comes back as it was.
        village: The village's zone.

    Raises:
        Refused: It cannot be kept here; the sentence says why.
    """
    said: list[str] = []
    if group.master is None:
        if before is None or before.repeat is None:
            raise Refused("It is a single date of a repeating event that is not here.")
        event = before
    else:
        event = _master(group, group.master, before, village, said)
    if event.repeat is not None:
        event = _with_changes(event, group, before, village, said)
    if event != before:
        event = validate.validated_event(event)
    return BuiltEvent(event, tuple(dict.fromkeys(said)))


def _master(
    group: VeventGroup, source: Vevent, before: Event | None, village: ZoneInfo, said: list[str]
) -> Event:
    """The event without its single dates."""
    part = source.part
    for name in ("EXRULE", "RRULE"):
        if len(list(part.all(name))) > (name == "RRULE"):
            raise Refused("It repeats by more than one rule, which is not kept here.")
    found = time_reader.read_event_span(part, source.zones)
    rule = part.value("RRULE")
    zone = _zone(found.start, source.zones, before, village, repeats=bool(rule))
    wall = found.start.within(zone, source.zones.floating).replace(second=0)
    words = source.texts()
    said += _remarks(source, found, words)
    repeat = None
    if rule:
        start = rule_reader.RuleStart(found.start, wall, zone)
        repeat, remarks = rule_reader.read_rule(rule, start, google=source.google)
        said += remarks
    start_from = before or Event(title="-", kind="other", start=wall, uid=group.uid)
    kept_repeat = before is not None and same_repeat(before.repeat, repeat)
    event = structs.replace(
        start_from,
        title=words.title or (before.title if before else untitled()),
        kind=words.kind or start_from.kind,
        all_day=found.start.all_day,
        zone=_zone_name(zone, before, village),
        repeat=before.repeat if before and kept_repeat else repeat,
        notes=words.notes,
        lead=words.lead if source.ours else start_from.lead,
        cancelled=source.cancelled,
        reason=_reason(words, source, before),
        geo=_geo(words, before),
    )
    if before is None:
        stamped = time_reader.revision_time(part)
        event = structs.replace(event, sequence=source.sequence, stamped=stamped)
    if before is not None and before.repeat is None and repeat is None:
        return _single(event, before, (wall, found.minutes, words.place), village)
    event = structs.replace(event, start=wall, minutes=found.minutes, place=words.place)
    if repeat is None:
        event = structs.replace(event, changes={})
    if event != before:
        event = validate.validated_event(event)
        if event.start != wall:
            said.append(_("Its first date is not one that its rule gives; the next one is taken."))
    return event


def _remarks(source: Vevent, found: EventSpan, words: EventTexts) -> list[str]:
    said = []
    if not found.start.all_day and found.start.zone is None:
        stated = source.zones.stated
        said.append(
            _("Its times name no zone; the calendar's is taken: {zone}.").format(zone=stated.key)
            if stated
            else _("Its times name no zone; they are taken by the village's clock.")
        )
    if found.assumed:
        said.append(_("It has no end; an hour is taken."))
    if words.cut:
        said.append(_("A text of it is too long and was cut."))
    return said


def _zone(
    start: DateTimeValue,
    zones: CalendarZones,
    before: Event | None,
    village: ZoneInfo,
    *,
    repeats: bool,
) -> ZoneInfo:
    """In which zone an event is kept.

    A single moment is the same in any zone: it is put on the clock the event is kept by here. A
    repeat keeps its zone, because its days are that zone's; one in UTC is put on the village's
    clock if that never changes.
    """
    here = recurrence.zone_of(before, village) if before else village
    if start.all_day:
        return here
    zone = start.zone or zones.floating
    if not repeats:
        return here if before or zone.key == "UTC" else zone
    within = FIRST_YEAR < start.wall.year < LAST_YEAR  # beyond, it is refused further on
    if zone.key != "UTC" or here.key == "UTC" or not within:
        return zone
    moments = [start.wall.replace(tzinfo=UTC) + timedelta(days=91 * n) for n in range(16)]
    return here if len({m.astimezone(here).utcoffset() for m in moments}) == 1 else zone


def _zone_name(zone: ZoneInfo, before: Event | None, village: ZoneInfo) -> str:
    if before is not None and recurrence.zone_of(before, village).key == zone.key:
        return before.zone
    return "" if zone.key == village.key else zone.key


def _geo(words: EventTexts, before: Event | None) -> tuple[float, float] | None:
    """Where it is; many programs drop what they were told, so nothing said changes nothing."""
    if before is None or before.geo is None:
        return words.geo
    if words.geo is None:
        return before.geo if words.place == before.place else None
    near = all(abs(a - b) < _DECIMETRES for a, b in zip(words.geo, before.geo, strict=True))
    return before.geo if near else words.geo


def _reason(words: EventTexts, source: Vevent, before: Event | None) -> str:
    if source.cancelled:
        return words.reason
    return before.reason if before and not before.cancelled else ""


def _single(
    event: Event, before: Event, said: tuple[datetime, int, str], village: ZoneInfo
) -> Event:
    """A single event that is here: another day moves its date, which keeps its register.

    Args:
        event: It, with the words and the state of the file.
        before: It, as it is here.
        said: Its start, minutes and place in the file.
        village: The village's zone.
    """
    start, minutes, place = said
    day = before.start.date().isoformat()
    change = before.changes.get(day) or Change()
    zone = recurrence.zone_of(before, village)
    one = recurrence.occurrence_at(before, before.start, zone)
    lasts = before.minutes if change.minutes is None else change.minutes
    same = start in (one.start.replace(tzinfo=None), existing_wall_time(one.start, zone))
    if same and (minutes, place) == (lasts, one.place):
        if event.cancelled == one.cancelled:
            return structs.replace(event, cancelled=before.cancelled, reason=before.reason)
        if not change.cancelled:
            return event
        standing = structs.replace(change, cancelled=False, reason="")
        return structs.replace(event, changes={**before.changes, day: standing})
    known = Change(sequence=change.sequence, stamped=change.stamped)
    if start.date() != before.start.date():
        known = structs.replace(known, start=start)
        start = before.start
    changes = {**before.changes, day: known} if known != Change() else {}
    return structs.replace(event, start=start, minutes=minutes, place=place, changes=changes)


# -- single dates ---------------------------------------------------------------


def _with_changes(
    event: Event, group: VeventGroup, before: Event | None, village: ZoneInfo, said: list[str]
) -> Event:
    """With what differs on single dates, the dates that are left out among them."""
    zone = recurrence.zone_of(event, village)
    wanted: dict[date, Change] = {}
    if group.master is not None:
        for day in _left_out(group.master, event, zone):
            wanted[day] = Change(cancelled=True)
    for source in group.dates:
        planned, change = read_override(source, event, zone, said)
        wanted[planned] = change
    if len(wanted) > MAX_CHANGES:
        raise Refused("More than {count} of its dates differ.", count=MAX_CHANGES)
    known = before.changes if before else {}
    if group.master is not None:
        wanted = {date.fromisoformat(day): Change() for day in known} | wanted
    changes = dict(known)
    for day, change in sorted(wanted.items()):
        name, start = day.isoformat(), _start(event, day)
        was = known.get(name) or Change()
        if start is not None:
            ready = keep_local_facts(change, was, event)
            if change_values(ready, event, start, zone) != change_values(was, event, start, zone):
                changes[name] = ready
        elif change not in (Change(), Change(cancelled=True)):
            text = _("{date} is not one of its dates; what differs on it was left out.")
            said.append(text.format(date=name))
    return structs.replace(event, changes=changes) if changes != event.changes else event


def keep_local_facts(change: Change, was: Change, event: Event) -> Change:
    """A file's change, with what only we know: why a date was called off, and its revision."""
    if event.cancelled:
        change = structs.replace(change, cancelled=was.cancelled, reason=was.reason)
    elif change.cancelled and was.cancelled:
        if change.start is None and change.minutes is None and change.place is None:
            return was  # left out, or called off: it is off
        change = structs.replace(change, reason=change.reason or was.reason)
    return structs.replace(
        change,
        sequence=max(change.sequence, was.sequence),
        stamped=change.stamped or was.stamped,
    )


def _start(event: Event, day: date) -> datetime | None:
    """The planned start on a day; `None`: it has none then."""
    if not recurrence.EARLIEST <= day < recurrence.LATEST:
        return None
    first = datetime.combine(day, time())
    plan = structs.replace(event, earlier=())
    return next(recurrence.planned_starts(plan, first, first + timedelta(days=1)), None)


def change_values(
    change: Change, event: Event, start: datetime, zone: ZoneInfo
) -> tuple[datetime, int | None, str | None, bool, str]:
    """What a change says, without what it repeats of its event, and without its revision."""
    return (
        existing_wall_time(change.start or start, zone),
        None if change.minutes == event.minutes else change.minutes,
        None if change.place == event.place else change.place,
        change.cancelled,
        change.reason,
    )


def existing_wall_time(wall: datetime, zone: ZoneInfo) -> datetime:
    """What the clocks show at a time: 03:30 for 02:30, in the night they are put forward."""
    try:
        return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return wall  # at the ends of the calendar; such a year is refused later


def _left_out(source: Vevent, event: Event, zone: ZoneInfo) -> list[date]:
    """The dates EXDATE takes away; RDATE may only name dates there are."""
    days = []
    for line in source.part.all("EXDATE"):
        for moment in time_reader.read_date_times(line, source.zones):
            days.append(moment.within(zone, source.zones.floating).date())
    if len(days) > MAX_CHANGES:
        raise Refused("More than {count} of its dates differ.", count=MAX_CHANGES)
    for line in source.part.all("RDATE"):
        if len(line.value) > 20 * MAX_CHANGES:
            raise Refused("More than {count} of its dates differ.", count=MAX_CHANGES)
        for moment in time_reader.read_date_times(line, source.zones):
            day = moment.within(zone, source.zones.floating).date()
            if _start(event, day) is None:
                raise Refused(
                    "It adds single dates to its rule (RDATE), which is not kept here; "
                    "plan them as events of their own."
                )
    return days


def read_override(
    source: Vevent, event: Event, zone: ZoneInfo, said: list[str]
) -> tuple[date, Change]:
    """A VEVENT with a RECURRENCE-ID: the date it is about, and what differs on it.

    Raises:
        Refused: It changes what follows, too, or cannot be understood.
    """
    line = source.part.first("RECURRENCE-ID")
    if line is None:
        raise Refused("It has no start.")
    if line.params.get("RANGE", "").upper() == "THISANDFUTURE":
        raise Refused(
            "It changes a date and all that follow (RANGE=THISANDFUTURE), which is not kept here; "
            "make that change here by hand."
        )
    moment = time_reader.read_date_time(line, source.zones)
    planned = moment.within(zone, source.zones.floating).date()
    return planned, date_change(source, event, planned, zone, said)


def date_change(
    source: Vevent, event: Event, planned: date, zone: ZoneInfo, said: list[str]
) -> Change:
    """What a VEVENT of a single date says differently from its event."""
    words = source.texts()
    start = _start(event, planned)
    if source.part.first("DTSTART") is None and source.cancelled:
        return Change(cancelled=True, reason=words.reason, sequence=source.sequence)
    found = time_reader.read_event_span(source.part, source.zones)
    if found.start.all_day != event.all_day:
        text = _("{date} changes between a whole day and a time, which is not kept here.")
        said.append(text.format(date=planned.isoformat()))
        return Change(cancelled=source.cancelled, sequence=source.sequence)
    if words.title not in ("", event.title):
        said.append(_("Single dates differ here only in time, place and being called off."))
    wall = found.start.within(zone, source.zones.floating).replace(second=0)
    return Change(
        start=None
        if start is not None and wall in (start, existing_wall_time(start, zone))
        else wall,
        minutes=None if found.minutes == event.minutes else found.minutes,
        place=None if words.place == event.place else words.place,
        cancelled=source.cancelled,
        reason=words.reason if source.cancelled else "",
        sequence=source.sequence,
        stamped=time_reader.revision_time(source.part),
    )
