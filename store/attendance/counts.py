"""What a register adds to the sums, in a few numbers each: ten years of them fit into memory."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated

import msgspec

from yigong.store import bounds
from yigong.store.attendance import hours
from yigong.store.attendance.register import Register
from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.errors import DataError
from yigong.store.records import Head, HoursPolicy
from yigong.store.storage import files
from yigong.store.storage.book import FORMAT
from yigong.store.storage.files import Signature

Attendance = tuple[int, int, int, int, int, int]
"""Person, squad, heads, and the minutes clocked, filled in, granted. Without heads they were
granted hours and did not come."""

_WIDTH = 6


class RegisterCounts(msgspec.Struct, frozen=True, gc=False):
    """One register, counted."""

    key: str
    """The occurrence's."""

    head: Head
    cells: array[int]
    """The attendances one after the other (see `Attendance`)."""

    def __iter__(self) -> Iterator[Attendance]:
        cells = iter(self.cells)
        return zip(cells, cells, cells, cells, cells, cells, strict=True)

    def column(self, which: int) -> array[int]:
        """One number of each attendance, by its place in `Attendance`."""
        return self.cells[which::_WIDTH]

    def came(self) -> set[int]:
        """Who came, without those who were only granted hours."""
        if 0 in self.column(2):
            return {each[0] for each in self if each[2]}
        return set(self.column(0))

    def only(self, wanted: Callable[[Attendance], bool]) -> RegisterCounts:
        """The same register with some of its attendances."""
        cells = array("i", [cell for each in self if wanted(each) for cell in each])
        return RegisterCounts(self.key, self.head, cells)


def count_register(register: Register, policy: HoursPolicy) -> RegisterCounts | None:
    """Count a register.

    Args:
        register: The register.
        policy: What its minutes go by while it is not signed.

    Returns:
        What it adds to the sums; `None` where nobody came and nothing was granted.
    """
    head = register.head
    if head is None:
        return None
    cells = array("i")
    for entry in register.entries.values():
        if entry.stints or entry.grants:
            credit = hours.entry_credit(entry, head, policy)
            minutes = (credit.clocked, credit.filled, credit.granted)
            cells.extend((entry.number, entry.squad, entry.heads, *minutes))
    return RegisterCounts(register.key, head, cells) if cells else None


class CountsCache:
    """The registers of a village, counted; each is read again only after it was written."""

    def __init__(self, shelf: RegisterFolder) -> None:
        """Nothing is counted before `between`.

        Args:
            shelf: The registers.
        """
        self._shelf = shelf
        self._known: dict[str, tuple[Signature, HoursPolicy | None, RegisterCounts | None]] = {}

    def between(
        self,
        first: date | None,
        last: date | None,
        policy: HoursPolicy,
        unreadable: list[DataError] | None = None,
    ) -> list[RegisterCounts]:
        """Count the registers of what happened between two days, by the date it took place.

        It may run in a thread.

        Args:
            first: The first day; `None`: from the beginning.
            last: The last day; `None`: to the end.
            policy: What the minutes of registers that are not signed go by.
            unreadable: Takes the errors of registers that cannot be read, which are left out.
                Without it the first of them is raised.
        """
        found = []
        for key in self._shelf.near(first, last):
            try:
                counted = self._counted(key, policy)
            except DataError as error:
                if unreadable is None:
                    raise
                unreadable.append(error)
                continue
            if counted is not None:
                day = counted.head.start.date()
                if (first is None or first <= day) and (last is None or day <= last):
                    found.append(counted)
        return found

    def _counted(self, key: str, policy: HoursPolicy) -> RegisterCounts | None:
        """One register; what is signed does not depend on the policy."""
        known = self._known.get(key)
        if known and known[1] in (None, policy) and known[0] == self._shelf.stamp(key):
            return known[2]
        stamp, signed = self._glanced(key)
        if signed is not None:
            self._known[key] = stamp, None, signed
            return signed
        counted = count_register(self._shelf.peek(key), policy)
        self._known[key] = stamp, policy, counted
        return counted

    def _glanced(self, key: str) -> tuple[Signature, RegisterCounts | None]:
        """A signed register by a glance at its file; `None`: it has to be read in full.

        The minutes of what is signed are known, so the times they were made of are not read:
        they are most of the file. What is odd about one is said by whoever reads it in full.
        """
        path = self._shelf.path(key)
        try:
            raw, stamp = files.read_file(path)
            glance = _GLANCE.decode(raw)
            head = glance.head.get(1)
            if head is None or head.closed is None or glance.newer:
                return stamp, None
            bounds.check_bounds({}, head, 0, 0)
        except OSError as error:
            raise DataError(
                "{path} cannot be read ({reason}).", path=path, reason=error.strerror
            ) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, bounds.OutOfBounds):
            return files.file_signature(path), None
        cells = array("i")
        for number, seen in glance.records.items():
            if seen.number != number:
                return stamp, None
            if seen.stints or seen.grants:
                credit = seen.credit
                if credit is None:
                    return stamp, None
                heads = 1 + seen.adults + seen.children if seen.stints else 0
                minutes = (credit.clocked, credit.filled, credit.granted)
                cells.extend((number, seen.squad, heads, *minutes))
        return stamp, RegisterCounts(key, head, cells)


_Few = Annotated[int, msgspec.Meta(ge=0, le=9_999)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=bounds.HIGHEST)]
_Minutes = Annotated[int, msgspec.Meta(ge=0, le=10**9)]


class _SeenCredit(msgspec.Struct, gc=False):
    clocked: _Minutes = 0
    filled: _Minutes = 0
    granted: _Minutes = 0


class _Seen(msgspec.Struct, gc=False):
    """What a glance sees of an entry: as in `store.records.Entry`, the times left alone."""

    number: _Number
    squad: _Number = 0
    adults: _Few = 0
    children: _Few = 0
    stints: tuple[msgspec.Raw, ...] = ()
    grants: tuple[msgspec.Raw, ...] = ()
    credit: _SeenCredit | None = None


class _Meta(msgspec.Struct, gc=False):
    format: int = 1


class _Glance(msgspec.Struct):
    """What a glance sees of a register's file."""

    records: dict[int, _Seen] = msgspec.field(name="_default", default_factory=dict)
    meta: dict[int, _Meta] = {}
    head: dict[int, Head] = {}

    @property
    def newer(self) -> bool:
        """Whether a newer yigong wrote it; reading it in full says so."""
        return any(meta.format > FORMAT for meta in self.meta.values())


_GLANCE = msgspec.json.Decoder(_Glance)
