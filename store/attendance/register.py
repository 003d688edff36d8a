"""A register as it was read: who signed up, who came, and a head that describes the occurrence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from yigong.store import kinds
from yigong.store.attendance import capacity
from yigong.store.attendance.checkin_rules import Answer
from yigong.store.attendance.posts import PostPlan
from yigong.store.attendance.seat_claims import SeatShortage
from yigong.store.attendance_records import Entry, Head
from yigong.store.event_records import Occurrence
from yigong.store.plan_context import PlanContext
from yigong.store.storage.book import Draft


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
        """How many places are taken (see `capacity.places_taken`)."""
        return capacity.places_taken(self.entries.values(), self.head)

    @property
    def present(self) -> list[Entry]:
        """Who came."""
        return [e for e in self.entries.values() if e.stints]

    @property
    def attended(self) -> bool:
        """Whether anybody came, with a name or without."""
        named = any(entry.stints for entry in self.entries.values())
        return named or bool(self.head and self.head.headcounts)

    @property
    def here(self) -> list[Entry]:
        """Who came and has not left."""
        return [e for e in self.entries.values() if e.here]

    def by_squad(self, entries: Iterable[Entry]) -> dict[int, int]:
        """How many of some entries serve in each squad."""
        counts: dict[int, int] = {}
        for entry in entries:
            counts[entry.squad] = counts.get(entry.squad, 0) + 1
        return counts


class ChangedEntry(msgspec.Struct, frozen=True):
    """An entry after a change, and who moved up from the waitlist to the places it left."""

    entry: Entry
    moved_up: list[Entry]


class Promotion(msgspec.Struct, frozen=True):
    """An entry that moved up from the waitlist when its event got more places."""

    occurrence: Occurrence
    entry: Entry
    before: Entry


class Arrival(msgspec.Struct, frozen=True):
    """The result of a check-in: the desk's answer, and the entry after it."""

    answer: Answer
    entry: Entry
    shortage: SeatShortage | None = None
    """Why somebody who boards is not let in: on a trip, with `Tone.FULL`."""


def drafted(key: str, draft: Draft[Entry]) -> Register:
    """A register as a draft has it: what is on the disk once the draft is written."""
    return Register(key, draft.records, draft.head, draft.rev + draft.changed)


def head_of(occurrence: Occurrence, context: PlanContext) -> Head:
    """The head of a register, by the plan of its occurrence.

    Args:
        occurrence: The occurrence.
        context: What the numbers in the plan stand for.
    """
    event, own_kinds = occurrence.event, context.kinds()
    return Head(
        event=event.number,
        planned=occurrence.planned,
        title=event.title,
        kind=event.kind,
        role=kinds.event_role(event, own_kinds),
        serving=tuple(sorted(event.needs)),
        trains=kinds.kind_spec(event.kind, own_kinds).trains,
        start=occurrence.start,
        end=occurrence.end,
        place=occurrence.place,
        venues=occurrence.venues,
        lead=event.lead,
        hosts=context.hosts(event),
        posts=occurrence.posts,
        legs=context.driven_legs(occurrence.legs),
        travel=event.travel,
        programme=context.programme_name(event),
    )


def is_credited_alike(head: Head) -> bool:
    """Whether a register was first signed before there were roles, which it does without.

    Everybody in it is credited as a volunteer, also after a correction, until it is reviewed.
    """
    return not head.role and head.policy is not None


def current_head(register: Register, occurrence: Occurrence, context: PlanContext) -> Head:
    """The head by which a register is counted.

    Until it is signed, the roles, posts and legs are those of the plan, also when people have come;
    all else is as it was when the first of them came.

    Args:
        register: The register.
        occurrence: Its occurrence.
        context: What the numbers in the plan stand for.
    """
    head = register.head
    if head is None:
        return head_of(occurrence, context)
    if head.closed is not None or is_credited_alike(head):
        return head
    return with_planned_roles(head, head_of(occurrence, context))


def with_planned_roles(head: Head, planned: Head) -> Head:
    """A head with the roles, posts and legs of another."""
    return msgspec.structs.replace(
        head,
        role=planned.role,
        serving=planned.serving,
        trains=planned.trains,
        posts=planned.posts,
        legs=planned.legs,
    )


def post_plan(register: Register, occurrence: Occurrence) -> PostPlan:
    """The posts that hold for a register: as they were signed, or else of the occurrence."""
    return register.head if register.head is not None and register.closed else occurrence
