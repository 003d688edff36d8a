"""The book of issues: lists with whole phone numbers, and service records, that were handed out;
and which secret requests somebody looked at who does not work on them.

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

    def add_look(self, request: str) -> Issue:
        """Record that somebody looks at a secret request that is not shown to them; to be called
        before they do.

        Args:
            request: Its code.

        Raises:
            Refused: The user may only read.
            DataError: It cannot be written; then it must not be shown.
        """
        with self._change("issue.look", request) as draft:
            return draft.put(
                Issue(
                    number=draft.next_number(),
                    kind="look",
                    at=self._session.now(),
                    by=self._session.actor.by,
                    what=request,
                )
            )

    def add_service_record(
        self,
        person: int,
        first: date | None,
        last: date | None,
        minutes: int,
        *,
        count: int = 0,
        digest: str = "",
    ) -> Issue:
        """Record a service record (服务记录单), and give it the next running number of the year.

        The same record issued again on the same day keeps its number, if every line of it is still
        the same.

        Args:
            person: The person's number.
            first: The first day of the period; `None`: from the beginning.
            last: Its last day; `None`: to the end.
            minutes: Its total.
            count: The number of whole phone numbers on it.
            digest: The digest of its lines (see `store.attendance.record_digest`).

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
                period = issue.person, issue.first, issue.last
                content = (*period, issue.minutes, issue.count, issue.digest)
                if content == (person, first, last, minutes, count, digest) and (
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
                    digest=digest,
                    year=now.year,
                    serial=serial + 1,
                )
            )

    def service_record(self, year: int, serial: int) -> Issue | None:
        """The service record with a running number; `None`: none was issued under it."""
        for issue in self.all().values():
            if (issue.kind, issue.year, issue.serial) == ("record", year, serial):
                return issue
        return None

    def add_check(self, record: Issue, verdict: str) -> Issue:
        """Record that a service record was looked up: whoever brought the paper learns hours.

        The same answer to the same organiser on the same day is recorded once.

        Args:
            record: The service record.
            verdict: The answer, in a word.

        Raises:
            Refused: The user may only read.
            DataError: It cannot be written.
        """
        now, by, what = self._session.now(), self._session.actor.by, f"{record.code} {verdict}"
        with self._change("issue.check", verdict) as draft:
            for issue in draft.records.values():
                same = (issue.kind, issue.by, issue.what) == ("check", by, what)
                if same and issue.at.astimezone(now.tzinfo).date() == now.date():
                    return issue
            number, person = draft.next_number(), record.person
            return draft.put(
                Issue(number=number, kind="check", at=now, by=by, what=what, person=person)
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
