"""The visits of a village, a book for each year, with the requests that were heard during them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import msgspec

from yigong.store import validate
from yigong.store.bounds import FIRST_YEAR
from yigong.store.errors import Refused, Stale, Unsure
from yigong.store.language import N_
from yigong.store.people.households import households
from yigong.store.people.people import People
from yigong.store.records import Volunteer, read_yearly_code, yearly_code
from yigong.store.request_records import Request, Visit
from yigong.store.requests.coverage import Coverage, coverage
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.history import History
from yigong.store.storage.session import Session
from yigong.store.storage.transaction import Transaction
from yigong.store.storage.yearly_books import YearlyBooks

if TYPE_CHECKING:
    from yigong.store.requests.requests import Requests


class UnknownHousehold(Unsure):
    """Nobody on the roster lives in the household that a visit names: the label may be a slip."""

    def __init__(self, home: str) -> None:
        super().__init__(
            N_("Nobody on the roster lives in {home}; is the label spelled right?"), home=home
        )
        self.home = home


class HouseholdTaken(Unsure):
    """A household would get the label of another, and the two be one from then on."""

    def __init__(self, home: str, count: int) -> None:
        super().__init__(
            N_("{home} is another household ({n} on the roster); they would be one."),
            home=home,
            n=count,
        )


@dataclass(frozen=True)
class Visits:
    """The visits of a village."""

    books: YearlyBooks[Visit]
    session: Session
    history: History
    people: People
    roster: Book[Volunteer]
    requests: Requests

    # -- looked at ---------------------------------------------------------

    def all(self) -> list[Visit]:
        """Every visit, by year and number."""
        return list(self.books.records())

    def between(self, first: date | None, last: date | None) -> list[Visit]:
        """The visits of a period, by day and number; `None`: without a bound."""
        found = self.books.records(first.year if first else 0, last.year if last else date.max.year)
        return sorted(
            (
                visit
                for visit in found
                if (first is None or first <= visit.day) and (last is None or visit.day <= last)
            ),
            key=lambda visit: (visit.day, visit.number),
        )

    def get(self, year: int, number: int) -> Visit:
        """A visit of a year by its number.

        Raises:
            Refused: There is none.
        """
        found = self.known(year, number)
        if found is None:
            raise Refused("There is no visit {code}.", code=yearly_code("W", year, number))
        return found

    def known(self, year: int, number: int) -> Visit | None:
        """A visit of a year by its number; `None`: there is none."""
        return self.books.book(year).read().records.get(number) if year >= FIRST_YEAR else None

    def find(self, query: str) -> Visit:
        """The visit of a code, ``W2026-0012``; without its letter it is one, too.

        Raises:
            Refused: It is no code, or there is no such visit.
        """
        found = read_yearly_code("W", query)
        if found is None:
            raise Refused("A visit has a code such as W2026-0012, not {query}.", query=query[:20])
        return self.get(*found)

    def heard(self, visit: Visit) -> list[Request]:
        """The requests heard during a visit, but for secret ones that this organiser is not shown:
        the visit would say who asked."""
        if not visit.requests:
            return []
        requests = self.requests.all()
        known = (requests[number] for number in visit.requests if number in requests)
        return [request for request in known if self.requests.may_read(request)]

    def hearing(self, request: Request) -> list[Visit]:
        """The visits on which a request was heard."""
        return [visit for visit in self.books.records() if request.number in visit.requests]

    def coverage(self, first: date | None, last: date | None, group: str | None = None) -> Coverage:
        """Which households were visited in a period (see `store.requests.coverage.coverage`)."""
        found = self.books.records(0, last.year if last else date.max.year)
        return coverage(found, self.people.all(), first, last, group)

    # -- changed -----------------------------------------------------------

    def add(
        self, visit: Visit, heard: Sequence[Request] = (), *, unknown_home: bool = False
    ) -> Visit:
        """Write down a visit, and the requests that were heard during it, all or nothing.

        Household and group of whom it was to are kept with it as they are now.

        Args:
            visit: The visit.
            heard: The requests; who asks, when and how they were heard is taken from the visit
                where they do not say.
            unknown_home: Whether a household that nobody on the roster lives in is meant.

        Raises:
            UnknownHousehold: The household is none of the roster's, and nobody said it is meant.
            Refused: The visit is still to come; or it is to nobody, or to or by somebody who is not
                on the roster.
        """
        visit = _cleaned(visit)
        self._refuse_day(visit.day)
        reason = ChangeReason("visit.add")
        if not heard:
            with self.session.change(self.books.book(visit.day.year), reason) as draft:
                ready = self._checked(visit, None, unknown_home=unknown_home)
                return _put_new(draft, ready)
        with self.session.transaction(self.history, reason) as change:
            ready = self._checked(visit, None, unknown_home=unknown_home)
            ready = self._with_requests(change, ready, heard)
            return _put_new(change.open(self.books.book(ready.day.year)), ready)

    def save(
        self,
        visit: Visit,
        was: date | None = None,
        heard: Sequence[Request] = (),
        *,
        unknown_home: bool = False,
    ) -> Visit:
        """Change a visit; `visit.rev` is the revision that the change was made from.

        A visit of which another year is said moves into the book of that year, where it gets a new
        number.

        Args:
            visit: The visit, changed.
            was: Its day before; `None`: it is in the book of the year of its day.
            heard: Requests that were heard during it, too.
            unknown_home: Whether a household that nobody on the roster lives in is meant.

        Raises:
            Stale: Somebody changed it in the meantime.
            UnknownHousehold: As for `add`.
            Refused: As for `add`; or there is no such visit any more.
        """
        visit = _cleaned(visit)
        self._refuse_day(visit.day)
        old_book, new_book = (self.books.book(day.year) for day in (was or visit.day, visit.day))
        reason = ChangeReason("visit.change")
        if old_book is new_book and not heard:
            with self.session.change(old_book, reason) as draft:
                current = _current_visit(draft.records, visit)
                ready = self._checked(visit, current, unknown_home=unknown_home)
                return draft.put(ready) if ready != current else current
        with self.session.transaction(self.history, reason) as change:
            current = _current_visit(old_book.read().records, visit)
            ready = self._checked(visit, current, unknown_home=unknown_home)
            ready = self._with_requests(change, ready, heard)
            if old_book is new_book:
                return change.open(old_book).put(ready)
            moved = _put_new(change.open(new_book), ready)  # first what is to stay
            change.open(old_book).remove(current.number)
            return moved

    def rename_household(self, home: str, new: str, *, joined: bool = False) -> int:
        """Give a household another label, and the visits to it with it.

        Args:
            home: Its label.
            new: The new one.
            joined: Whether it may be that of another household, so that the two are one.

        Returns:
            How many people live in it.

        Raises:
            HouseholdTaken: The new label is that of another household.
            Refused: There is no such household, or the new label is none.
        """
        new = validate.clean_line(new, N_("The household"), validate.MAX_NAME, needed=True)
        with self.session.transaction(self.history, ChangeReason("household.change")) as change:
            known = households(self.people.all().values())
            if home not in known:
                raise Refused("Nobody lives in a household {home}.", home=home[:40])
            if new in known and new != home and not joined:
                raise HouseholdTaken(new, len(known[new]))
            people = change.open(self.roster)
            for person in list(people.records.values()):
                if person.home == home != new:
                    people.put(msgspec.structs.replace(person, home=new))
            for year in self.books.years():
                draft = change.open(self.books.book(year))
                for visit in list(draft.records.values()):
                    if visit.home == home != new:
                        draft.put(msgspec.structs.replace(visit, home=new))
        return len(known[home])

    # -- checks ------------------------------------------------------------

    def _refuse_day(self, day: date) -> None:
        today = self.session.now().date()
        if day > today:
            raise Refused("A visit is written down once it was made; {day} is to come.", day=day)
        if day.year < FIRST_YEAR:
            raise Refused("A visit is not as long ago as {day}.", day=day)

    def _checked(self, visit: Visit, before: Visit | None, *, unknown_home: bool) -> Visit:
        """A visit ready to be written: who it is to and by is on the roster; call it while its
        book is being changed, as nobody is merged at that time."""
        known_by = before.by if before else ()
        by = tuple(
            dict.fromkeys(self._present(number, number in known_by).number for number in visit.by)
        )
        same_who = before is not None and before.who == visit.who
        person = self._present(visit.who, same_who) if visit.who else None
        if person is not None and person.number in by:
            raise Refused("{name} cannot visit themselves.", name=person.name)
        old_home, old_group = (before.home, before.group) if before else ("", "")
        home, group = visit.home, visit.group
        if person is not None and not same_who and home == old_home:
            home = person.home
        known = households(self.people.all().values())
        if home and home not in known and home != old_home and not unknown_home:
            raise UnknownHousehold(home)
        is_lost = before is not None and not (before.who or before.home)  # erased, or moved away
        if person is None and not home and not is_lost:
            raise Refused("A visit is to a person or to a household; name one.")
        if group == old_group and not (same_who and home == old_home):
            living = next((each.group for each in known.get(home, ())), "")
            group = (person.group if person else "") or living
        return msgspec.structs.replace(
            visit, by=by, who=person.number if person else 0, home=home, group=group
        )

    def _present(self, number: int, was_named: bool) -> Volunteer:
        """A person who is on the roster; who is archived since they were named may stay."""
        person = self.people.get(number) if was_named else self.people.get_unerased(number)
        if person.archived and not was_named:
            raise Refused(
                "{name} {code} is archived: take them back on the roster first.",
                name=person.name,
                code=person.code,
            )
        return person

    def _with_requests(self, change: Transaction, visit: Visit, heard: Sequence[Request]) -> Visit:
        """A visit that names the requests heard during it, which are written with it."""
        numbers = [self.requests.put_new(change, self._heard(each, visit)).number for each in heard]
        return msgspec.structs.replace(visit, requests=(*visit.requests, *numbers))

    def _heard(self, request: Request, visit: Visit) -> Request:
        """A request as heard during a visit."""
        now = self.session.now()
        at = now
        if visit.day != now.date():
            at = datetime.combine(visit.day, time(12), tzinfo=now.tzinfo)
        return msgspec.structs.replace(
            request,
            at=at,
            source="visit",
            who=request.who or visit.who,
            asker=request.asker or ("" if request.who or visit.who else visit.home),
            group=request.group or visit.group,
        )


def _cleaned(visit: Visit) -> Visit:
    """A visit with clean texts."""
    return msgspec.structs.replace(
        visit,
        home=validate.clean_line(visit.home, N_("The household"), validate.MAX_NAME),
        group=validate.clean_line(visit.group, N_("The group"), validate.MAX_NAME),
        note=validate.clean_paragraph(visit.note, N_("The note")),
    )


def _current_visit(records: Mapping[int, Visit], visit: Visit) -> Visit:
    """The stored visit of a changed one, if nobody changed it in the meantime."""
    current = records.get(visit.number)
    if current is None:
        raise Refused("The visit is gone: somebody took it back, or moved it to another year.")
    if current.rev != visit.rev:
        raise Stale(current, visit)
    return current


def _put_new(draft: Draft[Visit], visit: Visit) -> Visit:
    """Write a visit under a number of its own."""
    return draft.put(msgspec.structs.replace(visit, number=draft.next_number(), rev=0))
