"""One person's attendance in all registers, found without decoding ten years of them.

A register whose bytes do not have the person's number is not decoded, which is most of the cost;
and one that did not change is not read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from yigong.store.attendance import hours, roles
from yigong.store.attendance.hours import Credit
from yigong.store.attendance.posts import own_hours
from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.attendance_records import Entry, Head
from yigong.store.errors import DataError
from yigong.store.records import Role
from yigong.store.settings_records import HoursPolicy
from yigong.store.storage.files import Fingerprint

_Found = tuple[Head, Entry]
"""A register's head, and the person's entry in it."""


class PersonAttendance(msgspec.Struct, frozen=True, kw_only=True):
    """One person's entry in one register."""

    key: str
    """The occurrence's (`store.event_records.Occurrence.key`)."""

    head: Head
    entry: Entry
    credit: Credit
    """What it counts: as signed, or as it would be if the register were signed now."""

    @property
    def counts(self) -> bool:
        """Whether they came, or were granted hours."""
        return self.entry.present or not self.credit.nothing

    @property
    def role(self) -> Role:
        """What they count as there."""
        return roles.counted_role(self.entry, self.head)


class AttendanceByPerson:
    """One person's attendance, cached: only registers that changed are read again."""

    def __init__(self, registers: RegisterFolder, number: int) -> None:
        """Nothing is read before `read`.

        Args:
            registers: The village's.
            number: The person's.
        """
        self._registers = registers
        self._number = number
        self._cache: dict[str, tuple[Fingerprint, _Found | None]] = {}

    def read(
        self, policy: HoursPolicy, unreadable: list[DataError] | None = None
    ) -> list[PersonAttendance]:
        """Everything they signed up for, came to or were granted hours for, by date.

        It may run in a thread.

        Args:
            policy: The hours policy for registers that are not closed.
            unreadable: Collects the errors of registers that cannot be read, which are skipped.
                Without it the first of them is raised.
        """
        attendances = []
        for key in self._registers.planned_between():
            try:
                found = self._find(key)
            except DataError as error:
                if unreadable is None:
                    raise
                unreadable.append(error)
                continue
            if found is not None:
                attendances.append(_attendance(key, *found, policy))
        return sorted(attendances, key=lambda each: each.head.start.timestamp())

    def _find(self, key: str) -> _Found | None:
        """Their entry in one register."""
        fingerprint = self._registers.peek_fingerprint(key)
        cached = self._cache.get(key)
        if cached is not None and cached[0] == fingerprint:
            return cached[1]
        found = None
        if self._registers.mentions(key, self._number):
            register = self._registers.peek(key)
            entry = register.entries.get(self._number)
            if entry is not None and register.head is not None:
                found = register.head, entry
        self._cache[key] = fingerprint, found
        return found


def _attendance(key: str, head: Head, entry: Entry, policy: HoursPolicy) -> PersonAttendance:
    return PersonAttendance(
        key=key, head=head, entry=entry, credit=hours.entry_credit(entry, head, policy)
    )


def total_credit(attendances: Iterable[PersonAttendance]) -> Credit:
    """What several attendances are credited together."""
    return sum((each.credit for each in attendances), start=Credit())


def upcoming_sign_ups(
    attendances: Iterable[PersonAttendance], now: datetime
) -> list[PersonAttendance]:
    """The sign-ups that are to come."""
    return [each for each in attendances if is_to_come(each.head, each.entry, now)]


def is_to_come(head: Head, entry: Entry, now: datetime) -> bool:
    """Whether somebody signed up for what is neither over nor signed, did not come yet, and is not
    marked absent."""
    awaited = entry.expected and not entry.present and entry.mark != "absent"
    return bool(awaited) and head.closed is None and own_hours(entry, head).end > now
