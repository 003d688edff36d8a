"""旧口径: registers that were signed before there were roles are reviewed, all of a period at once.

Such a register credits everybody as a volunteer (`register.is_credited_alike`), also who only sat
in a lecture. A review gives it the roles of its plan: who serves in a squad that the event needs,
or was granted hours, stays a volunteer; of all others the minutes of service become those of their
role, which for who takes part are none. What stays is as it was signed: nothing is credited anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from yigong.store import kinds, validate
from yigong.store.attendance import hours, roles
from yigong.store.attendance.counts_cache import CountsCache
from yigong.store.attendance.hours import Credit
from yigong.store.attendance.register import Register, drafted, is_credited_alike
from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.attendance_records import (
    Correction,
    Entry,
    Head,
    LearningTime,
    PaidTime,
    ServiceTime,
)
from yigong.store.errors import DataError, Refused
from yigong.store.event_records import Event
from yigong.store.language import N_
from yigong.store.records import Role
from yigong.store.settings_records import Settings
from yigong.store.storage.book import ChangeReason, Draft
from yigong.store.storage.history import History
from yigong.store.storage.session import Session

KeptFor = Literal["", "squad", "grant"]
"""Why somebody stays a volunteer where most are not: they serve in a squad that the event needs, or
were granted hours."""


class ReviewedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of somebody who came, or was granted hours, before and after a review."""

    before: Entry
    after: Entry
    role: Role
    """What they count as after it."""

    credit: Credit
    """What they are credited after it."""

    credit_before: Credit
    kept_for: KeptFor = ""

    @property
    def dropped(self) -> int:
        """The minutes that are of no kind any more."""
        return _minutes(self.credit_before) - _minutes(self.credit)


class ReviewedRegister(msgspec.Struct, frozen=True, kw_only=True):
    """A register before and after a review."""

    key: str
    """The occurrence's (`store.event_records.Occurrence.key`)."""

    before: Head
    after: Head
    """Without the correction that says so."""

    entries: tuple[ReviewedEntry, ...]


class ReviewSum(msgspec.Struct, frozen=True, kw_only=True):
    """What a review changes in several registers."""

    registers: int = 0
    volunteers_before: int = 0
    """志愿人次."""

    volunteers: int = 0
    """Those of them after the review."""

    credit_before: Credit = Credit()
    credit: Credit = Credit()

    @property
    def dropped(self) -> int:
        """The minutes that are of no kind any more."""
        return _minutes(self.credit_before) - _minutes(self.credit)


def _minutes(credit: Credit) -> int:
    """All minutes, of whatever kind: only to find out how many are gone."""
    return credit.service.total + credit.learning.minutes + credit.labour.minutes


def sum_of_review(registers: Iterable[ReviewedRegister]) -> ReviewSum:
    """Add up what a review changes."""
    count = before = after = 0
    credit_before, credit = Credit(), Credit()
    for register in registers:
        count += 1
        for entry in register.entries:
            if entry.before.stints:
                before += roles.counted_role(entry.before, register.before) == "volunteer"
                after += entry.role == "volunteer"
            credit_before += entry.credit_before
            credit += entry.credit
    return ReviewSum(
        registers=count,
        volunteers_before=before,
        volunteers=after,
        credit_before=credit_before,
        credit=credit,
    )


