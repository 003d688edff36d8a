"""Check-in: people are checked in and out, bring others along, and are marked in a roll call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from yigong.store import validate
from yigong.store.attendance import capacity, checkin_rules
from yigong.store.attendance.checkin_rules import RollCallMark, Tone
from yigong.store.attendance.register import Arrival, MarkResult
from yigong.store.attendance.register_writer import (
    RegisterWriter,
    entry_of,
    move_up,
    other_entries,
    put_entry,
    put_or_remove,
    refuse_outside_hours,
)
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import Entry, Mark, Occurrence
from yigong.store.storage.book import ChangeReason, Draft

_JUST_NOW = timedelta(minutes=2)
"""A time of check-out that is at most this long ago counts as clocked."""


class CheckIn:
    """Changes registers while people come and go."""

    def __init__(self, writer: RegisterWriter) -> None:
        self._writer = writer
        self._session = writer.session
        self._people = writer.people

    def check_in(
        self, occurrence: Occurrence, number: int, *, again: bool = False, admit: bool = False
    ) -> Arrival:
        """Check a person in; if they are here already, the answer says since when and where.

        Args:
            occurrence: The occurrence.
            number: The person.
            again: Begin a second stint for somebody who left.
            admit: Check them in although all places are taken; without it the answer is
                `Tone.FULL`, and nothing is written.

        Raises:
            Refused: No such person; cancelled; closed; or it is not the day.
        """
        number = self._people.get_unerased(number).number
        now = self._session.now()
        refuse_outside_hours(occurrence, now)
        with self._writer.change(occurrence, ChangeReason("checkin")) as draft:
            return self._arrive(draft, occurrence, number, now, again=again, admit=admit)

    def bring_family(
        self,
        occurrence: Occurrence,
        number: int,
        members: Sequence[int],
        *,
        adults: int = 0,
        children: int = 0,
        admit: bool = False,
    ) -> list[Arrival]:
        """Check somebody in with members of their household: one change, and one undo.

        Args:
            occurrence: The occurrence.
            number: The person who brings the others.
            members: The others, by number. Whoever is here already is left as they are.
            adults: How many came along without a name.
            children: The same, under 14.
            admit: Check them in although all places are taken.

        Returns:
            The arrival of each, the person's own first. If not all have a place: only the
            arrivals without one (`Tone.FULL`), and nothing is written.

        Raises:
            Refused: As `check_in` and `bring`.
        """
        _check_heads(adults, children)
        number = self._people.get_unerased(number).number
        household = [number, *(self._people.get_unerased(member).number for member in members)]
        household = list(dict.fromkeys(household))
        now = self._session.now()
        refuse_outside_hours(occurrence, now)
        with self._writer.change(occurrence, ChangeReason("checkin")) as draft:
            arrivals = [
                self._arrive(draft, occurrence, person, now, again=True, admit=admit)
                for person in household
            ]
            refused = [arrival for arrival in arrivals if arrival.answer.tone is Tone.FULL]
            if refused:
                draft.pending.clear()
                return refused
            entry = draft.records[number]
            entry = msgspec.structs.replace(entry, adults=adults, children=children)
            return [Arrival(arrivals[0].answer, put_entry(draft, entry)), *arrivals[1:]]

    def _arrive(
        self,
        draft: Draft[Entry],
        occurrence: Occurrence,
        number: int,
        now: datetime,
        *,
        again: bool,
        admit: bool,
    ) -> Arrival:
        actor = self._session.actor
        entry = draft.records.get(number) or Entry(number=number)
        no_place = (
            not admit
            and not capacity.has_place(entry)
            and capacity.is_full(draft.records.values(), occurrence.event.capacity)
        )
        answer = checkin_rules.checkin_answer(entry, now, actor.desk, full=no_place)
        if answer.tone is Tone.WELCOME or (answer.tone is Tone.LEFT and again):
            squad = entry.squad or self._writer.serving_squad(number, occurrence)
            entry = msgspec.structs.replace(entry, squad=squad)
            entry = draft.put(checkin_rules.begin_stint(entry, now, actor.desk, actor.by))
        return Arrival(answer, entry)

    def check_out(self, occurrence: Occurrence, number: int) -> Entry:
        """Check a person out.

        Raises:
            Refused: They are not here.
        """
        with self._writer.change(occurrence, ChangeReason("checkout")) as draft:
            entry = draft.records.get(number)
            if entry is None or not entry.here:
                raise Refused("Not here now, so there is nothing to check out.")
            actor = self._session.actor
            return draft.put(
                checkin_rules.end_stint(entry, self._session.now(), actor.by, desk=actor.desk)
            )

    def check_out_all(self, occurrence: Occurrence, at: datetime | None = None) -> list[Entry]:
        """Check everybody out who is still here, in one change.

        Args:
            occurrence: The occurrence.
            at: When they left, aware; `None`: now. Ends at an earlier time count as filled in.
                Whoever came after it is not checked out.

        Returns:
            The entries that were checked out.

        Raises:
            Refused: The time lies ahead, or nobody was here then.
        """
        now = self._session.now()
        end = at or now
        if end > now:
            raise Refused("That lies ahead; nobody has left then yet.")
        filled = _("all checked out together") if now - end > _JUST_NOW else ""
        with self._writer.change(occurrence, ChangeReason("checkout")) as draft:
            here = [e for e in draft.records.values() if e.here]
            leaving = [e for e in here if at is None or e.stints[-1].start <= end]
            if not leaving:
                raise Refused("Nobody was here then, so there is nobody to check out.")
            actor = self._session.actor
            return [
                draft.put(
                    checkin_rules.end_stint(entry, end, actor.by, desk=actor.desk, filled=filled)
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
            return put_or_remove(draft, entry, occurrence)

    def bring(self, occurrence: Occurrence, number: int, *, adults: int, children: int) -> Entry:
        """Record how many came along with a person, without their names.

        Raises:
            Refused: A number is not 0 to 99, or the person is not in the register.
        """
        _check_heads(adults, children)
        with self._writer.change(occurrence, ChangeReason("bring")) as draft:
            entry = entry_of(draft, number)
            return draft.put(msgspec.structs.replace(entry, adults=adults, children=children))

    def mark(self, occurrence: Occurrence, number: int, mark: Mark) -> MarkResult:
        """Mark a person 迟, 假 or 缺; empty takes the mark back.

        Before the start, 假 and 缺 give the place to the waitlist; when such a mark is taken back
        and the place is taken, the person goes on the waitlist.

        Raises:
            Refused: They are not in the register; or absent, but checked in.
        """
        with self._writer.change(occurrence, ChangeReason("mark", mark)) as draft:
            entry = checkin_rules.with_mark(entry_of(draft, number), mark)
            return self._put_marked(draft, entry, occurrence)

    def roll(self, occurrence: Occurrence, number: int, call: RollCallMark) -> MarkResult:
        """Record an answer in the roll call: 到 checks in, 迟 checks in late, 假 and 缺 mark.

        The last answer counts; an empty one takes back what the roll call wrote, but never a
        check-in made at a desk. A person without an entry can only be here or late.

        Raises:
            Refused: Absent, but a desk checked them in; not the day; closed; no such person.
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
            return self._put_marked(
                draft,
                checkin_rules.apply_roll_call(entry, call, now, actor.desk, actor.by),
                occurrence,
            )

    def _put_marked(self, draft: Draft[Entry], entry: Entry, occurrence: Occurrence) -> MarkResult:
        """Write a marked entry; before the start it may free a place, or need one again."""
        before = draft.records.get(entry.number)
        if self._session.now() >= occurrence.start:
            return MarkResult(
                put_or_remove(draft, entry, occurrence) if before else draft.put(entry), []
            )
        if before and capacity.is_excused(before) and not capacity.is_excused(entry):
            full = capacity.is_full(other_entries(draft, entry), occurrence.event.capacity)
            entry = msgspec.structs.replace(entry, waiting=full and not entry.stints)
        entry = put_or_remove(draft, entry, occurrence) if before else draft.put(entry)
        return MarkResult(entry, move_up(draft, occurrence) if capacity.is_excused(entry) else [])


def _check_heads(adults: int, children: int) -> None:
    if not (0 <= adults <= 99 and 0 <= children <= 99):
        raise Refused("A number of people who came along is 0 to 99.")
