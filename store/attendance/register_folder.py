"""The folder of the registers: one file for each occurrence, found by name, read without a lock."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date, timedelta

from yigong.store.attendance.register import Register
from yigong.store.attendance_records import Entry
from yigong.store.errors import DataError, Refused
from yigong.store.storage.book import Book, Snapshot
from yigong.store.storage.files import Fingerprint, reading_explained
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.layout import folder_names, register_years
from yigong.store.storage.schema import REGISTERS

_NAME = re.compile(r"E(\d{4,7})@(\d{4}-\d\d-\d\d)\.json")
_CACHED_BOOKS = 64
"""Books held in memory: a month of agenda, and the desk's."""

_LONGEST_MOVE = timedelta(days=92)
"""How far an occurrence may have been moved and still be found by its new date."""


class RegisterFolder:
    """A folder of registers, one small book for each occurrence; read without a lock."""

    def __init__(self, folder: Folder, history: History) -> None:
        """Nothing is read before it is asked for.

        Args:
            folder: The village's folder.
            history: The village's.
        """
        self.folder = folder
        self._history = history
        self._books: OrderedDict[str, Book[Entry]] = OrderedDict()

    def read(self, key: str) -> Register:
        """The register of an occurrence; empty where nobody signed up or came."""
        return _register(key, self.book(key).read())

    def fingerprint(self, key: str) -> Fingerprint:
        """The fingerprint of a register's file, which changes with every write."""
        return self.book(key).fingerprint()

    def peek_fingerprint(self, key: str) -> Fingerprint:
        """The same, without holding the book in memory."""
        return self.folder.fingerprint(self.file(key))

    def mentions(self, key: str, number: int) -> bool:
        """Whether a register may have an entry for a person, judged by its bytes.

        Args:
            key: The occurrence's.
            number: The person's.

        Returns:
            False only if it has none; a truncated file may have one.
        """
        raw, _fingerprint = self.raw(key)
        complete = raw.startswith(b"{") and raw.rstrip().endswith(b"}")
        return not complete or b'"%d"' % number in raw

    def planned_between(self, first: date | None = None, last: date | None = None) -> list[str]:
        """The keys of occurrences planned between two days (inclusive) with a register, by date."""
        found = []
        for year in register_years(self.folder):
            if (first and year < str(first.year)) or (last and year > str(last.year)):
                continue
            for name in folder_names(self.folder, f"registers/{year}"):
                match = _NAME.fullmatch(name)
                if match and match[2].startswith(year) and _is_date(match[2]):
                    found.append((match[2], name.removesuffix(".json")))
        low, high = first.isoformat() if first else "", last.isoformat() if last else "~"
        return [key for day, key in sorted(found) if low <= day <= high]

    def near(self, first: date | None, last: date | None) -> list[str]:
        """The keys of registers that `between` has to read.

        A moved occurrence is planned for another day than it takes place on.
        """
        low = first - _LONGEST_MOVE if first else None
        high = last + _LONGEST_MOVE if last else None
        return self.planned_between(low, high)

    def between(
        self, first: date | None, last: date | None, unreadable: list[DataError] | None = None
    ) -> Iterator[Register]:
        """The registers of occurrences that took place between two days, by their actual date.

        Args:
            first: The first day; `None`: from the beginning.
            last: The last day; `None`: to the end.
            unreadable: Collects the errors of registers that cannot be read, which are skipped.
                Without it the first of them is raised.
        """
        for key in self.near(first, last):
            try:
                register = self.peek(key)
            except DataError as error:
                if unreadable is None:
                    raise
                unreadable.append(error)
                continue
            if register.head is None:
                continue
            day = register.head.start.date()
            if (first is None or first <= day) and (last is None or day <= last):
                yield register

    def peek(self, key: str) -> Register:
        """Read a register without holding its book in memory."""
        return _register(key, self._new_book(key).read())

    def book(self, key: str) -> Book[Entry]:
        """The book of a register; those used last are cached."""
        book = self._books.get(key)
        if book is None:
            book = self._books[key] = self._new_book(key)
            if len(self._books) > _CACHED_BOOKS:
                self._books.popitem(last=False)
        self._books.move_to_end(key)
        return book

    def _new_book(self, key: str) -> Book[Entry]:
        name = self.file(key).removesuffix(".json")
        return Book(self.folder, name, REGISTERS, self._history)

    def raw(self, key: str) -> tuple[bytes, Fingerprint]:
        """The bytes of a register's file, and their fingerprint.

        Raises:
            Damaged: It is no plain file.
            DataError: It cannot be read.
        """
        name = self.file(key)
        with reading_explained(self.folder / name):
            return self.folder.read(name)

    def file(self, key: str) -> str:
        """The file of an occurrence's register, below the village.

        Raises:
            Refused: It is no key of an occurrence.
        """
        match = _NAME.fullmatch(f"{key}.json")
        if not match or not _is_date(match[2]):
            raise Refused("There is no register {key}.", key=key[:40])
        return f"registers/{match[2][:4]}/{key}.json"


def _is_date(text: str) -> bool:
    """Whether the date in a register's name exists."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _register(key: str, snapshot: Snapshot[Entry]) -> Register:
    return Register(key, snapshot.records, snapshot.head, snapshot.rev)
