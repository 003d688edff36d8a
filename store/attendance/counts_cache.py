"""Register counts: a register as nine numbers for each entry; ten years fit into memory."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain, groupby
from operator import itemgetter
from typing import Annotated, Literal

import msgspec

from yigong.store import bounds, kinds
from yigong.store.attendance import hours, roles
from yigong.store.attendance.register import Register, is_credited_alike
from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.errors import DataError
from yigong.store.records import ROLES, Head, HoursPolicy, Role
from yigong.store.storage import files
from yigong.store.storage.book import FORMAT
from yigong.store.storage.files import Fingerprint

Attendance = tuple[int, int, int, int, int, int, int, int, int]
"""Person, squad, role (a key of `ROLE_CODES`; 0: they did not come, and were granted hours), how
many came along, and minutes: of service clocked, filled in, granted; of learning; of paid work."""

WIDTH = 9
SUMS = range(3, WIDTH)
"""The columns that are added up: who came along, and minutes."""

ROLE_CODES: dict[Role, int] = {role: code for code, role in enumerate(ROLES, 1)}
"""The roles as numbers, which are never 0."""

_DEFAULTS = {kind.name: kind.role for kind in kinds.BUILT_IN}
VOLUNTEER, PAID = ROLE_CODES["volunteer"], ROLE_CODES["paid"]


class RegisterCounts(msgspec.Struct, frozen=True, gc=False):
    """One register, counted."""

    key: str
    """The occurrence's."""

    head: Head
    cells: array[int]
    """The attendances one after the other (see `Attendance`), by squad and then by role, so that
    what is added up together lies together."""

    nameless: int = 0
    """Heads that were counted without a name."""

    def __iter__(self) -> Iterator[Attendance]:
        cells = iter(self.cells)
        return zip(*[cells] * WIDTH, strict=True)

    def column(self, index: int) -> array[int]:
        """One number of each attendance, by its index in `Attendance`."""
        return self.cells[index::WIDTH]

    def groups(self) -> Iterator[tuple[int, int, int, int]]:
        """Each squad and role, and from where to where its attendances lie in `cells`."""
        begin = 0
        for (squad, role), same in groupby(zip(self.column(1), self.column(2), strict=True)):
            end = begin + WIDTH * sum(1 for _each in same)
            yield squad, role, begin, end
            begin = end

    @property
    def empty(self) -> bool:
        """Whether nobody came and nothing was granted."""
        return not self.cells and not self.nameless

    def people_by_role(self) -> dict[int, set[int]]:
        """Who came, by the code of their role; under 0 who was only granted hours."""
        people: dict[int, set[int]] = {}
        for _squad, role, begin, end in self.groups():
            people.setdefault(role, set()).update(self.cells[begin:end:WIDTH])
        return people

    def filtered(
        self, predicate: Callable[[Attendance], bool], *, nameless: bool = False
    ) -> RegisterCounts:
        """The same register with some of its attendances.

        Args:
            predicate: Which.
            nameless: Whether the heads without a name are among them.
        """
        cells = array("i", [cell for each in self if predicate(each) for cell in each])
        return RegisterCounts(self.key, self.head, cells, self.nameless if nameless else 0)

    @property
    def credited_alike(self) -> bool:
        """Whether it credits people as volunteers whom its kind would not (see `roles`)."""
        return is_credited_beyond_kind(self.head)


def is_credited_beyond_kind(head: Head) -> bool:
    """Whether a register credits everybody as a volunteer, though its kind would not."""
    return is_credited_alike(head) and _DEFAULTS.get(head.kind) != "volunteer"


def count_register(register: Register, policy: HoursPolicy) -> RegisterCounts | None:
    """Count a register.

    Args:
        register: The register.
        policy: The hours policy while it is not closed.

    Returns:
        `None` if nobody came and nothing was granted.
    """
    head = register.head
    if head is None:
        return None
    rows: list[Attendance] = []
    for entry in register.entries.values():
        if entry.stints or entry.grants:
            credit = hours.entry_credit(entry, head, policy)
            role, along = 0, 0
            if entry.stints:
                role, along = ROLE_CODES[roles.counted_role(entry, head)], entry.party - 1
            service = credit.service
            minutes = (service.clocked, service.filled, service.granted)
            others = (credit.learning.minutes, credit.labour.minutes)
            rows.append((entry.number, entry.squad, role, along, *minutes, *others))
    counts = RegisterCounts(register.key, head, _cells(rows), roles.nameless_heads(head))
    return None if counts.empty else counts


def _cells(rows: list[Attendance]) -> array[int]:
    """Attendances one after the other, in the order of `RegisterCounts.cells`."""
    rows.sort(key=itemgetter(1, 2))
    return array("i", chain.from_iterable(rows))


