"""Changes of the calendar: of all dates of an event, this and following, or many events."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import msgspec

from yigong.store import kinds, validate
from yigong.store.attendance.register import Promotion
from yigong.store.calendar import fixed_dates
from yigong.store.calendar.lookup import CalendarLookup
from yigong.store.dates import recurrence, series
from yigong.store.dates.clashes import Clash, find_clashes
from yigong.store.errors import Refused, Stale
from yigong.store.event_records import Event
from yigong.store.people import pinyin
from yigong.store.plan_context import PlanContext
from yigong.store.records import code
from yigong.store.settings_records import KindSpec
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.history import History
from yigong.store.storage.session import Session
from yigong.store.storage.transaction import Transaction
from yigong.store.validate_event import validated_event
from yigong.store.venue_records import Venue
from yigong.store.venues.changed_bookings import asked_again, refuse_broken_rules
from yigong.store.venues.double_booking import refuse_double_booking
from yigong.store.venues.holdings import VenueEvents, in_the_way, venues_of_event


class Planning(CalendarLookup):
    """The events of a village, to read, and to change as a whole or from a date on."""

    def __init__(
        self,
        book: Book[Event],
        session: Session,
        zone: Callable[[], ZoneInfo],
        registers: fixed_dates.RegisterIndex,
        context: PlanContext,
        history: History,
        begin_answered: Callable[[Transaction, Iterable[int]], None],
    ) -> None:
        """Open the calendar.

        Args:
            book: Its book.
            session: Who changes it.
            zone: The village's zone.
            registers: The registers: dates that people came to are not changed.
            context: What the numbers in plans stand for.
            history: The village's.
            begin_answered: Begins the requests of some numbers within a change.
        """
        super().__init__(book, session, zone, registers)
        self._context = context
        self._history = history
        self._begin_answered = begin_answered
        book.guards.append(self._refuse_unfit_venues)

    def _refuse_unfit_venues(self, draft: Draft[Event]) -> None:
        """Refuse a change, by whatever way, by which a venue would be held twice, or a booking
        break its rules."""
        changed = draft.pending.values()
        if not any(new is not None and venues_of_event(new) for _old, new in changed):
            return
        index, venues = VenueEvents(draft.records), self._context.venues()
        now, zone = self._session.now(), self._zone()
        refuse_double_booking(changed, index, venues, now, zone)
        refuse_broken_rules(changed, index, venues, now, zone)

    def _asked_again(self, before: Event | None, after: Event) -> Event:
        """A booking that waits where its keeper must agree to what is new in it."""
        venues = self._context.venues()
        return asked_again(before, after, venues, self._session.now(), self._zone())

    def clashes(self, event: Event) -> list[Clash]:
        """What an event as planned or changed would clash with, from now on.

        Args:
            event: The event; it need not be saved. Number 0: a new one.
        """
        blocked = in_the_way(self._context.venues())
        others = self.all().values()
        return find_clashes(event, others, self._session.now(), self._zone(), blocked)

    def add(self, event: Event) -> Event:
        """Plan an event; number, revision and a missing UID are given here.

        Raises:
            Refused: It is invalid, or of a kind that the village does not have.
        """
        ready = self.prepared(event)
        with self.adding(ready, "event") as draft:
            return self.put_new(draft, ready)

    @contextmanager
    def adding(self, ready: Event, what: str) -> Iterator[Draft[Event]]:
        """Add an event; the requests that it is in answer to are in hand from then on, in the same
        change, with one undo.

        Args:
            ready: The event, prepared.
            what: What it is in the acts of the history: ``event``, ``booking``.
        """
        if not ready.answers:
            with self._session.change(self._book, ChangeReason(f"{what}.add")) as draft:
                yield draft
            return
        with self._session.transaction(self._history, ChangeReason(f"{what}.answer")) as change:
            yield change.open(self._book)
            self._begin_named(change)

    def _begin_named(self, change: Transaction) -> None:
        """Begin the requests that events are in answer to by a change, and were not before it."""
        named = [
            number
            for before, after in change.open(self._book).pending.values()
            if after is not None
            for number in after.answers
            if before is None or number not in before.answers
        ]
        if named:
            self._begin_answered(change, named)

    def prepared(self, event: Event) -> Event:
        """A new event ready to be written, with the readings of its title."""
        return self._with_title_keys(self.validated(event))

    def put_new(self, draft: Draft[Event], ready: Event) -> Event:
        """Write a prepared event into a change of the calendar."""
        return self._put_new(draft, ready, _used_uids(draft))

    def validated(self, event: Event, before: Event | None = None) -> Event:
        """An event ready to be written (see `validated_event`), and what it refers to is there.

        Args:
            event: The event.
            before: The event as it is, which may keep its kind; `None`: it is new.
        """
        ready = validated_event(event)
        kinds.refuse_unknown_kind(ready, before, self._context.kinds())
        self._context.refuse_unknown(ready, before)
        return self._context.with_place(ready, before)

    def _put_new(self, draft: Draft[Event], ready: Event, uids: set[str]) -> Event:
        """Write a new event; its UIDs are added to `uids`."""
        plans = []
        for plan in recurrence.all_plans(ready):
            uid = plan.uid or _fresh_uid()
            if not re.fullmatch(r"[!-~]{1,200}", uid):
                raise Refused("A UID is printable ASCII, at most 200 characters.")
            if uid in uids:
                raise Refused("An event with this UID is here already: {title}.", title=plan.title)
            uids.add(uid)
            stamped = plan.stamped or self.stamp()
            plans.append(msgspec.structs.replace(plan, uid=uid, stamped=stamped))
        new = self._asked_again(None, series.join_plans(plans, ready))
        return draft.put(msgspec.structs.replace(new, number=draft.next_number(), rev=0))

    def save(
        self, event: Event, moved_up: list[Promotion] | None = None, *, sure: bool = True
    ) -> Event:
        """Change an event, all dates of it at which nobody was checked in yet.

        SEQUENCE is raised and DTSTAMP renewed, so that phones update the event (RFC 5545 3.8.7.4).
        Where the change would alter dates that people came to, the event has a new plan from the
        day after the last of them, and those dates keep the old one.

        Args:
            event: The event as its present plan shall be; `event.rev` is the revision the change
                was made from. What earlier plans have in common with the present one, except date
                and rule, is changed in them, too.
            moved_up: Collects who moves up from the waitlist, if there are more places.
            sure: Also where there would be fewer places than people have.

        Raises:
            Stale: Somebody changed it in the meantime.
            Overbooked: There would be fewer places than people have, and that is not sure.
            Refused: People are signed up for a date that the event would no longer have, or it
                took place and its time cannot be changed.
        """
        ready = self.validated(
            msgspec.structs.replace(event, earlier=()), self.all().get(event.number)
        )
        pinyin.preload_titles([ready.title])  # not while others wait for the lock
        reason = ChangeReason("event.change")
        with self._change_with_registers(reason, moved_up, sure=sure) as draft:
            current = _current(draft, event)
            new = msgspec.structs.replace(ready, earlier=current.earlier, keys=current.keys)
            if new == current:
                return current
            if any(new.uid == plan.uid for plan in current.earlier):
                raise Refused(
                    "An earlier plan of {title} is not changed any more.", title=current.title
                )
            return draft.put(self._changed(current, series.edit_all_plans(current, new)))

    def save_from(
        self,
        event: Event,
        planned: date,
        moved_up: list[Promotion] | None = None,
        *,
        sure: bool = True,
    ) -> Event:
        """Change "this and following": from a date on, the event has a new plan.

        The old plan ends, with a higher SEQUENCE; the new one begins with the first date its rule
        gives from then on, under a UID of its own. A later date that was moved or cancelled stays
        so if the new rule has it. If people came to dates from then on, the new plan begins after
        them; if it has no dates left, the event ends.

        Args:
            event: The event as its plan shall be; `event.rev` as in `save`.
            planned: The first date that is changed.
            moved_up: As in `save`.
            sure: As in `save`.

        Returns:
            The event; `start` is the first date of the new plan.

        Raises:
            Stale: Somebody changed it in the meantime.
            Refused: As in `save`.
        """
        ready = self.validated(
            msgspec.structs.replace(event, earlier=()), self.all().get(event.number)
        )
        pinyin.preload_titles([ready.title])  # not while others wait for the lock
        reason = ChangeReason("event.change", planned.isoformat())
        with self._change_with_registers(reason, moved_up, sure=sure) as draft:
            current = _current(draft, event)
            if msgspec.structs.replace(ready, earlier=current.earlier) == current:
                return current
            new = series.with_later_changes(current, ready, planned)
            fixed, zone = self._fixed_dates(current), self._zone()
            lost = [day for day, _count in fixed_dates.lost_dates(current, new, fixed.over, zone)]
            first = planned
            if not fixed_dates.same_dates(
                current, new, [d for d in fixed.past if d >= planned], zone
            ):
                first = max(first, fixed.first_free())
            if any(day >= first for day in lost):
                first = fixed.first_free(lost)
            result, ended = series.split_event(current, new, first, self.stamp(), _fresh_uid)
            result = result or ended
            if result is None:
                raise Refused("This repeat gives no date.")
            fixed_dates.refuse_lost(current, result, fixed.expected, zone)
            result = self._asked_again(current, result)
            return draft.put(self._with_title_keys(result, current))

    def import_events(self, new: Sequence[Event], changed: Sequence[Event]) -> list[Event]:
        """Import events, all or none, as one change with one undo.

        Args:
            new: Events to plan, as in `add`.
            changed: Events as they shall be, with the number and revision they were changed
                from; their earlier plans are stored as they are given.

        Returns:
            The new ones, then the changed ones, as they are stored.

        Raises:
            Stale: Somebody changed one of them in the meantime.
            Refused: One of them is invalid, or as in `save`.
        """
        here = self.all()
        ready = [self.validated(event, here.get(event.number)) for event in (*new, *changed)]
        pinyin.preload_titles(event.title for event in ready)
        days = self._register_dates()
        with self._change_with_registers(ChangeReason("event.import")) as draft:
            uids = _used_uids(draft)
            stored = [
                self._put_new(draft, self._with_title_keys(e), uids) for e in ready[: len(new)]
            ]
            for event in ready[len(new) :]:
                current = _current(draft, event)
                if msgspec.structs.replace(event, keys=current.keys) == current:
                    stored.append(current)
                    continue
                stored.append(draft.put(self._changed(current, event, days)))
            return stored

    @contextmanager
    def _change_with_registers(
        self, reason: ChangeReason, moved_up: list[Promotion] | None = None, *, sure: bool = True
    ) -> Iterator[Draft[Event]]:
        """Change events; their registers follow in the same change, with one undo.

        Args:
            reason: Why.
            moved_up: Collects who moves up from the waitlist.
            sure: As in `save`.
        """
        with self._session.transaction(self._history, reason) as change:
            yield change.open(self._book)
            self._begin_named(change)
            found = self.follow_plans(change, sure=sure)
        if moved_up is not None:
            moved_up += found

    def follow_plans(self, change: Transaction, *, sure: bool = True) -> list[Promotion]:
        """Let the registers of events follow what a transaction has changed in the events.

        Args:
            change: The transaction.
            sure: As in `save`.

        Returns:
            Who moved up from the waitlist.
        """
        changed = [
            (before, after)
            for before, after in change.open(self._book).pending.values()
            if before and after and _followed_by_registers(before) != _followed_by_registers(after)
        ]
        days = self._register_dates() if changed else {}
        found: list[Promotion] = []
        for before, after in changed:
            for day in days.get(after.number, ()):
                old, new = (
                    recurrence.find_occurrence(event, day, self._zone())
                    for event in (before, after)
                )
                if new is not None:
                    found += self._registers.follow_plan(change, old, new)
                    if not sure:
                        self._registers.refuse_overbooked(change, old, new)
        return found

    def follow_kinds(
        self, change: Transaction, before: Iterable[KindSpec], after: Iterable[KindSpec]
    ) -> None:
        """Let the registers that are not signed follow a change of the village's kinds.

        Args:
            change: The transaction.
            before: The village's own kinds as they were.
            after: As they are now.
        """
        changed = kinds.kinds_with_other_roles(before, after)
        events = self.all().values()
        found = {e.number: e for kind in changed for e in kinds.events_of_kind(kind, events)}
        days = self._register_dates() if found else {}
        for number, event in found.items():
            for day in days.get(number, ()):
                occurrence = recurrence.find_occurrence(event, day, self._zone())
                if occurrence is not None and occurrence.event.kind in changed:
                    self._registers.follow_kind(change, occurrence, after)

    def follow_venues(
        self, change: Transaction, before: Mapping[int, Venue], after: Mapping[int, Venue]
    ) -> None:
        """Let events to come whose place is the name of their venues follow another name.

        Args:
            change: The transaction.
            before: The venues as they were.
            after: As they are now.
        """
        old, new = PlanContext(venues=lambda: before), PlanContext(venues=lambda: after)
        draft, days, now = change.open(self._book), self._register_dates(), self._session.now()
        for event in list(draft.records.values()):
            if not venues_of_event(event) or not recurrence.next_starts(
                event, now.replace(tzinfo=None), 1
            ):
                continue
            renamed = self._renamed(event, old, new)
            if renamed != event:
                asked = series.edit_all_plans(event, renamed)
                draft.put(self._changed(event, asked, days))

    def _renamed(self, event: Event, old: PlanContext, new: PlanContext) -> Event:
        """An event with the new names of venues where its place was their old ones."""

        def place(shown: str | None, venues: Sequence[int]) -> str | None:
            own = old.venue_names(venues)[: validate.MAX_PLACE]
            return new.venue_names(venues)[: validate.MAX_PLACE] if own and shown == own else shown

        changes = {
            day: msgspec.structs.replace(
                change, place=place(change.place, change.venues or event.venues)
            )
            for day, change in event.changes.items()
        }
        shown = place(event.place, event.venues) or ""
        return msgspec.structs.replace(event, place=shown, changes=changes)

    def _changed(
        self, current: Event, new: Event, days: Mapping[int, Sequence[date]] | None = None
    ) -> Event:
        """An event changed for all dates but those that people came to."""
        zone, stamp = self._zone(), self.stamp()
        fixed = self._fixed_dates(current, days)
        self._refuse_moved(current, new, fixed)
        lost = [day for day, _count in fixed_dates.lost_dates(current, new, fixed.over, zone)]
        result: Event | None = series.raise_sequences(current, new, stamp)
        if lost or not fixed_dates.same_dates(current, new, fixed.past, zone):
            first = fixed.first_free(lost)
            result, ended = series.split_event(current, new, first, stamp, _fresh_uid)
            if result is None and ended != current:
                result = ended  # it has no dates after the last one that people came to
            if not lost and fixed_dates.same_dates(current, new, fixed.past, zone, name=False):
                result = result or series.raise_sequences(current, new, stamp)
        if result is None:
            fixed_dates.refuse_lost(current, new, fixed.over, zone)
            raise fixed_dates.attended_error(current.title, fixed.past[-1], cancelled=new.cancelled)
        fixed_dates.refuse_lost(current, result, fixed.expected, zone)
        return self._with_title_keys(self._asked_again(current, result), current)

    def _refuse_moved(self, current: Event, new: Event, fixed: fixed_dates.FixedDates) -> None:
        """A single event that people came to keeps its time; else it would be on two dates.

        Raises:
            Refused: Its time would change.
        """
        single = current.repeat is None and new.repeat is None and not current.earlier
        if single and not fixed_dates.same_dates(
            current, new, fixed.past, self._zone(), name=False
        ):
            raise fixed_dates.attended_error(current.title, fixed.past[-1], cancelled=new.cancelled)

    def refuse_undo(self, old: Event) -> None:
        """Refuse to undo a change of an event that people have come or signed up under since.

        Raises:
            Refused: Somebody was checked in at, or is signed up for, a date that would change.
        """
        current = self.all().get(old.number)
        if current is None:
            return
        fixed = self._fixed_dates(current)
        zone = self._zone()
        fixed_dates.refuse_rewritten(current, old, fixed.past, self._registers, zone)
        fixed_dates.refuse_lost(current, old, (*fixed.over, *fixed.expected), zone)

    def _fixed_dates(
        self, event: Event, days: Mapping[int, Sequence[date]] | None = None
    ) -> fixed_dates.FixedDates:
        found = (self._register_dates() if days is None else days).get(event.number, ())
        return fixed_dates.find_fixed_dates(
            event, found, self._registers, self._zone(), self._session.now()
        )

    def _register_dates(self) -> dict[int, list[date]]:
        """The dates that have a register, of each event."""
        found: dict[int, list[date]] = {}
        for key in self._registers.planned_between():
            number, _at, day = key.removeprefix("E").partition("@")
            found.setdefault(int(number), []).append(date.fromisoformat(day))
        return found

    def _with_title_keys(self, event: Event, current: Event | None = None) -> Event:
        """An event with the search keys of its title, which are computed if the title changed."""
        if current is not None and current.keys and current.title == event.title:
            return msgspec.structs.replace(event, keys=current.keys)
        return msgspec.structs.replace(event, keys=pinyin.title_keys(event.title))

    def stamp(self) -> datetime:
        """The time of a revision that is written now, UTC."""
        return self._session.now().astimezone(UTC)


def _followed_by_registers(event: Event) -> list[tuple[object, ...]]:
    """The fields of an event's plans that its registers follow."""
    return [
        (plan.kind, plan.role, tuple(plan.needs), plan.capacity, _posts_of(plan), _legs_of(plan))
        for plan in recurrence.all_plans(event)
    ]


