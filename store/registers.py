"""The registers: who was expected and who came, one small book for each occurrence."""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

import msgspec

from store import desk, hours, validate
from store.book import Book, Draft, Snapshot, What
from store.desk import Tone
from store.errors import DataError, Refused
from store.files import Signature
from store.history import History
from store.language import N_
from store.records import Entry, HoursPolicy, Mark, Occurrence, Settings, Stint, elapsed
from store.register import Arrival, Register, head_of
from store.session import Session

_NAME = re.compile(r"E(\d{4,7})@(\d{4}-\d\d-\d\d)\.json")
EARLY, LATE = timedelta(hours=12), timedelta(hours=12)
"""How long before its start and after its end an occurrence takes check-ins at the door."""

_KEPT = 64
"""Registers kept in memory: a month of agenda and the one at the door."""

_MOVED = timedelta(days=92)
"""How far an occurrence may have been moved and still be found by its new date."""


class People(Protocol):
    """What a register needs to know of the roster."""

    def get(self, number: int) -> object:
        """One person; raises `Refused` where there is none."""
        ...


class Registers:
    """The registers of a village."""

    def __init__(
        self,
        folder: Path,
        history: History,
        session: Session,
        settings: Callable[[], Settings],
        people: People,
        squads_of: Callable[[int], tuple[int, ...]],
    ) -> None:
        self._folder = folder
        self._history = history
        self._session = session
        self._settings = settings
        self._people = people
        self._squads_of = squads_of
        self._books: OrderedDict[str, Book[Entry]] = OrderedDict()

    # -- reading -----------------------------------------------------------

    def read(self, key: str) -> Register:
        """The register of an occurrence; empty where nobody signed up or came."""
        return _register(key, self.book(key).read())

    def signature(self, key: str) -> Signature:
        """What is another one after every write of a register, by whomever."""
        return self.book(key).signature()

    def attended(self, key: str) -> bool:
        """Whether anybody was checked in at an occurrence."""
        return bool(self.read(key).present)

    def planned_between(self, first: date | None = None, last: date | None = None) -> list[str]:
        """The occurrences planned between two days (inclusive) that have a register, by date."""
        found = []
        try:
            years = sorted(
                e.path for e in os.scandir(self._folder) if e.is_dir() and e.name.isdigit()
            )
        except FileNotFoundError:
            return []
        except OSError as error:
            raise DataError(
                "{path} cannot be read ({reason}).", path=self._folder, reason=error.strerror
            ) from error
        for year in years:
            if (first and Path(year).name < str(first.year)) or (
                last and Path(year).name > str(last.year)
            ):
                continue
            for entry in os.scandir(year):
                match = _NAME.fullmatch(entry.name)
                if match:
                    found.append((match[2], entry.name.removesuffix(".json")))
        low, high = first.isoformat() if first else "", last.isoformat() if last else "~"
        return [key for day, key in sorted(found) if low <= day <= high]

    def between(
        self, first: date | None, last: date | None, unreadable: list[DataError] | None = None
    ) -> Iterator[Register]:
        """The registers of what happened between two days, by the date it really took place.

        Args:
            first: The first day; `None`: from the beginning.
            last: The last day; `None`: to the end.
            unreadable: Takes the errors of registers that cannot be read, which are left out.
                Without it the first of them is raised.
        """
        low = first - _MOVED if first else None
        high = last + _MOVED if last else None
        for key in self.planned_between(low, high):
            try:
                register = _register(key, self._new_book(key).read())
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

    # -- before the day ----------------------------------------------------

    def sign_up(
        self,
        one: Occurrence,
        *people: int,
        squad: int = 0,
        squads: Mapping[int, int] | None = None,
    ) -> list[Entry]:
        """Expect people at an occurrence; beyond its places they wait in order of sign-up.

        Args:
            one: The occurrence.
            people: Who.
            squad: The squad they serve in; 0: the first of theirs that the event needs.
            squads: The squad each serves in, by person, where they differ.

        Raises:
            Refused: It is cancelled or closed, or there is no such person.
        """
        for number in people:
            self._people.get(number)
        if one.cancelled:
            raise Refused(
                "{title} on {date} is cancelled.", title=one.event.title, date=one.planned
            )
        with self._change(one, What("signup")) as draft:
            now = self._session.now()
            taken = sum(1 for e in draft.records.values() if e.expected and not e.waiting)
            done = []
            for number in people:
                squad = squads.get(number, squad) if squads else squad
                entry = draft.records.get(number) or Entry(number=number)
                if entry.expected is None:
                    full = bool(one.event.capacity) and taken >= one.event.capacity
                    taken += not full
                    entry = draft.put(
                        msgspec.structs.replace(
                            entry,
                            expected=now,
                            waiting=full and not entry.stints,
                            squad=squad or entry.squad or self._serves_in(number, one),
                        )
                    )
                elif squad and squad != entry.squad:
                    entry = draft.put(msgspec.structs.replace(entry, squad=squad))
                done.append(entry)
            return done

    def withdraw(self, one: Occurrence, number: int) -> list[Entry]:
        """Take a sign-up back; the first who waits gets the place.

        Returns:
            Those who moved up from the waitlist (one, or none).

        Raises:
            Refused: They are not signed up, or were checked in already.
        """
        with self._change(one, What("withdraw")) as draft:
            entry = draft.records.get(number)
            if entry is None or entry.expected is None:
                raise Refused("Not signed up.")
            if entry.stints:
                raise Refused("Already checked in; undo the check-in first.")
            draft.remove(number)
            waiting = sorted(
                (e for e in draft.records.values() if e.waiting and e.expected),
                key=lambda e: (e.expected, e.number),
            )
            if entry.waiting or not waiting:
                return []
            return [draft.put(msgspec.structs.replace(waiting[0], waiting=False))]

    # -- at the door -------------------------------------------------------

    def check_in(self, one: Occurrence, number: int, *, again: bool = False) -> Arrival:
        """Check a person in, unless they are here: then the answer says since when and where.

        Args:
            one: The occurrence.
            number: The person.
            again: They left and are back: begin a second stint.

        Raises:
            Refused: No such person; cancelled; closed; or it is not the day.
        """
        self._people.get(number)
        now = self._session.now()
        self._admit(one, now)
        actor = self._session.actor
        with self._change(one, What("checkin")) as draft:
            entry = draft.records.get(number) or Entry(number=number)
            answer = desk.answer(entry, now, actor.desk)
            comes = answer.tone is Tone.WELCOME or (answer.tone is Tone.LEFT and again)
            if comes:
                squad = entry.squad or self._serves_in(number, one)
                entry = msgspec.structs.replace(entry, squad=squad)
                entry = draft.put(desk.arrive(entry, now, actor.desk, actor.by))
            return Arrival(answer, entry)

    def check_out(self, one: Occurrence, number: int) -> Entry:
        """Check a person out.

        Raises:
            Refused: They are not here.
        """
        with self._change(one, What("checkout")) as draft:
            entry = draft.records.get(number)
            if entry is None or not entry.here:
                raise Refused("Not here now, so there is nothing to check out.")
            return draft.put(desk.leave(entry, self._session.now(), self._session.actor.by))

    def fill_in(
        self, one: Occurrence, number: int, start: datetime, end: datetime, reason: str
    ) -> Entry:
        """补录: record a stint afterwards.

        Args:
            one: The occurrence.
            number: The person.
            start: From, aware.
            end: To, aware.
            reason: Why it was not clocked; needed.

        Raises:
            Refused: No reason, longer than the occurrence, or overlapping another stint.
        """
        self._people.get(number)
        reason = validate.line(reason, N_("The reason"), validate.TITLE, needed=True)
        if validate.length(start, end) > one.minutes:
            raise Refused(
                "What is filled in cannot be longer than the event ({n} min).", n=one.minutes
            )
        if end > self._session.now():
            raise Refused("What is filled in has happened; this lies ahead.")
        with self._change(one, What("fill", reason)) as draft:
            entry = draft.records.get(number) or Entry(number=number)
            for stint in entry.stints:
                if start < (stint.end or end) and stint.start < end:
                    raise Refused("There is a record for that time already.")
            before = hours.served(entry).filled
            if before + validate.length(start, end) > one.minutes:
                raise Refused(
                    "What is filled in cannot be longer than the event ({n} min).", n=one.minutes
                )
            stint = Stint(
                start=start, end=end, origin="filled", by=self._session.actor.by, reason=reason
            )
            stints = tuple(sorted((*entry.stints, stint), key=lambda s: s.start))
            squad = entry.squad or self._serves_in(number, one)
            return draft.put(
                msgspec.structs.replace(entry, stints=stints, squad=squad, mark="", waiting=False)
            )

    def bring(self, one: Occurrence, number: int, *, adults: int, children: int) -> Entry:
        """Count who came along with a person: heads, not names.

        Raises:
            Refused: A number is not 0 to 99, or the person is not in the register.
        """
        if not (0 <= adults <= 99 and 0 <= children <= 99):
            raise Refused("A number of people who came along is 0 to 99.")
        with self._change(one, What("bring")) as draft:
            entry = draft.records.get(number)
            if entry is None:
                raise Refused("Not in this register.")
            return draft.put(msgspec.structs.replace(entry, adults=adults, children=children))

    def mark(self, one: Occurrence, number: int, mark: Mark) -> Entry:
        """Note 迟, 假 or 缺 for an expected person; empty takes the note back."""
        with self._change(one, What("mark", mark)) as draft:
            entry = draft.records.get(number)
            if entry is None:
                raise Refused("Not in this register.")
            if entry.stints and mark in ("leave", "absent"):
                raise Refused("Checked in already, so not absent.")
            return draft.put(msgspec.structs.replace(entry, mark=mark))

    # -- afterwards --------------------------------------------------------

    def close(self, one: Occurrence, *, until: datetime | None = None) -> Register:
        """收尾: end what is still open, credit the minutes, sign, freeze.

        Args:
            one: The occurrence.
            until: When those still here left; else the planned end, or now where that is earlier.
                Such an end is filled in, not clocked, and says so.

        Raises:
            Refused: It is closed already, or nobody came.
        """
        settings = self._settings()
        now = self._session.now()
        end = until or min(now, one.end)
        actor = self._session.actor
        with self._change(one, What("close")) as draft:
            if not any(e.stints for e in draft.records.values()):
                raise Refused("Nobody was checked in, so there is nothing to close.")
            head = draft.head or head_of(one)
            length = elapsed(head.start, head.end)
            for entry in list(draft.records.values()):
                closed = entry
                if entry.here:
                    closed = desk.leave(entry, end, actor.by, filled="收尾")
                if closed.stints:
                    closed = msgspec.structs.replace(
                        closed, credit=hours.credit(closed, length, settings.hours)
                    )
                elif closed.expected and not closed.waiting and not closed.mark:
                    closed = msgspec.structs.replace(closed, mark="absent")
                if closed != entry:
                    draft.put(closed)
            draft.set_head(
                msgspec.structs.replace(
                    head, closed=now, closed_by=actor.by or "?", policy=settings.hours
                )
            )
            return Register(one.key, draft.records, draft.head)

    def reopen(self, one: Occurrence, reason: str) -> Register:
        """Take a signature back, to correct; credits are worked out anew at the next close."""
        reason = validate.line(reason, N_("The reason"), validate.TITLE, needed=True)
        with self._session.change(self.book(one.key), What("reopen", reason)) as draft:
            if draft.head is None or draft.head.closed is None:
                raise Refused("It is not closed.")
            for entry in list(draft.records.values()):
                if entry.credit is not None:
                    draft.put(msgspec.structs.replace(entry, credit=None))
            draft.set_head(
                msgspec.structs.replace(draft.head, closed=None, closed_by="", policy=None)
            )
            return Register(one.key, draft.records, draft.head)

    def policy(self, register: Register) -> HoursPolicy:
        """The policy a register's minutes go by: its own once closed, else the village's."""
        if register.head is not None and register.head.policy is not None:
            return register.head.policy
        return self._settings().hours

    # -- inside ------------------------------------------------------------

    def book(self, key: str) -> Book[Entry]:
        """The book of a register; a few dozen are kept, the least used let go."""
        book = self._books.get(key)
        if book is None:
            book = self._books[key] = self._new_book(key)
            if len(self._books) > _KEPT:
                self._books.popitem(last=False)
        self._books.move_to_end(key)
        return book

    def _new_book(self, key: str) -> Book[Entry]:
        if not _NAME.fullmatch(f"{key}.json"):
            raise Refused("There is no register {key}.", key=key[:40])
        year = key.partition("@")[2][:4]
        name = f"registers/{year}/{key}"
        return Book(self._folder / year / f"{key}.json", name, Entry, self._history)

    @contextmanager
    def _change(self, one: Occurrence, what: What) -> Iterator[Draft[Entry]]:
        """Change a register that is not closed; its head follows the plan until somebody comes."""
        with self._session.change(self.book(one.key), what) as draft:
            head = draft.head
            if head is not None and head.closed is not None:
                raise Refused(
                    "The register was closed by {by} on {at}; reopen it to correct it.",
                    by=head.closed_by,
                    at=f"{head.closed:%Y-%m-%d %H:%M}",
                )
            attended = any(e.stints for e in draft.records.values())
            yield draft
            if draft.put_away and draft.new_head is None and not attended:
                planned = head_of(one)
                if head != planned:
                    draft.set_head(planned)

    def _admit(self, one: Occurrence, now: datetime) -> None:
        if one.cancelled:
            raise Refused(
                "{title} on {date} is cancelled.", title=one.event.title, date=one.planned
            )
        if not one.start - EARLY <= now <= one.end + LATE:
            raise Refused(
                "{title} takes place on {date}, not today; "
                "what was not clocked is filled in with a reason.",
                title=one.event.title,
                date=f"{one.start:%Y-%m-%d %H:%M}",
            )

    def _serves_in(self, number: int, one: Occurrence) -> int:
        """The squad a person serves in where none is named: theirs that the event needs."""
        squads = self._squads_of(number)
        needed = [squad for squad in squads if squad in one.event.needs]
        return (needed or [*squads, 0])[0]


def _register(key: str, snapshot: Snapshot[Entry]) -> Register:
    return Register(key, snapshot.records, snapshot.head, snapshot.rev)
