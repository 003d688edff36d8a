"""Merging two people who are one: their record, squads and registers, as one change.

The number that goes stays in the roster, archived, and says whom it became, so that an old badge
and a code on paper still lead to the person. Everything that names it is rewritten to the number
that stays; so whoever adds up hours need not know that there ever were two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from yigong.store import validate
from yigong.store.attendance import capacity, settlement_rules
from yigong.store.attendance.register import Register
from yigong.store.attendance.registers import Registers
from yigong.store.calendar.events import Events
from yigong.store.errors import DataError, Refused, Stale
from yigong.store.people import age, distinct_pairs, merge_rules, pinyin
from yigong.store.people.people import with_keys
from yigong.store.records import Correction, Entry, Head, HoursPolicy, Squad, Volunteer, code
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.files import Fingerprint
from yigong.store.storage.history import History
from yigong.store.storage.session import Session
from yigong.store.storage.transaction import Transaction


class SharedRegister(msgspec.Struct, frozen=True, kw_only=True):
    """A register that had both of them."""

    key: str
    """The occurrence's (`store.records.Occurrence.key`)."""

    title: str
    date: date
    mine: Entry
    """Of the number that stays."""

    theirs: Entry
    became: Entry
    signed: bool
    """Whether it was signed; then the minutes are worked out anew and its head says why."""

    moved_up: tuple[Entry, ...] = ()
    """Those who waited and get the place that one person does not need twice."""


class MergeResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge came to, or would."""

    person: Volunteer
    squads: tuple[int, ...]
    """The squads in which the number that goes stood."""

    registers: tuple[str, ...]
    """The occurrences in whose registers it stood, by date, those with a clash among them."""

    clashes: tuple[SharedRegister, ...]


@dataclass(frozen=True)
class PersonMerge:
    """What a merge reads and writes."""

    people: Book[Volunteer]
    squads: Book[Squad]
    registers: Registers
    events: Events
    history: History
    session: Session

    def merge(
        self, keep: int, gone: int, person: Volunteer | None = None, *, dry: bool = False
    ) -> MergeResult:
        """Make one person of two (see `store.village.village.Village.merge`)."""
        ready = self._ready(keep, gone, person)
        look = _Look(self.registers)
        look.named(gone)  # every register is read through here, not while nobody may write
        if dry:
            return self._worked_out(Transaction(), keep, gone, ready, look)
        note = f"{code('V', gone)} = {code('V', keep)}"
        with self.session.transaction(self.history, ChangeReason("person.merge", note)) as change:
            return self._worked_out(change, keep, gone, ready, look)

    def _ready(self, keep: int, gone: int, person: Volunteer | None) -> Volunteer | None:
        """A record that was chosen, fit to be written, its reading looked up before others wait."""
        if person is None:
            return None
        if person.number != keep:
            raise Refused("{code} is not the one who stays.", code=person.code)
        ready = validate.checked_volunteer(
            msgspec.structs.replace(person, merged=0, forgotten=None)
        )
        age.check_birth_year(ready, self.session.now().date())
        for known in (self.people.read().records.get(number) for number in (keep, gone)):
            if known and (known.name, known.reading) == (ready.name, ready.reading):
                return msgspec.structs.replace(ready, keys=known.keys)
        pinyin.preload_readings([ready.name])
        return with_keys(ready)

    def _worked_out(
        self, change: Transaction, keep: int, gone: int, ready: Volunteer | None, look: _Look
    ) -> MergeResult:
        """Merge in drafts; whether they are written is the caller's."""
        person = _people(change.open(self.people), keep, gone, ready)
        squads = _squads(change.open(self.squads), keep, gone)
        named = [
            (key, draft)
            for key in look.named(gone)
            if gone in (draft := change.open(self.registers.book(key))).records
        ]
        clashing = [(key, draft) for key, draft in named if keep in draft.records]
        for _key, draft in named:
            if keep not in draft.records:
                moved = draft.records[gone]
                draft.remove(gone)
                draft.put(msgspec.structs.replace(moved, number=keep))
        return MergeResult(
            person=person,
            squads=squads,
            registers=tuple(key for key, _draft in named),
            clashes=tuple(self._clash(change, key, draft, keep, gone) for key, draft in clashing),
        )

    def _clash(
        self, change: Transaction, key: str, draft: Draft[Entry], keep: int, gone: int
    ) -> SharedRegister:
        """Make one entry of two."""
        mine, theirs, head = draft.records[keep], draft.records[gone], draft.head
        became = merge_rules.merge_entries(mine, theirs)
        signed = head is not None and head.closed is not None
        if head is not None and signed:
            policy = self.registers.settlement.policy(Register(key, draft.records, head))
            left, spent = head.closed or head.end, self._spent(change, head, policy, keep, gone)
            became = settlement_rules.sign_entry(became, head, policy, head.closed_by, left, spent)
            draft.set_head(self._corrected(head, keep, gone))
        draft.remove(gone)
        became = draft.put(became)
        moved = self._moved_up(draft.records.values(), head)
        return SharedRegister(
            key=key,
            title=head.title if head else "",
            date=head.start.date() if head else date.fromisoformat(key.partition("@")[2]),
            mine=mine,
            theirs=theirs,
            became=became,
            signed=signed,
            moved_up=tuple(draft.put(entry) for entry in moved),
        )

    def _moved_up(self, entries: Iterable[Entry], head: Head | None) -> list[Entry]:
        """Who gets a place of what is not over yet; what is over or called off has none."""
        if head is None or head.closed is not None or head.end <= self.session.now():
            return []
        try:
            one = self.events.occurrence(head.event, head.planned)
        except Refused:  # it is not planned any more
            return []
        return [] if one.cancelled else capacity.waitlist_promotions(entries, one.event.capacity)

    def _spent(
        self, change: Transaction, head: Head, policy: HoursPolicy, keep: int, gone: int
    ) -> int:
        """The minutes the one of two is credited in other signed registers of that day.

        A register that has both of them still, as the one itself has, takes this one into account
        when its turn comes.
        """
        if not policy.daily_cap:
            return 0
        spent, day, damaged = 0, head.start.date(), list[DataError]()  # that is for the doctor
        for register in self.registers.between(day, day, damaged):
            records = change.open(self.registers.book(register.key)).records
            entry = records.get(keep)
            if register.closed and entry is not None and entry.credit and gone not in records:
                spent += entry.credit.clocked + entry.credit.filled
        return spent

    def _corrected(self, head: Head, keep: int, gone: int) -> Head:
        """A signed head that says why minutes in it are others than were signed."""
        correction = Correction(
            at=self.session.now(),
            by=self.session.actor.by or "?",
            reason=f"{code('V', gone)} = {code('V', keep)}",
        )
        return msgspec.structs.replace(head, corrections=(*head.corrections, correction))


