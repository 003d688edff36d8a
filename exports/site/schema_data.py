"""Dates of events as schema.org data (JSON-LD), which search engines and maps read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yigong.exports.site.page_words import last_day, short_text
from yigong.store.event_records import Occurrence
from yigong.store.plan_context import PlanContext
from yigong.store.settings_records import Settings

_SCHEMA = "https://schema.org"
_MAX_DESCRIPTION = 200
"""Characters: the whole text stands on the page."""


def schema_events(
    dates: Iterable[Occurrence], settings: Settings, context: PlanContext, page: str
) -> dict[str, Any]:
    """Describe dates of an event.

    Args:
        dates: The dates, of a public edition.
        settings: The village's.
        context: What their hosts and venues are.
        page: The address of the event's page; empty: it is not known.
    """
    return {"@context": _SCHEMA, "@graph": [_date(o, settings, context, page) for o in dates]}


def _date(
    occurrence: Occurrence, settings: Settings, context: PlanContext, page: str
) -> dict[str, Any]:
    event = occurrence.event
    all_day = event.all_day
    data = {
        "@type": "Event",
        "name": event.title,
        "startDate": str(occurrence.start.date()) if all_day else occurrence.start.isoformat(),
        "endDate": str(last_day(occurrence)) if all_day else occurrence.end.isoformat(),
        "eventAttendanceMode": f"{_SCHEMA}/OfflineEventAttendanceMode",
        "eventStatus": f"{_SCHEMA}/{_status(occurrence)}",
        "location": _place(occurrence, settings, context),
        "organizer": _organizers(occurrence, settings, context),
        "description": short_text(event.notes, _MAX_DESCRIPTION),
        "url": page,
    }
    if occurrence.moved and not occurrence.cancelled:
        data["previousStartDate"] = str(occurrence.planned)
    return {key: value for key, value in data.items() if value}


def _status(occurrence: Occurrence) -> str:
    if occurrence.cancelled:
        return "EventCancelled"
    return "EventRescheduled" if occurrence.moved else "EventScheduled"


def _place(occurrence: Occurrence, settings: Settings, context: PlanContext) -> dict[str, Any]:
    event = occurrence.event
    venues = context.venues_of(occurrence.venues)
    address = next((venue.address for venue in venues if venue.address), "")
    name = occurrence.place or settings.name
    place: dict[str, Any] = {"@type": "Place", "name": name, "address": address or name}
    if event.geo and occurrence.place == event.place:
        latitude, longitude = event.geo
        place["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return place


def _organizers(
    occurrence: Occurrence, settings: Settings, context: PlanContext
) -> list[dict[str, str]]:
    names = [host.name for host in context.hosts(occurrence.event)[:12]]
    return [
        {"@type": "Organization", "name": name}
        for name in names or [settings.unit or settings.name]
    ]
