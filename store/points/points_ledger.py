"""The ledger of points: awards, gifts, resets and reversals, in a book for each year."""

from __future__ import annotations

from yigong.store.points_records import PointsEntry
from yigong.store.storage.session import Session
from yigong.store.storage.yearly_books import YearlyBooks


class PointsLedger:
    """The ledger of a village."""

    def __init__(self, books: YearlyBooks[PointsEntry], session: Session) -> None:
        self._books = books
        self._session = session

    def all(self) -> list[PointsEntry]:
        """Every entry, by year and number."""
        return list(self._books.records())
