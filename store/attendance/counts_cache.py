"""Register counts: a register as ten numbers for each entry; ten years fit into memory."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Annotated, Any, Literal

import msgspec

from yigong.store import bounds, kinds
from yigong.store.attendance import hours, roles
from yigong.store.attendance.register import Register, is_credited_alike
from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.attendance_records import Head, Mark, PostSignUp
from yigong.store.errors import DataError
from yigong.store.records import ROLES, Role
from yigong.store.settings_records import HoursPolicy
from yigong.store.storage.book_file import FORMAT, Meta, check_tables
from yigong.store.storage.files import Fingerprint

Attendance = tuple[int, int, int, int, int, int, int, int, int, int]
"""Person, squad, role (a key of `ROLE_CODES`; 0: they did not come, and were granted hours), how
many came along, and minutes: of service clocked, filled in, granted; of learning; of paid work; and
how many legs of a trip they rode, times how many they were."""

SUMS = range(3, 10)
"""The columns that are added up: who came along, minutes, and legs ridden."""

_NONE = (array("i"),) * 10

ROLE_CODES: dict[Role, int] = {role: code for code, role in enumerate(ROLES, 1)}
"""The roles as numbers, which are never 0."""

_DEFAULTS = {kind.name: kind.role for kind in kinds.BUILT_IN}
VOLUNTEER, PAID = ROLE_CODES["volunteer"], ROLE_CODES["paid"]


def serves(role: int) -> bool:
    """Whether a role, by its code, counts towards stars and boards: only service does.

    Who was only granted hours (0) served without having been there.
    """
    return role <= VOLUNTEER


class RegisterCounts(msgspec.Struct, frozen=True, gc=False):
    """One register, counted."""

    key: str
    """The occurrence's."""

    head: Head
    columns: tuple[array[int], ...]
    """The attendances, an array for each number of `Attendance`; by squad and then by role, so that
    what is added up together lies together."""

    nameless: int = 0
    """Heads that were counted without a name."""

    def __iter__(self) -> Iterator[Attendance]:
        found: Iterator[Any] = zip(*self.columns, strict=True)
        return found

    def groups(self) -> Iterator[tuple[int, int, slice]]:
        """Each squad and role, and where its attendances lie in the columns."""
        begin = 0
        for (squad, role), same in groupby(zip(*self.columns[1:3], strict=True)):
            end = begin + sum(1 for _each in same)
            yield squad, role, slice(begin, end)
            begin = end

    @property
    def empty(self) -> bool:
        """Whether nobody came and nothing was granted."""
        return not self.columns[0] and not self.nameless

    def filtered(
        self, predicate: Callable[[Attendance], bool], *, nameless: bool = False
    ) -> RegisterCounts:
        """The same register with some of its attendances.

        Args:
            predicate: Which.
            nameless: Whether the heads without a name are among them.
        """
        columns = attendance_columns([each for each in self if predicate(each)])
        return RegisterCounts(self.key, self.head, columns, self.nameless if nameless else 0)

    @property
    def credited_alike(self) -> bool:
        """As `is_credited_beyond_kind`."""
        return is_credited_beyond_kind(self.head)


def is_credited_beyond_kind(head: Head) -> bool:
    """Whether a register credits people as volunteers whom its kind would not (see `role_review`).

    It looks at kinds of every village only: a village's own came with the roles.
    """
    return is_credited_alike(head) and _DEFAULTS.get(head.kind) != "volunteer"


def attendance_columns(attendances: Iterable[Attendance]) -> tuple[array[int], ...]:
    """Attendances in the order of `RegisterCounts.columns`."""
    rows = sorted((squad, role, *others, number) for number, squad, role, *others in attendances)
    return _columns(rows)