def _people(draft: Draft[Volunteer], keep: int, gone: int, ready: Volunteer | None) -> Volunteer:
    """Write the two records; whoever was merged into the one that goes follows it.

    Returns:
        The one that stays, as it is stored.
    """
    if keep == gone:
        raise Refused("{code} is one person; name two.", code=code("V", keep))
    mine, theirs = (_mergeable(draft.records, number) for number in (keep, gone))
    if ready is not None and ready.rev != mine.rev:
        raise Stale(mine, ready)
    draft.put(msgspec.structs.replace(theirs, merged=keep, archived=True))
    for other in list(draft.records.values()):
        if other.merged == gone:
            draft.put(msgspec.structs.replace(other, merged=keep))
    new = ready or merge_rules.merge_records(mine, theirs)
    new = msgspec.structs.replace(new, apart=mine.apart)
    if new != mine:
        draft.put(new)
    for other in distinct_pairs.distinct_after_merge(draft.records, keep, gone):
        draft.put(other)
    return draft.records[keep]


def _mergeable(people: Mapping[int, Volunteer], number: int) -> Volunteer:
    """Somebody who stands for themselves.

    Raises:
        Refused: There is no such person, or they were merged or forgotten.
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


def _squads(draft: Draft[Squad], keep: int, gone: int) -> tuple[int, ...]:
    """Let one number stand for both in every squad; the squads that changed by it."""
    changed = []
    for squad in list(draft.records.values()):
        new = merge_rules.merge_in_squad(squad, keep, gone)
        if new != squad:
            draft.put(new)
            changed.append(squad.number)
    return tuple(changed)


class _Look:
    """A look through all registers; the second one reads only what was written since the first."""

    def __init__(self, registers: Registers) -> None:
        self._registers = registers
        self._known: dict[str, tuple[Fingerprint, bool]] = {}

    def named(self, number: int) -> list[str]:
        """The occurrences in whose registers somebody may stand, by date; always of one number."""
        found = []
        for key in self._registers.planned_between():
            stamp = self._registers.peek_fingerprint(key)
            known = self._known.get(key)
            if known is None or known[0] != stamp:
                known = self._known[key] = stamp, self._registers.mentions(key, number)
            if known[1]:
                found.append(key)
        return found
