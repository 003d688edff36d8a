"""Plan the import of a calendar file: what it would do, event by event, before it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs

from yigong.exports.ical.importing import time_reader
from yigong.exports.ical.importing.known_uids import KnownUids
from yigong.exports.ical.importing.parser import Component, ParsedCalendars, read_components
from yigong.exports.ical.importing.revisions import EventBundle, VeventRequest, apply_bundle
from yigong.exports.ical.importing.text_reader import clean_text_line, untitled
from yigong.exports.ical.importing.vevents import Vevent
from yigong.exports.ical.importing.zone_names import CalendarZones
from yigong.store.errors import Refused, YigongError
from yigong.store.event_records import Event
from yigong.store.language import _, ngettext
from yigong.store.plan_context import NO_CONTEXT, PlanContext
from yigong.store.settings_records import Settings
from yigong.store.venue_records import Venue
from yigong.store.venues.double_booking import VenueHeld, find_taken
from yigong.store.venues.holdings import VenueEvents

MAX_EVENTS = 5_000
MAX_SECONDS = 30
"""The limit for one file; a thousand events, a hundred of them lunar, take two or three."""

ImportVerdict = Literal["new", "changed", "same", "refused"]

_OTHER_COMPONENTS = ("VTODO", "VJOURNAL", "VFREEBUSY")
_PRODUCT = "yigong"


class ImportItem(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a file, and what importing it would do."""

    verdict: ImportVerdict
    title: str
    start: datetime | None = None
    """Naive, in the event's zone; `None` where it could not be read."""

    event: Event | None = None
    """The event to write, with the number and revision of the event that it changes."""

    before: Event | None = None
    """The village's event."""

    reasons: tuple[str, ...] = ()
    """Why it is refused, or what was changed or left out; sentences, translated."""


class ImportPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The events of a file, compared with the village's."""

    items: tuple[ImportItem, ...]
    """In the order of the file."""

    notes: tuple[str, ...] = ()
    """About the file as a whole, translated."""

    def events(self, verdict: ImportVerdict) -> list[Event]:
        """Return the events to write of the items with a verdict."""
        return [item.event for item in self.items if item.verdict == verdict and item.event]

    def count(self, verdict: ImportVerdict) -> int:
        """Count the items with a verdict."""
        return sum(1 for item in self.items if item.verdict == verdict)


def plan_import(
    raw: bytes,
    events: Mapping[int, Event],
    settings: Settings,
    *,
    now: datetime,
    context: PlanContext = NO_CONTEXT,
    clock: Callable[[], float] = time.thread_time,
) -> ImportPlan:
    """Read a calendar file and compare its events with the village's, by UID.

    Args:
        raw: The file.
        events: The village's events.
        settings: The village's: its zone, and the domain of its UIDs.
        context: What the programmes, hosts and venues are.
        now: The time, aware; later revision times of new events are set to it.
        clock: Seconds of CPU time, for the limit: other load does not count.

    Returns:
        A verdict for each event. `new`: the village has no event with its UID. `changed`: it
        differs from the village's. `same`: it does not. `refused`: the store cannot hold it, or it
        is an older revision. Nothing is written; `Planning.import_events` does that.

    Raises:
        Refused: It is no calendar file, too large, or takes too long.
    """
    began = clock()
    parsed = read_components(raw)
    village = ZoneInfo(settings.zone)
    known = KnownUids(events, settings)
    context = context.with_kinds(settings.kinds).snapshot()
    bundles = list(_bundles(parsed.calendars, known, context, village))
    if len(bundles) > MAX_EVENTS:
        raise Refused("The file has more than {count} events; split it.", count=MAX_EVENTS)
    index, venues, order = VenueEvents(events), context.venues(), count(1)

    def refuse_held(event: Event) -> None:
        taken = find_taken(None, event, index, venues, now.astimezone(village).date(), village)
        if taken:
            raise VenueHeld(taken, venues, village)
        index.add(structs.replace(event, number=-next(order)))  # for those after it in the file

    items = []
    for bundle in bundles:
        if clock() - began > MAX_SECONDS:
            raise Refused(
                "Reading the file takes more than {count} seconds; nothing was imported. Split it.",
                count=MAX_SECONDS,
            )
        before = events.get(bundle.number)
        item = _item(bundle, before, (settings, context), village, refuse_held)
        items.append(_limit_revision_time(item, now))
    _refuse_held_changes(items, events, venues, now.astimezone(village).date(), village)
    return ImportPlan(items=tuple(items), notes=tuple(_notes(parsed)))


