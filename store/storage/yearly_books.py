"""Books of which there is one for each year: writing one costs the length of a year only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from yigong.store.records import Record
from yigong.store.storage.book import Book, Draft
from yigong.store.storage.files import Fingerprint
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.layout import book_years
from yigong.store.storage.schema import Schema

R = TypeVar("R", bound=Record)


class YearlyBooks(Generic[R]):
    """The books of one kind, by year."""

    def __init__(self, folder: Folder, schema: Schema[R], history: History) -> None:
        """Nothing is read before it is asked for.

        Args:
            folder: The village's folder.
            schema: The schema of the books, whose name is that of their folder.
            history: The village's.
        """
        self._folder = folder
        self._schema = schema
        self._history = history
        self._books: dict[int, Book[R]] = {}
        self.guards: list[Callable[[Draft[R]], None]] = []
        """Those of each book (see `Book.guards`)."""

    def book(self, year: int) -> Book[R]:
        """The book of a year; it need not exist yet."""
        if year not in self._books:
            name = f"{self._schema.name}/{year:04d}"
            self._books[year] = Book(self._folder, name, self._schema, self._history)
            self._books[year].guards = self.guards
        return self._books[year]

    def years(self) -> list[int]:
        """The years of which there is a book, in order.

        Raises:
            DataError: The folder cannot be read.
        """
        return [int(year) for year in book_years(self._folder, self._schema.name)]

    def records(self, first: int = 0, last: int = 9999) -> Iterator[R]:
        """The records of the years from one to another, both inclusive, by year and number."""
        for year in self.years():
            if first <= year <= last:
                yield from self.book(year).read().records.values()

    def fingerprint(self) -> Fingerprint:
        """Differs once any of the books was written; a stat for each year."""
        found = [self.book(year).fingerprint() for year in self.years()]
        return (len(found), hash(tuple(found)), 0) if found else None
