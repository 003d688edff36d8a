"""上车, boarding: who rides a leg of a trip, arrives with it, has which seat, and stays behind."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal

import msgspec

from yigong.store.attendance import checkin_rules, rides, written_times
from yigong.store.attendance.checkin_rules import Answer, Tone
from yigong.store.attendance.register import Arrival
from yigong.store.attendance.register_writer import (
    RegisterWriter,
    check_along,
    entry_of,
    is_outside_hours,
    other_entries,
    put_entry,
    refuse_cancelled,
    with_along,
)
from yigong.store.attendance.roles import with_role
from yigong.store.attendance.seat_claims import SeatShortage, seat_shortage
from yigong.store.attendance_records import Entry, Stint
from yigong.store.dates.date_words import date_text
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.records import Role
from yigong.store.storage.book import ChangeReason, Draft

FORGOTTEN = "补登上车"
"""The reason of a ride that is written in after the leg arrived."""


class Boarding:
    """Changes registers while people get on and off the vehicles of a trip."""

    def __init__(self, writer: RegisterWriter) -> None:
        self._writer = writer
        self._session = writer.session
        self._people = writer.people

    def board(
        self,
        occurrence: Occurrence,
        number: int,
        leg: int,
        *,
        seat: int = 0,
        admit: bool = False,
        role: Role | Literal[""] = "",
        adults: int | None = None,
        children: int | None = None,
    ) -> Arrival:
        """Let somebody board, with those who come along; who waited gets the place first.

        Where they were before, in the village or on an earlier leg, ends with it. After the leg
        arrived the ride is written in, as long as it took.

        Args:
            occurrence: The occurrence.
            number: The person.
            leg: The leg, from 1; an earlier one may have gone without them.
            seat: The number of their seat; 0: as it was.
            admit: Also where no seat is theirs; without it the answer is `Tone.FULL` with what is
                lacking, and nothing is written. Later legs without a seat they do not ride.
            role: What they are there as from now on; empty: as they are expected, or by the plan.
            adults: How many come along with them, without a name; `None`: as it was.
            children: The same, under 14.

        Returns:
            The answer is `Tone.HERE` with the stint where they have boarded already.

        Raises:
            Refused: No such person, leg or seat, or the seat is taken; cancelled; closed; it is not
                the day.
        """
        check_along(adults or 0, children or 0)
        number = self._people.get_unerased(number).number
        now = self._session.now()
        rides.leg_of(occurrence, leg)
        with self._writer.change(occurrence, ChangeReason("board", str(leg))) as draft:
            _refuse_other_day(
                occurrence, now, arrived=rides.has_arrived(draft.records.values(), leg)
            )
            before = draft.records.get(number) or Entry(number=number)
            boarded = rides.boarding_of(before, leg)
            entry = with_along(before, adults, children)
            shortage = self._shortage(draft, occurrence, before, entry, leg, role)
            if shortage is not None and not admit:
                return Arrival(Answer(Tone.FULL), before, shortage)
            if boarded is None:
                entry = self._boarded(draft, occurrence, entry, leg, role)
            if shortage is not None and shortage.without:
                entry = _riding_without(entry, shortage.without, occurrence)
            entry = self._seated(draft, occurrence, entry, seat)
            entry = put_entry(draft, entry)
            return Arrival(Answer(Tone.HERE if boarded else Tone.WELCOME, boarded), entry)

    def _shortage(
        self,
        draft: Draft[Entry],
        occurrence: Occurrence,
        before: Entry,
        after: Entry,
        leg: int,
        role: str,
    ) -> SeatShortage | None:
        """What is lacking for somebody to ride; who drives for pay takes no seat."""
        head = self._writer.head(draft, occurrence)
        if role == "paid" or (not role and not rides.is_passenger(after, head)):
            return None
        return seat_shortage(before, after, other_entries(draft, after), leg, head)

    def _boarded(
        self,
        draft: Draft[Entry],
        occurrence: Occurrence,
        entry: Entry,
        leg: int,
        role: Role | Literal[""],
    ) -> Entry:
        """An entry that is on board from now on."""
        now, actor = self._session.now(), self._session.actor
        head = self._writer.head(draft, occurrence)
        squad = entry.squad or self._writer.serving_squad(entry.number, occurrence)
        entry = msgspec.structs.replace(entry, squad=squad)
        past = _arrived_ride(other_entries(draft, entry), leg)
        if past is None and entry.here:
            entry = checkin_rules.clock_out(entry, now, actor.by, head, desk=actor.desk)
        ridden = entry.rides
        if ridden and leg not in ridden:
            ridden = rides.checked_rides((*ridden, leg), occurrence)
        entry = checkin_rules.begin_stint(entry, now, actor.desk, actor.by)
        stint = msgspec.structs.replace(entry.stints[-1], leg=leg)
        if past is not None:
            stint = msgspec.structs.replace(
                stint, start=past.start, end=past.end, origin="filled", reason=FORGOTTEN
            )
        stints = sorted((*entry.stints[:-1], stint), key=lambda each: each.start.timestamp())
        entry = msgspec.structs.replace(entry, stints=tuple(stints), rides=ridden)
        return with_role(entry, head, role, last=past is None) if role else entry

    def _seated(
        self, draft: Draft[Entry], occurrence: Occurrence, entry: Entry, seat: int
    ) -> Entry:
        if not seat or seat == entry.seat:
            return entry
        head = self._writer.head(draft, occurrence)
        rides.refuse_seat(entry, seat, other_entries(draft, entry), head)
        return msgspec.structs.replace(entry, seat=seat)

    def unboard(self, occurrence: Occurrence, number: int, leg: int) -> Entry:
        """Take back that somebody boarded; a sign-up stays, as after `CheckIn.revoke`.

        Raises:
            Refused: They did not board this leg; closed.
        """
        with self._writer.change(occurrence, ChangeReason("unboard", str(leg))) as draft:
            entry = entry_of(draft, number)
            if rides.boarding_of(entry, leg) is None:
                name = rides.leg_name(leg, occurrence)
                raise Refused("{leg}: they did not board.", leg=name)
            others = tuple(stint for stint in entry.stints if stint.leg != leg)
            last = [stint for stint in entry.stints if stint.leg == leg][-1:]
            entry = msgspec.structs.replace(entry, stints=(*others, *last))
            entry = checkin_rules.without_last_stint(entry)
            return self._writer.put_or_remove(draft, entry, occurrence)

    def arrive(self, occurrence: Occurrence, leg: int, at: datetime | None = None) -> list[Entry]:
        """Let everybody on board of a leg arrive at once.

        Args:
            occurrence: The occurrence.
            leg: The leg, from 1.
            at: When, aware; `None`: now. Whoever boarded later stays on board.

        Returns:
            Who arrived.

        Raises:
            Refused: Nobody is on board, or all of them have arrived; the time lies ahead or far
                away; closed.
        """
        rides.leg_of(occurrence, leg)
        now, actor = self._session.now(), self._session.actor
        with self._writer.change(occurrence, ChangeReason("arrive", str(leg))) as draft:
            head, name = self._writer.head(draft, occurrence), rides.leg_name(leg, occurrence)
            if at is not None:
                written_times.check_departure(at, head, now)
            aboard = [e for e in draft.records.values() if e.here and e.stints[-1].leg == leg]
            arriving = [e for e in aboard if at is None or e.stints[-1].start <= at]
            if not aboard and rides.has_arrived(draft.records.values(), leg):
                raise Refused("{leg}: it has arrived already.", leg=name)
            if not arriving:
                raise Refused("{leg}: nobody is on board.", leg=name)
            return [
                draft.put(
                    checkin_rules.clock_out(entry, now, actor.by, head, desk=actor.desk)
                    if at is None
                    else checkin_rules.end_stint(entry, at, actor.by, desk=actor.desk)
                )
                for entry in arriving
            ]

    def give_seat(self, occurrence: Occurrence, number: int, seat: int) -> Entry:
        """Give somebody a numbered seat; 0: none.

        Raises:
            Refused: It is not a seat, or is taken; they are not in the register; closed.
        """
        rides.leg_of(occurrence, 1)
        with self._writer.change(occurrence, ChangeReason("seat", str(seat))) as draft:
            entry = entry_of(draft, number)
            if not seat:
                return put_entry(draft, msgspec.structs.replace(entry, seat=0))
            return put_entry(draft, self._seated(draft, occurrence, entry, seat))

    def stay(self, occurrence: Occurrence, number: int, *, stays: bool = True) -> Entry:
        """留村: record that somebody does not ride back, by their own word; or take that back.

        Their seat is free then, and nobody misses them.

        Raises:
            Refused: It is no trip; they are not in the register; closed.
        """
        rides.leg_of(occurrence, 1)
        with self._writer.change(occurrence, ChangeReason("stays")) as draft:
            entry = msgspec.structs.replace(entry_of(draft, number), stays=stays)
            put_entry(draft, entry)
            if stays:
                self._writer.move_up(draft, occurrence)
            return entry


def _refuse_other_day(occurrence: Occurrence, now: datetime, *, arrived: bool) -> None:
    """Refuse to let people board what is cancelled, or more than 12 hours away; a ride that has
    arrived is written in at any time."""
    refuse_cancelled(occurrence)
    if not arrived and is_outside_hours(occurrence, now):
        raise Refused(
            "{title} takes place on {date}, not today; people board on that day.",
            title=occurrence.event.title,
            date=f"{date_text(occurrence.start)} {occurrence.start:%H:%M}",
        )


def _riding_without(entry: Entry, legs: Collection[int], occurrence: Occurrence) -> Entry:
    """An entry that rides all that it wants but some legs."""
    wanted = [
        leg
        for leg in range(1, len(occurrence.legs) + 1)
        if rides.wants_leg(entry, leg) and leg not in legs
    ]
    return msgspec.structs.replace(entry, rides=rides.checked_rides(wanted, occurrence))


def _arrived_ride(others: Iterable[Entry], leg: int) -> Stint | None:
    """The longest ride of a leg that has arrived; `None`: it has not."""
    others = list(others)
    if not rides.has_arrived(others, leg):
        return None
    found = [stint for entry in others if (stint := rides.boarding_of(entry, leg)) is not None]
    return min(found, key=lambda stint: stint.start.timestamp())
