"""乘车, the rides of a trip: which legs somebody wants, boarded, is missed on; when they go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

import msgspec

from yigong.store.attendance.roles import role_of
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.errors import Refused
from yigong.store.event_records import Leg
from yigong.store.language import _

_LATE = timedelta(hours=1)
"""How long after a leg was to end people are still expected to board it."""


class TripPlan(Protocol):
    """An occurrence, or the head of its register."""

    @property
    def start(self) -> datetime:
        """Its start, aware."""
        ...

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Its legs."""
        ...


class LegHours(NamedTuple):
    """From when to when a leg is planned, aware."""

    start: datetime
    end: datetime

    def __str__(self) -> str:
        """By the clock: ``08:00-08:40``."""
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def leg_of(plan: TripPlan, number: int) -> Leg:
    """A leg by its number, from 1.

    Raises:
        Refused: There is none of this number.
    """
    if not plan.legs:
        raise Refused("This event is no trip: it has no legs.")
    if not 1 <= number <= len(plan.legs):
        raise Refused(
            "There is no leg {leg}; the trip has {n}.", leg=str(number)[:9], n=len(plan.legs)
        )
    return plan.legs[number - 1]


def leg_name(number: int, plan: TripPlan) -> str:
    """A leg's name: 去程 the first, 返程 the last, 第 2 程 what lies between."""
    if number == 1:
        return _("Way out")
    return _("Way back") if number == len(plan.legs) else _("Leg {n}").format(n=number)


def leg_hours(leg: Leg, plan: TripPlan) -> LegHours:
    """When a leg is planned."""
    zone = plan.start.tzinfo
    start = plan.start.astimezone(UTC) + timedelta(minutes=leg.after)
    return LegHours(
        start.astimezone(zone), (start + timedelta(minutes=leg.minutes)).astimezone(zone)
    )


def seats_of(leg: Leg) -> int:
    """How many passengers the vehicles of a head's leg take; 0: any number."""
    return sum(leg.seats) if leg.seats and all(leg.seats) else 0


def checked_rides(rides: Iterable[int], plan: TripPlan) -> tuple[int, ...]:
    """The legs that somebody wants, by number; empty: all of them.

    Raises:
        Refused: There is no such leg.
    """
    wanted = sorted(set(rides))
    for number in wanted:
        leg_of(plan, number)
    return () if len(wanted) == len(plan.legs) else tuple(wanted)


def wants_leg(entry: Entry, leg: int) -> bool:
    """Whether somebody who is signed up wants to ride a leg."""
    return not entry.rides or leg in entry.rides


def without_ride(entry: Entry, leg: int, plan: TripPlan) -> Entry | None:
    """An entry without a leg that it was signed up for; `None`: there is no other one left.

    Raises:
        Refused: They are not signed up for it, or boarded it.
    """
    leg_of(plan, leg)
    if not wants_leg(entry, leg):
        raise Refused("Not signed up for {leg}.", leg=leg_name(leg, plan))
    if boarding_of(entry, leg) is not None:
        raise Refused("Already checked in; undo the check-in first.")
    legs = range(1, len(plan.legs) + 1)
    left = tuple(each for each in legs if each != leg and wants_leg(entry, each))
    return msgspec.structs.replace(entry, rides=left) if left else None


def boarding_of(entry: Entry, leg: int) -> Stint | None:
    """The stint of somebody on a leg; `None`: they did not board."""
    return next((stint for stint in entry.stints if stint.leg == leg), None)


def came_before(entry: Entry, leg: int) -> bool:
    """Whether somebody came with an earlier leg."""
    return any(0 < stint.leg < leg for stint in entry.stints)


def is_passenger(entry: Entry, head: Head) -> bool:
    """Whether somebody takes a seat where they ride: everybody but who drives for pay."""
    return role_of(None, entry, head) != "paid"


def stays_behind(entry: Entry, leg: int) -> bool:
    """Whether somebody said that they do not ride a leg back."""
    return entry.stays and leg > min(entry.rides, default=1)


