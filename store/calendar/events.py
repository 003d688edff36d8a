"""The calendar, changed: all dates of an event, this and following, one, or many at once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import msgspec

from yigong.store import validate
from yigong.store.calendar import fixed_dates
from yigong.store.calendar.queries import CalendarQueries
from yigong.store.dates import recurrence, series
from yigong.store.errors import Refused, Stale
from yigong.store.language import N_
from yigong.store.people import pinyin
from yigong.store.records import Change, Event, Occurrence, code, occurrence_key
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.session import Session


class Events(CalendarQueries):
    """The events of a village, to read and to change."""

    def __init__(
        self,
        book: Book[Event],
        session: Session,
        zone: Callable[[], ZoneInfo],
        registers: fixed_dates.RegisterIndex,
    ) -> None:
        """Open the calendar.

        Args:
            book: Its book.
            session: Who changes it.
            zone: The village's zone.
            registers: Who is expected and who came: what happened is not changed.
        """
        super().__init__(book, session, zone)
        self._registers = registers

    # -- planning ----------------------------------------------------------

    def add(self, event: Event) -> Event:
        """Plan an event; number, revision and a missing UID are given here."""
        ready = self._readable(validate.validated_event(event))
        with self._session.change(self._book, ChangeReason("event.add")) as draft:
            return self._added(draft, ready, _uids(draft))

    def _added(self, draft: Draft[Event], ready: Event, uids: set[str]) -> Event:
        """Put a new event away; the UIDs that are taken grow by its own."""
        chain = []
        for plan in recurrence.all_plans(ready):
            uid = plan.uid or _fresh_uid()
            if not re.fullmatch(r"[!-~]{1,200}", uid):
                raise Refused("A UID is printable ASCII, at most 200 characters.")
            if uid in uids:
                raise Refused("An event with this UID is here already: {title}.", title=plan.title)
            uids.add(uid)
            stamped = plan.stamped or self._stamp()
            chain.append(msgspec.structs.replace(plan, uid=uid, stamped=stamped))
        new = series.join_plans(chain, ready)
        return draft.put(msgspec.structs.replace(new, number=draft.next_number(), rev=0))

    def save(self, event: Event) -> Event:
        """Change an event, all dates of it at which nobody was checked in yet.

        SEQUENCE rises and DTSTAMP is renewed, so phones that know the event take the change
        (RFC 5545 3.8.7.4). Dates that happened keep the plan they had, where the change would
        make others of them: then the event has a new plan from the day after the last of them.

        Args:
            event: The event with its present plan as it shall be; `event.rev` is the revision
                the change was made from. Earlier plans take what the present one has in common
                with them, but for date and rule.

        Raises:
            Stale: Somebody changed it in the meantime.
            Refused: People are signed up for a date that would be none any more, or the event
                has happened and its time cannot be changed.
        """
        ready = validate.validated_event(msgspec.structs.replace(event, earlier=()))
        pinyin.preload_titles([ready.title])  # not while others wait for the lock
        with self._session.change(self._book, ChangeReason("event.change")) as draft:
            current = _current(draft, event)
            asked = msgspec.structs.replace(ready, earlier=current.earlier, keys=current.keys)
            if asked == current:
                return current
            if any(asked.uid == plan.uid for plan in current.earlier):
                raise Refused("An earlier plan of {code} is not changed any more.", code=event.code)
            return draft.put(self._changed(current, series.edit_all_plans(current, asked)))

    def save_from(self, event: Event, planned: date) -> Event:
        """Change "this and following": from a date on, the event has a new plan.

        The plan before ends, with a higher SEQUENCE; the new one begins with the first date its
        rule gives from then on, under a UID of its own. What was moved or called off on a later
        date that the new rule still gives stays so. If dates from then on happened already, the
        new plan begins after them; if it has no dates then, the event ends.

        Args:
            event: The event with its plan as it shall be; `event.rev` as in `save`.
            planned: The date from which on it holds.

        Returns:
            The event; `start` is the first date of the new plan.

        Raises:
            Stale: Somebody changed it in the meantime.
            Refused: As in `save`.
        """
        ready = validate.validated_event(msgspec.structs.replace(event, earlier=()))
        pinyin.preload_titles([ready.title])  # not while others wait for the lock
        with self._session.change(
            self._book, ChangeReason("event.change", planned.isoformat())
        ) as draft:
            current = _current(draft, event)
            if msgspec.structs.replace(ready, earlier=current.earlier) == current:
                return current
            new = series.with_later_changes(current, ready, planned)
            held, zone = self._kept(current), self._zone()
            gone = [day for day, _count in fixed_dates.lost_dates(current, new, held.over, zone)]
            first = planned
            if not fixed_dates.same_dates(
                current, new, [d for d in held.past if d >= planned], zone
            ):
                first = max(first, held.first_free())
            if any(day >= first for day in gone):
                first = held.first_free(gone)
            result, left = series.split_event(current, new, first, self._stamp(), _fresh_uid)
            result = result or left
            if result is None:
                raise Refused("This repeat gives no date.")
            fixed_dates.refuse_lost(current, result, held.expected, zone)
            return draft.put(self._readable(result, current))

    def import_events(self, new: Sequence[Event], changed: Sequence[Event]) -> list[Event]:
        """Import events, all or none, as one change that one undo takes back.

        Args:
            new: Events to plan, as in `add`.
            changed: Events as they shall be, with the number and revision they were changed
                from; their earlier plans, too, are taken as they are given.

        Returns:
            The new ones, then the changed ones, as they are stored.

        Raises:
            Stale: Somebody changed one of them in the meantime.
            Refused: One of them cannot be kept, or as in `save`.
        """
        ready = [validate.validated_event(event) for event in (*new, *changed)]
        pinyin.preload_titles(event.title for event in ready)
        days = self._registered()
        with self._session.change(self._book, ChangeReason("event.import")) as draft:
            uids = _uids(draft)
            done = [self._added(draft, self._readable(e), uids) for e in ready[: len(new)]]
            for event in ready[len(new) :]:
                current = _current(draft, event)
                if msgspec.structs.replace(event, keys=current.keys) == current:
                    done.append(current)
                    continue
                done.append(draft.put(self._changed(current, event, days)))
            return done

    def _changed(
        self, current: Event, new: Event, days: Mapping[int, Sequence[date]] | None = None
    ) -> Event:
        """An event changed for all dates but those that happened."""
        zone, stamp = self._zone(), self._stamp()
        held = self._kept(current, days)
        self._refuse_moved(current, new, held)
        gone = [day for day, _count in fixed_dates.lost_dates(current, new, held.over, zone)]
        result: Event | None = series.raise_sequences(current, new, stamp)
        if gone or not fixed_dates.same_dates(current, new, held.past, zone):
            first = held.first_free(gone)
            result, left = series.split_event(current, new, first, stamp, _fresh_uid)
            if result is None and left != current:
                result = left  # it ends with what happened
            if not gone and fixed_dates.same_dates(current, new, held.past, zone, name=False):
                result = result or series.raise_sequences(current, new, stamp)
        if result is None:
            fixed_dates.refuse_lost(current, new, held.over, zone)
            raise _happened(new, occurrence_key(current.number, held.past[-1]))
        fixed_dates.refuse_lost(current, result, held.expected, zone)
        return self._readable(result, current)

    def _refuse_moved(self, current: Event, new: Event, held: fixed_dates.FixedDates) -> None:
        """A single event that people came to keeps its time: else it would be there twice.

        Raises:
            Refused: Its time would change.
        """
        single = current.repeat is None and new.repeat is None and not current.earlier
        if single and not fixed_dates.same_dates(current, new, held.past, self._zone(), name=False):
            raise _happened(new, occurrence_key(current.number, held.past[-1]))

    def refuse_undo(self, old: Event) -> None:
        """See whether an event may become again what it was.

        Raises:
            Refused: Somebody was checked in at, or is signed up for, a date that would change.
        """
        current = self.all().get(old.number)
        if current is None:
            return
        held = self._kept(current)
        zone = self._zone()
        fixed_dates.refuse_rewritten(current, old, held.past, self._registers, zone)
        fixed_dates.refuse_lost(current, old, (*held.over, *held.expected), zone)

    def _kept(
        self, event: Event, days: Mapping[int, Sequence[date]] | None = None
    ) -> fixed_dates.FixedDates:
        found = (self._registered() if days is None else days).get(event.number, ())
        return fixed_dates.fixed_dates(
            event, found, self._registers, self._zone(), self._session.now()
        )

    def _registered(self) -> dict[int, list[date]]:
        """The dates that have a register, of each event."""
        found: dict[int, list[date]] = {}
        for key in self._registers.planned_between():
            number, _at, day = key.removeprefix("E").partition("@")
            found.setdefault(int(number), []).append(date.fromisoformat(day))
        return found

    def _readable(self, event: Event, current: Event | None = None) -> Event:
        """An event with the keys of its title, worked out anew where the title is another."""
        if current is not None and current.keys and current.title == event.title:
            return msgspec.structs.replace(event, keys=current.keys)
        return msgspec.structs.replace(event, keys=pinyin.title_keys(event.title))

    # -- one date ----------------------------------------------------------

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
        occurrence = self.occurrence(number, planned)
        self._refuse_attended(occurrence)
        if not 1900 <= start.year <= 2200:
            raise Refused("The year {year} is out of range (1900 to 2200).", year=start.year)
        if minutes is not None and not 1 <= minutes <= validate.MAX_MINUTES:
            raise Refused("An event lasts from 1 minute to 31 days.")
        if occurrence.event.all_day:
            start = start.replace(hour=0, minute=0)
            minutes = None if minutes is None else -(-minutes // 1440) * 1440
        before = occurrence.event.changes.get(planned.isoformat()) or Change()
        start = start.replace(second=0, microsecond=0)
        stays = start == datetime.combine(planned, occurrence.event.start.time())
        change = msgspec.structs.replace(
            before,
            start=None if stays else start,
            minutes=before.minutes if minutes is None else minutes,
            place=before.place
            if place is None
            else validate.clean_line(place, N_("The place"), validate.MAX_PLACE),
        )
        return self._change_one(number, planned, change, "event.move")

    def cancel_occurrence(self, number: int, planned: date, reason: str = "") -> Occurrence:
        """Call off one occurrence; it stays on the calendar, marked."""
        occurrence = self.occurrence(number, planned)
        if self._registers.read(occurrence.key).present:
            raise Refused(
                "People were checked in at {key}; it cannot be cancelled.", key=occurrence.key
            )
        before = occurrence.event.changes.get(planned.isoformat()) or Change()
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE)
        change = msgspec.structs.replace(before, cancelled=True, reason=reason)
        return self._change_one(number, planned, change, "event.cancel")

    def restore_occurrence(self, number: int, planned: date) -> Occurrence:
        """Take a cancellation back; where there is none, put a moved one back on its date.

        Phones are told by a higher SEQUENCE.
        """
        occurrence = self.occurrence(number, planned)
        before = occurrence.event.changes.get(planned.isoformat()) or Change()
        change = Change()
        if not before.cancelled:
            self._refuse_attended(occurrence)
        else:
            change = msgspec.structs.replace(before, cancelled=False, reason="")
        return self._change_one(number, planned, change, "event.restore")

    def cancel(self, number: int, reason: str = "") -> Event:
        """Call off a whole event."""
        event = self.get(number)
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE)
        return self.save(msgspec.structs.replace(event, cancelled=True, reason=reason))

    def restore(self, number: int) -> Event:
        """Take back the cancellation of a whole event."""
        event = self.get(number)
        return self.save(msgspec.structs.replace(event, cancelled=False, reason=""))

    def _refuse_attended(self, occurrence: Occurrence) -> None:
        if self._registers.read(occurrence.key).present:
            raise Refused(
                "People were checked in at {key}; it cannot be moved.", key=occurrence.key
            )

    def _change_one(self, number: int, planned: date, change: Change, act: str) -> Occurrence:
        day = planned.isoformat()
        with self._session.change(self._book, ChangeReason(act, day)) as draft:
            event = _there(draft, number)
            occurrence = recurrence.find_occurrence(event, planned, self._zone())
            if occurrence is None:
                raise Refused("There is no date {date}; write it as 2026-11-25.", date=planned)
            # One rising number for event and occurrence, so that no reader sees an older one.
            sequence = series.highest_sequence(event) + 1
            change = msgspec.structs.replace(change, sequence=sequence, stamped=self._stamp())
            plan = msgspec.structs.replace(
                occurrence.event, changes={**occurrence.event.changes, day: change}
            )
            event = draft.put(series.with_plan(event, plan))
        return self.occurrence(number, planned)

    def _stamp(self) -> datetime:
        return self._session.now().astimezone(UTC)


def _happened(new: Event, key: str) -> Refused:
    if new.cancelled:
        return Refused("People were checked in at {key}; it cannot be cancelled.", key=key)
    return Refused("People were checked in at {key}; it cannot be moved.", key=key)


def _fresh_uid() -> str:
    return secrets.token_hex(10)


def _uids(draft: Draft[Event]) -> set[str]:
    """Every UID that is taken, by plans that are over, too."""
    return {plan.uid for event in draft.records.values() for plan in (event, *event.earlier)}


def _there(draft: Draft[Event], number: int) -> Event:
    current = draft.records.get(number)
    if current is None:
        raise Refused("There is no event {code}.", code=code("E", number))
    return current


def _current(draft: Draft[Event], event: Event) -> Event:
    """An event as it is now, for a change that was made from a revision.

    Raises:
        Stale: There is a newer revision.
    """
    current = _there(draft, event.number)
    if current.rev != event.rev:
        raise Stale(current, event)
    return current
