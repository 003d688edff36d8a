"""Check-in: people are checked in and out, bring others along, and are marked in a roll call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from yigong.store import validate
from yigong.store.attendance import capacity, checkin_rules, waitlist, written_times
from yigong.store.attendance.capacity import TooFewPlaces
from yigong.store.attendance.checkin_rules import Answer, RollCallMark, Tone
from yigong.store.attendance.register import Arrival, ChangedEntry, Register, drafted
from yigong.store.attendance.register_writer import (
    RegisterWriter,
    check_along,
    entry_of,
    other_entries,
    put_entry,
    refuse_early,
    refuse_outside_hours,
    with_along,
)
from yigong.store.attendance.roles import with_role
from yigong.store.attendance_records import Entry, Headcount, Mark
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.records import Role
from yigong.store.storage.book import ChangeReason, Draft

MOST_COUNTED = 999
"""People without a name in one count; more are a typing error."""

_JUST_NOW = timedelta(minutes=2)
"""A time of check-out that is at most this long ago counts as clocked."""

_REFUSALS = (Tone.FULL, Tone.EARLY, Tone.OVER)
"""The answers by which nobody of a family is checked in."""


class CheckIn:
    """Changes registers while people come and go."""

    def __init__(self, writer: RegisterWriter) -> None:
        self._writer = writer
        self._session = writer.session
        self._people = writer.people

    def check_in(
        self,
        occurrence: Occurrence,
        number: int,
        *,
        again: bool = False,
        outside_hours: bool = False,
        admit: bool = False,
        role: Role | Literal[""] = "",
        adults: int | None = None,
        children: int | None = None,
    ) -> Arrival:
        """Check a person in; if they are here already, the answer says since when and where.

        Args:
            occurrence: The occurrence.
            number: The person.
            again: Begin a second stint for somebody who left.
            outside_hours: Check them in although it begins much later or has ended; without it
                the answer is `Tone.EARLY` or `Tone.OVER`, and nothing is written.
            admit: Check them in although all places are taken; without it the answer is
                `Tone.FULL`, and nothing is written.
            role: What they are there as from now on; empty: as they are expected, or by the plan.
            adults: How many come along with them, without a name; `None`: as it was. It is recorded
                also if they are here already.
            children: The same, under 14.

        Raises:
            Refused: No such person; cancelled; closed; it is not the day; or a number of people who
                come along is not 0 to 99.
        """
        check_along(adults or 0, children or 0)
        number = self._people.get_unerased(number).number
        now = self._session.now()
        refuse_outside_hours(occurrence, now)
        with self._writer.change(occurrence, ChangeReason("checkin")) as draft:
            entry = draft.records.get(number) or Entry(number=number)
            return self._arrive(
                draft,
                occurrence,
                with_along(entry, adults, children),
                now,
                again=again,
                outside_hours=outside_hours,
                admit=admit,
                role=role,
            )

    def bring_family(
        self,
        occurrence: Occurrence,
        number: int,
        members: Sequence[int],
        *,
        adults: int = 0,
        children: int = 0,
        outside_hours: bool = False,
        admit: bool = False,
        role: Role | Literal[""] = "",
    ) -> list[Arrival]:
        """Check somebody in with members of their household: one change, and one undo.

        Args:
            occurrence: The occurrence.
            number: The person who brings the others.
            members: The others, by number. Whoever is here already is left as they are.
            adults: How many came along without a name.
            children: The same, under 14.
            outside_hours: Check them in although it begins much later or has ended.
            admit: Check them in although all places are taken.
            role: What the person is there as; the members are as the plan says.

        Returns:
            The arrival of each, the person's own first. If not all have a place, or it is not the
            time: only the arrivals of whom that is true (`Tone.FULL`, `Tone.EARLY`, `Tone.OVER`),
            and nothing is written.

        Raises:
            Refused: As `check_in` and `bring`.
        """
        check_along(adults, children)
        number = self._people.get_unerased(number).number
        household = [number, *(self._people.get_unerased(member).number for member in members)]
        household = list(dict.fromkeys(household))
        now = self._session.now()
        refuse_outside_hours(occurrence, now)
        with self._writer.change(occurrence, ChangeReason("checkin")) as draft:
            arrivals = []
            for person in household:
                entry = draft.records.get(person) or Entry(number=person)
                own: Role | Literal[""] = ""
                if person == number:
                    entry, own = with_along(entry, adults, children), role
                arrivals.append(
                    self._arrive(
                        draft,
                        occurrence,
                        entry,
                        now,
                        again=True,
                        outside_hours=outside_hours,
                        admit=admit,
                        role=own,
                    )
                )
            refused = [each for each in arrivals if each.answer.tone in _REFUSALS]
            if refused:
                draft.pending.clear()
                return refused
            return arrivals

    def _arrive(
        self,
        draft: Draft[Entry],
        occurrence: Occurrence,
        entry: Entry,
        now: datetime,
        *,
        again: bool,
        outside_hours: bool,
        admit: bool,
        role: Role | Literal[""],
    ) -> Arrival:
        """Begin a stint of an entry; its party may be another one, which is written in any case."""
        actor, number = self._session.actor, entry.number
        no_place = not admit and self._writer.exceeds_places(draft, entry, occurrence)
        answer = checkin_rules.checkin_answer(
            entry,
            now,
            actor.desk,
            again=again,
            outside=None if outside_hours else checkin_rules.outside_hours(occurrence, now),
            full=no_place,
        )
        if answer.tone is Tone.WELCOME or (answer.tone is Tone.LEFT and again):
            squad = entry.squad or self._writer.serving_squad(number, occurrence)
            entry = msgspec.structs.replace(entry, squad=squad)
            entry = checkin_rules.begin_stint(entry, now, actor.desk, actor.by)
            if role:
                head = self._writer.head(draft, occurrence)
                entry = with_role(entry, head, role, last=True)
            entry = draft.put(entry)
        elif entry.here and no_place:
            answer = Answer(Tone.FULL)
        elif entry.here:
            entry = put_entry(draft, entry)
        return Arrival(answer, entry)

    def check_out(self, occurrence: Occurrence, number: int) -> Entry:
        """Check a person out; long after the occurrence with the planned end (see `clock_out`).

        Raises:
            Refused: They are not here.
        """
        with self._writer.change(occurrence, ChangeReason("checkout")) as draft:
            entry = draft.records.get(number)
            if entry is None or not entry.here:
                raise Refused("Not here now, so there is nothing to check out.")
            return draft.put(self._checked_out(draft, entry, occurrence))

    def _checked_out(self, draft: Draft[Entry], entry: Entry, occurrence: Occurrence) -> Entry:
        actor = self._session.actor
        head = self._writer.head(draft, occurrence)
        return checkin_rules.clock_out(entry, self._session.now(), actor.by, head, desk=actor.desk)

    def check_out_all(self, occurrence: Occurrence, at: datetime | None = None) -> list[Entry]:
        """Check everybody out who is still here, in one change.

        Args:
            occurrence: The occurrence.
            at: When they left, aware; `None`: now, as in `check_out`. Ends at an earlier time
                count as filled in. Whoever came after it is not checked out.

        Returns:
            The entries that were checked out.

        Raises:
            Refused: The time lies ahead or long before or after it, or nobody was here then.
        """
        now, actor = self._session.now(), self._session.actor
        filled = _("all checked out together") if at and now - at > _JUST_NOW else ""
        with self._writer.change(occurrence, ChangeReason("checkout")) as draft:
            if at is not None:
                head = self._writer.head(draft, occurrence)
                written_times.check_departure(at, head, now)
            here = [e for e in draft.records.values() if e.here]
            leaving = [e for e in here if at is None or e.stints[-1].start <= at]
            if not leaving:
                raise Refused("Nobody was here then, so there is nobody to check out.")
            return [
                draft.put(
                    self._checked_out(draft, entry, occurrence)
                    if at is None
                    else checkin_rules.end_stint(
                        entry, at, actor.by, desk=actor.desk, filled=filled
                    )
                )
                for entry in leaving
            ]

    def revoke(
        self, occurrence: Occurrence, number: int, reason: str, *, end_only: bool = False
    ) -> Entry:
        """Take back a person's last stint, whoever recorded it and whenever.

        A sign-up stays; it goes back to the waitlist if its place is taken by now. An entry with
        nothing else in it is removed.

        Args:
            occurrence: The occurrence.
            number: The person.
            reason: Why, for the history; required.
            end_only: Take back only the check-out.

        Raises:
            Refused: No reason; nothing to take back; closed.
        """
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE, needed=True)
        with self._writer.change(occurrence, ChangeReason("revoke", reason)) as draft:
            entry = checkin_rules.without_last_stint(draft.records.get(number), end_only=end_only)
            return self._writer.put_or_remove(draft, entry, occurrence)

    def bring(
        self,
        occurrence: Occurrence,
        number: int,
        *,
        adults: int,
        children: int,
        admit: bool = False,
    ) -> ChangedEntry:
        """Record how many come along with a person, without their names.

        Before the start, places that are left go to the waitlist.

        Args:
            occurrence: The occurrence.
            number: The person.
            adults: How many.
            children: How many under 14.
            admit: Also where there are not so many places.

        Raises:
            Refused: A number is not 0 to 99, the person is not in the register, or there are not so
                many places.
        """
        check_along(adults, children)
        with self._writer.change(occurrence, ChangeReason("bring")) as draft:
            entry = with_along(entry_of(draft, number), adults, children)
            takes_places = capacity.has_place(entry) and self._writer.exceeds_places(
                draft, entry, occurrence
            )
            if takes_places and not admit:
                raise TooFewPlaces(occurrence.event.capacity)
            draft.put(entry)
            early = self._session.now() < occurrence.start
            moved_up = self._writer.move_up(draft, occurrence) if early else []
            return ChangedEntry(draft.records[number], moved_up)

    def count(
        self, occurrence: Occurrence, *, adults: int, children: int, admit: bool = False
    ) -> Register:
        """散客: count people who come without giving a name; they are participants.

        Args:
            occurrence: The occurrence.
            adults: How many.
            children: How many under 14.
            admit: Also where there are not so many places.

        Returns:
            The register after it.

        Raises:
            Refused: Nobody, or more than 999; cancelled; closed; not begun yet; or there are not so
                many places.
        """
        if adults < 0 or children < 0 or not 1 <= adults + children <= MOST_COUNTED:
            raise Refused("People without a name are counted from 1 to {n}.", n=MOST_COUNTED)
        now, actor = self._session.now(), self._session.actor
        refuse_early(occurrence, now)
        counted = Headcount(at=now, adults=adults, children=children, by=actor.by, desk=actor.desk)
        with self._writer.change(occurrence, ChangeReason("count")) as draft:
            head = draft.head or self._writer.planned_head(occurrence)
            taken = capacity.places_taken(draft.records.values(), head)
            if not admit and not capacity.fits(adults + children, taken, occurrence.event.capacity):
                raise TooFewPlaces(occurrence.event.capacity)
            draft.set_head(msgspec.structs.replace(head, headcounts=(*head.headcounts, counted)))
        return drafted(occurrence.key, draft)

    def uncount(self, occurrence: Occurrence, reason: str) -> Register:
        """Take back the last count of people without a name, whoever made it and whenever.

        Args:
            occurrence: The occurrence.
            reason: Why, for the history; required.

        Raises:
            Refused: No reason; nobody was counted; closed.
        """
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE, needed=True)
        with self._writer.change(occurrence, ChangeReason("uncount", reason)) as draft:
            head = draft.head
            if head is None or not head.headcounts:
                raise Refused("Nobody was counted without a name.")
            draft.set_head(msgspec.structs.replace(head, headcounts=head.headcounts[:-1]))
        return drafted(occurrence.key, draft)

    def mark(self, occurrence: Occurrence, number: int, mark: Mark) -> ChangedEntry:
        """Mark a person 迟, 假 or 缺; empty takes the mark back.

        Before the start, 假 and 缺 give the place to the waitlist; when such a mark is taken back
        and the place is taken, the person goes on the waitlist.

        Raises:
            Refused: They are not in the register; or absent, but checked in.
        """
        with self._writer.change(occurrence, ChangeReason("mark", mark)) as draft:
            entry = checkin_rules.with_mark(entry_of(draft, number), mark)
            return self._put_marked(draft, entry, occurrence)

    def roll(
        self,
        occurrence: Occurrence,
        number: int,
        call: RollCallMark,
        *,
        outside_hours: bool = False,
    ) -> ChangedEntry:
        """Record an answer in the roll call: 到 checks in, 迟 checks in late, 假 and 缺 mark.

        The last answer counts; an empty one takes back what the roll call wrote, but never a
        check-in made at a desk. A person without an entry can only be here or late.

        Args:
            occurrence: The occurrence.
            number: The person.
            call: The answer.
            outside_hours: Check them in although it begins much later or has ended.

        Raises:
            Refused: Absent, but a desk checked them in; not the day, much too early, or it has
                ended; closed; no such person.
        """
        number = self._people.get_unerased(number).number
        now = self._session.now()
        if call in ("here", "late"):
            refuse_outside_hours(occurrence, now)
        actor = self._session.actor
        with self._writer.change(occurrence, ChangeReason("mark", call)) as draft:
            if call in ("here", "late") and number not in draft.records:
                entry = Entry(number=number, squad=self._writer.serving_squad(number, occurrence))
            else:
                entry = entry_of(draft, number)
            arrives = call in ("here", "late") and not entry.here
            if arrives and not outside_hours:
                _refuse_outside(occurrence, now)
            return self._put_marked(
                draft,
                checkin_rules.apply_roll_call(entry, call, now, actor.desk, actor.by),
                occurrence,
            )

    def _put_marked(
        self, draft: Draft[Entry], entry: Entry, occurrence: Occurrence
    ) -> ChangedEntry:
        """Write a marked entry; before the start it may free a place, or need one again."""
        before = draft.records.get(entry.number)
        if self._session.now() >= occurrence.start:
            return ChangedEntry(
                self._writer.put_or_remove(draft, entry, occurrence)
                if before
                else draft.put(entry),
                [],
            )
        if before and capacity.is_excused(before) and not capacity.is_excused(entry):
            full = self._writer.exceeds_places(draft, entry, occurrence)
            others = other_entries(draft, entry)
            entry = waitlist.returned(entry, others, occurrence, no_place=full)
        entry = self._writer.put_or_remove(draft, entry, occurrence) if before else draft.put(entry)
        return ChangedEntry(
            entry, self._writer.move_up(draft, occurrence) if capacity.is_excused(entry) else []
        )


def _refuse_outside(occurrence: Occurrence, now: datetime) -> None:
    """Refuse to check in when that would say nothing on the time spent there."""
    match checkin_rules.outside_hours(occurrence, now):
        case Tone.EARLY:
            raise Refused(
                "It begins only at {time}.",
                time=written_times.dated_clock(occurrence.start, occurrence, today=now),
            )
        case Tone.OVER:
            raise Refused(
                "It ended at {time}; what was not clocked is filled in with a reason.",
                time=written_times.dated_clock(occurrence.end, occurrence),
            )
