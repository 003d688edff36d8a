"""Settlement: stints are filled in, the paper sheet is typed in, the register is closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

import msgspec

from yigong.store import validate
from yigong.store.attendance import settlement_rules, sheet_rules
from yigong.store.attendance.counts_cache import CountsCache
from yigong.store.attendance.points_rules import applicable_rules
from yigong.store.attendance.register import Register, current_head, drafted
from yigong.store.attendance.register_writer import (
    RegisterWriter,
    entry_of,
    put_entry,
    refuse_closed,
)
from yigong.store.attendance.sheet_rules import SheetResult
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.errors import DataError, Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_
from yigong.store.points_records import PointsRule
from yigong.store.records import Role, code
from yigong.store.settings_records import HoursPolicy
from yigong.store.storage import files
from yigong.store.storage.book import ChangeReason
from yigong.store.storage.locks import opened_locks

if TYPE_CHECKING:
    from yigong.store.attendance.sheet_parser import SheetLine


class Settlement:
    """Changes registers when the day is over."""

    def __init__(self, writer: RegisterWriter) -> None:
        self._writer = writer
        self._registers = writer.registers
        self._session = writer.session
        self._people = writer.people
        self._settings = writer.settings

    def fill_in(
        self,
        occurrence: Occurrence,
        number: int,
        start: datetime,
        end: datetime,
        reason: str,
        *,
        role: Role | Literal[""] = "",
    ) -> Entry:
        """补录: record a stint afterwards.

        Args:
            occurrence: The occurrence.
            number: The person.
            start: From, aware.
            end: To, aware.
            reason: Why it was not clocked; required.
            role: What they were there as then; empty: as their entry says.

        Raises:
            Refused: No reason, longer than the occurrence or not at its time, in the future, or
                overlapping another stint.
        """
        number = self._people.get_unerased(number).number
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE, needed=True)
        by = self._session.actor.by
        stint = Stint(start=start, end=end, origin="filled", by=by, reason=reason)
        with self._writer.change(occurrence, ChangeReason("fill", reason)) as draft:
            entry = draft.records.get(number) or Entry(number=number)
            if role:
                head = self._writer.head(draft, occurrence)
                entry, stint = sheet_rules.with_filled_role(entry, stint, head, role)
            entry = sheet_rules.fill_in_stint(entry, stint, occurrence, self._session.now())
            squad = entry.squad or self._writer.serving_squad(number, occurrence)
            return draft.put(msgspec.structs.replace(entry, squad=squad))

    def number_rows(
        self, occurrence: Occurrence, numbers: Sequence[int], blank: int = 0
    ) -> Register:
        """Give people on a printed sheet a permanent row number.

        A row number that was printed, for somebody who withdrew since or for a blank row, is not
        given again: an old copy of the sheet may still be typed in.

        Args:
            occurrence: The occurrence.
            numbers: People in the order of the sheet. Who has a row keeps it; people without an
                entry get none.
            blank: How many blank rows follow on the sheet.

        Returns:
            The register; its head has the last row. A closed one is not changed.
        """
        register = self._registers.read(occurrence.key)
        entries = register.entries
        printed = register.head.rows if register.head else 0
        numbered = all(n not in entries or entries[n].row for n in numbers)
        highest = max((e.row for e in entries.values()), default=0)
        if register.closed or (numbered and printed >= highest + blank):
            return register
        with self._writer.change(occurrence, ChangeReason("rows")) as draft:
            head = draft.head or self._writer.planned_head(occurrence)
            last = max([head.rows, *(e.row for e in draft.records.values())])
            for number in numbers:
                entry = draft.records.get(number)
                if entry is not None and not entry.row:
                    last += 1
                    draft.put(msgspec.structs.replace(entry, row=last))
            highest = max((e.row for e in draft.records.values()), default=0)
            draft.set_head(msgspec.structs.replace(head, rows=max(head.rows, highest + blank)))
        return drafted(occurrence.key, draft)

    def type_in(self, occurrence: Occurrence, text: str, *, dry: bool = False) -> SheetResult:
        """Record what was typed in from a paper sheet, all of it or nothing.

        Args:
            occurrence: The occurrence.
            text: Lines as `store.attendance.sheet_parser.parse_sheet` reads them.
            dry: Only return what would be recorded, and each line's fault.

        Raises:
            Refused: The register is closed; or, unless `dry`, a line has a fault.
        """
        from yigong.store.attendance.sheet_parser import parse_sheet

        lines = parse_sheet(text)
        if dry:
            register = self._registers.read(occurrence.key)
            refuse_closed(register)
            return self._read_sheet(lines, occurrence, register)
        with self._writer.change(occurrence, ChangeReason("paper")) as draft:
            register = drafted(occurrence.key, draft)
            result = self._read_sheet(lines, occurrence, register)
            result.check()
            for line in result.lines:
                if line.entry is not None:
                    put_entry(draft, line.entry)
            return result

    def _read_sheet(
        self,
        lines: list[SheetLine],
        occurrence: Occurrence,
        register: Register,
    ) -> SheetResult:
        return sheet_rules.read_sheet(
            lines,
            sheet_rules.SheetContext(
                occurrence=occurrence,
                entries=register.entries,
                head=current_head(register, occurrence, self._writer.context),
                people=self._people,
                squad_of=lambda number: self._writer.serving_squad(number, occurrence),
                now=self._session.now(),
                by=self._session.actor.by,
            ),
        )

    def close(
        self,
        occurrence: Occurrence,
        *,
        ends: Mapping[int, datetime] | None = None,
        from_start: Iterable[int] = (),
        rev: int | None = None,
    ) -> Register:
        """收尾: end open stints, credit the minutes, sign and close the register.

        Other open stints end at the planned end, which is that of somebody's last post, or of the
        occurrence; or now if that is earlier. One that began long
        before the start begins with the occurrence (`settlement_rules.with_end`).

        Args:
            occurrence: The occurrence.
            ends: Ends for single people who are still here or odd (`odd_entries`), by number.
            from_start: Who gets the start that is proposed (`OddEntry.proposed_start`), by number.
            rev: The revision that the organiser looked at (`Register.rev`); `None`: any.

        All times written here count as filled in.

        A daily cap applies to all registers of the day: what others credit already is subtracted,
        and those stay as they were signed. A reopened register keeps the policy it was first
        signed under.

        Raises:
            Refused: It is closed already, nobody came, an end is impossible, or somebody changed
                the register since it was looked at.
        """
        policy = self.policy(self._registers.read(occurrence.key))
        now = self._session.now()
        by, desk = self._session.actor.by, self._session.actor.desk
        with (
            self.day_locked(policy),
            self._writer.change(occurrence, ChangeReason("close")) as draft,
        ):
            if rev is not None and draft.rev != rev:
                raise Refused("Somebody changed the register meanwhile; look at it again.")
            attended = drafted(occurrence.key, draft).attended
            if not attended and not any(e.grants for e in draft.records.values()):
                raise Refused("Nobody was checked in, so there is nothing to close.")
            head = self._writer.followed_head(draft, occurrence, attended=attended)
            for number, end in (ends or {}).items():
                entry = entry_of(draft, number)
                if not entry.stints:
                    raise Refused("Nobody was checked in under {code}.", code=code("V", number))
                draft.put(
                    _ended_at(desk, entry, settlement_rules.settle_entry(entry, end, head, now, by))
                )
            for number in from_start:
                entry = entry_of(draft, number)
                draft.put(settlement_rules.from_planned_start(entry, head, now))
            spent = self.credited_elsewhere(occurrence.key, head.start.date(), policy)
            for entry in list(draft.records.values()):
                elsewhere = spent.get(entry.number, 0)
                signed = settlement_rules.sign_entry(entry, head, policy, by, now, elsewhere)
                put_entry(draft, _ended_at(desk, entry, signed))
            draft.set_head(
                msgspec.structs.replace(
                    head,
                    closed=now,
                    closed_by=by or "?",
                    policy=policy,
                    points=self._points_rules(draft.head, occurrence),
                )
            )
        return drafted(occurrence.key, draft)

    @contextmanager
    def day_locked(self, policy: HoursPolicy) -> Iterator[None]:
        """Close one register at a time under a daily cap: two at once would each use it whole."""
        if not policy.daily_cap:
            yield
            return
        folder = self._registers.folder
        with ExitStack() as stack:
            with files.os_errors_explained(folder.path):
                locks = stack.enter_context(opened_locks(folder, str(self._session.actor)))
            locks.take("closing", self._session.lock_timeout)
            yield

    def credited_elsewhere(self, but: str, day: date, policy: HoursPolicy) -> dict[int, int]:
        """The minutes credited in other closed registers of a day, by person.

        Args:
            but: The register that is being closed.
            day: The day.
            policy: The policy; without a daily cap nothing is read.
        """
        spent: dict[int, int] = {}
        if not policy.daily_cap:
            return spent
        damaged: list[DataError] = []  # perhaps of another day; the doctor reports them
        for other in CountsCache(self._registers).between(day, day, policy, damaged):
            if other.head.closed is not None and other.key != but:
                for number, _squad, _role, _along, clocked, filled, *_others in other:
                    spent[number] = spent.get(number, 0) + clocked + filled
        return spent

    def reopen(self, occurrence: Occurrence, reason: str) -> Register:
        """Reopen a closed register for corrections; the next close computes credits anew.

        The head records when, by whom and why. Until the occurrence is over, who is absent is
        expected again.
        """
        now = self._session.now()
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE, needed=True)
        with self._session.change(
            self._registers.book(occurrence.key), ChangeReason("reopen", reason)
        ) as draft:
            if draft.head is None or draft.head.closed is None:
                raise Refused("It is not closed.")
            for entry in list(draft.records.values()):
                over = draft.head.end <= now
                put_entry(draft, settlement_rules.reopen_entry(entry, over=over))
            by = self._session.actor.by
            draft.set_head(settlement_rules.reopen_head(draft.head, now, by, reason))
        return drafted(occurrence.key, draft)

    def report(self, occurrence: Occurrence, text: str) -> Register:
        """小结: record in a sentence how it went, for the ledger; also in a closed register.

        Args:
            occurrence: The occurrence.
            text: One line; empty removes it.

        Raises:
            Refused: Nobody signed up or came, so there is no register; the text is too long.
        """
        text = validate.clean_line(text, N_("The report"), validate.MAX_PLACE)
        with self._session.change(
            self._registers.book(occurrence.key), ChangeReason("report")
        ) as draft:
            if draft.head is None:
                raise Refused("Nobody signed up or came, so there is nothing to report.")
            if draft.head.report != text:
                draft.set_head(msgspec.structs.replace(draft.head, report=text))
        return drafted(occurrence.key, draft)

    def _points_rules(self, head: Head | None, occurrence: Occurrence) -> tuple[PointsRule, ...]:
        """The rules of points of a register: those that it was first signed with (none, if there
        were no points then), else the village's, as far as they apply."""
        if head is not None and (head.points is not None or head.policy is not None):
            return head.points or ()
        event, rules = occurrence.event, self._settings().points
        return applicable_rules(rules, event.kind, event.programme)

    def policy(self, register: Register) -> HoursPolicy:
        """The hours policy of a register: its own once it was closed, else the village's."""
        if register.head is not None and register.head.policy is not None:
            return register.head.policy
        return self._settings().hours


def _ended_at(desk: str, before: Entry, after: Entry) -> Entry:
    """An entry with the desk at which ends were filled in, beside `end_by`."""
    stints = tuple(
        new if new.end == old.end else msgspec.structs.replace(new, end_desk=desk)
        for old, new in zip(before.stints, after.stints, strict=True)
    )
    return msgspec.structs.replace(after, stints=stints)
