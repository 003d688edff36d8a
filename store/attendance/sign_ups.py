"""Who is in which register, and whether they came: read without decoding anybody's times.

Summaries know who came. Whoever signed up and did not is in no number, so registers are asked here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.attendance_records import Entry, Mark
from yigong.store.errors import DataError
from yigong.store.storage.files import Fingerprint


class RegisterNames(NamedTuple):
    """The people of one register."""

    everybody: frozenset[int]
    """In whatever way: signed up, waiting, on leave, absent, there, or granted hours."""

    expected: frozenset[int]
    """Who had a place and did not take leave."""

    came: frozenset[int]


class SignUps:
    """The people of a village's registers; one is read again only after it was written."""

    def __init__(self, registers: RegisterFolder) -> None:
        """Nothing is read before it is asked for.

        Args:
            registers: The village's.
        """
        self._registers = registers
        self._cache: dict[str, tuple[Fingerprint, RegisterNames]] = {}

    def of(
        self, keys: Iterable[str], unreadable: list[DataError] | None = None
    ) -> dict[str, RegisterNames]:
        """The people of some registers, by occurrence. It may run in a thread.

        Args:
            keys: The occurrences.
            unreadable: Collects the errors of registers that cannot be read, which are skipped.
                Without it the first of them is raised.
        """
        found = {}
        for key in keys:
            try:
                found[key] = self._names(key)
            except DataError as error:
                if unreadable is None:
                    raise
                unreadable.append(error)
        return found

    def _names(self, key: str) -> RegisterNames:
        cached = self._cache.get(key)
        if cached is not None and cached[0] == self._registers.peek_fingerprint(key):
            return cached[1]
        raw, fingerprint = self._registers.raw(key)
        try:
            entries = _DECODER.decode(raw).entries if raw else {}
            names = _names_in(entries.values())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            # A full read reports what is wrong; an older file it understands.
            names = _names_in(self._registers.peek(key).entries.values())
        self._cache[key] = fingerprint, names
        return names


class _NamedEntry(msgspec.Struct, gc=False):
    """Of an entry who, and whether."""

    number: int
    waiting: bool = False
    mark: Mark = ""
    expected: msgspec.Raw = msgspec.Raw()
    stints: tuple[msgspec.Raw, ...] = ()


class _NamedRegister(msgspec.Struct):
    entries: dict[int, _NamedEntry] = msgspec.field(name="_default", default_factory=dict)


_DECODER = msgspec.json.Decoder(_NamedRegister)


def _names_in(entries: Iterable[_NamedEntry | Entry]) -> RegisterNames:
    everybody, expected, came = [], [], []
    for entry in entries:
        everybody.append(entry.number)
        if entry.expected and not entry.waiting and entry.mark != "leave":
            expected.append(entry.number)
        if entry.stints:
            came.append(entry.number)
    return RegisterNames(*map(frozenset, (everybody, expected, came)))
