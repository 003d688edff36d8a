"""Undo of one change in all its books, if no later change depends on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from yigong.store import validate
from yigong.store.attendance.register import Promotion
from yigong.store.attendance.registers import Registers
from yigong.store.attendance_records import Correction, Entry, Head, Headcount
from yigong.store.calendar.events import Events
from yigong.store.dates.series import event_content, restored_event
from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.language import N_
from yigong.store.people.people import People
from yigong.store.people.retired import refuse_reviving
from yigong.store.records import Record, code
from yigong.store.squads.squads import Squads
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.book_file import HEAD
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.layout import book_names
from yigong.store.storage.schema import EVENTS, SETTINGS, schema_of
from yigong.store.storage.session import Session
from yigong.store.storage.transaction import Transaction

L = TypeVar("L", Headcount, Correction)

_PASSED_OVER = {
    *("undo", "village.create", "rows", "migrate"),
    *("issue.phones", "issue.record", "issue.look", "issue.check"),
}
"""Acts that are not undone, and that the last change is looked for before: nobody changed anything
by hand. Row numbers and issued papers are out of reach; an older version would be needed for what a
migration changed."""

_PERMANENT = _PASSED_OVER | {"person.add", "person.forget", "import", "reopen", "score.sign"}
"""Acts that are not undone. People are archived instead of removed, signed scorecards withdrawn."""

_REFERRED = ("squads", "programmes", "venues", "requests", "gifts")
"""The books whose records others refer to: a new one that is in use is not removed."""

_ALSO_IN = {
    "person.import": "people",
    **dict.fromkeys(("event.answer", "booking.answer"), "requests"),
    **dict.fromkeys(("visit.add", "visit.change", "household.change"), "visits"),
    **dict.fromkeys(
        (
            *("programme.merge", "enrolment.add", "enrolment.end", "enrolment.back"),
            *("enrolment.change", "enrolment.mentors"),
        ),
        "programmes",
    ),
}
"""By act, a book in which the change counts whatever book it begins with: a roster import that only
adds members to squads is undone on the page of the people."""

_MAX_LINES = 5000
"""History lines searched for the last change of one organiser."""


@dataclass(frozen=True)
class Undo:
    """What an undo reads and writes."""

    book: Callable[[str], Book[Any]]
    """Opens a book by its name in the history."""

    people: People
    squads: Squads
    events: Events
    registers: Registers
    history: History
    session: Session

    def undo_last(
        self, book: str = "", event: int = 0, moved_up: list[Promotion] | None = None
    ) -> HistoryLine:
        """Undo the last change of this session (see `store.village.village.Village.undo`)."""
        actor = self.session.actor
        lines = last_change(self.history, actor.by, actor.desk, book, event)
        if lines is None:
            raise Refused("There is nothing of yours to undo.")
        _refuse_permanent(lines[0])
        return self._undo(lines, moved_up=moved_up)

    def undo_change(
        self, id_: str, reason: str = "", moved_up: list[Promotion] | None = None
    ) -> HistoryLine:
        """Undo any change (see `store.village.village.Village.undo_change`)."""
        lines = self.history.change(id_)
        _check_undoable(lines[0], self.history)
        reason = validate.clean_line(
            reason,
            N_("The reason"),
            validate.MAX_TITLE,
            needed=lines[0].by != self.session.actor.by,
        )
        return self._undo(lines, reason, moved_up)

    def _undo(
        self,
        lines: list[HistoryLine],
        reason: str = "",
        moved_up: list[Promotion] | None = None,
    ) -> HistoryLine:
        """Undo one change.

        Args:
            lines: All lines of it.
            reason: Why; goes into the history after the act that was undone.
            moved_up: Collects who moves up from the waitlist.

        Returns:
            The line that describes the change best.

        Raises:
            Refused: A later change depends on it; nothing was undone.
        """
        first = lines[0]
        why = ChangeReason("undo", f"{first.act} {reason}".strip())
        by_book = [list(part) for _name, part in groupby(lines, key=attrgetter("book"))]
        with self._drafts(by_book, why) as (drafts, change):
            self._refuse_in_use(lines)
            for part, (book, draft) in zip(by_book, drafts, strict=True):
                _restore(part, book, draft, self.session)
            found: list[Promotion] = []
            if change is not None and any(line.book == EVENTS.name for line in lines):
                found = self.events.follow_plans(change)
            if change is not None and first.book == SETTINGS.name:
                for before, after in change.open(self.book(SETTINGS.name)).pending.values():
                    if before is not None and after is not None:
                        self.events.follow_kinds(change, before.kinds, after.kinds)
        if moved_up is not None:
            moved_up += found
        return next((line for line in lines if line.key != HEAD), first)

    @contextmanager
    def _drafts(
        self, by_book: list[list[HistoryLine]], why: ChangeReason
    ) -> Iterator[tuple[list[tuple[Book[Any], Draft[Any]]], Transaction | None]]:
        """Open the books of a change for writing, each with its draft, and the transaction.

        Of several, the last is opened, and so written, first: what others refer to is removed last.
        One book alone needs no transaction, unless registers follow it.
        """
        books = [self.book(part[0].book) for part in by_book]
        revisions = [part[0].rev for part in by_book]
        # A desk need not wait for the lock on the whole village.
        if len(books) == 1 and books[0].name not in (EVENTS.name, SETTINGS.name):
            with self.session.change(books[0], replace(why, undoes=revisions[0])) as draft:
                yield [(books[0], draft)], None
            return
        with self.session.transaction(self.history, why) as change:
            opened = [
                (book, change.open(book, revision))
                for book, revision in zip(reversed(books), reversed(revisions), strict=True)
            ]
            yield opened[::-1], change

    def _refuse_in_use(self, lines: Sequence[HistoryLine]) -> None:
        """Refuse to remove what other records refer to by now.

        Raises:
            Refused: People signed up for dates that would be removed; an event that was added has a
                register; a squad that was added is in use; a person who was merged or erased would
                be back in a squad or a register; people of a roster import signed up, came, or
                joined a squad since.
        """
        refuse_reviving(self.people.all(), lines)
        if lines[0].act == "person.import":
            self._refuse_used_roster(lines)
        for line in lines:
            if line.book == "events" and line.old is not None:
                self.events.refuse_undo(self.book(line.book).record(line.old))
            elif line.book == "events":
                prefix = f"{code('E', line.key)}@"
                if any(key.startswith(prefix) for key in self.registers.planned_between()):
                    raise Refused("It has registers by now; cancel it instead.")
            elif line.book in _REFERRED and line.old is None:
                self._refuse_referred(line, lines)

    def _refuse_referred(self, line: HistoryLine, lines: Sequence[HistoryLine]) -> None:
        """Refuse to remove a record that others refer to, but for those that the same undo brings
        back to before it; or a squad with members, unless these are undone, too."""
        undone = {(each.book, each.key) for each in lines}
        records = (
            (schema, record)
            for name in book_names(self.registers.folder)
            if (schema := schema_of(name)) is not None
            for record in self.book(name).read().records.values()
            if (name, record.number) not in undone
        )
        referred = any((line.book, line.key) in schema.references(r) for schema, r in records)
        members_undone = line.of or line.act == "person.import"
        members = line.book == "squads" and self.squads.get(line.key).members
        if referred or (members and not members_undone):
            raise Refused("It is in use by now; archive it instead.")

    def _refuse_used_roster(self, lines: Sequence[HistoryLine]) -> None:
        from yigong.store.roster.apply_plan import refuse_used_people

        keys = self.registers.planned_between()
        entries = ((key, self.registers.peek(key).entries) for key in keys)
        refuse_used_people(lines, self.squads.all().values(), entries)


def last_change(
    history: History, by: str, desk: str, book: str = "", event: int = 0
) -> list[HistoryLine] | None:
    """Find the last change somebody made by hand and has not undone, even if it cannot be undone.

    What is the last goes by `History.newest_first`: never by the clock within a book.

    An older one is not found in its place: whoever undoes means what they did last.

    Args:
        history: The history.
        by: Who.
        desk: At which desk; empty: at any.
        book: Only in this book; empty: in any. A change of several books counts as one of the
            book it begins with; a roster import also as one of the people.
        event: Also in the plan of this event; 0: of none.

    Returns:
        Its lines (a change of several records or books is one change), the first first, or `None`.
    """
    undone: set[tuple[str, int]] = set()
    searched = 0
    for _change, group in groupby(history.newest_first(), key=attrgetter("change")):
        if searched > _MAX_LINES:
            return None
        lines = list(group)[::-1]
        searched += len(lines)
        first = lines[0]
        undone.update((line.book, line.undoes) for line in lines if line.undoes)
        if first.by != by or (desk and first.desk != desk):
            continue
        of_event = first.book == "events" and any(line.key == event for line in lines)
        in_book = book in (first.book, first.book.partition("/")[0], _ALSO_IN.get(first.act))
        if book and not in_book and not of_event:
            continue
        if first.act in _PASSED_OVER or (first.book, first.rev) in undone:
            continue
        return history.change(first.id)  # what was cut short may have been finished elsewhere
    return None


def _check_undoable(first: HistoryLine, history: History) -> None:
    """Check that a change, whoever made it, can be undone.

    Args:
        first: Its first line.
        history: The history.

    Raises:
        Refused: Its kind is permanent, or it was undone before. That the records are again as the
            change left them does not allow a second undo: somebody else may have made them so.
    """
    _refuse_permanent(first)
    for line in history.newest_first():
        if line.book == first.book and line.undoes == first.rev:
            raise Refused("This change was taken back already.")
        if line.change == first.change:
            break


def _refuse_permanent(first: HistoryLine) -> None:
    if first.act in _PERMANENT:
        raise Refused("A change of this kind is not taken back; make the opposite change.")


def _restore(
    lines: list[HistoryLine], book: Book[Any], draft: Draft[Any], session: Session
) -> None:
    """Bring one book back to before a change.

    Raises:
        Refused: The register was signed since, or a record was changed since.
    """
    first = lines[0]
    closed = draft.head.closed if draft.head is not None else None
    if closed is not None and not _allowed_when_signed(first, closed):
        raise Refused("The register was closed; reopen it to correct it.")
    for line in lines:
        if line.key == HEAD:
            counted = (line.new or {}).get("headcounts")
            if draft.head is not None and (line.old is not None or counted):
                draft.set_head(_head_before(line, draft.head))
            continue
        current = draft.records.get(line.key)
        left = book.record(line.new) if line.new is not None else None
        if _content(current) != _content(left):
            raise _changed_since()
        if line.old is None:
            draft.remove(line.key)
        else:
            record = book.record(line.old)
            if isinstance(record, Event) and isinstance(current, Event):
                record = restored_event(record, current, session.now())
            if isinstance(record, Entry) and isinstance(current, Entry):
                printed_since = current.row != (left.row if left else 0)
                row = current.row if printed_since else record.row
                record = msgspec.structs.replace(record, row=row)
            draft.put(record)


def _allowed_when_signed(first: HistoryLine, closed: datetime) -> bool:
    """Whether a change of a register that is signed by now may be undone.

    These are the signature itself, the report, and a merge or a correction of a role that was made
    after the signature.
    """
    return first.act in ("close", "report") or (
        first.act in ("person.merge", "role", "roles") and closed <= first.at
    )


def _head_before(line: HistoryLine, current: Head) -> Head:
    """Return a head with the fields that a change touched as they were; printed rows stay.

    A head that came with the change stays, without the people it counted.

    Raises:
        Refused: It is one of several books' changes, and the fields were changed again since; or
            another report was written since.
    """
    new = msgspec.convert(line.new, Head)
    old = msgspec.structs.replace(new, headcounts=())
    if line.old is not None:
        old = msgspec.convert(line.old, Head)
    touched = [f for f in Head.__struct_fields__ if getattr(old, f) != getattr(new, f)]
    lists = {"headcounts", "corrections"} & set(touched)  # what others wrote there since stays
    kept = {*touched} - lists if line.of else {"report"} & set(touched)
    if any(getattr(current, field) != getattr(new, field) for field in kept):
        raise _changed_since()
    restored = {field: getattr(old, field) for field in touched if field != "rows"}
    for field in lists:
        restored[field] = _lines_before(*(getattr(head, field) for head in (old, new, current)))
    return msgspec.structs.replace(current, **restored)


def _lines_before(old: tuple[L, ...], new: tuple[L, ...], current: tuple[L, ...]) -> tuple[L, ...]:
    """The counts or corrections of a head without those that a change added, and with those that
    it removed."""
    before, after = Counter(old), Counter(new)
    left = (Counter(current) - (after - before)) + (before - after)
    return tuple(sorted(left.elements(), key=lambda line: line.at))


def _changed_since() -> Refused:
    return Refused("Somebody changed this again at a later time; it cannot be undone by itself.")


def _content(record: Record | None) -> Record | None:
    """A record without its counters, which an undo raises where it restores old content."""
    if isinstance(record, Event):
        return event_content(record)
    if isinstance(record, Entry):  # a row number printed since does not prevent an undo
        return msgspec.structs.replace(record, rev=0, row=0)
    return record and msgspec.structs.replace(record, rev=0)
