"""Whose the seats of a trip are: which of them are free for somebody who is let in on the spot."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from yigong.store.attendance.rides import (
    boarding_of,
    came_before,
    has_arrived,
    has_set_out,
    is_due,
    is_passenger,
    seats_of,
    stays_behind,
    takes_seat,
    wants_leg,
)
from yigong.store.attendance_records import Entry, Head


class SeatShortage(msgspec.Struct, frozen=True):
    """Why somebody is not let in on a leg without consent."""

    full: bool = False
    """Every seat has somebody on it."""

    owners: tuple[Entry, ...] = ()
    """Who is listed for the leg, or has to ride back, and is not on board: the seats are theirs."""

    without: tuple[int, ...] = ()
    """The later legs that they would ride and that have no seat for them."""


def seat_shortage(
    before: Entry, after: Entry, others: Collection[Entry], leg: int, head: Head
) -> SeatShortage | None:
    """Find out whether a leg, and those after it, have seats for somebody who boards.

    Who has a seat already is only short of one where every seat has somebody on it; so is who is
    written in after the leg arrived.

    Args:
        before: The entry as it is; an empty one for a walk-in.
        after: The entry with those who come along now.
        others: All others of the register.
        leg: The leg that is boarded, from 1.
        head: The register's.

    Returns:
        What is lacking; `None`: nothing.
    """
    seats = seats_of(head.legs[leg - 1])
    boarded = _heads(e for e in others if is_passenger(e, head) and boarding_of(e, leg))
    had = before.party if boarding_of(before, leg) is not None else 0
    full = after.party > had and 0 < seats < boarded + after.party
    everybody = [*others, before]
    set_out = has_set_out(everybody, leg)
    owned = before.party if is_due(before, leg, head, set_out=set_out) else 0
    if after.party <= owned or has_arrived(everybody, leg):
        return SeatShortage(full=True) if full else None
    pending = [
        each
        for each in others
        if is_passenger(each, head)
        and boarding_of(each, leg) is None
        and is_due(each, leg, head, set_out=set_out)
    ]
    over = max(0, boarded + _heads(pending) + after.party - seats) if seats else 0
    claiming = [each for each in others if not (set_out and _stayed_away(each, leg))]
    without = []
    for later in range(leg + 1, len(head.legs) + 1):
        freed = min(over, _heads(each for each in pending if takes_seat(each, later, head)))
        taken = _heads(each for each in claiming if takes_seat(each, later, head)) - freed
        if _lacks_later(before, after, later, taken, head):
            without.append(later)
    owners = sorted(pending, key=lambda entry: entry.number) if over and not full else ()
    found = SeatShortage(full, tuple(owners), tuple(without))
    return found if found != SeatShortage() else None


def _lacks_later(before: Entry, after: Entry, leg: int, taken: int, head: Head) -> bool:
    """Whether somebody would ride a later leg that has no seat for them."""
    seats = seats_of(head.legs[leg - 1])
    if not seats or not wants_leg(after, leg) or stays_behind(after, leg):
        return False
    owned = before.party if takes_seat(before, leg, head) else 0
    return after.party > owned and taken + after.party > seats


def _stayed_away(entry: Entry, leg: int) -> bool:
    """Whether somebody was to ride before a leg and did not: nobody looks for them any more."""
    return min(entry.rides, default=1) < leg and not came_before(entry, leg + 1)


def _heads(entries: Iterable[Entry]) -> int:
    return sum(entry.party for entry in entries)