def _posts_of(plan: Event) -> tuple[object, ...]:
    """The posts of a plan and of its single dates, with the lengths on which their ends depend."""
    changed = {
        day: (change.posts, change.minutes)
        for day, change in plan.changes.items()
        if change.posts is not None or change.minutes is not None
    }
    has_posts = plan.posts or any(posts for posts, _minutes in changed.values())
    return (plan.posts, plan.minutes, changed) if has_posts else ()


def _legs_of(plan: Event) -> tuple[object, ...]:
    """The legs of a plan and of its single dates."""
    return (plan.legs, {day: c.legs for day, c in plan.changes.items() if c.legs is not None})


def _fresh_uid() -> str:
    return secrets.token_hex(10)


def _used_uids(draft: Draft[Event]) -> set[str]:
    """Every UID in use, also of earlier plans."""
    return {plan.uid for event in draft.records.values() for plan in (event, *event.earlier)}


def event_in(draft: Draft[Event], number: int) -> Event:
    """The event of a number, as a change of the calendar sees it.

    Raises:
        Refused: There is none.
    """
    current = draft.records.get(number)
    if current is None:
        raise Refused("There is no event {code}.", code=code("E", number))
    return current


def _current(draft: Draft[Event], event: Event) -> Event:
    """The stored event, for a change that was made from a revision.

    Raises:
        Stale: There is a newer revision.
    """
    current = event_in(draft, event.number)
    if current.rev != event.rev:
        raise Stale(current, event)
    return current
