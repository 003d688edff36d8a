"""Changes of the calendar: of one date of an event, and cancelling all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from yigong.store import validate
from yigong.store.attendance.register import Promotion
from yigong.store.calendar import fixed_dates
from yigong.store.calendar.planning import Planning, event_in
from yigong.store.dates import recurrence, series
from yigong.store.dates.date_words import date_text
from yigong.store.errors import Refused
from yigong.store.event_records import Change, Event, Leg, Occurrence, Post
from yigong.store.language import N_
from yigong.store.storage.book import ChangeReason
from yigong.store.validate_event import checked_legs, checked_posts


class Events(Planning):
    """The events of a village, to read and to change."""

    def move(
        self,
        number: int,
        planned: date,
        start: datetime,
        *,
        minutes: int | None = None,
        place: str | None = None,
        venues: tuple[int, ...] | None = None,
        override: str | None = None,
    ) -> Occurrence:
        """Move one occurrence, and only it.

        Args:
            number: The event.
            planned: The date it was planned for.
            start: Its new start, naive, in the event's zone.
            minutes: Its new length, where it changes.
            place: Its new place, where it changes.
            venues: The venues that it holds then, where they change.
            override: Why it holds them together with others, if it does.

        Raises:
            Refused: Somebody was checked in there already.
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
        on_date = start == datetime.combine(planned, occurrence.event.start.time())
        change = msgspec.structs.replace(
            before,
            start=None if on_date else start,
            minutes=before.minutes if minutes is None else minutes,
            place=before.place
            if place is None
            else validate.clean_line(place, N_("The place"), validate.MAX_PLACE),
            venues=before.venues if venues is None else venues,
            override=before.override
            if override is None
            else validate.clean_line(override, N_("The reason"), validate.MAX_TITLE),
        )
        return self._change_occurrence(number, planned, change, "event.move")

    def plan_posts(
        self,
        number: int,
        planned: date,
        posts: Iterable[Post],
        moved_up: list[Promotion] | None = None,
        *,
        sure: bool = True,
    ) -> Occurrence:
        """Plan the posts of one occurrence, and only of it.

        Args:
            number: The event.
            planned: The date it was planned for.
            posts: Its posts; a new one has the number 0.
            moved_up: As in `save`.
            sure: As in `save`.

        Raises:
            Refused: One is invalid, or people are signed up for a post that would be gone.
        """
        occurrence = self.occurrence(number, planned)
        before = occurrence.event.changes.get(planned.isoformat()) or Change()
        checked = checked_posts(posts, occurrence.minutes)
        planned_posts = None if checked == occurrence.event.posts else checked
        change = msgspec.structs.replace(before, posts=planned_posts)
        return self._change_occurrence(number, planned, change, "event.change", moved_up, sure=sure)

    def plan_legs(
        self,
        number: int,
        planned: date,
        legs: Iterable[Leg],
        moved_up: list[Promotion] | None = None,
        *,
        sure: bool = True,
    ) -> Occurrence:
        """Plan the legs of one occurrence, and only of it.

        Args:
            number: The event.
            planned: The date it was planned for.
            legs: Its legs.
            moved_up: As in `save`.
            sure: As in `save`.

        Raises:
            Refused: One is invalid, its vehicle is held, or people ride a leg that would be gone.
        """
        occurrence = self.occurrence(number, planned)
        before = occurrence.event.changes.get(planned.isoformat()) or Change()
        checked = checked_legs(legs, occurrence.minutes)
        as_planned = msgspec.structs.replace(occurrence.event, legs=checked)
        self._context.refuse_unknown(as_planned, occurrence.event)
        own = None if checked == occurrence.event.legs else checked
        change = msgspec.structs.replace(before, legs=own)
        return self._change_occurrence(number, planned, change, "event.change", moved_up, sure=sure)

    def cancel_occurrence(self, number: int, planned: date, reason: str = "") -> Occurrence:
        """Cancel one occurrence; it stays on the calendar as cancelled.

        Raises:
            Refused: It is cancelled already, or people came to it.
        """
        occurrence = self.occurrence(number, planned)
        before = occurrence.event.changes.get(planned.isoformat()) or Change()
        if before.cancelled:
            raise _cancelled_error(occurrence.event.title, date_text(planned))
        if self._registers.read(occurrence.key).attended:
            raise fixed_dates.attended_error(occurrence.event.title, planned, cancelled=True)
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE)
        change = msgspec.structs.replace(before, cancelled=True, reason=reason)
        return self._change_occurrence(number, planned, change, "event.cancel")

    def restore_occurrence(self, number: int, planned: date) -> Occurrence:
        """Take the cancellation of an occurrence back; if it was moved, put it back on its date.

        SEQUENCE is raised, so that phones update it.

        Raises:
            Refused: It is as planned; or the whole event is cancelled, or people came to it.
        """
        occurrence = self.occurrence(number, planned)
        before = occurrence.event.changes.get(planned.isoformat()) or Change()
        if msgspec.structs.replace(before, sequence=0, stamped=None) == Change():
            if occurrence.cancelled:
                raise Refused(
                    "All of {title} is cancelled; restore {code}.",
                    title=occurrence.event.title,
                    code=occurrence.event.code,
                )
            raise Refused(
                "{title} on {date} is as it was planned.",
                title=occurrence.event.title,
                date=date_text(planned),
            )
        change = Change()
        if not before.cancelled:
            self._refuse_attended(occurrence)
        else:
            change = msgspec.structs.replace(before, cancelled=False, reason="")
        return self._change_occurrence(number, planned, change, "event.restore")

    def leave_out(self, number: int, *dates: date) -> Event:
        """Leave dates out of an event, as if its rule did not give them: nobody is told.

        Raises:
            Refused: One is no date of it; somebody is signed up or came, so that it has to be
                cancelled; or no date is left.
        """
        note = " ".join(day.isoformat() for day in sorted(dates))
        with self._session.change(self._book, ChangeReason("event.leave_out", note)) as draft:
            event = event_in(draft, number)
            for day in dates:
                occurrence = self._date_in(event, day)
                if self._registers.read(occurrence.key).entries:
                    raise Refused(
                        "People are signed up for {title} on {date}; cancel it instead.",
                        title=event.title,
                        date=date_text(day),
                    )
                before = occurrence.event.changes.get(day.isoformat()) or Change()
                event = self.with_change(
                    event, occurrence.event, day, msgspec.structs.replace(before, left_out=True)
                )
            if not recurrence.next_starts(event, recurrence.all_plans(event)[0].start, 1):
                raise Refused("No date would be left; cancel it instead.")
            return draft.put(event)

    def put_back(self, number: int, planned: date) -> Occurrence:
        """Put a date that was left out back into an event.

        Raises:
            Refused: It was not left out.
        """
        reason = ChangeReason("event.put_back", planned.isoformat())
        with self._session.change(self._book, reason) as draft:
            event = event_in(draft, number)
            plan = next(
                (p for p in recurrence.all_plans(event) if planned in recurrence.left_out_dates(p)),
                None,
            )
            if plan is None:
                raise Refused("{date} was not left out.", date=date_text(planned))
            change = msgspec.structs.replace(plan.changes[planned.isoformat()], left_out=False)
            draft.put(self.with_change(event, plan, planned, change))
        return self.occurrence(number, planned)

    def cancel(self, number: int, reason: str = "") -> Event:
        """Cancel a whole event.

        Raises:
            Refused: It is cancelled already.
        """
        event = self.get(number)
        if event.cancelled:
            raise _cancelled_error(event.title, event.code)
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE)
        return self.save(msgspec.structs.replace(event, cancelled=True, reason=reason))

    def restore(self, number: int) -> Event:
        """Take back the cancellation of a whole event; of a single one, also that of its date.

        Raises:
            Refused: It is not cancelled as a whole, and has several dates.
        """
        event = self.get(number)
        if not event.cancelled:
            if event.repeat is not None or event.earlier:
                raise Refused(
                    "{title} is not cancelled as a whole; name the date: {code}@DATE.",
                    title=event.title,
                    code=event.code,
                )
            self.restore_occurrence(number, event.start.date())
            return self.get(number)
        return self.save(msgspec.structs.replace(event, cancelled=False, reason=""))

    def _refuse_attended(self, occurrence: Occurrence) -> None:
        if self._registers.read(occurrence.key).attended:
            raise fixed_dates.attended_error(occurrence.event.title, occurrence.planned)

    def _change_occurrence(
        self,
        number: int,
        planned: date,
        change: Change,
        act: str,
        moved_up: list[Promotion] | None = None,
        *,
        sure: bool = True,
    ) -> Occurrence:
        day = planned.isoformat()
        with self._change_with_registers(ChangeReason(act, day), moved_up, sure=sure) as draft:
            event = event_in(draft, number)
            plan = self._date_in(event, planned).event
            changed = self.with_change(event, plan, planned, change)
            draft.put(self._asked_again(event, changed))
        return self.occurrence(number, planned)

    def _date_in(self, event: Event, planned: date) -> Occurrence:
        occurrence = recurrence.find_occurrence(event, planned, self._zone())
        if occurrence is None:
            raise Refused("There is no date {date}; write it as 2026-11-25.", date=planned)
        return occurrence

    def with_change(self, event: Event, plan: Event, planned: date, change: Change) -> Event:
        """An event with the change of one date of one of its plans.

        One SEQUENCE is for event and occurrence: a reader never sees a lower one.
        """
        sequence, stamped = series.highest_sequence(event) + 1, self.stamp()
        change = self._context.with_place_of_date(change, plan)
        change = msgspec.structs.replace(change, sequence=sequence, stamped=stamped)
        before = plan.changes.get(planned.isoformat()) or Change()
        changes = {**plan.changes, planned.isoformat(): change}
        plan = msgspec.structs.replace(plan, changes=changes)
        if change.left_out != before.left_out:  # calendar files say it with the rule (EXDATE)
            plan = msgspec.structs.replace(plan, sequence=sequence, stamped=stamped)
        return series.with_plan(event, plan)


def _cancelled_error(title: str, which: str) -> Refused:
    return Refused("{title} ({which}) is cancelled already.", title=title, which=which)
