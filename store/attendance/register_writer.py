"""The rules of every change of a register: it is open, its head follows the plan, nobody merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import msgspec

from yigong.store.attendance import capacity, posts, waitlist
from yigong.store.attendance.capacity import Places
from yigong.store.attendance.register import (
    Register,
    current_head,
    drafted,
    head_of,
    with_planned_roles,
)
from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.attendance.sheet_rules import PeopleLookup
from yigong.store.attendance_records import Entry, Head
from yigong.store.dates.date_words import date_text
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence, Post
from yigong.store.plan_context import PlanContext
from yigong.store.records import code
from yigong.store.settings_records import Settings
from yigong.store.storage.book import ChangeReason, Draft
from yigong.store.storage.session import Session

EARLY, LATE = timedelta(hours=12), timedelta(hours=12)
"""How long before its start and after its end an occurrence takes check-ins."""


class RegisterWriter:
    """Opens registers for changes; shared by sign-up, check-in, grants, roles and settlement."""

    def __init__(
        self,
        registers: RegisterFolder,
        session: Session,
        settings: Callable[[], Settings],
        people: PeopleLookup,
        squads_of: Callable[[int], tuple[int, ...]],
        context: PlanContext,
    ) -> None:
        """Changes nothing yet.

        Args:
            registers: The registers.
            session: Who changes them.
            settings: Gets the village's current settings.
            people: The roster.
            squads_of: The squads somebody is in.
            context: What the numbers in plans stand for.
        """
        self.registers = registers
        self.session = session
        self.settings = settings
        self.people = people
        self.context = context
        self._squads_of = squads_of

    @contextmanager
    def change(self, occurrence: Occurrence, reason: ChangeReason) -> Iterator[Draft[Entry]]:
        """Change a register that is not closed; its head follows the plan.

        Once somebody came only the roles do (see `register.current_head`).

        Raises:
            Refused: It is closed, or a new entry's person was merged meanwhile.
        """
        with self.session.change(self.registers.book(occurrence.key), reason) as draft:
            register = drafted(occurrence.key, draft)
            refuse_closed(register)
            attended = register.attended
            yield draft
            self._refuse_merged(draft)
            head = draft.head
            signed = head is not None and head.closed is not None
            if draft.changed and not signed:
                followed = self.followed_head(draft, occurrence, attended=attended)
                if followed != head:
                    draft.set_head(followed)

    def planned_head(self, occurrence: Occurrence) -> Head:
        """The head of a register by the plan of its occurrence."""
        return head_of(occurrence, self.context)

    def head(self, draft: Draft[Entry], occurrence: Occurrence) -> Head:
        """The head by which a register is counted (see `register.current_head`)."""
        register = drafted(occurrence.key, draft)
        return current_head(register, occurrence, self.context)

    def followed_head(self, draft: Draft[Entry], occurrence: Occurrence, *, attended: bool) -> Head:
        """A register's head by the current plan; corrections, rows and the like stay as they are.

        Args:
            draft: The register, not signed.
            occurrence: The occurrence.
            attended: Whether somebody came, so that only the roles may change.
        """
        head, current = draft.head, self.head(draft, occurrence)
        if head is None or attended:
            return current
        return msgspec.structs.replace(
            with_planned_roles(self.planned_head(occurrence), current),
            corrections=head.corrections,
            headcounts=head.headcounts,
            policy=head.policy,
            points=head.points,
            rows=head.rows,
            report=head.report,
        )

    def places(self, draft: Draft[Entry], occurrence: Occurrence) -> Places:
        """What an occurrence has room for."""
        return Places(occurrence.event.capacity, self.head(draft, occurrence))

    def exceeds_places(self, draft: Draft[Entry], after: Entry, occurrence: Occurrence) -> bool:
        """Whether an entry would need places that there are not (see `capacity.lacks_places`)."""
        before = draft.records.get(after.number) or Entry(number=after.number)
        places = self.places(draft, occurrence)
        return capacity.lacks_places(draft.records.values(), before, after, places)

    def move_up(self, draft: Draft[Entry], occurrence: Occurrence) -> list[Entry]:
        """Give free places to the waitlist; the entries that got one are returned in order."""
        places = self.places(draft, occurrence)
        promoted = waitlist.waitlist_promotions(draft.records.values(), places, occurrence)
        return [draft.put(entry) for entry in promoted]

    def put_or_remove(self, draft: Draft[Entry], entry: Entry, occurrence: Occurrence) -> Entry:
        """Write an entry that may have lost its stints: it may go back to the waitlist.

        An entry with nothing in it is removed.
        """
        if entry.expected is None and not entry.stints and not entry.grants:
            draft.remove(entry.number)
            return entry
        lost_stints = bool(draft.records[entry.number].stints) and not entry.stints
        if lost_stints:
            others, places = other_entries(draft, entry), self.places(draft, occurrence)
            entry = waitlist.return_to_waitlist(entry, others, places)
        return put_entry(draft, entry)

    def _refuse_merged(self, draft: Draft[Entry]) -> None:
        """Refuse a new entry for a person who was merged while the change waited for the lock."""
        for number, (old, new) in draft.pending.items():
            if old is None and new is not None:
                current = self.people.get(number).number
                if current != number:
                    raise Refused(
                        "{code} was merged already; it is {now} now.",
                        code=code("V", number),
                        now=code("V", current),
                    )

    def serving_squad(
        self, number: int, occurrence: Occurrence, wanted: Iterable[Post] = ()
    ) -> int:
        """The squad a person serves in by default: one of theirs, if possible that of a post that
        they sign up for, or else a needed one."""
        squads = self._squads_of(number)
        of_posts = {post.squad for post in wanted}
        posted = [squad for squad in squads if squad in of_posts]
        needed = [squad for squad in squads if squad in occurrence.event.needs]
        return (posted or needed or [*squads, 0])[0]


def refuse_outside_hours(occurrence: Occurrence, now: datetime) -> None:
    """Refuse to check in at what is cancelled, or more than 12 hours away."""
    refuse_cancelled(occurrence)
    if is_outside_hours(occurrence, now):
        raise Refused(
            "{title} takes place on {date}, not today; "
            "what was not clocked is filled in with a reason.",
            title=occurrence.event.title,
            date=f"{date_text(occurrence.start)} {occurrence.start:%H:%M}",
        )


def is_outside_hours(occurrence: Occurrence, now: datetime) -> bool:
    """Whether an occurrence begins in more than 12 hours, or ended as long ago."""
    hours = posts.whole_hours(occurrence)
    return not hours.start - EARLY <= now <= hours.end + LATE


def refuse_early(occurrence: Occurrence, now: datetime) -> None:
    """Refuse to count people at what is cancelled, or begins in more than 12 hours."""
    refuse_cancelled(occurrence)
    if now < posts.whole_hours(occurrence).start - EARLY:
        raise Refused("{title} has not begun yet.", title=occurrence.event.title)


def refuse_cancelled(occurrence: Occurrence) -> None:
    """Refuse a cancelled occurrence."""
    if occurrence.cancelled:
        raise Refused(
            "{title} on {date} is cancelled.",
            title=occurrence.event.title,
            date=date_text(occurrence.planned),
        )


def refuse_closed(register: Register) -> None:
    """Refuse a closed register."""
    head = register.head
    if head is not None and head.closed is not None:
        raise Refused(
            "The register was closed by {by} on {at}; reopen it to correct it.",
            by=head.closed_by,
            at=f"{head.closed:%Y-%m-%d %H:%M}",
        )


def entry_of(draft: Draft[Entry], number: int) -> Entry:
    """A person's entry.

    Raises:
        Refused: There is none.
    """
    entry = draft.records.get(number)
    if entry is None:
        raise Refused("Not in this register.")
    return entry


def check_along(adults: int, children: int) -> None:
    """Check the numbers of people who come along with somebody.

    Raises:
        Refused: One is not 0 to 99.
    """
    if not all(0 <= number <= capacity.MOST_ALONG for number in (adults, children)):
        raise Refused("A number of people who came along is 0 to 99.")


def with_along(entry: Entry, adults: int | None, children: int | None) -> Entry:
    """An entry with other numbers of people who come along; `None`: as it is."""
    return msgspec.structs.replace(
        entry,
        adults=entry.adults if adults is None else adults,
        children=entry.children if children is None else children,
    )


def put_entry(draft: Draft[Entry], entry: Entry) -> Entry:
    """Write an entry if it changed."""
    return entry if entry == draft.records.get(entry.number) else draft.put(entry)


def other_entries(draft: Draft[Entry], entry: Entry) -> list[Entry]:
    """All entries but one."""
    return [e for e in draft.records.values() if e.number != entry.number]
