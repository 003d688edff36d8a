"""Changes of what people are there as; in a signed register each is a correction."""

from __future__ import annotations

import msgspec

from yigong.store import validate
from yigong.store.attendance import settlement_rules
from yigong.store.attendance.hours import served_credit, with_credit
from yigong.store.attendance.register_writer import RegisterWriter, entry_of, put_entry
from yigong.store.attendance.role_words import role_name
from yigong.store.attendance.roles import role_of, with_role
from yigong.store.attendance.settlement import Settlement
from yigong.store.attendance_records import Correction, Entry, Head
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.records import Role, code
from yigong.store.storage.book import ChangeReason


class RoleChanges:
    """Changes roles in registers."""

    def __init__(self, writer: RegisterWriter, settlement: Settlement) -> None:
        self._writer = writer
        self._registers = writer.registers
        self._session = writer.session
        self._settlement = settlement

    def change(
        self,
        occurrence: Occurrence,
        number: int,
        role: Role,
        *,
        last: bool = False,
        reason: str = "",
    ) -> Entry:
        """Change what somebody is there as.

        Args:
            occurrence: The occurrence.
            number: The person.
            role: What they are there as.
            last: Only since they came last; what they were there as before stays.
            reason: Why; needed only where the register is signed, which is corrected then: where
                minutes are of another kind now, theirs are credited anew, and its head says when,
                by whom and why.

        Returns:
            The entry after it.

        Raises:
            Refused: They are not in the register; they were granted hours and shall not be a
                volunteer; or it is signed and there is no reason.
        """
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE)
        if self._registers.read(occurrence.key).closed:
            return self._correct(occurrence, number, role, last=last, reason=reason)
        with self._writer.change(occurrence, ChangeReason("role", reason)) as draft:
            head = self._writer.head(draft, occurrence)
            return put_entry(draft, with_role(entry_of(draft, number), head, role, last=last))

    def _correct(
        self, occurrence: Occurrence, number: int, role: Role, *, last: bool, reason: str
    ) -> Entry:
        """Change a role in a signed register, and sign what is credited for it anew."""
        if not reason:
            raise Refused("The register is signed: a change of a role needs a reason.")
        book = self._registers.book(occurrence.key)
        policy = self._settlement.policy(self._registers.read(occurrence.key))
        with (
            self._settlement.day_locked(policy),
            self._session.change(book, ChangeReason("role", reason)) as draft,
        ):
            head, entry = draft.head, entry_of(draft, number)
            if head is None or head.closed is None:
                raise Refused("The register was reopened meanwhile; try again.")
            changed = with_role(entry, head, role, last=last)
            if changed == entry:
                return entry
            day = head.start.date()
            spent = self._settlement.credited_elsewhere(occurrence.key, day, policy)
            if served_credit(changed, head) != served_credit(entry, head):
                changed = with_credit(changed, None)
            signed = settlement_rules.sign_entry(
                changed, head, policy, head.closed_by, head.end, spent.get(number, 0)
            )
            draft.set_head(self._corrected(head, entry, role, last=last, reason=reason))
            return put_entry(draft, signed)

    def _corrected(self, head: Head, before: Entry, role: Role, *, last: bool, reason: str) -> Head:
        """A signed head with a correction, which names the person by code: names are erased."""
        stint = before.stints[-1] if last and before.stints else None
        words = _("{code} {old} -> {new}: {reason}").format(
            code=code("V", before.number),
            old=role_name(role_of(stint, before, head)),
            new=role_name(role),
            reason=reason,
        )
        correction = Correction(
            at=self._session.now(), by=self._session.actor.by or "?", reason=words
        )
        return msgspec.structs.replace(head, corrections=(*head.corrections, correction))