class CountsCache:
    """The counts of a village's registers; one is read again only after it was written."""

    def __init__(self, registers: RegisterFolder) -> None:
        """Nothing is read before `between`.

        Args:
            registers: The village's.
        """
        self._registers = registers
        self._cache: dict[str, tuple[Fingerprint, HoursPolicy | None, RegisterCounts | None]] = {}

    def between(
        self,
        first: date | None,
        last: date | None,
        policy: HoursPolicy,
        unreadable: list[DataError] | None = None,
    ) -> list[RegisterCounts]:
        """The counts of occurrences that took place between two days.

        It may run in a thread.

        Args:
            first: The first day; `None`: from the beginning.
            last: The last day; `None`: to the end.
            policy: The hours policy for registers that are not closed.
            unreadable: Collects the errors of registers that cannot be read, which are skipped.
                Without it the first of them is raised.
        """
        found = []
        for key in self._registers.near(first, last):
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
        """One register's counts; those of a closed one do not depend on the policy."""
        cached = self._cache.get(key)
        if (
            cached
            and cached[1] in (None, policy)
            and cached[0] == self._registers.peek_fingerprint(key)
        ):
            return cached[2]
        fingerprint, closed = self._count_closed(key)
        if closed is not None:
            self._cache[key] = fingerprint, None, closed
            return closed
        counted = count_register(self._registers.peek(key), policy)
        self._cache[key] = fingerprint, policy, counted
        return counted

    def _count_closed(self, key: str) -> tuple[Fingerprint, RegisterCounts | None]:
        """Count a closed register without decoding its times, which are most of the file.

        Returns:
            The counts are `None` where it has to be read in full: it is not closed, or something
            is wrong with it, which a full read reports.
        """
        path = self._registers.path(key)
        try:
            raw, fingerprint = files.read_file(path)
            stored = _DECODER.decode(raw)
            head = stored.head.get(1)
            if head is None or head.closed is None or stored.newer:
                return fingerprint, None
            bounds.check_bounds({}, head, 0, 0)
        except OSError as error:
            raise DataError(
                "{path} cannot be read ({reason}).", path=path, reason=error.strerror
            ) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, bounds.OutOfBounds):
            return files.file_fingerprint(path), None
        rows: list[Attendance] = []
        for number, entry in stored.records.items():
            if entry.number != number:
                return fingerprint, None
            if entry.stints or entry.grants:
                credit = entry.credit
                role = entry.role or ("" if head.role else "volunteer")
                if credit is None or not role:
                    return fingerprint, None
                code, along = 0, 0
                if entry.stints:
                    code, along = ROLE_CODES[role], entry.adults + entry.children
                minutes = (credit.clocked, credit.filled, credit.granted)
                others = (entry.learning.minutes, entry.labour.minutes)
                rows.append((number, entry.squad, code, along, *minutes, *others))
        return fingerprint, RegisterCounts(key, head, _cells(rows), roles.nameless_heads(head))


_Few = Annotated[int, msgspec.Meta(ge=0, le=9_999)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=bounds.MAX_NUMBER)]
_Minutes = Annotated[int, msgspec.Meta(ge=0, le=10**9)]


class _StoredService(msgspec.Struct, gc=False):
    clocked: _Minutes = 0
    filled: _Minutes = 0
    granted: _Minutes = 0


class _StoredTime(msgspec.Struct, gc=False, frozen=True):
    minutes: _Minutes = 0


class _StoredEntry(msgspec.Struct, gc=False):
    """An entry as in `store.records.Entry`, with its times not decoded."""

    number: _Number
    squad: _Number = 0
    role: Role | Literal[""] = ""
    adults: _Few = 0
    children: _Few = 0
    stints: tuple[msgspec.Raw, ...] = ()
    grants: tuple[msgspec.Raw, ...] = ()
    credit: _StoredService | None = None
    learning: _StoredTime = _StoredTime()
    labour: _StoredTime = _StoredTime()


class _Meta(msgspec.Struct, gc=False):
    format: int = 1


class _StoredRegister(msgspec.Struct):
    """A register's file, with the times of its entries not decoded."""

    records: dict[int, _StoredEntry] = msgspec.field(name="_default", default_factory=dict)
    meta: dict[int, _Meta] = {}
    head: dict[int, Head] = {}

    @property
    def newer(self) -> bool:
        """Whether a newer version wrote it, which a full read reports."""
        return any(meta.format > FORMAT for meta in self.meta.values())


_DECODER = msgspec.json.Decoder(_StoredRegister)
