"""Forgetting a person at their wish: their particulars go, their anonymous hours stay.

个人信息保护法, art. 47: what is kept without consent any longer is deleted. The record keeps its
number, so that attendances still add up, and says nothing more; so do the records that were merged
into it. Their squads, and what they signed up for, go on without them.

First the books change, all together, then the history (`history_erasure`). A crash between the two
leaves a history that still knows the person: the doctor sees it, and its repair finishes, or
forgetting them once more does.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from yigong.store.attendance import capacity
from yigong.store.attendance.by_person import (
    AttendanceByPerson,
    PersonAttendance,
    total_credit,
    upcoming_sign_ups,
)
from yigong.store.people import distinct_pairs
from yigong.store.people.retired import aliases, survivor
from yigong.store.records import Entry, Squad, Volunteer
from yigong.store.storage import files, gate
from yigong.store.storage.book import ChangeReason, Draft
from yigong.store.village.backup import SET_ASIDE
from yigong.store.village.history_erasure import check_history, erase_from_history, find_unerased

if TYPE_CHECKING:
    from yigong.store.storage.book import Book
    from yigong.store.village.village import Village


class ErasureReport(msgspec.Struct, frozen=True, kw_only=True):
    """What forgetting somebody does, and what it cannot reach."""

    person: Volunteer
    """What is left of them; where it was only asked what would be done, who they are."""

    attendances: int
    """Registers whose numbers they stay in."""

    minutes: int
    """The minutes that stay, of all origins."""

    squads: tuple[int, ...]
    """The squads they are taken out of."""

    sign_ups: tuple[str, ...]
    """The occurrences to come whose places they give up (`store.records.Occurrence.key`)."""

    history_lines: int
    """The lines of the history that say who they are, until then."""

    backups: int
    """Copies in the village's folder that may still name them: backups, and files set aside."""

    outbox: int
    """Exported files in its folder that may."""


class Erasure:
    """Forgetting one person, and everybody who was merged into them."""

    def __init__(
        self, village: Village, people: Book[Volunteer], squads: Book[Squad], number: int
    ) -> None:
        """Look at somebody; nothing is changed yet.

        Args:
            village: The village.
            people: Its people.
            squads: Its squads.
            number: The person's.

        Raises:
            Refused: There is no such person.
        """
        self._village = village
        self._people = people
        self._squads = squads
        self.person = village.people.get(number)
        self.numbers = _all_of(village.people.all(), number)

    def outlook(self) -> ErasureReport:
        """What forgetting them would do.

        Raises:
            DataError: The history cannot be read, or a register that may name them.
        """
        folder = self._village.folder
        lines = find_unerased(folder, self.numbers)
        lines.pop("people.json", None)  # on their way into the history
        parts = self._parts()
        return ErasureReport(
            person=self.person,
            attendances=sum(part.counts for part in parts),
            minutes=total_credit(parts).total,
            squads=tuple(_squads_of(self._village.squads.all().values(), self.numbers)),
            sign_ups=tuple(part.key for part in upcoming_sign_ups(parts, self._village.now())),
            history_lines=sum(lines.values()),
            backups=_count(folder / "backups") + _count(folder / SET_ASIDE),
            outbox=_count(folder / "outbox"),
        )

    def forget(self) -> ErasureReport:
        """Forget them, for good.

        Raises:
            ReadOnly: No permission; nothing was changed.
            Busy: Somebody is writing.
            Damaged: A month of the history cannot be read; nothing was changed.
            DataError: The disk refuses. What was done until then stands; once more does the rest.
        """
        done = self.outlook()
        check_history(self._village.folder, self.numbers)
        village, today = self._village, self._village.now().date()
        with village.together(ChangeReason("person.forget")) as change:
            people = change.open(self._people)
            numbers = _all_of(people.records, self.person.number)  # as they are by now
            _reduce(people, numbers, today)
            _take_out(change.open(self._squads), numbers)
            for key in done.sign_ups:
                self._withdraw(change.open(village.registers.book(key)), numbers)
        with (
            files.os_errors_explained(village.folder),
            gate.exclusive(village.folder, writing=True),
        ):
            erase_from_history(village.folder, numbers)
        return msgspec.structs.replace(done, person=village.people.get(self.person.number))

    def _parts(self) -> list[PersonAttendance]:
        village = self._village
        return AttendanceByPerson(village.registers, self.person.number).read(
            village.settings.hours
        )

    def _withdraw(self, register: Draft[Entry], numbers: Collection[int]) -> None:
        """Give up a place at what is to come; whoever waits gets it."""
        event = self._village.events.all().get(register.head.event if register.head else 0)
        for number in numbers:
            entry = register.records.get(number)
            if entry is not None and not entry.present and not entry.grants:
                register.remove(number)
        for moved in capacity.waitlist_promotions(
            register.records.values(), event.capacity if event else 0
        ):
            register.put(moved)


def _all_of(people: Mapping[int, Volunteer], number: int) -> tuple[int, ...]:
    """The number of a person, and those that lead to it."""
    number = survivor(people, number)
    return (number, *aliases(people, number))


def erased_record(person: Volunteer, today: date) -> Volunteer:
    """What is left of a record: its number, and that somebody was forgotten."""
    return Volunteer(
        number=person.number,
        rev=person.rev,
        name=person.code,
        merged=person.merged,
        forgotten=person.forgotten or today,
        archived=True,
    )


def _reduce(people: Draft[Volunteer], numbers: Collection[int], today: date) -> None:
    """Leave nothing but their numbers in the book of people."""
    for number in numbers:
        person = people.records[number]
        if erased_record(person, today) != person:
            people.put(erased_record(person, today))
    for other in distinct_pairs.without_people(people.records, numbers):
        people.put(other)


def _take_out(squads: Draft[Squad], numbers: Collection[int]) -> None:
    """Take people out of every squad and office."""
    for number in list(_squads_of(squads.records.values(), numbers)):
        squad = squads.records[number]
        squads.put(
            msgspec.structs.replace(
                squad,
                leader=None if squad.leader in numbers else squad.leader,
                deputies=tuple(n for n in squad.deputies if n not in numbers),
                members=tuple(n for n in squad.members if n not in numbers),
            )
        )


def _squads_of(squads: Iterable[Squad], numbers: Collection[int]) -> Iterator[int]:
    """The squads that name somebody, archived ones too."""
    for squad in squads:
        if not set(numbers).isdisjoint((squad.leader, *squad.deputies, *squad.members)):
            yield squad.number


def _count(folder: Path) -> int:
    """How many files lie in a folder and below; what cannot be seen is not counted."""
    return sum(len(names) for _folder, _folders, names in os.walk(folder))
