"""Taking back the last thing somebody did, in all its books, if nothing later rests on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

import msgspec

from yigong.store.dates.series import event_content, restored_event
from yigong.store.errors import Refused
from yigong.store.records import Entry, Event, Head, Record
from yigong.store.storage.book import HEAD, Book, ChangeReason, Draft
from yigong.store.storage.history import History, HistoryLine
from yigong.store.storage.session import Session

_LASTING = {
    *("undo", "village.create", "person.add", "import", "reopen", "rows"),
    *("issue.phones", "issue.record", "person.forget"),
}
"""What is not taken back: people stay on the roster, and are archived instead; the numbers of the
rows, and what was given out, are on paper already."""

_COUNTS_AS = {"person.import": "people"}
"""The book a change is looked for in whatever book it begins with: a roster may do no more than
put people into squads, and is taken back where it was taken in."""

_LOOK_BACK = 5000
"""History lines looked at before giving up."""


def last_change(
    history: History, by: str, desk: str, book: str = "", event: int = 0
) -> list[HistoryLine] | None:
    """The last change somebody made and has not taken back.

    Args:
        history: The history.
        by: Who.
        desk: At which desk; empty: at any.
        book: Only in this book; empty: in any. A change of several books counts as one of the
            book it begins with; a roster as one of the people.
        event: Also in the plan of this event; 0: of none.

    Returns:
        Its lines (a change of several records or books is one change), the first first, or `None`.
    """
    undone: set[tuple[str, int]] = set()
    seen = 0
    for _change, group in groupby(history.newest_first(), key=attrgetter("change")):
        if seen > _LOOK_BACK:
            return None
        lines = list(group)[::-1]
        seen += len(lines)
        first = lines[0]
        undone.update((line.book, line.undoes) for line in lines if line.undoes)
        if first.by != by or (desk and first.desk != desk):
            continue
        planned = first.book == "events" and any(line.key == event for line in lines)
        if book and book not in (first.book, _COUNTS_AS.get(first.act)) and not planned:
            continue
        if first.act in _LASTING or (first.book, first.rev) in undone:
            continue
        return lines
    return None


def allowed(lines: list[HistoryLine], history: History) -> list[HistoryLine]:
    """The lines of a change, whoever's it is, if it can be taken back.

    Raises:
        Refused: It is of a kind that stays, or was taken back before; that everything is again as
            the change left it says nothing: somebody else may have made it so.
    """
    first = lines[0]
    if first.act in _LASTING:
        raise Refused("A change of this kind is not taken back; make the opposite change.")
    for line in history.newest_first():
        if line.book == first.book and line.undoes == first.rev:
            raise Refused("This change was taken back already.")
        if line.change == first.change:
            break
    return lines


def take_back(
    lines: list[HistoryLine],
    session: Session,
    history: History,
    book_of: Callable[[str], Book[Any]],
    check: Callable[[list[HistoryLine]], None],
    reason: str = "",
) -> HistoryLine:
    """Undo one change, in all its books.

    Args:
        lines: All lines of it.
        session: Who undoes it.
        history: The history, which says what was done.
        book_of: Opens a book by its name in the history.
        check: Asked before anything is changed, while no other change of several books can be
            made: raises `Refused` where something rests on the change by now.
        reason: Why; goes into the history after what was undone.

    Returns:
        The line that tells best what was undone.

    Raises:
        Refused: A record was changed since; nothing was undone.
    """
    first = lines[0]
    what = ChangeReason("undo", f"{first.act} {reason}".strip())
    parts = [list(part) for _name, part in groupby(lines, key=attrgetter("book"))]
    with _changing(parts, session, history, book_of, what) as drafts:
        check(lines)
        for part, (book, draft) in zip(parts, drafts, strict=True):
            _restore(part, book, draft, session)
    return next((line for line in lines if line.key != HEAD), first)


@contextmanager
def _changing(
    parts: list[list[HistoryLine]],
    session: Session,
    history: History,
    book_of: Callable[[str], Book[Any]],
    what: ChangeReason,
) -> Iterator[list[tuple[Book[Any], Draft[Any]]]]:
    """The books of a change, each with its draft; of several the last first, so that what others
    point at goes last."""
    books = [book_of(part[0].book) for part in parts]
    revisions = [part[0].rev for part in parts]
    if len(books) == 1:  # a desk need not wait until the whole village stands still
        with session.change(books[0], replace(what, undoes=revisions[0])) as draft:
            yield [(books[0], draft)]
        return
    with session.together(history, what) as change:
        opened = [
            (book, change.open(book, revision))
            for book, revision in zip(reversed(books), reversed(revisions), strict=True)
        ]
        yield opened[::-1]


def _restore(
    lines: list[HistoryLine], book: Book[Any], draft: Draft[Any], session: Session
) -> None:
    """Bring one book back to before a change.

    Raises:
        Refused: It was signed since, or a record was changed since.
    """
    first = lines[0]
    closed = draft.head.closed if draft.head is not None else None
    if closed is not None and not _of_signed(first, closed):
        raise Refused("The register was closed; reopen it to correct it.")
    for line in lines:
        if line.key == HEAD:
            if line.old is not None and draft.head is not None:
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
                printed = current.row != (left.row if left else 0)  # since then: it stays
                row = current.row if printed else record.row
                record = msgspec.structs.replace(record, row=row)
            draft.put(record)


def _of_signed(first: HistoryLine, closed: datetime) -> bool:
    """Whether a change of a register that is signed by now may be undone.

    That is the signature itself, what it says of how it went, and what was changed since without
    taking it back.
    """
    return first.act in ("close", "report") or (first.act == "person.merge" and closed <= first.at)


def _head_before(line: HistoryLine, current: Head) -> Head:
    """A head with those fields as they were that a change touched.

    Raises:
        Refused: It was a change of a register that was signed, and they were changed again.
    """
    old, new = (msgspec.convert(each, Head) for each in (line.old, line.new))
    touched = [f for f in Head.__struct_fields__ if getattr(old, f) != getattr(new, f)]
    if line.of and any(getattr(current, field) != getattr(new, field) for field in touched):
        raise _changed_since()
    back = {field: getattr(old, field) for field in touched if field != "rows"}
    return msgspec.structs.replace(current, **back)


def _changed_since() -> Refused:
    return Refused("Somebody changed this again at a later time; it cannot be undone by itself.")


def _content(record: Record | None) -> Record | None:
    """A record but for its counters, which an undo raises where it brings old content back."""
    if isinstance(record, Event):
        return event_content(record)
    if isinstance(record, Entry):  # a sheet that was printed since is no hindrance
        return msgspec.structs.replace(record, rev=0, row=0)
    return record and msgspec.structs.replace(record, rev=0)
