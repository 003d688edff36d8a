"""The requests of a village: heard, taken on, answered, asked back, reopened."""

from __future__ import annotations

from collections.abc import Mapping

from yigong.store.request_records import Request
from yigong.store.storage.book import Book
from yigong.store.storage.session import Session


class Requests:
    """The requests of a village."""

    def __init__(self, book: Book[Request], session: Session) -> None:
        self._book = book
        self._session = session

    def all(self) -> Mapping[int, Request]:
        """Every request, by number."""
        return self._book.read().records
