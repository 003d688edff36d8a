"""All files of the pages for everybody: pages in each language, calendar files, QR codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources

from yigong.exports.ical.calendar_file import write_calendar, write_event
from yigong.exports.ical.qr import qr_payload, qr_picture
from yigong.exports.plain_text import one_line
from yigong.exports.site.pages import SitePages
from yigong.exports.site.public_edition import PublicEdition, calendar_edition
from yigong.store.event_records import Event
from yigong.store.language import speaking
from yigong.store.venues.holdings import venues_of_event


def site_files(edition: PublicEdition) -> dict[str, bytes]:
    """Write all files, by their names; they are in one folder.

    Args:
        edition: What of the village is for everybody.
    """
    language = edition.settings.language
    style = resources.files("yigong.exports.site") / "templates" / "style.css"
    files = {"style.css": style.read_bytes()}
    for each in [language, *(["en"] if edition.settings.public_english else [])]:
        with speaking(each):
            files.update((name, text.encode()) for name, text in SitePages(edition).write())
    with speaking(language):
        files.update(_calendars(edition))
        files.update(_codes(edition))
    return files


def _calendars(edition: PublicEdition) -> Iterator[tuple[str, bytes]]:
    """Write a calendar of all public events, and one for each event, programme and venue."""
    settings, context, today = edition.settings, edition.context, edition.today
    events = [plan for event in edition.events.values() if (plan := calendar_edition(event))]
    for event in events:
        data = write_event(event, settings, context=context, today=today)
        yield f"{event.code}.ics", data

    def feed(some: Iterable[Event], name: str) -> bytes:
        named = f"{one_line(settings.name)} {one_line(name)}".strip()
        return write_calendar(some, settings, context=context, today=today, name=named, feed=True)

    yield "public.ics", feed(events, "")
    for number, programme in edition.programmes.items():
        part = [event for event in events if event.programme == number]
        yield f"programme-{programme.code}.ics", feed(part, programme.name)
    for number, venue in edition.venues.items():
        part = [event for event in events if number in venues_of_event(event)]
        yield f"venue-{venue.code}.ics", feed(part, venue.name)


def _codes(edition: PublicEdition) -> Iterator[tuple[str, bytes]]:
    """Write a QR code for each event: the address of its page; without one, its next date."""
    for event in edition.events.values():
        if edition.settings.public_url:
            text = f"{edition.settings.public_url}{event.code}.html"
        else:
            coming = edition.coming(edition.dates_of(event.number))
            next_one = next((each for each in coming if not each.cancelled), None)
            payload = qr_payload(next_one) if next_one else None
            text = payload.text if payload else ""
        if text:
            yield f"{event.code}.svg", qr_picture(text, "svg")
