"""Erasure of a person at their wish: their particulars are deleted, their anonymous hours stay.

个人信息保护法, art. 47: what is no longer kept by consent is deleted. The record keeps its number,
so that attendances still add up, and nothing else; so do the records merged into it. Squads and
occurrences that they signed up for go on without them. Where their name stands as a value of its
own, their code stands instead, in the history, too (`redaction`); what cannot be reached is
reported.

All of it is one transaction: it is made in whole or not at all, and finished by whoever writes next
if it was cut short.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any, TypeVar

import msgspec

from yigong.store.attendance.by_person import (
    AttendanceByPerson,
    total_credit,
    upcoming_sign_ups,
)
from yigong.store.attendance.capacity import Places
from yigong.store.attendance.registers import Registers
from yigong.store.attendance.waitlist import waitlist_promotions
from yigong.store.attendance_records import Entry
from yigong.store.calendar.events import Events
from yigong.store.dates.series import raise_sequences
from yigong.store.errors import Refused
from yigong.store.people import distinct_pairs
from yigong.store.people.people import People
from yigong.store.people.retired import aliases, survivor
from yigong.store.programme_records import Enrolment
from yigong.store.programmes.enrolment_rules import promote
from yigong.store.records import Record, Squad, Volunteer, code
from yigong.store.settings_records import Settings
from yigong.store.squads.squads import Squads
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.files import reading_explained
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.layout import SET_ASIDE, book_names
from yigong.store.storage.schema import (
    ENROLMENTS,
    EVENTS,
    PEOPLE,
    PROGRAMMES,
    REQUESTS,
    SETTINGS,
    schema_of,
)
from yigong.store.storage.session import Session
from yigong.store.storage.transaction import Transaction
from yigong.store.village.erasure_remains import ACT
from yigong.store.village.mentions import Mention, search_village
from yigong.store.village.redaction import Redaction, redaction_of

R = TypeVar("R", bound=Record)


class ErasureReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure did or would do, and what it cannot reach."""

    person: Volunteer
    """What is left of the record; of a dry run, the record as it is."""

    attendances: int
    """Registers that still count them."""

    service: int
    """Their minutes of service, which stay."""

    learning: int
    labour: int

    squads: tuple[int, ...]
    """The squads they are removed from."""

    sign_ups: tuple[str, ...]
    """The future occurrences whose places they give up (`store.event_records.Occurrence.key`)."""

    events: tuple[int, ...]
    """The events that they are in charge of, in any plan: their code stands there instead."""

    registers: int
    """The registers whose person in charge, or signatures, become their code."""

    logins: tuple[str, ...]
    """The logins whose name in the settings becomes their code."""

    guardian_of: tuple[int, ...]
    """The minors whose guardian they are: name and phone are removed there."""

    history_lines: int
    """The history lines that identified them."""

    namesakes: tuple[int, ...]
    """Other people of the same name, who may be meant where it stands: it stays there."""

    signatures: int
    """The history lines that an organiser of their name signed, which nobody else on the roster
    has: they become the code's."""

    mentions: tuple[Mention, ...]
    """The texts that may still name them."""

    mention_lines: int
    """The history lines before it that may."""

    backups: int
    """The backups in the village's folder, which may."""

    set_aside: int
    """The files set aside in it."""

    outbox: int
    """The exported files in it."""


