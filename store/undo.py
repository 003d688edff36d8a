"""Taking back the last thing somebody did, if nothing later rests on it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import msgspec

from store.book import HEAD, Book, What
from store.errors import Refused
from store.events import taken_back
from store.history import History, Line
from store.records import Change, Event, Head, Record
from store.session import Session

_LASTING = {"undo", "village.create", "person.add", "import", "reopen"}
"""What is not taken back: people stay on the roster, and are archived instead."""

_LOOK_BACK = 5000
"""History lines looked at before giving up."""


def last_change(history: History, by: str, desk: str, book: str = "") -> list[Line] | None:
    """The last change somebody made and has not taken back.

    Args:
        history: The history.
        by: Who.
        desk: At which desk; empty: at any.
        book: Only in this book; empty: in any.

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
        if first.by != by or (desk and first.desk != desk) or (book and name != book):
            continue
        if first.act in _LASTING or (name, rev) in taken_back:
            continue
        return lines
    return None


def take_back(lines: list[Line], session: Session, book_of: Callable[[str], Book[Any]]) -> Line:
    """Undo one change.

    Args:
        lines: All lines of it.
        session: Who undoes it.
        book_of: Opens a book by its name in the history.

    Returns:
        The line that tells best what was undone.

    Raises:
        Refused: A record was changed since; nothing was undone.
    """
    first = lines[0]
    book = book_of(first.book)
    with session.change(book, What("undo", first.act, undoes=first.rev)) as draft:
        if draft.head is not None and draft.head.closed is not None and first.act != "close":
            raise Refused("The register was closed; reopen it to correct it.")
        for line in lines:
            if line.key == HEAD:
                if line.old is not None:
                    draft.set_head(msgspec.convert(line.old, Head))
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
                draft.put(record)
    return next((line for line in lines if line.key != HEAD), first)


def _content(record: Record | None) -> Record | None:
    """A record but for its counters, which an undo raises where it brings old content back."""
    if isinstance(record, Event):
        changes = {
            day: msgspec.structs.replace(change, sequence=0, stamped=None)
            for day, change in record.changes.items()
        }
        changes = {day: change for day, change in changes.items() if change != Change()}
        return msgspec.structs.replace(record, rev=0, sequence=0, stamped=None, changes=changes)
    return record and msgspec.structs.replace(record, rev=0)