def _columns(rows: Sequence[tuple[int, ...]]) -> tuple[array[int], ...]:
    """The columns of sorted rows: squad, role, the numbers that are added up, the person."""
    if not rows:
        return _NONE
    squads, roles, *sums, numbers = (array("i", column) for column in zip(*rows, strict=True))
    return (numbers, squads, roles, *sums)


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
    rows = []
    for entry in register.entries.values():
        if entry.stints or entry.grants:
            credit = hours.entry_credit(entry, head, policy)
            role, along = 0, 0
            if entry.stints:
                role, along = ROLE_CODES[roles.counted_role(entry, head)], entry.party - 1
            service = credit.service
            minutes = (service.clocked, service.filled, service.granted)
            ridden = len({stint.leg for stint in entry.stints} - {0}) if head.legs else 0
            others = (
                *(credit.learning.minutes, credit.labour.minutes),
                0 if role == PAID else ridden * entry.party,
            )
            rows.append((entry.squad, role, along, *minutes, *others, entry.number))
    rows.sort()
    counts = RegisterCounts(register.key, head, _columns(rows), roles.nameless_heads(head))
    return None if counts.empty else counts


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
                counted = self.counted(key, policy)
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

    def counted(self, key: str, policy: HoursPolicy) -> RegisterCounts | None:
        """One register's counts; those of a closed one do not depend on the policy.

        Raises:
            DataError: It cannot be read.
        """
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
        raw, fingerprint = self._registers.raw(key)
        try:
            stored = _DECODER.decode(raw)
            head = stored.heads.get(1)
            if head is None or head.closed is None or stored.newer:
                return fingerprint, None
            name = self._registers.file(key).removesuffix(".json")
            check_tables(name, raw, stored.records, stored.metas, stored.heads)
            bounds.check_bounds({}, head, 0, 0)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, bounds.OutOfBounds):
            return fingerprint, None
        rows = []
        by_default: Role | Literal[""] = "" if head.role else "volunteer"
        for number, entry in stored.records.items():
            if entry.stints or entry.grants:
                service, role, code, along = entry.credit, entry.role or by_default, 0, 0
                if service is None or not role:
                    return fingerprint, None
                if entry.stints:
                    code, along = ROLE_CODES[role], entry.adults + entry.children
                ridden = 0
                if head.legs and code != PAID:
                    legs = {_RIDE_DECODER.decode(stint).leg for stint in entry.stints}
                    ridden = len(legs - {0}) * (along + 1)
                rows.append(
                    (
                        *(entry.squad, code, along),
                        *(service.clocked, service.filled, service.granted),
                        *(entry.learning.minutes, entry.labour.minutes, ridden, number),
                    )
                )
        rows.sort()
        return fingerprint, RegisterCounts(key, head, _columns(rows), roles.nameless_heads(head))


_Few = Annotated[int, msgspec.Meta(ge=0, le=9_999)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=bounds.MAX_NUMBER)]
_Minutes = Annotated[int, msgspec.Meta(ge=0, le=10**9)]


class _StoredService(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    clocked: _Minutes = 0
    filled: _Minutes = 0
    granted: _Minutes = 0


class _StoredTime(msgspec.Struct, gc=False, frozen=True, forbid_unknown_fields=True):
    minutes: _Minutes = 0


class _StoredEntry(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """An entry as in `store.attendance_records.Entry`, with its times not decoded."""

    number: _Number
    rev: int = 0
    squad: _Number = 0
    role: Role | Literal[""] = ""
    adults: _Few = 0
    children: _Few = 0
    stints: tuple[msgspec.Raw, ...] = ()
    grants: tuple[msgspec.Raw, ...] = ()
    credit: _StoredService | None = None
    learning: _StoredTime = _StoredTime()
    labour: _StoredTime = _StoredTime()
    expected: msgspec.Raw = msgspec.Raw()
    waiting: bool = False
    mark: Mark = ""
    row: _Number = 0
    posts: tuple[PostSignUp, ...] = ()
    rides: tuple[_Number, ...] = ()
    seat: _Number = 0
    stays: bool = False


class _StoredRide(msgspec.Struct, gc=False):
    """Of a stint only the leg."""

    leg: _Number = 0


class _StoredRegister(msgspec.Struct, forbid_unknown_fields=True):
    """A register's file, with the times of its entries not decoded."""

    records: dict[int, _StoredEntry] = msgspec.field(name="_default", default_factory=dict)
    metas: dict[int, Meta] = msgspec.field(name="meta", default_factory=dict)
    heads: dict[int, Head] = msgspec.field(name="head", default_factory=dict)

    @property
    def newer(self) -> bool:
        """Whether a newer version wrote it, which a full read reports."""
        return any(meta.format > FORMAT for meta in self.metas.values())


_DECODER = msgspec.json.Decoder(_StoredRegister)
_RIDE_DECODER = msgspec.json.Decoder(_StoredRide)