@dataclass(frozen=True)
class PersonErasure:
    """What an erasure reads and writes."""

    folder: Folder
    """The village's."""

    book: Callable[[str], Book[Any]]
    """Opens a book by its name in the history."""

    people: People
    squads: Squads
    events: Events
    registers: Registers
    history: History
    session: Session
    settings: Callable[[], Settings]

    def erase(self, number: int, *, dry: bool = False) -> ErasureReport:
        """Erase one person, and the records merged into them (see `Village.erase`)."""
        person = self.people.get(number)
        attendance = AttendanceByPerson(self.registers, person.number)
        report = self._report(person, attendance)  # not while others wait for the lock
        if dry:
            return report
        places = dict.fromkeys(each.where for each in report.mentions if _is_left(each, report))
        reason = ChangeReason(ACT, " ".join(places))
        with self.session.transaction(self.history, reason) as change:
            people = change.open(self.book("people"))
            numbers = _person_numbers(people.records, person.number)
            if numbers[0] != person.number:
                raise Refused(
                    "{code} was merged already; it is {now} now.",
                    code=person.code,
                    now=code("V", numbers[0]),
                )
            redaction = change.rewriting = redaction_of(self.folder, people.records, numbers)
            _erase_records(people, numbers, self.session.now().date())
            for _minor, redacted in _redacted(PEOPLE.name, people.records, redaction):
                people.put(redacted)
            self._remove_number(change, numbers)
            for key in self._sign_ups(attendance):
                self._withdraw(change.open(self.registers.book(key)), numbers)
            events = change.open(self.book("events"))
            for event, redacted in _redacted(EVENTS.name, events.records, redaction):
                # With a higher SEQUENCE, calendars on phones drop the name, too.
                events.put(raise_sequences(event, redacted, self.session.now().astimezone(UTC)))
            for name in (SETTINGS.name, PROGRAMMES.name, REQUESTS.name):
                draft = change.open(self.book(name))
                for _record, redacted in _redacted(name, draft.records, redaction):
                    draft.put(redacted)
            erased = people.records[person.number]
        return msgspec.structs.replace(report, person=erased)

    def _remove_number(self, change: Transaction, numbers: Collection[int]) -> None:
        """Remove people from squads, posts, mentors, venues; their own enrolments end,
        and those who wait move up."""
        today = self.session.now().date()
        for name in book_names(self.folder):
            schema = schema_of(name)
            if schema is None or schema.renumber is None:
                continue
            draft = change.open(self.book(name))
            for record in list(draft.records.values()):
                new = schema.renumber(record, lambda n: 0 if n in numbers else n)
                if isinstance(new, Enrolment) and new.person in numbers:
                    until = new.until or max(today, new.since)
                    new = msgspec.structs.replace(new, until=until, waiting=False, note="")
                if new != record:
                    draft.put(new)
        enrolments = change.open(self.book(ENROLMENTS.name))
        ended = {each.programme for _old, each in enrolments.pending.values() if each}
        for programme in self.book(PROGRAMMES.name).read().records.values():
            if programme.number in ended:
                promote(enrolments, programme)

    def _sign_ups(self, attendance: AttendanceByPerson) -> list[str]:
        """The future occurrences that they are signed up for."""
        found = upcoming_sign_ups(attendance.read(self.settings().hours), self.session.now())
        return [each.key for each in found]

    def _report(self, person: Volunteer, attendance: AttendanceByPerson) -> ErasureReport:
        """What an erasure would do.

        Raises:
            DataError: The history, or a book that may name them, cannot be read.
        """
        people = self.people.all()
        numbers = _person_numbers(people, person.number)
        redaction = redaction_of(self.folder, people, numbers)
        search = search_village(self.folder, redaction)
        events = _redacted(EVENTS.name, self.events.all(), redaction)
        minors = _redacted(PEOPLE.name, people, redaction)
        attendances = attendance.read(self.settings().hours)
        credit = total_credit(attendances)
        return ErasureReport(
            person=person,
            attendances=sum(each.counts for each in attendances),
            service=credit.service.total,
            learning=credit.learning.minutes,
            labour=credit.labour.minutes,
            squads=tuple(_squads_with(self.squads.all().values(), numbers)),
            sign_ups=tuple(self._sign_ups(attendance)),
            events=tuple(event.number for event, _new in events),
            registers=sum(name.startswith("registers/") for name in search.changed),
            logins=tuple(redaction.logins(self.settings())),
            guardian_of=tuple(minor.number for minor, _new in minors),
            history_lines=sum(
                count for name, count in search.changed.items() if name.startswith("history/")
            ),
            namesakes=redaction.namesakes,
            signatures=search.signatures,
            mentions=tuple(search.mentions),
            mention_lines=search.lines,
            backups=_file_count(self.folder, "backups"),
            set_aside=_file_count(self.folder, SET_ASIDE),
            outbox=_file_count(self.folder, "outbox"),
        )

    def _withdraw(self, register: Draft[Entry], numbers: Collection[int]) -> None:
        """Remove a sign-up from a register; the waitlist moves up."""
        head = register.head
        plan = head and self.events.plan_on(head.event, head.planned)
        for number in numbers:
            entry = register.records.get(number)
            if entry is not None and not entry.present and not entry.grants:
                register.remove(number)
        places = Places(plan.capacity if plan else 0, head)
        for promoted in waitlist_promotions(register.records.values(), places, head):
            register.put(promoted)


def _person_numbers(people: Mapping[int, Volunteer], number: int) -> tuple[int, ...]:
    """The number of a person, and those of the records merged into them."""
    number = survivor(people, number)
    return (number, *aliases(people, number))


def erased_record(person: Volunteer, today: date) -> Volunteer:
    """What is left of a record: its number, and the day of the erasure."""
    return Volunteer(
        number=person.number,
        rev=person.rev,
        name=person.code,
        merged=person.merged,
        forgotten=person.forgotten or today,
        archived=True,
    )


def _erase_records(people: Draft[Volunteer], numbers: Collection[int], today: date) -> None:
    """Erase some records in the book of people, and mentions of them as distinct from others."""
    for number in numbers:
        person = people.records[number]
        if erased_record(person, today) != person:
            people.put(erased_record(person, today))
    for other in distinct_pairs.distinct_after_erasure(people.records, numbers):
        people.put(other)


def _redacted(book: str, records: Mapping[int, R], redaction: Redaction) -> list[tuple[R, R]]:
    """The records of a book that a redaction changes, as they are and as they become.

    The person's own record is not among them: it is erased.
    """
    pairs = [
        (record, msgspec.convert(redaction.record(book, number, stored), type(record)))
        for number, record in records.items()
        if not (book == PEOPLE.name and redaction.is_of(number))
        and redaction.may_name(msgspec.json.encode(stored := msgspec.to_builtins(record)))
    ]
    return [(old, new) for old, new in pairs if new != old]


def _is_left(mention: Mention, report: ErasureReport) -> bool:
    """Whether the doctor shall remind of a mention until its record is changed.

    Not of files, which it sees itself, of the phone of a family, of a namesake in charge, and of
    who is in charge in registers, which nobody changes any more.
    """
    if mention.field == "lead":
        return not report.namesakes and "@" not in mention.where
    return mention.field not in ("", "phone")


def _squads_with(squads: Iterable[Squad], numbers: Collection[int]) -> Iterator[int]:
    """The squads in which one of some people is a member or an officer, archived ones too."""
    for squad in squads:
        if not set(numbers).isdisjoint((squad.leader, *squad.deputies, *squad.members)):
            yield squad.number


def _file_count(folder: Folder, name: str) -> int:
    """How many files are in a folder and below."""
    with reading_explained(folder / name):
        return sum(not stat.S_ISDIR(status.st_mode) for _name, status in folder.walk(name))
