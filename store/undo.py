"""Taking back the last thing somebody did, if nothing later rests on it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import msgspec

from store.book import HEAD, Book, What
from store.errors import Refused
from store.history import History, Line
from store.plans import content, taken_back
from store.records import Entry, Event, Head, Record
from store.session import Session

_LASTING = {"undo", "village.create", "person.add", "import", "reopen", "rows"}
"""What is not taken back: people stay on the roster, and are archived instead; the numbers of the
rows are on paper already."""

_LOOK_BACK = 5000
"""History lines looked at before giving up."""


def last_change(
    history: History, by: str, desk: str, book: str = "", event: int = 0
) -> list[Line] | None:
    """The last change somebody made and has not taken back.

    Args:
        history: The history.
        by: Who.
        desk: At which desk; empty: at any.
        book: Only in this book; empty: in any.
        event: Also in the plan of this event; 0: of none.

    Returns:
        Its lines (a change of several records is one change), or `None`.
    """
    taken_back: set[tuple[str, int]] = set()
    changes = groupby(history.newest_first(), key=lambda line: (line.book, line.rev))
    seen = 0
    for (name, rev), group in changes:
        lines = list(group)
        seen += len(lines)
        if seen > _LOOK_BACK:
            return None
        first = lines[0]
        if first.undoes:
            taken_back.add((name, first.undoes))
        if first.by != by or (desk and first.desk != desk):
            continue
        planned = name == "events" and any(line.key == event for line in lines)
        if book and name != book and not planned:
            continue
        if first.act in _LASTING or (name, rev) in taken_back:
            continue
        return lines
    return None


def allowed(lines: list[Line], history: History) -> list[Line]:
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
        if (line.book, line.rev) == (first.book, first.rev):
            break
    return lines


def take_back(
    lines: list[Line], session: Session, book_of: Callable[[str], Book[Any]], reason: str = ""
) -> Line:
    """Undo one change.

    Args:
        lines: All lines of it.
        session: Who undoes it.
        book_of: Opens a book by its name in the history.
        reason: Why; goes into the history after what was undone.

    Returns:
        The line that tells best what was undone.

    Raises:
        Refused: A record was changed since; nothing was undone.
    """
    first = lines[0]
    book = book_of(first.book)
    with session.change(
        book, What("undo", f"{first.act} {reason}".strip(), undoes=first.rev)
    ) as draft:
        if draft.head is not None and draft.head.closed is not None and first.act != "close":
            raise Refused("The register was closed; reopen it to correct it.")
        for line in lines:
            if line.key == HEAD:
                if line.old is not None:
                    head = msgspec.convert(line.old, Head)
                    rows = max(head.rows, draft.head.rows if draft.head else 0)
                    draft.set_head(msgspec.structs.replace(head, rows=rows))
                continue
            current = draft.records.get(line.key)
            left = book.record(line.new) if line.new is not None else None
            if _content(current) != _content(left):
                raise Refused(
                    "Somebody changed this again at a later time; it cannot be undone by itself."
                )
            if line.old is None:
                draft.remove(line.key)
            else:
                record = book.record(line.old)
                if isinstance(record, Event) and isinstance(current, Event):
                    record = taken_back(record, current, session.now())
                if isinstance(record, Entry) and isinstance(current, Entry):
                    record = msgspec.structs.replace(record, row=current.row)
                draft.put(record)
    return next((line for line in lines if line.key != HEAD), first)


def _content(record: Record | None) -> Record | None:
    """A record but for its counters, which an undo raises where it brings old content back."""
    if isinstance(record, Event):
        return content(record)
    if isinstance(record, Entry):  # a sheet that was printed since is no hindrance
        return msgspec.structs.replace(record, rev=0, row=0)
    return record and msgspec.structs.replace(record, rev=0)
