"""Capacity: who has places and seats, whether there are enough, a sign-up with one or without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from yigong.store.attendance.rides import seats_of, takes_seat
from yigong.store.attendance.roles import nameless_heads
from yigong.store.attendance_records import Entry, Head
from yigong.store.errors import Refused
from yigong.store.language import N_

MOST_ALONG = 99
"""Adults, or children, who come along with one person."""


class TooFewPlaces(Refused):
    """There are fewer places than people; nothing was changed. They may be admitted anyway."""

    def __init__(self, capacity: int) -> None:
        super().__init__(N_("There are not so many places: {n} in all."), n=capacity)


class Places(msgspec.Struct, frozen=True):
    """What there is room for: people in all, and on each leg of a trip as many as it has seats."""

    capacity: int = 0
    """0: no limit."""

    head: Head | None = None
    """The register's, as it is counted now, with the seats of the legs; `None`: it has none."""

    @property
    def limits(self) -> tuple[int, ...]:
        """How many in all, and then on each leg; 0: no limit."""
        return (self.capacity, *(seats_of(leg) for leg in (self.head.legs if self.head else ())))

    @property
    def fewest(self) -> int:
        """The least of the limits; 0: there is none."""
        return min(filter(None, self.limits), default=0)

    def taken_by(self, entry: Entry) -> tuple[int, ...]:
        """How many places an entry takes: in all, and then on each leg."""
        whole = entry.party if has_place(entry) else 0
        return (whole, *self._on_legs(entry))

    def needed_by(self, entry: Entry) -> tuple[int, ...]:
        """How many places an entry needs for it not to wait; without a sign-up none on a leg."""
        placed = msgspec.structs.replace(entry, waiting=False, mark="")
        return (entry.party, *self._on_legs(placed))

    def taken(self, entries: Iterable[Entry]) -> tuple[int, ...]:
        """How many places entries take, and the heads without a name: in all, and on each leg."""
        entries, head = list(entries), self.head
        whole = places_taken(entries, head)
        if head is None:
            return (whole,)
        seats = (
            sum(entry.party for entry in entries if takes_seat(entry, leg, head))
            for leg in self._legs()
        )
        return (whole, *seats)

    def fit(self, needed: Iterable[int], taken: Iterable[int]) -> bool:
        """Whether there are as many places as are needed, beside those that are taken."""
        return all(
            more <= 0 or fits(more, others, limit)
            for more, others, limit in zip(needed, taken, self.limits, strict=True)
        )

    def held_up(self, needed: Iterable[int], taken: Iterable[int]) -> tuple[bool, ...]:
        """Where nobody passes who waits: in all, and on each leg.

        That is on every leg that they want and that has a limit, but in all of a trip only where
        it is the trip that is full, so that a full leg keeps nobody from another one.

        Args:
            needed: What they need.
            taken: What others have.
        """
        whole, *legs = zip(needed, taken, self.limits, strict=True)
        return (not legs or not fits(*whole), *(more > 0 and limit > 0 for more, _, limit in legs))

    def _legs(self) -> range:
        return range(1, len(self.head.legs) + 1) if self.head is not None else range(0)

    def _on_legs(self, entry: Entry) -> Iterator[int]:
        for leg in self._legs():
            assert self.head is not None  # noqa: S101 - else there is no leg
            yield entry.party if takes_seat(entry, leg, self.head) else 0


def added(one: Iterable[int], other: Iterable[int]) -> tuple[int, ...]:
    """Places taken by both."""
    return tuple(map(sum, zip(one, other, strict=True)))


def is_excused(entry: Entry) -> bool:
    """Whether a person is marked 假 or 缺."""
    return entry.mark in ("leave", "absent")


def has_place(entry: Entry) -> bool:
    """Whether an entry takes a place: its sign-up is neither waiting nor excused, or they are here.

    Without a sign-up the place is free again when they leave.
    """
    signed_up = entry.expected is not None and not entry.waiting and not is_excused(entry)
    return signed_up or entry.here


def places_taken(entries: Iterable[Entry], head: Head | None) -> int:
    """How many places are taken: one for each head, those who come along and the nameless too.

    Args:
        entries: The register's.
        head: The register's, with the heads counted without a name; `None`: it has none yet.
    """
    return sum(entry.party for entry in entries if has_place(entry)) + (
        nameless_heads(head) if head is not None else 0
    )


def fits(party: int, taken: int, capacity: int) -> bool:
    """Whether a party has places: all of it, as it comes or waits as one.

    Args:
        party: How many they are.
        taken: How many places others have.
        capacity: How many places there are; 0: no limit.
    """
    return not capacity or taken + party <= capacity


def lacks_places(entries: Iterable[Entry], before: Entry, after: Entry, places: Places) -> bool:
    """Whether an entry would need places that there are not.

    Args:
        entries: The register's, with `before` among them if it is in the register.
        before: The entry as it is; who has a place keeps it, and as many as they are.
        after: The entry as it would be.
        places: What there is room for.
    """
    both = zip(places.needed_by(after), places.taken_by(before), strict=True)
    more = [needed - had for needed, had in both]
    if not any(heads > 0 and limit for heads, limit in zip(more, places.limits, strict=True)):
        return False  # nobody is counted where there is no limit
    return not places.fit(more, places.taken(entries))


def with_sign_up(entry: Entry, now: datetime, squad: int, *, no_place: bool) -> Entry:
    """An entry with a sign-up; an existing one keeps its turn, and may change the squad.

    If its party grew beyond the places, the whole of it waits.

    Args:
        entry: The person's, perhaps an empty one.
        now: When they signed up.
        squad: The squad they serve in; 0: as it is.
        no_place: All places are taken, so they wait (unless they are here already).
    """
    squad = squad or entry.squad
    if entry.expected is not None and not (is_excused(entry) and not entry.stints):
        waiting = entry.waiting or (no_place and not entry.stints)
        return msgspec.structs.replace(entry, squad=squad, waiting=waiting)
    waiting = no_place and not entry.stints
    return msgspec.structs.replace(entry, expected=now, waiting=waiting, squad=squad, mark="")


def withdrawable(entry: Entry | None) -> Entry:
    """The entry, if its sign-up may be taken back.

    Raises:
        Refused: They are not signed up, or were checked in already.
    """
    if entry is None or entry.expected is None:
        raise Refused("Not signed up.")
    if entry.stints:
        raise Refused("Already checked in; undo the check-in first.")
    return entry


def waitlist_order(entry: Entry) -> tuple[float, int]:
    """The sort key of the waitlist: when they signed up, then their number."""
    return entry.expected.timestamp() if entry.expected else 0, entry.number
