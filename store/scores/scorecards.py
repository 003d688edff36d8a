"""The scorecards that were signed."""

from __future__ import annotations

from collections.abc import Mapping

from yigong.store.score_records import Scorecard
from yigong.store.storage.book import Book
from yigong.store.storage.session import Session


class Scorecards:
    """The signed scorecards of a village."""

    def __init__(self, book: Book[Scorecard], session: Session) -> None:
        self._book = book
        self._session = session

    def all(self) -> Mapping[int, Scorecard]:
        """Every scorecard, by number."""
        return self._book.read().records