def has_ride(entry: Entry) -> bool:
    """Whether somebody is signed up, does not wait, and has not said that they stay away."""
    excused = entry.mark in ("leave", "absent")
    return entry.expected is not None and not entry.waiting and not excused


def takes_seat(entry: Entry, leg: int, head: Head) -> bool:
    """Whether somebody takes a seat on a leg: they boarded it, or are signed up for it, or came
    with an earlier one and ride back."""
    if not is_passenger(entry, head):
        return False
    if boarding_of(entry, leg) is not None:
        return True
    rides = wants_leg(entry, leg) and not stays_behind(entry, leg)
    return rides and (has_ride(entry) or came_before(entry, leg))


def has_set_out(entries: Iterable[Entry], leg: int) -> bool:
    """Whether anybody boarded a leg before this one."""
    return any(came_before(entry, leg) for entry in entries)


def has_set_out_back(entries: Iterable[Entry], plan: TripPlan) -> bool:
    """Whether anybody boarded the last leg of a trip that has several."""
    legs = len(plan.legs)
    return legs > 1 and any(boarding_of(entry, legs) is not None for entry in entries)


def is_due(entry: Entry, leg: int, head: Head, *, set_out: bool) -> bool:
    """应上: whether somebody is to board a leg, or did.

    Before the trip has set out that is who has a seat. Afterwards, who did not come with the leg
    before is not looked for on the way back; who is signed up for this leg first is.

    Args:
        entry: Theirs.
        leg: The leg, from 1.
        head: The register's.
        set_out: As `has_set_out` says.
    """
    if boarding_of(entry, leg) is not None or is_missing(entry, leg, head):
        return True
    looked_for = not set_out or leg == min(entry.rides, default=1)
    return looked_for and takes_seat(entry, leg, head)


def is_missing(entry: Entry, leg: int, head: Head) -> bool:
    """未上: whether somebody came, rides a leg and has not boarded it, and does not stay.

    They came with an earlier leg; or, if they are signed up for the ride, they are there.
    """
    if boarding_of(entry, leg) is not None or not wants_leg(entry, leg):
        return False
    if stays_behind(entry, leg):
        return False
    is_there = any(not stint.leg for stint in entry.stints)
    return came_before(entry, leg) or (
        is_there and entry.expected is not None and is_passenger(entry, head)
    )


def missing(entries: Iterable[Entry], leg: int, head: Head) -> list[Entry]:
    """Who came and has not boarded a leg, by number; on the first one, who was to and did not."""

    def lacks(entry: Entry) -> bool:
        if leg == 1 and boarding_of(entry, leg) is None and wants_leg(entry, leg):
            return takes_seat(entry, leg, head)
        return is_missing(entry, leg, head)

    return sorted(filter(lacks, entries), key=lambda entry: entry.number)


def missing_heads(entries: Iterable[Entry], leg: int, head: Head) -> int:
    """How many are missing on a leg, with those who came along."""
    return sum(entry.party for entry in missing(entries, leg, head))


class LegCounts(NamedTuple):
    """A leg in numbers; each person with those who come along."""

    seats: int
    """0: any number."""

    due: int
    boarded: int
    waiting: int

    @property
    def empty(self) -> int:
        """In how many seats nobody sits; 0 also where nobody said how many there are."""
        return max(0, self.seats - self.boarded)

    @property
    def unclaimed(self) -> int:
        """How many seats are nobody's, neither of who is on board nor of who is to board."""
        return max(0, self.seats - self.due)

    @property
    def lacking(self) -> int:
        """How many are still to board."""
        return self.due - self.boarded


def count_leg(entries: Iterable[Entry], leg: int, head: Head) -> LegCounts:
    """Count who is to board a leg, boarded it, and waits for a seat on it; drivers apart."""
    due = boarded = waiting = 0
    entries = list(entries)
    set_out = has_set_out(entries, leg)
    for entry in entries:
        if not is_passenger(entry, head):
            continue
        if is_due(entry, leg, head, set_out=set_out):
            due += entry.party
        if boarding_of(entry, leg) is not None:
            boarded += entry.party
        if entry.waiting and wants_leg(entry, leg):
            waiting += entry.party
    return LegCounts(seats_of(leg_of(head, leg)), due, boarded, waiting)


