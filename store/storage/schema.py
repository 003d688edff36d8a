"""The books of a village, one entry each: all code that lists books derives from this table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Generic, TypeVar

import msgspec

from yigong.store import bounds, renumbering
from yigong.store.attendance_records import Entry
from yigong.store.event_records import Event
from yigong.store.language import N_
from yigong.store.plan_context import vehicles_of
from yigong.store.points_records import Gift, PointsEntry
from yigong.store.programme_records import Enrolment, Programme
from yigong.store.records import Issue, Record, Squad, Volunteer, code, yearly_code
from yigong.store.renumbering import Renumber
from yigong.store.request_records import Request, Visit
from yigong.store.score_records import Scorecard
from yigong.store.settings_records import Settings
from yigong.store.storage.older_records import EventOfFormat5
from yigong.store.venue_records import Venue

R = TypeVar("R", bound=Record)

Reference = tuple[str, int]
"""A book's name, and the number of one of its records."""


def _no_references(_record: Any) -> Iterable[Reference]:
    return ()


class Schema(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """What a book is called and what its records are."""

    name: str
    """The book's name in the history and, with ``.json``, its file's; the registers' folder."""

    record: type[R]
    older: Mapping[int, type[R]] = {}
    """By format, the records of books up to it, where a field was of another type."""

    letter: str = ""
    """The letter of its records' codes (``V0123``, ``W2026-0012``); empty: they have none."""

    noun: str = ""
    """What a record without a code is called, as a msgid."""

    day_of: Callable[[R], date] | None = None
    """Gives the day of a record whose year decides its book (`YEARLY`)."""

    check: Callable[[R], None] | None = None
    """Raises `bounds.OutOfBounds` where a record read from a file cannot be right."""

    references: Callable[[R], Iterable[Reference]] = _no_references
    """The records that a record refers to."""

    renumber: Callable[[R, Renumber], R] | None = None
    """Gives a record with other numbers of people; `None`: merge and erasure do it themselves."""


def _squad_references(squad: Squad) -> Iterator[Reference]:
    for number in (*squad.members, squad.leader, *squad.deputies):
        if number:
            yield "people", number


def _event_references(event: Event) -> Iterator[Reference]:
    for plan in (event, *event.earlier):
        posts = [*plan.posts, *(p for c in plan.changes.values() for p in c.posts or ())]
        hosts = (host.squad for host in plan.hosts)
        for squad in (*plan.needs, *hosts, plan.booked_for, *(post.squad for post in posts)):
            if squad:
                yield "squads", squad
        for person in (plan.booker, *(post.lead for post in posts)):
            if person:
                yield "people", person
        dated = (v for c in plan.changes.values() for v in c.venues or ())
        for venue in (*plan.venues, *dated, *sorted(vehicles_of(plan))):
            yield "venues", venue
        if plan.programme:
            yield "programmes", plan.programme
        for request in plan.answers:
            yield "requests", request


def _programme_references(programme: Programme) -> Iterator[Reference]:
    for host in programme.hosts:
        yield "squads", host.squad


def _enrolment_references(enrolment: Enrolment) -> Iterator[Reference]:
    yield "programmes", enrolment.programme
    for person in (enrolment.person, *enrolment.mentors):
        yield "people", person


def _venue_references(venue: Venue) -> Iterator[Reference]:
    if venue.part_of:
        yield "venues", venue.part_of
    if venue.keeper:
        yield "people", venue.keeper


def _request_references(request: Request) -> Iterator[Reference]:
    for person in (request.who, request.holder):
        if person:
            yield "people", person
    for squad in (request.squad, request.holding_squad):
        if squad:
            yield "squads", squad
    if request.same_as:
        yield "requests", request.same_as


def _visit_references(visit: Visit) -> Iterator[Reference]:
    for person in (*visit.by, visit.who):
        if person:
            yield "people", person
    for request in visit.requests:
        yield "requests", request


def _points_references(entry: PointsEntry) -> Iterator[Reference]:
    yield "people", entry.person
    if entry.gift:
        yield "gifts", entry.gift


def _issue_references(issue: Issue) -> Iterator[Reference]:
    if issue.person:
        yield "people", issue.person


def _entry_references(entry: Entry) -> Iterator[Reference]:
    yield "people", entry.number
    if entry.squad:
        yield "squads", entry.squad


SETTINGS = Schema(name="settings", record=Settings, check=bounds.check_settings)
PEOPLE = Schema(name="people", record=Volunteer, letter="V")
SQUADS = Schema(
    name="squads",
    record=Squad,
    letter="S",
    references=_squad_references,
    renumber=renumbering.renumbered_squad,
)
PROGRAMMES = Schema(
    name="programmes",
    record=Programme,
    letter="P",
    check=bounds.check_programme,
    references=_programme_references,
)
ENROLMENTS = Schema(
    name="enrolments",
    record=Enrolment,
    noun=N_("An enrolment"),
    check=bounds.check_enrolment,
    references=_enrolment_references,
    renumber=renumbering.renumbered_enrolment,
)
VENUES = Schema(
    name="venues",
    record=Venue,
    letter="L",
    check=bounds.check_venue,
    references=_venue_references,
    renumber=renumbering.renumbered_venue,
)
EVENTS = Schema(
    name="events",
    record=Event,
    older={5: EventOfFormat5},
    letter="E",
    check=bounds.check_event,
    references=_event_references,
    renumber=renumbering.renumbered_event,
)
ISSUED = Schema(
    name="issued", record=Issue, noun=N_("A service record"), references=_issue_references
)
REQUESTS = Schema(
    name="requests",
    record=Request,
    letter="Q",
    check=bounds.check_request,
    references=_request_references,
    renumber=renumbering.renumbered_request,
)
GIFTS = Schema(name="gifts", record=Gift, letter="G", check=bounds.check_gift)
SCORECARDS = Schema(name="scorecards", record=Scorecard, letter="C", check=bounds.check_scorecard)
VISITS = Schema(
    name="visits",
    record=Visit,
    letter="W",
    day_of=lambda visit: visit.day,
    check=bounds.check_visit,
    references=_visit_references,
    renumber=renumbering.renumbered_visit,
)
POINTS = Schema(
    name="points",
    record=PointsEntry,
    letter="F",
    day_of=lambda entry: entry.at.date(),
    check=bounds.check_points_entry,
    references=_points_references,
    renumber=renumbering.renumbered_points,
)
REGISTERS = Schema(
    name="registers", record=Entry, check=bounds.check_entry, references=_entry_references
)
"""One book for each occurrence, ``registers/2026/E0042@2026-11-25``, in a folder for each year."""

BOOKS: dict[str, Schema[Any]] = {
    schema.name: schema
    for schema in (
        *(SETTINGS, PEOPLE, SQUADS, PROGRAMMES, ENROLMENTS, VENUES, EVENTS, ISSUED),
        *(REQUESTS, GIFTS, SCORECARDS),
    )
}
"""The books beside the registers, by name; a book that was never written has no file yet."""

YEARLY: dict[str, Schema[Any]] = {schema.name: schema for schema in (VISITS, POINTS)}
"""What grows with every year has a book for each, as writing a book costs its length:
``visits/2026``. By the name of their folder."""

_YEAR = re.compile(r"[0-9]{4}")


def register_key(book: str) -> str:
    """The occurrence whose register a book is (`Occurrence.key`); empty: it is another book.

    Args:
        book: Its name in the history.
    """
    return book.rpartition("/")[2] if book.startswith("registers/") else ""


def schema_of(book: str) -> Schema[Any] | None:
    """The schema of a book by its name in the history; `None`: there is no such book."""
    if register_key(book):
        return REGISTERS
    folder, slash, year = book.partition("/")
    if slash:
        return YEARLY.get(folder) if _YEAR.fullmatch(year) else None
    return BOOKS.get(book)


def record_code(book: str, number: int) -> str:
    """The code of a record by its book's name in the history: ``Q0087``, ``W2026-0012`` of
    ``visits/2026``; empty: it has none.

    Args:
        book: The book's name.
        number: The record's number in it.
    """
    schema = schema_of(book)
    if schema is None or not schema.letter:
        return ""
    year = book.partition("/")[2]
    return yearly_code(schema.letter, int(year), number) if year else code(schema.letter, number)