@dataclass(frozen=True)
class RoleReview:
    """What a review reads and writes."""

    registers: RegisterFolder
    counts: CountsCache
    """Of these registers; they tell which are to be reviewed, without reading all of them again."""

    plan_on: Callable[[int, date], Event | None]
    """The plan of an event that was in force on a planned date; `None`: there is no such event."""

    settings: Callable[[], Settings]
    history: History
    session: Session

    def pending(
        self, first: date | None, last: date | None, unreadable: list[DataError] | None = None
    ) -> list[ReviewedRegister]:
        """The registers to review, by date, each as it would be after it.

        One that was reopened, and is not signed again yet, is among them. It may run in a thread.

        Args:
            first: The first day of the period; `None`: from the beginning.
            last: The last day; `None`: to the end.
            unreadable: Collects the errors of registers that cannot be read, which are left out.
                Without it the first of them is raised.
        """
        found = self._credited_alike(first, last, unreadable)
        return [reviewed for register in found if (reviewed := self._reviewed(register))]

    def _credited_alike(
        self, first: date | None, last: date | None, unreadable: list[DataError] | None
    ) -> Iterator[Register]:
        """The registers of a period that credit everybody alike."""
        counted = self.counts.between(first, last, self.settings().hours, unreadable)
        for key in [each.key for each in counted if is_credited_alike(each.head)]:
            try:
                register = self.registers.peek(key)
            except DataError as error:  # what is counted of it can be read
                if unreadable is None:
                    raise
                unreadable.append(error)
            else:
                yield register

    def apply(self, first: date | None, last: date | None, reason: str) -> list[ReviewedRegister]:
        """Review all registers of a period, as one change: each is corrected, for one reason.

        Signatures stay, and a register that cannot be read stays as it is.

        Args:
            first: As in `pending`.
            last: As in `pending`.
            reason: Why; required.

        Returns:
            The registers as they are after it.

        Raises:
            Refused: No reason; or there is nothing to review.
        """
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE, needed=True)
        keys = [reviewed.key for reviewed in self.pending(first, last, [])]
        done = []
        with self.session.transaction(self.history, ChangeReason("roles", reason)) as change:
            for key in keys:
                draft = change.open(self.registers.book(key))
                reviewed = self._reviewed(drafted(key, draft))
                if reviewed is not None:  # else a colleague reviewed it meanwhile
                    self._write(draft, reviewed, reason)
                    done.append(reviewed)
            if not done:
                raise Refused("There is nothing to review: every register has roles.")
        return done

    def _write(self, draft: Draft[Entry], reviewed: ReviewedRegister, reason: str) -> None:
        for entry in reviewed.entries:
            if entry.after != entry.before:
                draft.put(entry.after)
        correction = Correction(
            at=self.session.now(), by=self.session.actor.by or "?", reason=reason
        )
        corrections = (*reviewed.after.corrections, correction)
        draft.set_head(msgspec.structs.replace(reviewed.after, corrections=corrections))

    def _reviewed(self, register: Register) -> ReviewedRegister | None:
        """A register after its review; `None`: it has roles, or its plan has only volunteers."""
        head = register.head
        if head is None or not is_credited_alike(head):
            return None
        plan, own_kinds = self.plan_on(head.event, head.planned), self.settings().kinds
        spec = kinds.kind_spec(head.kind, own_kinds)
        after = msgspec.structs.replace(
            head,
            role=(plan.role if plan else "") or spec.role,  # of the kind that was signed
            serving=tuple(sorted(plan.needs)) if plan else (),
            trains=spec.trains,
        )
        if after.role == spec.role == "volunteer":
            return None
        return ReviewedRegister(
            key=register.key,
            before=head,
            after=after,
            entries=tuple(_reviewed_entries(register.entries.values(), head, after)),
        )


def _reviewed_entries(entries: Iterable[Entry], head: Head, after: Head) -> Iterator[ReviewedEntry]:
    for entry in entries:
        if entry.stints or entry.grants:
            yield reviewed_entry(entry, head, after)


def reviewed_entry(entry: Entry, head: Head, after: Head) -> ReviewedEntry:
    """An entry after the review of its register.

    Args:
        entry: With stints or grants.
        head: The register's.
        after: The head with the roles of its plan.
    """
    kept_for: KeptFor = ""
    reviewed = entry
    if not entry.role and after.role != "volunteer":
        if entry.squad in after.serving:
            kept_for = "squad"
        elif entry.grants:
            kept_for = "grant"
            reviewed = _granted_volunteer(entry, after.role)
    policy = head.policy
    assert policy is not None  # noqa: S101 - see `is_credited_alike`
    credit_before = hours.entry_credit(entry, head, policy)
    credit = hours.credited(reviewed, after, policy)
    if entry.credit is not None:
        served = hours.served_credit(entry, head).service
        if hours.served_credit(reviewed, after).service == served:
            credit = credit_before
        else:
            credit = _without_service(credit_before, credit.service, after.role)
        reviewed = hours.with_credit(roles.with_roles(reviewed, after), credit)
    return ReviewedEntry(
        before=entry,
        after=reviewed,
        role=roles.counted_role(reviewed, after),
        credit=credit,
        credit_before=credit_before,
        kept_for=kept_for,
    )


def _granted_volunteer(entry: Entry, role: Role | Literal[""]) -> Entry:
    """An entry with granted hours: a volunteer's, who came in another role."""
    stints = tuple(
        stint if stint.role else msgspec.structs.replace(stint, role=role) for stint in entry.stints
    )
    return msgspec.structs.replace(entry, role="volunteer", stints=stints)


def _without_service(signed: Credit, served: ServiceTime, role: Role | Literal[""]) -> Credit:
    """A signed credit with less service; the rest becomes time of another role.

    Args:
        signed: What was signed.
        served: The service it would be now: of who served a part of the time, so much is left.
        role: The other role.
    """
    service = ServiceTime(
        clocked=min(signed.service.clocked, served.clocked),
        filled=min(signed.service.filled, served.filled),
        granted=signed.service.granted,
    )
    moved = signed.service.total - service.total
    return Credit(
        service=service,
        learning=signed.learning + LearningTime(moved if role == "learner" else 0),
        labour=signed.labour + PaidTime(moved if role == "paid" else 0),
    )
