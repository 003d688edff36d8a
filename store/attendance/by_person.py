"""What one person was in: every register that has them, of ten years, without reading them all.

A register that does not name somebody is known by a look at its bytes, which costs a fraction of
reading it; and one that is as it was the last time is not looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from yigong.store.attendance import hours
from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.errors import DataError
from yigong.store.records import Credit, Entry, Head, HoursPolicy
from yigong.store.storage.files import Signature

_Found = tuple[Head, Entry]
"""Of a register, all that is about one person."""


class PersonAttendance(msgspec.Struct, frozen=True, kw_only=True):
    """One person's part in one register."""

    key: str
    """The occurrence's (`store.records.Occurrence.key`)."""

    head: Head
    entry: Entry
    credit: Credit
    """What it counts: as signed, or as it would be if the register were signed now."""

    @property
    def counts(self) -> bool:
        """Whether they came, or were granted hours without it."""
        return self.entry.present or bool(self.credit.total)


class AttendanceByPerson:
    """One person's parts, kept up to date by looking only at the registers that changed."""

    def __init__(self, registers: RegisterFolder, number: int) -> None:
        """Look at somebody.

        Args:
            registers: The village's.
            number: The person's.
        """
        self._registers = registers
        self._number = number
        self._known: dict[str, tuple[Signature, _Found | None]] = {}

    def read(
        self, policy: HoursPolicy, unreadable: list[DataError] | None = None
    ) -> list[PersonAttendance]:
        """All their parts, by date. It may run in a thread.

        Args:
            policy: What the minutes of registers that are not signed yet go by.
            unreadable: Takes the errors of registers that cannot be read, which are left out.
                Without it the first of them is raised.
        """
        parts = []
        for key in self._registers.planned_between():
            try:
                found = self._of(key)
            except DataError as error:
                if unreadable is None:
                    raise
                unreadable.append(error)
                continue
            if found is not None:
                parts.append(_part(key, *found, policy))
        return sorted(parts, key=lambda part: part.head.start.timestamp())

    def _of(self, key: str) -> _Found | None:
        """Their entry in one register, with its head."""
        stamp = self._registers.stamp(key)
        known = self._known.get(key)
        if known is not None and known[0] == stamp:
            return known[1]
        found = None
        if self._registers.mentions(key, self._number):
            register = self._registers.peek(key)
            entry = register.entries.get(self._number)
            if entry is not None and register.head is not None:
                found = register.head, entry
        self._known[key] = stamp, found
        return found


def _part(key: str, head: Head, entry: Entry, policy: HoursPolicy) -> PersonAttendance:
    return PersonAttendance(
        key=key, head=head, entry=entry, credit=hours.entry_credit(entry, head, policy)
    )


def total_credit(parts: Iterable[PersonAttendance]) -> Credit:
    """The minutes of some parts, the three origins apart."""
    clocked = filled = granted = 0
    for part in parts:
        clocked += part.credit.clocked
        filled += part.credit.filled
        granted += part.credit.granted
    return Credit(clocked=clocked, filled=filled, granted=granted)


def upcoming_sign_ups(parts: Iterable[PersonAttendance], now: datetime) -> list[PersonAttendance]:
    """The sign-ups for what is not over yet, and to which they did not come yet."""
    return [p for p in parts if p.entry.expected and not p.entry.present and p.head.end > now]
