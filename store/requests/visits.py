"""The visits of a village, in a book for each year."""

from __future__ import annotations

from yigong.store.request_records import Visit
from yigong.store.storage.session import Session
from yigong.store.storage.yearly_books import YearlyBooks


class Visits:
    """The visits of a village."""

    def __init__(self, books: YearlyBooks[Visit], session: Session) -> None:
        self._books = books
        self._session = session

    def all(self) -> list[Visit]:
        """Every visit, by year and number."""
        return list(self._books.records())
