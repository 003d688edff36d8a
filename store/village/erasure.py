"""Erasure of a person at their wish: their particulars are deleted, their anonymous hours stay.

个人信息保护法, art. 47: what is no longer kept by consent is deleted. The record keeps its number,
so that attendances still add up, and nothing else; so do the records merged into it. Squads and
occurrences that they signed up for go on without them.

The books change first, in one transaction, then the history (`history_erasure`). After a crash
between the two the history still names the person: the doctor reports it, and its repair, or a
second erasure, finishes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from yigong.store.attendance import capacity
from yigong.store.attendance.by_person import (
    AttendanceByPerson,
    total_credit,
    upcoming_sign_ups,
)
from yigong.store.attendance.registers import Registers
from yigong.store.calendar.events import Events
from yigong.store.people import distinct_pairs
from yigong.store.people.people import People
from yigong.store.people.retired import aliases, survivor
from yigong.store.records import Entry, Settings, Squad, Volunteer
from yigong.store.squads.squads import Squads
from yigong.store.storage import files, village_lock
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.history import History
from yigong.store.storage.session import Session
from yigong.store.village.backup import SET_ASIDE
from yigong.store.village.history_erasure import check_history, erase_from_history, find_unerased


class ErasureReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure did or would do, and what it cannot reach."""

    person: Volunteer
    """What is left of the record; of a dry run, the record as it is."""

    attendances: int
    """Registers that still count them."""

    minutes: int
    """Their minutes of all origins, which stay."""

    squads: tuple[int, ...]
    """The squads they are removed from."""

    sign_ups: tuple[str, ...]
    """The future occurrences whose places they give up (`store.records.Occurrence.key`)."""

    history_lines: int
    """The history lines that identified them."""

    backups: int
    """Copies in the village's folder that may still name them: backups, and files set aside."""

    outbox: int
    """Exported files in its folder that may."""


@dataclass(frozen=True)
class PersonErasure:
    """What an erasure reads and writes."""

    folder: Path
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
        numbers = _person_numbers(self.people.all(), number)
        report = self._report(person, numbers)
        if dry:
            return report
        check_history(self.folder, numbers)
        today = self.session.now().date()
        with self.session.transaction(self.history, ChangeReason("person.forget")) as change:
            people = change.open(self.book("people"))
            numbers = _person_numbers(people.records, person.number)  # perhaps merged since
            _erase_records(people, numbers, today)
            _remove_from_squads(change.open(self.book("squads")), numbers)
            for key in report.sign_ups:
                self._withdraw(change.open(self.registers.book(key)), numbers)
        with (
            files.os_errors_explained(self.folder),
            village_lock.exclusive(self.folder, writing=True),
        ):
            erase_from_history(self.folder, numbers)
        return msgspec.structs.replace(report, person=self.people.get(person.number))

    def _report(self, person: Volunteer, numbers: Collection[int]) -> ErasureReport:
        """What an erasure would do.

        Raises:
            DataError: The history, or a register that may name them, cannot be read.
        """
        lines = find_unerased(self.folder, numbers)
        lines.pop("people.json", None)  # these are counted once they are in the history
        attendances = AttendanceByPerson(self.registers, person.number).read(self.settings().hours)
        sign_ups = upcoming_sign_ups(attendances, self.session.now())
        return ErasureReport(
            person=person,
            attendances=sum(attendance.counts for attendance in attendances),
            minutes=total_credit(attendances).service.total,
            squads=tuple(_squads_with(self.squads.all().values(), numbers)),
            sign_ups=tuple(attendance.key for attendance in sign_ups),
            history_lines=sum(lines.values()),
            backups=_file_count(self.folder / "backups") + _file_count(self.folder / SET_ASIDE),
            outbox=_file_count(self.folder / "outbox"),
        )

    def _withdraw(self, register: Draft[Entry], numbers: Collection[int]) -> None:
        """Remove a sign-up from a register; the waitlist moves up."""
        event = self.events.all().get(register.head.event if register.head else 0)
        for number in numbers:
            entry = register.records.get(number)
            if entry is not None and not entry.present and not entry.grants:
                register.remove(number)
        places = event.capacity if event else 0
        for promoted in capacity.waitlist_promotions(register.records.values(), places):
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


def _remove_from_squads(squads: Draft[Squad], numbers: Collection[int]) -> None:
    """Remove people from every squad and office."""
    for number in list(_squads_with(squads.records.values(), numbers)):
        squad = squads.records[number]
        squads.put(
            msgspec.structs.replace(
                squad,
                leader=None if squad.leader in numbers else squad.leader,
                deputies=tuple(n for n in squad.deputies if n not in numbers),
                members=tuple(n for n in squad.members if n not in numbers),
            )
        )


def _squads_with(squads: Iterable[Squad], numbers: Collection[int]) -> Iterator[int]:
    """The squads in which one of some people is a member or an officer, archived ones too."""
    for squad in squads:
        if not set(numbers).isdisjoint((squad.leader, *squad.deputies, *squad.members)):
            yield squad.number


def _file_count(folder: Path) -> int:
    """How many files are in a folder and below; unreadable folders are not counted."""
    return sum(len(names) for _folder, _folders, names in os.walk(folder))
