"""Reading a calendar file: what importing it would do, event by event, before anything is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs

from yigong.exports.ical.importing import time_reader
from yigong.exports.ical.importing.event_reader import Vevent
from yigong.exports.ical.importing.known_uids import KnownUids
from yigong.exports.ical.importing.parser import Component, ParsedCalendars, read_components
from yigong.exports.ical.importing.revisions import EventBundle, VeventRequest, apply_bundle
from yigong.exports.ical.importing.text_reader import clean_text_line, untitled
from yigong.exports.ical.importing.zone_names import CalendarZones
from yigong.store.errors import Refused, YigongError
from yigong.store.language import _, ngettext
from yigong.store.records import Event, Settings

MAX_EVENTS = 5_000
MAX_SECONDS = 30
"""The longest a file is read; a thousand events, a hundred of them lunar, take two or three."""

ImportVerdict = Literal["new", "changed", "same", "refused"]

_OTHERS = ("VTODO", "VJOURNAL", "VFREEBUSY")
_PRODUCT = "yigong"


class ImportItem(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a file, and what importing it would do."""

    verdict: ImportVerdict
    title: str
    start: datetime | None = None
    """Naive, on the event's clock; `None` where it could not be read."""

    event: Event | None = None
    """As it would be written; with the number and revision of the one it would change."""

    before: Event | None = None
    """As it is here."""

    reasons: tuple[str, ...] = ()
    """Why it is refused, or what was not taken as it stands; sentences, translated."""


class ImportPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds, held against the village."""

    items: tuple[ImportItem, ...]
    """In the order of the file."""

    notes: tuple[str, ...] = ()
    """About the file as a whole, translated."""

    def events(self, verdict: ImportVerdict) -> list[Event]:
        """The events with a verdict, as they would be written."""
        return [item.event for item in self.items if item.verdict == verdict and item.event]

    def count(self, verdict: ImportVerdict) -> int:
        """How many items have a verdict."""
        return sum(1 for item in self.items if item.verdict == verdict)


def plan_import(
    raw: bytes,
    events: Mapping[int, Event],
    settings: Settings,
    *,
    now: datetime,
    clock: Callable[[], float] = time.thread_time,
) -> ImportPlan:
    """Read a calendar file and hold each event against those there are, by UID.

    Args:
        raw: The file.
        events: The village's events.
        settings: The village's: its zone, and the right-hand side of its UIDs.
        now: The time, aware; a new event is not from later.
        clock: Seconds of work, for the limit; a busy machine is not the fault of the file.

    Returns:
        A verdict for each event. `new`: nothing here has its UID. `changed`: it differs from
        what is here. `same`: it does not. `refused`: it cannot be kept here, or is an older
        revision. Nothing is written; `store.calendar.events.Events.take` does that.

    Raises:
        Refused: It is no calendar file, too large, or takes too long.
    """
    began = clock()
    found = read_components(raw)
    village = ZoneInfo(settings.zone)
    known = KnownUids(events, settings)
    bundles = list(_bundles(found.calendars, known, village))
    if len(bundles) > MAX_EVENTS:
        raise Refused("The file has more than {count} events; split it.", count=MAX_EVENTS)
    items = []
    for bundle in bundles:
        if clock() - began > MAX_SECONDS:
            raise Refused(
                "Reading the file takes more than {count} seconds; nothing was imported. Split it.",
                count=MAX_SECONDS,
            )
        before = events.get(bundle.number)
        items.append(_not_from(now, _item(bundle, before, settings, village)))
    return ImportPlan(items=tuple(items), notes=tuple(_notes(found)))


def _not_from(now: datetime, item: ImportItem) -> ImportItem:
    """A new event whose revision is not in the future, so that the next one here is newer."""
    event = item.event
    if item.verdict != "new" or event is None or event.stamped is None:
        return item
    stamped = min(event.stamped, now.astimezone(UTC))
    return structs.replace(item, event=structs.replace(event, stamped=stamped))


# -- what belongs together ------------------------------------------------------


def _bundles(
    calendars: Sequence[Component], known: KnownUids, village: ZoneInfo
) -> Iterator[EventBundle]:
    """The VEVENTs of a file by the event they are about, in the order of the file."""
    found: dict[object, EventBundle] = {}
    for calendar in calendars:
        zones = CalendarZones(calendar, village)
        product, method = calendar.value("PRODID").lower(), calendar.value("METHOD").upper()
        for part in calendar.parts:
            if part.name != "VEVENT":
                continue
            target = known.target(part.text("UID").strip() or _made_up(part))
            source = Vevent(
                part, zones, _PRODUCT in product or bool(target.number), "google" in product
            )
            key = target.number or target.uid
            bundle = found.setdefault(key, EventBundle(target.number, []))
            bundle.said.append(VeventRequest(target, source, method))
    yield from found.values()


def _made_up(part: Component) -> str:
    """A UID for an event without one: the same each time the file is read."""
    return "\n".join(["no UID", *(part.value(name) for name in ("DTSTART", "SUMMARY"))])


# -- one event ------------------------------------------------------------------


def _item(
    bundle: EventBundle, before: Event | None, settings: Settings, village: ZoneInfo
) -> ImportItem:
    """The verdict on one event."""
    first = bundle.said[0].source
    title = clean_text_line(first.part.text("SUMMARY"))[:80] or (before.title if before else "")
    reasons: list[str] = []
    try:
        event = apply_bundle(bundle, before, settings, village, reasons)
    except YigongError as error:
        # A value of the file is quoted in it.
        said = (*reasons, clean_text_line(str(error)))
        return ImportItem(
            verdict="refused", title=title or untitled(), before=before, reasons=said,
            start=_start(first, village),
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


def _start(source: Vevent, village: ZoneInfo) -> datetime | None:
    """When a refused one begins by the village's clock, if that much can be read."""
    line = source.part.first("DTSTART")
    try:
        found = time_reader.read_date_time(line, source.zones) if line else None
        return found and found.within(village, source.zones.floating)
    except YigongError:
        return None


# -- the file as a whole --------------------------------------------------------


def _notes(found: ParsedCalendars) -> Iterator[str]:
    """What is to be said of the file as a whole."""
    parts = [part for calendar in found.calendars for part in calendar.parts]
    others = sum(part.name in _OTHERS for part in parts)
    if others:
        text = ngettext(
            "{n} task or note in it is not an event and is left out.",
            "{n} tasks or notes in it are not events and are left out.",
            others,
        )
        yield text.format(n=others)
    if found.strays:
        text = ngettext(
            "{n} line of it is no calendar line and is left out.",
            "{n} lines of it are no calendar lines and are left out.",
            found.strays,
        )
        yield text.format(n=found.strays)
    if found.encoding == "gb18030":
        yield _("It is written in GB18030, as old programs do.")
    if not any(part.name == "VEVENT" for part in parts):
        yield _("It has no events.")
