"""A change of several books: all of it or nothing, one change in the history, one undo.

The gate is closed meanwhile, so nobody else writes and nobody copies the village. What each book
becomes is written beside it and made durable; a journal decides; then the books are put in place
and the history gets its lines (`journal`). Readers take no lock, here as elsewhere: for the
milliseconds of the renaming one may see a book as it was and another as it is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from yigong.store.errors import DataError
from yigong.store.records import Record
from yigong.store.storage import files, journal, village_lock
from yigong.store.storage.book import BULK, Actor, Book, ChangeReason, Draft
from yigong.store.storage.file_lock import TIMEOUT
from yigong.store.storage.history import History, HistoryLine
from yigong.store.storage.journal import Journal

R = TypeVar("R", bound=Record)

_Opened = tuple[Book[Any], Draft[Any], int]
"""A book, what it shall be, and the revision of it that this takes back."""


class Transaction:
    """Books being changed as one, while the gate is closed."""

    def __init__(self) -> None:
        self._open: dict[str, _Opened] = {}

    def open(self, book: Book[R], undoes: int = 0) -> Draft[R]:
        """A book as it is now, to be changed; the same draft again if it is open already.

        The books are put in place in the order in which they were opened: what others point at
        comes first when it is made, and last when it goes. The first that is changed is the one
        whose change it counts as.

        Args:
            book: The book.
            undoes: The revision of it that this takes back; 0: none.

        Raises:
            DataError: It cannot be read; then the whole change is not made.
        """
        if book.name not in self._open:
            self._open[book.name] = (book, book.begin(), undoes)
        return self._open[book.name][1]

    @property
    def changed(self) -> list[_Opened]:
        """The books in which something was changed, in their order."""
        return [opened for opened in self._open.values() if opened[1].changed]


@contextlib.contextmanager
def transaction(
    history: History,
    actor: Actor,
    at: datetime,
    what: ChangeReason,
    *,
    sync: bool = True,
    timeout: float = TIMEOUT,
) -> Iterator[Transaction]:
    """Change several books: close the gate, let the caller change them, write, tell.

    Args:
        history: The village's.
        actor: Who.
        at: When, aware, in the village's zone.
        what: Why.
        sync: Wait for the disk; only a village that is being made up may say no.
        timeout: Seconds to wait for other writers.

    Raises:
        Busy: Somebody is writing, or copying the village.
        ReadOnly: No permission.
        DataError: The disk refuses. Nothing was changed; or, if the sentence says so, it is decided
            and is finished before the next change.
    """
    folder = history.folder.parent
    if not folder.is_dir():
        raise DataError("The folder {folder} is gone; nothing was changed.", folder=folder)
    with contextlib.ExitStack() as held:
        with files.os_errors_explained(folder):
            held.enter_context(village_lock.exclusive(folder, timeout, writing=True))
            if journal.exists(folder):
                journal.finish_journal(folder)  # it could not be: this says why
        change = Transaction()
        yield change
        changed = change.changed
        if len(changed) == 1:
            ((book, draft, undoes),) = changed
            book.write(draft, actor, at, replace(what, undoes=undoes), sync=sync)
        elif changed:
            lines = _told(changed, actor, at, what)
            with files.os_errors_explained(folder):
                _write(history, changed, lines, sync=sync)


def _told(
    changed: list[_Opened], actor: Actor, at: datetime, what: ChangeReason
) -> list[list[HistoryLine]]:
    """What the history will say, book by book; all of it is of one change."""
    first, draft, _undoes = changed[0]
    of = f"{first.name}/{draft.rev + 1}"
    return [
        book.lines(draft, actor, at, replace(what, undoes=undoes), of)
        for book, draft, undoes in changed
    ]


def _write(
    history: History, changed: list[_Opened], told: list[list[HistoryLine]], *, sync: bool
) -> None:
    """Bring several drafts to the disk as one.

    Raises:
        OSError: The disk refuses; nothing was changed.
        DataError: It refuses in the middle; the change is decided.
    """
    folder = history.folder.parent
    change = Journal(lines=list(chain.from_iterable(told)))
    try:
        for (book, draft, _undoes), lines in zip(changed, told, strict=True):
            files.make_folder(book.path.parent)
            last = lines if len(lines) <= BULK else []  # the journal has them, too
            content = book.rewritten(draft, last, sync=sync)
            content.prepare(journal.staged_path(book.path), sync=sync)
        if sync:  # what the journal names must be there whenever the journal is
            for place in dict.fromkeys(book.path.parent for book, _draft, _undoes in changed):
                files.sync_folder(place)
        journal.write_journal(folder, change, sync=sync)
    except BaseException:
        _retract(folder, changed, sync=sync)
        raise
    # From here on the change is made, whoever finishes it.
    try:
        journal.apply_journal(folder, change, sync=sync)
    except OSError as error:
        raise _decided(error) from error
    with contextlib.suppress(OSError, DataError):  # the next writer tells the history
        history.append(change.lines, sync=sync)
        journal.discard_journal(folder, sync=sync)
    for book, draft, _undoes in changed:
        book.mark_written(draft)


def _retract(folder: Path, changed: list[_Opened], *, sync: bool) -> None:
    """Leave everything as it was, after the disk refused before all was decided.

    Raises:
        DataError: The journal is there and cannot be taken away, so it is decided after all.
        OSError: It is away, but perhaps not for good: what it names is left beside the books.
    """
    if journal.exists(folder):
        try:
            journal.discard_journal(folder, sync=sync)
        except OSError as error:
            if journal.exists(folder):
                raise _decided(error) from error
            raise
    for book, _draft, _undoes in changed:
        with contextlib.suppress(OSError):
            journal.staged_path(book.path).unlink()


def _decided(error: OSError) -> DataError:
    return DataError(
        "The disk refuses ({reason}) in the middle of a change of several books. It is decided, "
        "and the next change, whoever makes it, finishes it first: do not make it again.",
        reason=error.strerror or error,
    )
