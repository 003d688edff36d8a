"""A register as it was read: who signed up, who came, and a head that describes the occurrence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from yigong.store.attendance import capacity
from yigong.store.attendance.checkin_rules import Answer
from yigong.store.records import Entry, Head, Occurrence


class Register(msgspec.Struct, frozen=True):
    """A register as it was read from its book."""

    key: str
    entries: Mapping[int, Entry]
    head: Head | None = None
    rev: int = 0

    @property
    def closed(self) -> bool:
        """Whether it was signed and frozen."""
        return self.head is not None and self.head.closed is not None

    @property
    def expected(self) -> list[Entry]:
        """Who signed up and has a place."""
        return [e for e in self.entries.values() if e.expected and not e.waiting]

    @property
    def waiting(self) -> list[Entry]:
        """The waitlist, in order."""
        waiting = (e for e in self.entries.values() if e.waiting and e.expected)
        return sorted(waiting, key=capacity.waitlist_order)

    @property
    def places_taken(self) -> int:
        """How many places are taken (see `capacity.has_place`)."""
        return sum(map(capacity.has_place, self.entries.values()))

    @property
    def present(self) -> list[Entry]:
        """Who came."""
        return [e for e in self.entries.values() if e.stints]

    @property
    def here(self) -> list[Entry]:
        """Who came and has not left."""
        return [e for e in self.entries.values() if e.here]

    @property
    def heads(self) -> int:
        """人次: everybody present, with those they brought along."""
        return sum(e.heads for e in self.entries.values())

    def by_squad(self, entries: Iterable[Entry]) -> dict[int, int]:
        """How many of some entries serve in each squad."""
        counts: dict[int, int] = {}
        for entry in entries:
            counts[entry.squad] = counts.get(entry.squad, 0) + 1
        return counts


class MarkResult(msgspec.Struct, frozen=True):
    """An entry after it was marked, and who moved up from the waitlist thereby."""

    entry: Entry
    moved_up: list[Entry]


class Arrival(msgspec.Struct, frozen=True):
    """The result of a check-in: the desk's answer, and the entry after it."""

    answer: Answer
    entry: Entry


def head_of(occurrence: Occurrence) -> Head:
    """The head of a register, by the plan of its occurrence."""
    return Head(
        event=occurrence.event.number,
        planned=occurrence.planned,
        title=occurrence.event.title,
        kind=occurrence.event.kind,
        start=occurrence.start,
        end=occurrence.end,
        place=occurrence.place,
        lead=occurrence.event.lead,
        travel=occurrence.event.travel,
        programme=occurrence.event.programme,
    )