def listed_for_leg(entries: Iterable[Entry], leg: int, head: Head) -> list[Entry]:
    """Who is to board a leg or did, then who stays, each by seat and number; then who waits, in
    the order of waiting."""
    entries = list(entries)
    set_out = has_set_out(entries, leg)

    def place(entry: Entry) -> int | None:
        if is_due(entry, leg, head, set_out=set_out):
            return 0
        if stays_behind(entry, leg) and came_before(entry, leg):
            return 1
        return 2 if entry.waiting and wants_leg(entry, leg) else None

    found = [(at, entry) for entry in entries if (at := place(entry)) is not None]
    found.sort(key=lambda pair: (pair[0], *_order_on_leg(pair[1])))
    return [entry for _at, entry in found]


def _order_on_leg(entry: Entry) -> tuple[float, int]:
    if entry.waiting and entry.expected:
        return entry.expected.timestamp(), entry.number
    return entry.seat or 10**5, entry.number


def boardings(entries: Iterable[Entry], head: Head) -> int:
    """乘次: how often somebody rode a leg, each person with those who came along."""
    if not head.legs:
        return 0
    entries = list(entries)
    return sum(count_leg(entries, leg, head).boarded for leg in range(1, len(head.legs) + 1))


def has_arrived(entries: Iterable[Entry], leg: int) -> bool:
    """Whether a leg is over: somebody boarded it, and nobody is on the way any more."""
    found = [stint for entry in entries if (stint := boarding_of(entry, leg)) is not None]
    return bool(found) and all(stint.end is not None for stint in found)


def leg_to_board(entries: Iterable[Entry], plan: TripPlan, now: datetime) -> int:
    """The leg under way, or else the next: the first that has neither arrived nor is long over."""
    entries, legs = list(entries), range(1, len(plan.legs) + 1)
    begun = max((stint.leg for entry in entries for stint in entry.stints), default=0)
    for leg in legs:
        if leg < begun or has_arrived(entries, leg):
            continue
        if leg == begun or now <= leg_hours(leg_of(plan, leg), plan).end + _LATE:
            return leg
    return max(legs, default=1)


def refuse_lost_legs(entries: Iterable[Entry], before: TripPlan, after: TripPlan, day: str) -> None:
    """Refuse a plan without a leg that people boarded, or signed up for by its number, or with
    another one in its place.

    Args:
        entries: The register's.
        before: The occurrence as it was.
        after: The occurrence as it shall be.
        day: Its date, in words.

    Raises:
        Refused: The sentence names the leg, and how many ride it.
    """
    ridden = [leg for e in entries for leg in {*e.rides, *(s.leg for s in e.stints)} if leg]
    if len(before.legs) == len(after.legs):
        return  # its times and vehicles may be others
    lost = [leg for leg in ridden if after.legs[leg - 1 : leg] != before.legs[leg - 1 : leg]]
    if lost:
        raise Refused(
            "{leg} on {date}: {count} ride it; take them out of it first.",
            count=lost.count(max(lost)),
            leg=leg_name(max(lost), before),
            date=day,
        )


def refuse_seat(entry: Entry, seat: int, others: Sequence[Entry], head: Head) -> None:
    """Refuse the number of a seat that there is not, or that somebody else has.

    Args:
        entry: Who is to have it.
        seat: Its number.
        others: All others of the register.
        head: The register's.

    Raises:
        Refused: It is not a seat, or is taken on a leg that both ride.
    """
    for number, leg in enumerate(head.legs, 1):
        if boarding_of(entry, number) is None and not wants_leg(entry, number):
            continue
        if not 1 <= seat <= (seats_of(leg) or 9999):
            raise Refused("There is no seat {seat}; there are {n}.", seat=seat, n=seats_of(leg))
        if any(other.seat == seat and takes_seat(other, number, head) for other in others):
            raise Refused("The seat {seat} is taken.", seat=seat)
