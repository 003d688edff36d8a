"""The requests of a village: heard, taken on, answered, asked back, reopened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

import msgspec

from yigong.store import validate
from yigong.store.dates.working_days import working_days_after
from yigong.store.errors import Refused, Stale
from yigong.store.event_records import Event
from yigong.store.language import N_
from yigong.store.people.people import People
from yigong.store.records import code
from yigong.store.request_records import Request, Satisfaction
from yigong.store.requests import request_life
from yigong.store.requests.due_dates import UNFINISHED, days_for
from yigong.store.requests.secrecy import RequestSecrecy
from yigong.store.settings_records import Settings
from yigong.store.squads.squads import Squads
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.session import Session
from yigong.store.storage.transaction import Transaction

_EARLIEST = date(2000, 1, 1)

_BY_HAND = (*("at", "source", "who", "asker", "squad", "group", "secret", "text", "topic", "due"),)
"""What a change by hand may change; the rest follows from what is done with a request."""


class Requests:
    """The requests of a village."""

    def __init__(
        self,
        book: Book[Request],
        session: Session,
        people: People,
        squads: Squads,
        settings: Callable[[], Settings],
    ) -> None:
        """Open the book.

        Args:
            book: The book.
            session: Who changes it.
            people: The roster.
            squads: The squads.
            settings: Gives the village's settings.
        """
        self._book = book
        self._session = session
        self._people = people
        self._squads = squads
        self._settings = settings
        self._looked = set[int]()
        """The secret ones that were looked at all the same in this session, on record."""

        self.secrecy = RequestSecrecy(
            self.all, people.all, squads.all, lambda: self._session.actor.by
        )
        book.guards.append(_refuse_rings)

    # -- looked up -----------------------------------------------------------

    def all(self) -> Mapping[int, Request]:
        """Every request by number, whole: what is shown of one says `shown`."""
        return self._book.read().records

    def get(self, number: int) -> Request:
        """One request, whole.

        Raises:
            Refused: There is none with this number.
        """
        return _one_of(self.all(), number)

    def may_read(self, request: Request) -> bool:
        """Whether the organiser of this session is shown all of a request."""
        return self.secrecy.may_read(request)

    def shown(self, request: Request) -> Request:
        """A request as the organiser of this session is shown it (see `RequestSecrecy.shown`)."""
        return self.secrecy.shown(request)

    def all_shown(self) -> list[Request]:
        """Every request, as the organiser of this session is shown it, by number."""
        return [self.shown(request) for _number, request in sorted(self.all().items())]

    def find(self, query: str) -> Request:
        """The request of a code, ``Q0087`` or ``q87``, else the only one whose words, as far as
        they are shown, have these.

        Returns:
            It whole.

        Raises:
            Refused: None or several.
        """
        wanted = query.strip()
        if match := re.fullmatch(r"[Qq]?0*(\d{1,7})", wanted):
            return self.get(int(match[1]))
        found = [each for each in self.all_shown() if wanted and wanted in each.text]
        if len(found) != 1:
            raise Refused(
                "No request has {query} in its text, or several have; name it by its code.",
                query=wanted[:40],
            )
        return self.get(found[0].number)

    def repeats(self, number: int) -> list[Request]:
        """The requests that are the same as one."""
        return request_life.repeats_of(self.all(), number)

    def counted_for(self, number: int) -> Request:
        """The request that is counted for one: itself, or the one that it is the same as."""
        return self.get(request_life.root_of(self.all(), number))

    def of_person(self, person: int) -> list[Request]:
        """The requests that a person made, or works on, as they are shown, the latest first."""
        found = [each for each in self.all_shown() if person in (each.who, each.holder)]
        return found[::-1]

    def of_squad(self, squad: int) -> list[Request]:
        """The unfinished requests that a squad was given, as they are shown."""
        return [
            each
            for each in self.all_shown()
            if each.holding_squad == squad and each.state in UNFINISHED
        ]

    def answered_by(self, event: Event) -> list[Request]:
        """The requests that an event is in answer to and that are not finished, whole; where one
        is the same as another, that other."""
        requests = self.all()
        known = [number for number in event.answers if number in requests]
        roots = dict.fromkeys(request_life.root_of(requests, number) for number in known)
        return [requests[root] for root in roots if requests[root].state in UNFINISHED]

    # -- changed -------------------------------------------------------------

    def add(self, request: Request) -> Request:
        """Write down a request; number, organiser and due date are given here.

        Args:
            request: What was heard. A due date of its own stays; without one it follows from the
                working days that the settings give, where these are announced.

        Raises:
            Refused: It says nothing, was heard later than now, or names what there is not.
        """
        ready = self._new(request)
        with self._session.change(self._book, ChangeReason("request.add")) as draft:
            return draft.put(msgspec.structs.replace(ready, number=draft.next_number()))

    def put_new(self, change: Transaction, request: Request) -> Request:
        """Write down a request within a change of several books, otherwise as `add` does."""
        draft = change.open(self._book)
        return draft.put(msgspec.structs.replace(self._new(request), number=draft.next_number()))

    def _new(self, request: Request) -> Request:
        """A new request, ready to be written."""
        days = days_for(request.urgency, self._settings().answer_days)
        ready = self._checked(request)
        due = ready.due or working_days_after(ready.at.date(), days)
        return msgspec.structs.replace(
            ready,
            by=self._session.actor.by,
            days=days,
            due=due,
            rev=0,
            state="taken" if ready.holder or ready.holding_squad else "open",
            since=None,
            rounds=(),
            remarks=(),
            same_as=0,
            reason="",
        )

    def save(self, request: Request) -> Request:
        """Change what was written down: who asks and for what, how urgent it is, when it is due.

        Args:
            request: As it shall be, with the revision the change was made from.

        Raises:
            Stale: Somebody changed it in the meantime.
            Refused: It is invalid, or is not shown to this organiser.
        """
        ready = self._checked(request)
        with self._session.change(self._book, ChangeReason("request.change")) as draft:
            current = self._current(draft, request.number)
            if current.rev != request.rev:
                raise Stale(current, request)
            changed = {name: getattr(ready, name) for name in _BY_HAND}
            new = msgspec.structs.replace(current, **changed, urgency=ready.urgency)
            new = request_life.due_again(current, new, self._settings().answer_days)
            return draft.put(new) if new != current else current

    def take(self, number: int, holder: int = 0, squad: int = 0) -> Request:
        """Have a person take a request on, or give it to a squad, in place of who had it.

        Args:
            number: The request.
            holder: The person; 0: nobody.
            squad: The squad; 0: none.

        Raises:
            Refused: Neither is named, there is no such person or squad, or it is finished.
        """
        holder = self._people.get_unerased(holder).number if holder else 0
        if squad and self._squads.get(squad).archived:
            raise Refused("{name} is archived.", name=self._squads.get(squad).name)
        return self._step(
            number,
            "take",
            lambda request: request_life.assigned(request, holder, squad),
            unseen=True,
        )

    def give_back(self, number: int) -> Request:
        """Have nobody work on a request any more."""
        return self._step(number, "back", request_life.given_back)

    def begin(self, number: int) -> Request:
        """Begin to work on a request."""
        return self._step(number, "begin", request_life.begun)

    def begin_in(self, change: Transaction, numbers: Iterable[int]) -> None:
        """Begin requests within a change of several books; what is in hand or finished stays, and
        where one is the same as another, that other is begun."""
        draft = change.open(self._book)
        for number in dict.fromkeys(numbers):
            if number in draft.records:
                current = draft.records[request_life.root_of(draft.records, number)]
                if current.state in ("open", "taken"):
                    draft.put(request_life.begun(current))

    def note(self, number: int, text: str) -> Request:
        """Write down a remark about a request."""
        now, by = self._session.now(), self._session.actor.by
        return self._step(
            number, "note", lambda request: request_life.remarked(request, now, by, text)
        )

    def finish(self, number: int, outcome: str, links: Iterable[str] = ()) -> Request:
        """Say that a request is done, and by what.

        Args:
            number: The request.
            outcome: What was done, in a sentence to who asked.
            links: The occurrences by which it was done, by their keys.

        Raises:
            Refused: Nothing was done, or the request is finished.
        """
        now, by, keys = self._session.now(), self._session.actor.by, tuple(links)
        return self._step(
            number,
            "done",
            lambda request: request_life.with_outcome(request, now, by, outcome, keys),
        )

    def ask_back(self, number: int, satisfaction: Satisfaction, said: str = "") -> Request:
        """Write down what who asked says of the outcome; ``bad`` opens a new round.

        Raises:
            Refused: The request is not done.
        """
        now = self._session.now()
        return self._step(
            number,
            "verdict",
            lambda request: request_life.asked_back(request, now, satisfaction, said),
        )

    def decline(self, number: int, reason: str) -> Request:
        """Decline a request, with the reason."""
        return self._step(number, "decline", lambda request: request_life.declined(request, reason))

    def mark_same(self, number: int, other: int) -> Request:
        """Say that a request asks for what another one asks for; it is counted once.

        Raises:
            Refused: It would be the same as itself, or it is finished.
        """
        with self._session.change(self._book, ChangeReason("request.same")) as draft:
            current = self._current(draft, number)
            return draft.put(request_life.same_as(current, other, draft.records))

    def reopen(self, number: int) -> Request:
        """Work on a finished request again."""
        today = self._session.now().date()
        return self._step(number, "reopen", lambda request: request_life.reopened(request, today))

    def _step(
        self,
        number: int,
        act: str,
        step: Callable[[Request], Request],
        *,
        unseen: bool = False,
    ) -> Request:
        """Make one step in the life of a request.

        Args:
            number: The request.
            act: The act in the history, behind ``request.``.
            step: Gives what it becomes; it may refuse.
            unseen: Whether also somebody makes it who is not shown the request.
        """
        with self._session.change(self._book, ChangeReason(f"request.{act}")) as draft:
            current = _one_of(draft.records, number) if unseen else self._current(draft, number)
            new = step(current)
            return draft.put(new) if new != current else current

    def looked_at(self, number: int) -> None:
        """Let this session go on with a secret request that it looked at, on record (see
        `Village.look_at_request`)."""
        self._looked.add(number)

    def _current(self, draft: Draft[Request], number: int) -> Request:
        """A request that this session may change.

        Raises:
            Refused: There is none, or it is not shown to this organiser.
        """
        current = _one_of(draft.records, number)
        if not self.may_read(current) and number not in self._looked:
            raise Refused(
                "{code} is shown only to who wrote it down and to who works on it.",
                code=current.code,
            )
        return current

    def _checked(self, request: Request) -> Request:
        """A request ready to be written; refused if it is invalid."""
        now = self._session.now()
        if request.at > now:
            raise Refused("It was heard on {date}? That is still to come.", date=request.at.date())
        if request.at.date() < _EARLIEST:
            raise Refused("{date} is too long ago.", date=request.at.date())
        if request.due is not None and request.due < request.at.date():
            raise Refused("It cannot be due before it was heard: {date}.", date=request.due)
        if request.due is not None and request.due.year > now.year + _YEARS:
            raise Refused("{date} is too far ahead.", date=request.due)
        text = validate.clean_paragraph(request.text, N_("What they ask for"))
        if not text:
            raise Refused("Write down what they ask for.")
        for squad in (request.squad, request.holding_squad):
            if squad:
                self._squads.get(squad)
        who, holder = (
            self._people.get_unerased(number).number if number else 0
            for number in (request.who, request.holder)
        )
        group = request.group
        if who and not group:
            group = self._people.get(who).group
        return msgspec.structs.replace(
            request,
            who=who,
            holder=holder,
            text=text,
            asker=validate.clean_line(request.asker, N_("Who asks"), validate.MAX_TITLE),
            group=validate.clean_line(group, N_("The group"), validate.MAX_NAME),
            topic=validate.clean_line(request.topic, N_("The topic"), validate.MAX_NAME),
        )


_YEARS = 5
"""How far ahead a due date may be."""


def _one_of(requests: Mapping[int, Request], number: int) -> Request:
    request = requests.get(number)
    if request is None:
        raise Refused("There is no request {code}.", code=code("Q", number))
    return request


def _refuse_rings(draft: Draft[Request]) -> None:
    """Refuse a change, by whatever way, by which a request would be the same as itself."""
    for number, (_old, new) in draft.pending.items():
        if new is not None and new.same_as and request_life.is_in_same_ring(draft.records, number):
            raise Refused("{code} cannot be the same as itself.", code=new.code)
