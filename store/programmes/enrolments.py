"""Who is enrolled in a programme, who waits for a place, and who their mentors are."""

from __future__ import annotations

from collections.abc import Mapping

from yigong.store.people.people import People
from yigong.store.programme_records import Enrolment
from yigong.store.programmes.programmes import Programmes
from yigong.store.storage.book import Book
from yigong.store.storage.session import Session


class Enrolments:
    """The enrolments in the programmes of a village."""

    def __init__(
        self, book: Book[Enrolment], session: Session, programmes: Programmes, people: People
    ) -> None:
        self._book = book
        self._session = session
        self._programmes = programmes
        self._people = people

    def all(self) -> Mapping[int, Enrolment]:
        """Every enrolment by number, also of those who left."""
        return self._book.read().records
