"""The rows of a village with programmes and bookings, beside the same village without."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from bench.table import Row, compared, interleaved
from bench.village import FIRST_YEAR, LAST_YEAR, attend
from yigong.store.event_records import Event, OrganisedBy
from yigong.store.kinds import BOOKING
from yigong.store.programme_records import Programme
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.statistics.summary import summarise
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.venue_records import Opening, Venue
from yigong.store.village.village import Village

EVENTS, BOOKINGS = 200, 2_000
"""A year: events, which belong to programmes, and bookings of venues."""

PEOPLE, PROGRAMMES, VENUES = 500, 8, 8
ATTENDED = 200
"""Occurrences of the last year that have a register."""

MONTH = date(LAST_YEAR, 11, 1), date(LAST_YEAR, 11, 30)
YEAR = date(LAST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


def booking_costs() -> Iterator[Row]:
    """A month, the free times of a venue in it, the summary of a year, a booking."""
    with tempfile.TemporaryDirectory() as folder:
        plain, busy = (_village(Path(folder) / name, busy=name == "busy") for name in ("-", "busy"))
        yield from _month(plain, busy)
        yield _summary(plain, busy)


def _month(plain: Village, busy: Village) -> Iterator[Row]:
    venue = busy.venues.get(1)

    def month(village: Village, *, bookings: bool = False) -> None:
        assert village.events.between(*MONTH, bookings=bookings)

    def free() -> None:
        assert busy.venue_calendar.free(venue, *MONTH)

    without, among, whole, free_times = interleaved(
        31, lambda: month(plain), lambda: month(busy), lambda: month(busy, bookings=True), free
    )
    bookings = BOOKINGS * (LAST_YEAR - FIRST_YEAR + 1)
    name = f"a month among {bookings:,} bookings of ten years"
    yield compared(name, among, without, "without them", 1.2)
    name = "the free times of a venue in that month"
    yield compared(name, free_times, whole, "the month with its bookings", 1)


def _summary(plain: Village, busy: Village) -> Row:
    def summary(village: Village) -> None:
        fresh = Village.open(village.folder)
        policy = fresh.settings.hours
        found = summarise(fresh.counts.between(*YEAR, policy), policy)
        assert found.total.occurrences == ATTENDED

    without, among = interleaved(5, lambda: summary(plain), lambda: summary(busy))
    name = f"the summary of {ATTENDED} registers with programme and hosts"
    return compared(name, among, without, "without them", 1.2)


def _village(folder: Path, *, busy: bool) -> Village:
    """A village with ten years of events, and of bookings, if it is the busy one."""
    rng = random.Random(1)
    now = datetime.fromisoformat(f"{FIRST_YEAR}-01-01T08:00:00+08:00")
    actor = Actor("李芳", "村委会")
    village = Village.create(folder, Settings(name="村"), actor, clock=lambda: now, sync=False)
    village.people.add_all(Volunteer(name=f"村民{n}") for n in range(1, PEOPLE + 1))
    village.squads.add(Squad(name="修葺队", hosts=True))
    for number in range(1, VENUES + 1):
        hours = Opening(days=tuple(range(7)), start="08:00", end="22:00")
        village.venues.add(Venue(name=f"场地{number}", opens=(hours,), buffer=10))
    for number in range(1, PROGRAMMES + 1):
        village.programmes.add(Programme(name=f"项目{number}", hosts=(OrganisedBy(squad=1),)))
    village.book("events").guards.clear()  # none of them holds what another does
    with village.book("events").change(
        village.actor, now, ChangeReason("event.import"), sync=False
    ) as draft:
        for event in _events(busy=busy):
            draft.put(msgspec.structs.replace(event, number=draft.next_number()))
    held = village.events.between(*YEAR, bookings=False)[:ATTENDED]
    for occurrence in held:
        attend(village, occurrence, rng, 30, PEOPLE)
    return village


def _events(*, busy: bool) -> Iterator[Event]:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        begin = datetime(year, 1, 1, 8)
        for number in range(EVENTS):
            yield Event(
                title=f"{year}年第{number + 1}场",
                kind="class",
                start=begin + timedelta(days=number * 365 // EVENTS, hours=number % 3),
                programme=1 + number % PROGRAMMES if busy else 0,
                uid=f"{year}e{number}",
            )
        for number in range(BOOKINGS if busy else 0):
            day, slot = divmod(number, 6)
            yield Event(
                title="读书会",
                kind=BOOKING,
                start=begin + timedelta(days=day % 365, hours=2 * slot),
                minutes=90,
                venues=(1 + (day + slot) % VENUES,),
                uid=f"{year}b{number}",
            )
