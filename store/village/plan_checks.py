"""Examination of what plans and venues say: what nothing here writes, and what was held twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from yigong.store.dates.recurrence import find_occurrence
from yigong.store.language import _, ngettext
from yigong.store.records import code
from yigong.store.requests.request_life import is_in_same_ring
from yigong.store.storage.book_file import BookContent
from yigong.store.storage.schema import (
    EVENTS,
    REQUESTS,
    SETTINGS,
    VENUES,
    record_code,
    register_key,
    schema_of,
)
from yigong.store.venues.double_booking import find_held_twice
from yigong.store.venues.venue_checks import is_in_ring
from yigong.store.village.finding import Finding


def check_legs(read: Mapping[str, BookContent[Any]]) -> Iterator[Finding]:
    """Rides on legs that their trip does not have."""
    for name, book in read.items():
        head = book.head if register_key(name) else None
        if head is None:
            continue
        legs = {0, *range(1, len(head.legs) + 1)}
        beyond = [e for e in book.records.values() if {stint.leg for stint in e.stints} - legs]
        if beyond:
            which = _(", ").join(code("V", entry.number) for entry in beyond[:5])
            text = _("They rode a leg that there is not: {which}.").format(which=which)
            yield Finding(f"{name}.json", text)


def check_posts(read: Mapping[str, BookContent[Any]]) -> Iterator[Finding]:
    """Sign-ups for posts that neither the plan of the date nor its register has."""
    zone = _zone(read)
    if zone is None or EVENTS.name not in read:
        return
    for name, book in read.items():
        signed = [entry for entry in book.records.values() if register_key(name) and entry.posts]
        if not signed:
            continue
        number, _at, day = register_key(name).removeprefix("E").partition("@")
        event = read[EVENTS.name].records.get(int(number))
        planned = event and find_occurrence(event, date.fromisoformat(day), zone)
        known = {post.id for plan in (book.head, planned) if plan for post in plan.posts}
        lost = [entry for entry in signed if {each.post for each in entry.posts} - known]
        if lost and (planned or book.head):
            which = _(", ").join(code("V", entry.number) for entry in lost[:5])
            text = _("Signed up for a post that there is not: {which}.").format(which=which)
            yield Finding(f"{name}.json", text)


def check_rings(read: Mapping[str, BookContent[Any]]) -> Iterator[Finding]:
    """Venues that are part of themselves, by whatever way."""
    if VENUES.name not in read:
        return
    venues = read[VENUES.name].records
    found = [number for number in venues if is_in_ring(venues, number)]
    if found:
        which = _(", ").join(code("L", number) for number in found[:5])
        text = _("A part of itself: {which}; change what they are part of.").format(which=which)
        yield Finding(f"{VENUES.name}.json", text)


def check_same_requests(read: Mapping[str, BookContent[Any]]) -> Iterator[Finding]:
    """Requests that are the same as themselves, by whatever way, so that none is counted."""
    if REQUESTS.name not in read:
        return
    requests = read[REQUESTS.name].records
    found = [number for number in requests if is_in_same_ring(requests, number)]
    if found:
        which = _(", ").join(code("Q", number) for number in found[:5])
        text = _("The same as itself: {which}; reopen one of them.").format(which=which)
        yield Finding(f"{REQUESTS.name}.json", text)


def check_venues(read: Mapping[str, BookContent[Any]], now: datetime) -> Iterator[Finding]:
    """Venues that two occurrences hold at one time, and nobody said why."""
    zone = _zone(read)
    if zone is None or not {VENUES.name, EVENTS.name} <= read.keys():
        return
    venues = read[VENUES.name].records
    found = find_held_twice(read[EVENTS.name].records, venues, now.astimezone(zone).date(), zone)
    if found:
        text = ngettext(
            "{n} time two hold one venue without a reason: {which}.",
            "{n} times two hold one venue without a reason: {which}.",
            len(found),
        )
        which = _(", ").join(
            f"{venues[one.venue].code} {one.occurrence.key} {other.occurrence.key}"
            for one, other in found[:5]
        )
        yield Finding(f"{EVENTS.name}.json", text.format(n=len(found), which=which))


def check_years(read: Mapping[str, BookContent[Any]]) -> Iterator[Finding]:
    """Records in the book of another year than that of their day: no list of a period has them."""
    for name, book in read.items():
        schema, year = schema_of(name), name.rpartition("/")[2]
        if schema is None or schema.day_of is None:
            continue
        days = {number: schema.day_of(record) for number, record in book.records.items()}
        wrong = [number for number, day in days.items() if f"{day.year:04d}" != year]
        if wrong:
            text = ngettext(
                "{n} record is in the book of another year than its day: {which}.",
                "{n} records are in the book of another year than their day: {which}.",
                len(wrong),
            )
            which = _(", ").join(f"{record_code(name, each)} {days[each]}" for each in wrong[:5])
            yield Finding(f"{name}.json", text.format(n=len(wrong), which=which))


def _zone(read: Mapping[str, BookContent[Any]]) -> ZoneInfo | None:
    """The village's zone; `None`: there is none, which is a finding of its own."""
    if SETTINGS.name not in read:
        return None
    for settings in read[SETTINGS.name].records.values():
        with suppress(ValueError, OSError, KeyError):
            return ZoneInfo(settings.zone)
    return None