def _refuse_held_changes(
    items: list[ImportItem],
    events: Mapping[int, Event],
    venues: Mapping[int, Venue],
    today: date,
    zone: ZoneInfo,
) -> None:
    """Refuse each change by which an event newly holds a venue that others hold.

    They are compared as they are after the file, since its events may change places; where one is
    refused, which stays where it was, the others are looked at again.
    """
    while True:
        after = dict(events)
        for at, item in enumerate(items, 1):
            if item.event is not None:
                number = item.event.number or -at
                after[number] = structs.replace(item.event, number=number)
        index, found = VenueEvents(after), False
        for at, item in enumerate(items):
            if item.verdict != "changed" or item.event is None:
                continue
            if taken := find_taken(item.before, item.event, index, venues, today, zone):
                why = clean_text_line(str(VenueHeld(taken, venues, zone)))
                items[at] = structs.replace(item, verdict="refused", event=None, reasons=(why,))
                found = True
        if not found:
            return


def _limit_revision_time(item: ImportItem, now: datetime) -> ImportItem:
    """Set a future revision time of a new event to now, so that the next revision is newer."""
    event = item.event
    if item.verdict != "new" or event is None or event.stamped is None:
        return item
    stamped = min(event.stamped, now.astimezone(UTC))
    return structs.replace(item, event=structs.replace(event, stamped=stamped))


def _bundles(
    calendars: Sequence[Component], known: KnownUids, context: PlanContext, village: ZoneInfo
) -> Iterator[EventBundle]:
    """Group the VEVENTs of a file by event, in the order of the file."""
    bundles: dict[object, EventBundle] = {}
    for calendar in calendars:
        zones = CalendarZones(calendar, village)
        product, method = calendar.value("PRODID").lower(), calendar.value("METHOD").upper()
        for component in calendar.components:
            if component.name != "VEVENT":
                continue
            target = known.target(component.text("UID").strip() or _substitute_uid(component))
            own = _PRODUCT in product or bool(target.number)
            vevent = Vevent(component, zones, own, "google" in product, context)
            key = target.number if target.number and not target.post else target.uid
            bundle = bundles.setdefault(key, EventBundle(target.number, []))
            bundle.requests.append(VeventRequest(target, vevent, method))
    yield from bundles.values()


def _substitute_uid(component: Component) -> str:
    """Return a UID for a VEVENT without one, the same whenever the file is read."""
    return "\n".join(["no UID", *(component.value(name) for name in ("DTSTART", "SUMMARY"))])


def _item(
    bundle: EventBundle,
    before: Event | None,
    facts: tuple[Settings, PlanContext],
    village: ZoneInfo,
    refuse_held: Callable[[Event], None],
) -> ImportItem:
    first = bundle.requests[0].vevent
    title = clean_text_line(first.component.text("SUMMARY"))[:80]
    title = title or (before.title if before else "")
    reasons: list[str] = []
    try:
        event = apply_bundle(bundle, before, facts, village, reasons)
        if before is None:
            refuse_held(event)
    except YigongError as error:
        # The error may quote a value of the file.
        reasons.append(clean_text_line(str(error)))
        return ImportItem(
            verdict="refused", title=title or untitled(), before=before, reasons=tuple(reasons),
            start=_start_if_readable(first, village),
        )  # fmt: skip
    same = event == before
    return ImportItem(
        verdict="new" if before is None else "same" if same else "changed",
        title=event.title,
        start=event.start,
        event=event,
        before=before,
        reasons=() if same else tuple(dict.fromkeys(map(clean_text_line, reasons))),
    )


def _start_if_readable(vevent: Vevent, village: ZoneInfo) -> datetime | None:
    """Return the start of a refused event in the village's zone; `None`: it is not readable."""
    line = vevent.component.first("DTSTART")
    try:
        value = time_reader.read_date_time(line, vevent.zones) if line else None
        return value and value.in_zone(village, vevent.zones.floating)
    except YigongError:
        return None


def _notes(parsed: ParsedCalendars) -> Iterator[str]:
    """Yield the notes on the file as a whole."""
    components = [c for calendar in parsed.calendars for c in calendar.components]
    others = sum(component.name in _OTHER_COMPONENTS for component in components)
    if others:
        text = ngettext(
            "{n} task or note in it is not an event and is left out.",
            "{n} tasks or notes in it are not events and are left out.",
            others,
        )
        yield text.format(n=others)
    if parsed.stray_lines:
        text = ngettext(
            "{n} line of it is no calendar line and is left out.",
            "{n} lines of it are no calendar lines and are left out.",
            parsed.stray_lines,
        )
        yield text.format(n=parsed.stray_lines)
    if parsed.encoding == "gb18030":
        yield _("It is written in GB18030, as old programs do.")
    if not any(component.name == "VEVENT" for component in components):
        yield _("It has no events.")
