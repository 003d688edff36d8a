"""Bookings of venues: asked for, approved, declined. A booking is an event that holds a venue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.store import validate
from yigong.store.calendar.events import Events
from yigong.store.calendar.venue_calendar import VenueCalendar
from yigong.store.dates import recurrence, series
from yigong.store.errors import Refused
from yigong.store.event_records import Booking, Change, Event, Occurrence
from yigong.store.kinds import BOOKING
from yigong.store.language import N_, _
from yigong.store.records import code
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.session import Session
from yigong.store.venue_records import Venue
from yigong.store.venues.booking_rules import (
    Obstacle,
    closed_dates,
    refuse_obstacles,
    refuse_over_limits,
)
from yigong.store.venues.double_booking import DAYS_AHEAD, find_taken
from yigong.store.venues.holdings import VenueEvents, holds_venues
from yigong.store.venues.venue_rules import needs_agreement
from yigong.store.venues.venues import Venues

_MOST_NAMED = 3
"""The most dates that a sentence names."""


class BookingPlan(NamedTuple):
    """A booking as it would be written, and what is in its way."""

    event: Event
    dates: list[Occurrence]
    obstacles: list[Obstacle]


class Bookings:
    """The bookings of a village's venues, to make and to answer."""

    def __init__(
        self,
        book: Book[Event],
        events: Events,
        venues: Venues,
        calendar: VenueCalendar,
        session: Session,
        zone: Callable[[], ZoneInfo],
    ) -> None:
        """Open the bookings.

        Args:
            book: The calendar's book: a booking is an event.
            events: The calendar.
            venues: The venues.
            calendar: What takes place in them.
            session: Who books, and the time.
            zone: The village's zone.
        """
        self._book = book
        self._events = events
        self._venues = venues
        self._calendar = calendar
        self._session = session
        self._zone = zone

    # -- to book ---------------------------------------------------------------

    def plan(self, booking: Event) -> BookingPlan:
        """What a booking would be, and which of its dates cannot be had; nothing is written.

        Args:
            booking: The booking. With an override it may be outside of hours and limits, and hold
                its venue together with others.

        Raises:
            Refused: It is invalid, in the past, or beyond a limit of its venue.
        """
        event = self._prepared(booking)
        return self._planned(event, self._book.read().records)

    def book(self, booking: Event, *, skip_taken: bool = False) -> Event:
        """Book a venue; where its keeper must agree, the booking waits for that.

        Args:
            booking: As for `plan`.
            skip_taken: Leave the dates out that cannot be had, as if the rule did not give them.

        Raises:
            VenueHeld: Its only date is held; the sentence names by whom.
            DatesTaken: Some of its dates cannot be had, and `skip_taken` is false.
            Refused: As in `plan`, or none of its dates can be had.
        """
        event = self._prepared(booking)
        with self._events.adding(event, "booking") as draft:
            planned = self._planned(event, draft.records)
            obstacles, count = planned.obstacles, len(planned.dates)
            if obstacles and (not skip_taken or len(obstacles) == count):
                now, zone = self._session.now(), self._zone()
                refuse_obstacles(obstacles, count, self._venues.all(), now, zone)
            left_out = {
                obstacle.occurrence.planned.isoformat(): Change(left_out=True)
                for obstacle in planned.obstacles
            }
            ready = structs.replace(planned.event, changes={**event.changes, **left_out})
            return self._events.put_new(draft, ready)

    def _prepared(self, booking: Event) -> Event:
        validate.clean_line(
            booking.title, N_("What it is for"), validate.MAX_TITLE, needed=True
        )  # before the calendar calls it a title
        return self._events.prepared(structs.replace(booking, kind=BOOKING, number=0))

    def _planned(self, event: Event, events: Mapping[int, Event]) -> BookingPlan:
        venues, now, zone = self._venues.all(), self._session.now(), self._zone()
        today = now.date()
        last = max(today, event.start.date()) + timedelta(days=DAYS_AHEAD)
        first = min(today, event.start.date()) - timedelta(days=1)
        dates = recurrence.occurrences([event], first, last, zone)
        if not dates or dates[0].start < now:
            raise Refused("A booking is for a time to come.")
        index, obstacles = VenueEvents(events), []
        if not event.override:
            obstacles = self._obstacles(event, dates, index, venues)
            left = {o.occurrence.planned for o in obstacles}
            wanted = [each for each in dates if each.planned not in left] or dates
            refuse_over_limits(wanted, venues, index, now, zone)
        waits = any(needs_agreement(venues, number) for number in event.venues)
        event = structs.replace(event, booking="tentative" if waits else "")
        return BookingPlan(event, dates, obstacles)

    def _obstacles(
        self,
        event: Event,
        dates: Sequence[Occurrence],
        index: VenueEvents,
        venues: Mapping[int, Venue],
    ) -> list[Obstacle]:
        """The dates that cannot be had: the venue is not open, or held."""
        zone, today = self._zone(), self._session.now().date()
        found = {o.occurrence.planned: o for o in closed_dates(dates, venues, zone)}
        holding = structs.replace(event, booking="")  # also of a request: it could not be approved
        for taken in find_taken(None, holding, index, venues, today, zone):
            found.setdefault(taken.occurrence.planned, Obstacle(taken.occurrence, taken))
        return sorted(found.values(), key=lambda each: each.occurrence.start)

    def passed_over(self, booking: Event) -> list[Occurrence]:
        """The dates that wait for the time of a booking for which no keeper is asked.

        They stay as they are; their keeper cannot approve them while it is there.

        Args:
            booking: The booking; it need not be saved.
        """
        waiting = {
            number: event
            for number, event in self._calendar.index.events.items()
            if event.booking == "tentative"
            or any(change.booking == "tentative" for change in event.changes.values())
        }
        return self._falls(booking, None, VenueEvents(waiting)) if waiting else []

    # -- to answer ---------------------------------------------------------------

    def falls(self, number: int, planned: date | None = None) -> list[Occurrence]:
        """What else asks for the same time, and is declined when a booking is approved.

        Args:
            number: The booking.
            planned: One date of it; `None`: all of them.

        Raises:
            Refused: As in `approve`, which would be refused as well.
        """
        draft = self._book.begin()
        event = self._open_booking(draft.records, number, planned, "")
        approved = draft.put(self._answered(event, planned, "", ""))
        self._book.check(draft)
        return self._falls(approved, planned, self._calendar.index)

    def approve(self, number: int, planned: date | None = None) -> list[Occurrence]:
        """Approve a booking, also one that was declined; what else asks is declined.

        All of it is one change, with one undo.

        Args:
            number: The booking.
            planned: Only this date of it; `None`: all of them.

        Returns:
            What was declined with it, as it is then.

        Raises:
            VenueHeld: Others hold the venue by now.
            Refused: It is no booking, it is approved already, or cancelled.
        """
        note = planned.isoformat() if planned else ""
        with self._session.change(self._book, ChangeReason("booking.approve", note)) as draft:
            event = self._open_booking(draft.records, number, planned, "")
            approved = draft.put(self._answered(event, planned, "", ""))
            falls = self._falls(approved, planned, VenueEvents(draft.records))
            return [self._give_way(draft, each, approved) for each in falls]

    def _give_way(self, draft: Draft[Event], asked: Occurrence, approved: Event) -> Occurrence:
        """Decline a date that asked for the time of another; as it is then."""
        other = draft.records[asked.event.number]
        day = asked.planned if other.repeat or other.earlier else None
        declined = draft.put(self._answered(other, day, "declined", _why_declined(approved)))
        return recurrence.find_occurrence(declined, asked.planned, self._zone()) or asked

    def decline(self, number: int, answer: str, planned: date | None = None) -> Event:
        """Decline a booking; it stays listed, and can be approved later.

        Args:
            number: The booking.
            answer: Why, for who asked.
            planned: Only this date of it; `None`: all of them.

        Raises:
            Refused: It is no booking, it is declined already, or no answer is given.
        """
        answer = validate.clean_line(answer, N_("The answer"), validate.MAX_TITLE, needed=True)
        note = planned.isoformat() if planned else ""
        with self._session.change(self._book, ChangeReason("booking.decline", note)) as draft:
            event = self._open_booking(draft.records, number, planned, "declined")
            return draft.put(self._answered(event, planned, "declined", answer))

    def booking(self, number: int) -> Event:
        """A booking by its number.

        Raises:
            Refused: There is no such event, or it is none.
        """
        return _as_booking(self._events.get(number))

    def _open_booking(
        self, events: Mapping[int, Event], number: int, planned: date | None, answer: Booking
    ) -> Event:
        event = events.get(number)
        if event is None:
            raise Refused("There is no event {code}.", code=code("E", number))
        given = _as_booking(event).booking
        if planned is not None:
            found = recurrence.find_occurrence(event, planned, self._zone())
            if found is None:
                raise Refused("There is no date {date}; write it as 2026-11-25.", date=planned)
            given = found.booking
        if event.cancelled:
            raise Refused("{title} is cancelled.", title=event.title)
        if given == answer and not (planned is None and self.dates(event, "tentative")):
            self._refuse_answered(event, planned, answer)
        return event

    def _refuse_answered(self, event: Event, planned: date | None, answer: Booking) -> None:
        """Refuse to answer a booking alike again; where dates of it were declined, name them.

        Raises:
            Refused: Always.
        """
        if answer:
            raise Refused("{title} was declined already.", title=event.title)
        declined = self.dates(event, "declined") if planned is None else []
        if not declined:
            raise Refused("{title} was approved already.", title=event.title)
        raise Refused(
            "{title} was approved already, but not {keys}: approve such a date by its code.",
            title=event.title,
            keys=", ".join(each.key for each in declined[:_MOST_NAMED]),
        )

    def dates(self, event: Event, booking: Booking) -> list[Occurrence]:
        """The dates to come of a booking to which something was said.

        Args:
            event: The booking.
            booking: What: tentative those that wait, empty those that are approved.
        """
        now, zone = self._session.now(), self._zone()
        last = max(now.date(), event.start.date()) + timedelta(days=DAYS_AHEAD)
        found = recurrence.occurrences([event], now.date() - timedelta(days=1), last, zone)
        return [o for o in found if o.booking == booking and o.end > now and not o.cancelled]

    def _answered(self, event: Event, planned: date | None, booking: Booking, answer: str) -> Event:
        """A booking with an answer, for one date, or for all that have none of their own."""
        stamp = self._events.stamp()
        if planned is None:
            plans = [
                structs.replace(
                    plan, booking=booking, answer=answer, changes=_without_waiting(plan.changes)
                )
                for plan in recurrence.all_plans(event)
            ]
            return series.raise_sequences(event, series.join_plans(plans, event), stamp)
        plan = next(
            plan
            for plan in recurrence.all_plans(event)
            if recurrence.plan_occurrence_on(plan, planned, self._zone())
        )
        before = plan.changes.get(planned.isoformat()) or Change()
        change = structs.replace(before, booking=booking, reason=answer)
        return self._events.with_change(event, plan, planned, change)

    def _falls(self, event: Event, planned: date | None, index: VenueEvents) -> list[Occurrence]:
        """The dates of other bookings that ask for the time of one that is approved."""
        zone, now = self._zone(), self._session.now()
        last = now.date() + timedelta(days=DAYS_AHEAD)
        first = min(now.date(), event.start.date()) - timedelta(days=1)
        found: dict[str, Occurrence] = {}
        for occurrence in recurrence.occurrences([event], first, last, zone):
            meant = planned in (None, occurrence.planned) and occurrence.end > now
            if meant and holds_venues(occurrence):
                for holding in self._calendar.against(occurrence, index, "tentative"):
                    if holding.occurrence.event.number != event.number:
                        found[holding.occurrence.key] = holding.occurrence
        return list(found.values())


def _as_booking(event: Event) -> Event:
    if event.kind != BOOKING:
        raise Refused("{code} {title} is no booking.", code=event.code, title=event.title)
    return event


def _without_waiting(changes: Mapping[str, Change]) -> dict[str, Change]:
    """Changes of dates, those that wait by themselves as the series."""
    answered = {
        day: structs.replace(change, booking=None) if change.booking == "tentative" else change
        for day, change in changes.items()
    }
    return {day: change for day, change in answered.items() if change != Change()}


def _why_declined(event: Event) -> str:
    """The answer to who asked for a time that another got."""
    text = _("given to {title} {code}").format(title=event.title, code=event.code)
    return text[: validate.MAX_TITLE]
