"""The calendar: what is planned, when it repeats, what is different on one day."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from store import recurrence, validate
from store.book import Book, Draft, What
from store.errors import Refused, Stale
from store.language import N_
from store.records import Change, Event, Occurrence, code
from store.session import Session


class Events:
    """The events of a village."""

    def __init__(
        self,
        book: Book[Event],
        session: Session,
        zone: Callable[[], ZoneInfo],
        attended: Callable[[str], bool],
    ) -> None:
        """Open the calendar.

        Args:
            book: Its book.
            session: Who changes it.
            zone: The village's zone.
            attended: Whether anybody was checked in at the occurrence with some key.
        """
        self._book = book
        self._session = session
        self._zone = zone
        self._attended = attended

    def all(self) -> Mapping[int, Event]:
        """Every event by number, cancelled ones too."""
        return self._book.read().records

    def get(self, number: int) -> Event:
        """One event.

        Raises:
            Refused: There is no such event.
        """
        event = self.all().get(number)
        if event is None:
            raise Refused("There is no event {code}.", code=code("E", number))
        return event

    def between(self, first: date, last: date) -> list[Occurrence]:
        """What happens from a first to a last day, inclusive, by start."""
        return recurrence.occurrences(self.all().values(), first, last, self._zone())

    def occurrence(self, number: int, planned: date) -> Occurrence:
        """The occurrence planned for a date.

        Raises:
            Refused: The event has none on that date; the sentence gives the next.
        """
        event = self.get(number)
        one = recurrence.find_occurrence(event, planned, self._zone())
        if one is None:
            near = min(max(planned, recurrence.EARLIEST), recurrence.LATEST)
            nearest = self.nearest(event, datetime.combine(near, datetime.min.time()))
            raise Refused(
                "{code} {title} is not planned for {date}; the nearest is {nearest}.",
                code=event.code,
                title=event.title,
                date=planned,
                nearest=nearest.planned if nearest else "-",
            )
        return one

    def nearest(self, event: Event, moment: datetime) -> Occurrence | None:
        """The occurrence a person means who names only the event.

        Args:
            event: The event.
            moment: Now, naive, in the village's zone.

        Returns:
            Today's, else the next, else the last one; `None` where the rule gives none.
        """
        today = moment.date()
        zone = self._zone()
        near = recurrence.occurrences([event], today - timedelta(days=1), today, zone)
        for one in near:
            if one.start.date() <= today <= one.end.date():
                return one
        ahead = recurrence.occurrences([event], today, today + timedelta(days=400), zone)
        if ahead:
            return next((one for one in ahead if not one.cancelled), ahead[0])
        midnight = datetime.combine(today, datetime.min.time())
        later = recurrence.next_starts(event, midnight, 1)
        if later:
            return recurrence.find_occurrence(event, later[0].date(), zone)
        back = recurrence.occurrences([event], event.start.date(), today, zone)
        # A single event may lie further ahead than a repeat is looked for.
        return back[-1] if back else recurrence.find_occurrence(event, event.start.date(), zone)

    def one(self, query: str) -> Occurrence:
        """The occurrence that ``E0042@2026-11-25`` or ``E0042`` or a whole title means.

        Raises:
            Refused: There is none; or several events have the title.
        """
        wanted, at, day = query.strip().partition("@")
        found = re.fullmatch(r"[Ee]?0*(\d{1,7})", wanted)
        if found:
            event = self.get(int(found[1]))
        else:
            named = [e for e in self.all().values() if e.title == wanted]
            if len(named) != 1:
                raise Refused("There is no one event {query}.", query=query.strip()[:80])
            event = named[0]
        if at:
            try:
                return self.occurrence(event.number, date.fromisoformat(day))
            except ValueError:
                raise Refused(
                    "There is no date {date}; write it as 2026-11-25.", date=day[:20]
                ) from None
        one = self.nearest(event, self._session.now().replace(tzinfo=None))
        if one is None:
            raise Refused("{code} {title} has no dates.", code=event.code, title=event.title)
        return one

    def add(self, event: Event) -> Event:
        """Plan an event; number, revision and a missing UID are given here."""
        ready = validate.event(event)
        with self._session.change(self._book, What("event.add")) as draft:
            uid = ready.uid or secrets.token_hex(10)
            if not re.fullmatch(r"[!-~]{1,200}", uid):
                raise Refused("A UID is printable ASCII, at most 200 characters.")
            if any(other.uid == uid for other in draft.records.values()):
                raise Refused("An event with this UID is here already: {title}.", title=ready.title)
            return draft.put(
                msgspec.structs.replace(
                    ready,
                    number=draft.next_number(),
                    rev=0,
                    uid=uid,
                    stamped=ready.stamped or self._stamp(),
                )
            )

    def save(self, event: Event) -> Event:
        """Change an event; `event.rev` is the revision the change was made from.

        SEQUENCE rises and DTSTAMP is renewed, so phones that know the event take the change
        (RFC 5545 3.8.7.4).

        Raises:
            Stale: Somebody changed it in the meantime.
        """
        ready = validate.event(event)
        with self._session.change(self._book, What("event.change")) as draft:
            current = _current(draft, event.number)
            if current.rev != event.rev:
                raise Stale(current, event)
            if ready == current:
                return current
            return draft.put(self._revised(ready))

    def move(
        self,
        number: int,
        planned: date,
        start: datetime,
        *,
        minutes: int | None = None,
        place: str | None = None,
    ) -> Occurrence:
        """Move one occurrence, and only it.

        Args:
            number: The event.
            planned: The date it was planned for.
            start: Its new start, naive, in the event's zone.
            minutes: Its new length, where it changes.
            place: Its new place, where it changes.

        Raises:
            Refused: Somebody was checked in there already: what happened is not moved.
        """
        one = self.occurrence(number, planned)
        if self._attended(one.key):
            raise Refused("People were checked in at {key}; it cannot be moved.", key=one.key)
        if not 1900 <= start.year <= 2200:
            raise Refused("The year {year} is out of range (1900 to 2200).", year=start.year)
        if minutes is not None and not 1 <= minutes <= validate.MAX_MINUTES:
            raise Refused("An event lasts from 1 minute to 31 days.")
        if one.event.all_day:
            start = start.replace(hour=0, minute=0)
            minutes = None if minutes is None else -(-minutes // 1440) * 1440
        before = one.event.changes.get(planned.isoformat()) or Change()
        change = msgspec.structs.replace(
            before,
            start=start.replace(second=0, microsecond=0),
            minutes=before.minutes if minutes is None else minutes,
            place=before.place
            if place is None
            else validate.line(place, N_("The place"), validate.PLACE),
        )
        return self._change_one(number, planned, change, "event.move")

    def cancel_one(self, number: int, planned: date, reason: str = "") -> Occurrence:
        """Call off one occurrence; it stays on the calendar, marked."""
        one = self.occurrence(number, planned)
        if self._attended(one.key):
            raise Refused("People were checked in at {key}; it cannot be cancelled.", key=one.key)
        before = one.event.changes.get(planned.isoformat()) or Change()
        reason = validate.line(reason, N_("The reason"), validate.TITLE)
        change = msgspec.structs.replace(before, cancelled=True, reason=reason)
        return self._change_one(number, planned, change, "event.cancel")

    def restore_one(self, number: int, planned: date) -> Occurrence:
        """Take a cancellation back; where there is none, put a moved one back on its date.

        Phones are told by a higher SEQUENCE.
        """
        one = self.occurrence(number, planned)
        before = one.event.changes.get(planned.isoformat()) or Change()
        change = Change()
        if before.cancelled:
            change = msgspec.structs.replace(before, cancelled=False, reason="")
        return self._change_one(number, planned, change, "event.restore")

    def cancel(self, number: int, reason: str = "") -> Event:
        """Call off a whole event."""
        event = self.get(number)
        reason = validate.line(reason, N_("The reason"), validate.TITLE)
        return self.save(msgspec.structs.replace(event, cancelled=True, reason=reason))

    def restore(self, number: int) -> Event:
        """Take back the cancellation of a whole event."""
        event = self.get(number)
        return self.save(msgspec.structs.replace(event, cancelled=False, reason=""))

    def _change_one(self, number: int, planned: date, change: Change, act: str) -> Occurrence:
        with self._session.change(self._book, What(act, planned.isoformat())) as draft:
            event = _current(draft, number)
            # One rising number for event and occurrence, so that no reader sees an older one.
            sequence = newest(event) + 1
            change = msgspec.structs.replace(change, sequence=sequence, stamped=self._stamp())
            event = draft.put(
                msgspec.structs.replace(
                    event, changes={**event.changes, planned.isoformat(): change}
                )
            )
        one = recurrence.find_occurrence(event, planned, self._zone())
        if one is None:
            raise Refused("There is no date {date}; write it as 2026-11-25.", date=planned)
        return one

    def _revised(self, event: Event) -> Event:
        return msgspec.structs.replace(event, sequence=newest(event) + 1, stamped=self._stamp())

    def _stamp(self) -> datetime:
        return self._session.now().astimezone(UTC)


def newest(event: Event) -> int:
    """The highest SEQUENCE that an event or one of its occurrences ever went out with."""
    return max(event.sequence, *(change.sequence for change in event.changes.values()), 0)


def taken_back(old: Event, current: Event, now: datetime) -> Event:
    """An event as it was before a change, but newer: phones that took the change take this too.

    Args:
        old: The event before the change.
        current: The event as it is now.
        now: The time, aware.
    """
    sequence, stamped = newest(current) + 1, now.astimezone(UTC)
    changes = dict(old.changes)
    for day in current.changes:
        change = old.changes.get(day, Change())
        changes[day] = msgspec.structs.replace(change, sequence=sequence, stamped=stamped)
    return msgspec.structs.replace(old, sequence=sequence, stamped=stamped, changes=changes)


def _current(draft: Draft[Event], number: int) -> Event:
    current = draft.records.get(number)
    if current is None:
        raise Refused("There is no event {code}.", code=code("E", number))
    return current
