"""Merge of two records of one person: the record, squads and registers, in one transaction.

The merged record stays in the roster, archived, and leads to the one that is kept, so that old
badges and codes on paper still work. Squads and registers are rewritten to the number that is kept,
so sums of hours need not know of the merge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from yigong.store import validate
from yigong.store.attendance import settlement_rules, waitlist
from yigong.store.attendance.capacity import Places
from yigong.store.attendance.entry_merge import Along, both_brought, merge_entries
from yigong.store.attendance.hours import hours_text
from yigong.store.attendance.register import Register
from yigong.store.attendance.registers import Registers
from yigong.store.attendance_records import Correction, Entry, Head
from yigong.store.calendar.events import Events
from yigong.store.dates.date_words import date_text
from yigong.store.errors import DataError, Refused, Stale, Unsure
from yigong.store.language import N_, _
from yigong.store.people import age, distinct_pairs, merge_rules, pinyin
from yigong.store.people.people import with_keys
from yigong.store.programmes import enrolment_rules
from yigong.store.records import Volunteer, code
from yigong.store.settings_records import HoursPolicy
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.files import Fingerprint
from yigong.store.storage.history import History
from yigong.store.storage.layout import book_names
from yigong.store.storage.schema import ENROLMENTS, PROGRAMMES, schema_of
from yigong.store.storage.session import Session
from yigong.store.storage.transaction import Transaction


class SharedRegister(msgspec.Struct, frozen=True, kw_only=True):
    """A register with entries of both numbers."""

    key: str
    """The occurrence's (`store.event_records.Occurrence.key`)."""

    title: str
    date: date
    mine: Entry
    """Of the number that is kept."""

    theirs: Entry
    result: Entry
    signed: bool
    """Whether it was signed; then the credit is computed anew and the head gets a correction."""

    head: Head | None
    """The register's, as it was."""

    moved_up: tuple[Entry, ...] = ()
    """The entries that move up from the waitlist to a place that one person does not need twice."""

    @property
    def both_brought(self) -> bool:
        """Whether people came along with both, so that whose they are is asked."""
        return both_brought(self.mine, self.theirs)


class BothBrought(Unsure):
    """People came along with both to one register, and nobody said who did."""

    def __init__(self, shared: SharedRegister) -> None:
        super().__init__(
            N_("{title} {date}: people came with both of them; say whose, or both."),
            title=shared.title,
            date=date_text(shared.date),
        )
        self.shared = shared


class MergeResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge did or would do."""

    person: Volunteer
    squads: tuple[int, ...]
    """The squads that named the merged number."""

    registers: tuple[str, ...]
    """The occurrences whose registers had it, by date, the shared ones included."""

    shared: tuple[SharedRegister, ...]


AlongChoice = Callable[[str], Along | None]
"""Gives whose people came along to an occurrence, by its key; `None`: nobody said."""


@dataclass(frozen=True)
class PersonMerge:
    """What a merge reads and writes."""

    book: Callable[[str], Book[Any]]
    """Opens a book by its name in the history."""

    registers: Registers
    events: Events
    history: History
    session: Session

    def merge(
        self,
        keep: int,
        merged: int,
        person: Volunteer | None = None,
        along: AlongChoice | None = None,
        *,
        dry: bool = False,
    ) -> MergeResult:
        """Merge two people (see `store.village.village.Village.merge`)."""
        chosen = self._checked(keep, merged, person)
        search = _RegisterSearch(self.registers)
        search.mentioning(merged)  # reads every register before the lock, not while others wait
        if dry:
            return self._merge_drafts(Transaction(), keep, merged, chosen, search, along)
        reason = ChangeReason("person.merge", f"{code('V', merged)} = {code('V', keep)}")
        with self.session.transaction(self.history, reason) as change:
            result = self._merge_drafts(change, keep, merged, chosen, search, along)
            for shared in result.shared:
                if shared.both_brought and not (along and along(shared.key)):
                    raise BothBrought(shared)
            return result

    def _checked(self, keep: int, merged: int, person: Volunteer | None) -> Volunteer | None:
        """A chosen record, checked, its reading looked up before the lock is taken."""
        if person is None:
            return None
        if person.number != keep:
            raise Refused("{code} is not the one who stays.", code=person.code)
        checked = validate.checked_volunteer(
            msgspec.structs.replace(person, merged=0, forgotten=None)
        )
        age.check_birth_year(checked, self.session.now().date())
        for known in (self.book("people").read().records.get(number) for number in (keep, merged)):
            if known and (known.name, known.reading) == (checked.name, checked.reading):
                return msgspec.structs.replace(checked, keys=known.keys)
        pinyin.preload_readings([checked.name])
        return with_keys(checked)

    def _merge_drafts(
        self,
        change: Transaction,
        keep: int,
        merged: int,
        chosen: Volunteer | None,
        search: _RegisterSearch,
        along: AlongChoice | None,
    ) -> MergeResult:
        """Merge in the drafts of a transaction; the caller decides whether they are written."""
        person = _merge_in_people(change.open(self.book("people")), keep, merged, chosen)
        self._renumber(change, keep, merged)
        named = [
            (key, draft)
            for key in search.mentioning(merged)
            if merged in (draft := change.open(self.registers.book(key))).records
        ]
        shared = [(key, draft) for key, draft in named if keep in draft.records]
        for _key, draft in named:
            if keep not in draft.records:
                entry = draft.records[merged]
                draft.remove(merged)
                draft.put(msgspec.structs.replace(entry, number=keep))
        return MergeResult(
            person=person,
            squads=tuple(change.open(self.book("squads")).pending),
            registers=tuple(key for key, _draft in named),
            shared=tuple(self._merge_shared(change, *each, keep, merged, along) for each in shared),
        )

    def _renumber(self, change: Transaction, keep: int, merged: int) -> None:
        """Replace one number by the other in the books that name people."""
        for name in book_names(self.registers.folder):
            schema = schema_of(name)
            if schema is None or schema.renumber is None:
                continue
            draft = change.open(self.book(name))
            for record in list(draft.records.values()):
                new = schema.renumber(record, lambda n: keep if n == merged else n)
                if new != record:
                    draft.put(new)
        enrolments = change.open(self.book(ENROLMENTS.name))
        programmes = self.book(PROGRAMMES.name).read().records
        for number in {each.programme for _old, each in enrolments.pending.values() if each}:
            enrolment_rules.join_doubles(enrolments, number)
            if number in programmes:
                enrolment_rules.promote(enrolments, programmes[number])

    def _merge_shared(
        self,
        change: Transaction,
        key: str,
        draft: Draft[Entry],
        keep: int,
        merged: int,
        along: AlongChoice | None,
    ) -> SharedRegister:
        """Merge the two entries of one register."""
        mine, theirs, head = draft.records[keep], draft.records[merged], draft.head
        chosen = along(key) if along else None
        entry = merge_entries(mine, theirs, head, chosen or "keep")
        signed = head is not None and head.closed is not None
        if head is not None and signed:
            policy = self.registers.settlement.policy(Register(key, draft.records, head))
            end = head.closed or head.end
            spent = self._credited_elsewhere(change, head, policy, keep, merged)
            entry = settlement_rules.sign_entry(entry, head, policy, head.closed_by, end, spent)
            draft.set_head(self._corrected(head, mine, theirs, entry))
        draft.remove(merged)
        entry = draft.put(entry)
        promotions = self._promotions(draft.records.values(), head)
        return SharedRegister(
            key=key,
            title=head.title if head else "",
            date=head.start.date() if head else date.fromisoformat(key.partition("@")[2]),
            mine=mine,
            theirs=theirs,
            result=entry,
            signed=signed,
            head=head,
            moved_up=tuple(draft.put(promoted) for promoted in promotions),
        )

    def _promotions(self, entries: Iterable[Entry], head: Head | None) -> list[Entry]:
        """Entries that move up from the waitlist, if the occurrence is not over or cancelled."""
        if head is None or head.closed is not None or head.end <= self.session.now():
            return []
        try:
            occurrence = self.events.occurrence(head.event, head.planned)
        except Refused:  # it is not planned any more
            return []
        if occurrence.cancelled:
            return []
        places = Places(occurrence.event.capacity, head)
        return waitlist.waitlist_promotions(entries, places, occurrence)

    def _credited_elsewhere(
        self, change: Transaction, head: Head, policy: HoursPolicy, keep: int, merged: int
    ) -> int:
        """The minutes of the person that other signed registers of that day take off the daily cap.

        Registers that still have both entries, this one among them, are left out: each counts the
        others when its own entries are merged.
        """
        if not policy.daily_cap:
            return 0
        spent, day, damaged = 0, head.start.date(), list[DataError]()  # the doctor reports damaged
        for register in self.registers.between(day, day, damaged):
            records = change.open(self.registers.book(register.key)).records
            entry = records.get(keep)
            if register.closed and entry is not None and entry.credit and merged not in records:
                spent += entry.credit.clocked + entry.credit.filled
        return spent

    def _corrected(self, head: Head, mine: Entry, theirs: Entry, joined: Entry) -> Head:
        """A signed head with a correction that says why hours differ from what was signed."""
        before, after = (
            sum(entry.credit.total for entry in entries if entry.credit)
            for entries in ((mine, theirs), (joined,))
        )
        reason = _("{gone} merged into {kept}: {before} h -> {after} h").format(
            gone=code("V", theirs.number),
            kept=code("V", mine.number),
            before=hours_text(before),
            after=hours_text(after),
        )
        correction = Correction(
            at=self.session.now(), by=self.session.actor.by or "?", reason=reason
        )
        return msgspec.structs.replace(head, corrections=(*head.corrections, correction))


def _merge_in_people(
    draft: Draft[Volunteer], keep: int, merged: int, chosen: Volunteer | None
) -> Volunteer:
    """Write the two records; records that were merged into the merged one follow it.

    Returns:
        The record that is kept, as it is stored.
    """
    if keep == merged:
        raise Refused("{code} is one person; name two.", code=code("V", keep))
    mine, theirs = (_mergeable(draft.records, number) for number in (keep, merged))
    if chosen is not None and chosen.rev != mine.rev:
        raise Stale(mine, chosen)
    draft.put(msgspec.structs.replace(theirs, merged=keep, archived=True))
    for other in list(draft.records.values()):
        if other.merged == merged:
            draft.put(msgspec.structs.replace(other, merged=keep))
    new = chosen or merge_rules.merge_records(mine, theirs)
    new = msgspec.structs.replace(new, apart=mine.apart)
    if new != mine:
        draft.put(new)
    for other in distinct_pairs.distinct_after_merge(draft.records, keep, merged):
        draft.put(other)
    return draft.records[keep]


def _mergeable(people: Mapping[int, Volunteer], number: int) -> Volunteer:
    """A record that was neither merged nor erased.

    Raises:
        Refused: There is no such record.
    """
    person = people.get(number)
    if person is None:
        raise Refused("There is no person {code}.", code=code("V", number))
    if person.merged:
        raise Refused(
            "{code} was merged already; it is {now} now.",
            code=person.code,
            now=code("V", person.merged),
        )
    if person.forgotten:
        raise Refused("{code} was forgotten at their wish.", code=person.code)
    return person


class _RegisterSearch:
    """A search of all registers for one number; repeated, it reads only what was written since."""

    def __init__(self, registers: Registers) -> None:
        self._registers = registers
        self._known: dict[str, tuple[Fingerprint, bool]] = {}

    def mentioning(self, number: int) -> list[str]:
        """The occurrences whose registers may have a person, by date; always of one number."""
        found = []
        for key in self._registers.planned_between():
            fingerprint = self._registers.peek_fingerprint(key)
            known = self._known.get(key)
            if known is None or known[0] != fingerprint:
                known = self._known[key] = fingerprint, self._registers.mentions(key, number)
            if known[1]:
                found.append(key)
        return found
