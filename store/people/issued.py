"""The book of issues: lists with whole phone numbers, and service records, that were handed out.

令67号 art. 16: nothing is disclosed without consent. Phone numbers are masked unless somebody asks
for whole ones, which is recorded here and in the history. A service record gets its running number
here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from yigong.store import validate
from yigong.store.errors import ReadOnly, Refused
from yigong.store.language import N_
from yigong.store.records import Issue
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.session import Session


class Issued:
    """The issues of a village. None is undone: the paper has left the village."""

    def __init__(self, book: Book[Issue], session: Session) -> None:
        self._book = book
        self._session = session

    def all(self) -> Mapping[int, Issue]:
        """All issues, by number."""
        return self._book.read().records

    def add_phone_list(self, what: str, count: int) -> Issue:
        """Record that whole phone numbers are issued; to be called before they are shown.

        Args:
            what: The list, by codes and without names: ``signin E0042@2026-11-25``.
            count: The number of phones on it.

        Raises:
            Refused: The user may only read.
            DataError: It cannot be written; then the list must not be shown.
        """
        what = validate.clean_line(what, N_("The list"), validate.MAX_TITLE, needed=True)
        with self._change("issue.phones", f"{what} {count}") as draft:
            return draft.put(
                Issue(
                    number=draft.next_number(),
                    kind="phones",
                    at=self._session.now(),
                    by=self._session.actor.by,
                    what=what,
                    count=count,
                )
            )

    def add_service_record(
        self, person: int, first: date | None, last: date | None, minutes: int, *, count: int = 0
    ) -> Issue:
        """Record a service record (服务记录单), and give it the next running number of the year.

        The same record issued again on the same day keeps its number.

        Args:
            person: The person's number.
            first: The first day of the period; `None`: from the beginning.
            last: Its last day; `None`: to the end.
            minutes: Its total.
            count: The number of whole phone numbers on it.

        Raises:
            Refused: The user may only read.
            DataError: It cannot be written.
        """
        now = self._session.now()
        with self._change("issue.record", "") as draft:
            serial = 0
            for issue in draft.records.values():
                if issue.kind != "record" or issue.year != now.year:
                    continue
                serial = max(serial, issue.serial)
                content = (issue.person, issue.first, issue.last, issue.minutes, issue.count)
                if content == (person, first, last, minutes, count) and (
                    issue.at.astimezone(now.tzinfo).date() == now.date()
                ):
                    return issue
            return draft.put(
                Issue(
                    number=draft.next_number(),
                    kind="record",
                    at=now,
                    by=self._session.actor.by,
                    person=person,
                    first=first,
                    last=last,
                    minutes=minutes,
                    count=count,
                    year=now.year,
                    serial=serial + 1,
                )
            )

    @contextmanager
    def _change(self, act: str, note: str) -> Iterator[Draft[Issue]]:
        try:
            with self._session.change(self._book, ChangeReason(act, note)) as draft:
                yield draft
        except ReadOnly as error:
            raise Refused(
                "This is kept in the book of what was given out, and you may only read this "
                "village. Ask an organiser who may write."
            ) from error
