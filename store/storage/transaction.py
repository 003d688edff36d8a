"""A transaction: a change of several books, all of it or nothing, with one undo.

The village's lock is held exclusively, so nobody else writes and nobody copies the village. What
each book becomes is staged beside it and made durable; a journal decides; then the books are
replaced and the history gets its lines (`journal`). Readers take no lock: during the milliseconds
of the renaming, one may read one book as before and another as after the change.

A transaction may also rewrite what is stored, the history included (`rewriting`): one journal
decides that, too.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from yigong.store.errors import DataError
from yigong.store.records import Record
from yigong.store.storage import files, journal, village_lock
from yigong.store.storage.book import BULK, Actor, Book, ChangeReason, Draft
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.journal import Journal
from yigong.store.storage.locks import TIMEOUT
from yigong.store.storage.rewriting import (
    Rewriting,
    prepare_rewriting,
    rewritten_tables,
    stage_rewritten,
)

R = TypeVar("R", bound=Record)


class _OpenBook(NamedTuple):
    book: Book[Any]
    draft: Draft[Any]
    undoes: int
    """The revision of the book that the change undoes; 0: none."""


class Transaction:
    """The books opened for one change."""

    def __init__(self) -> None:
        self._open: dict[str, _OpenBook] = {}
        self.rewriting: Rewriting | None = None
        """What is rewritten in all books and in the history, in what this change writes, too."""

    def open(self, book: Book[R], undoes: int = 0) -> Draft[R]:
        """Open a book for writing; a book that is open already gives the same draft.

        The books are replaced in the order in which they were opened. So open first a book that
        others will refer to, and last one whose records are removed. The change counts as one of
        the first book that is changed.

        Args:
            book: The book.
            undoes: The revision of it that this undoes; 0: none.

        Raises:
            DataError: It cannot be read; then no book is changed.
        """
        if book.name not in self._open:
            self._open[book.name] = _OpenBook(book, book.begin(), undoes)
        return self._open[book.name].draft

    @property
    def changed(self) -> list[_OpenBook]:
        """The books whose drafts were changed, in their order."""
        return [opened for opened in self._open.values() if opened.draft.changed]


@contextlib.contextmanager
def transaction(
    history: History,
    actor: Actor,
    at: datetime,
    reason: ChangeReason,
    *,
    sync: bool = True,
    timeout: float = TIMEOUT,
    is_locked: bool = False,
) -> Iterator[Transaction]:
    """Change several books: lock the village, let the caller change drafts, write, add the history.

    Args:
        history: The village's.
        actor: Who.
        at: When, aware, in the village's zone.
        reason: Why.
        sync: Wait for the disk; only a village that is being generated may say no.
        timeout: Seconds to wait for other writers.
        is_locked: Whether the caller holds the village's lock exclusively.

    Raises:
        Busy: Somebody is writing, or copying the village.
        ReadOnly: No permission.
        DataError: The disk refuses. Nothing was changed; or, if the sentence says so, the change is
            decided and is finished before the next one.
    """
    folder = history.folder
    folder.check_exists()
    with contextlib.ExitStack() as stack:
        with files.os_errors_explained(folder.path):
            if not is_locked:
                stack.enter_context(village_lock.exclusive(folder, str(actor), timeout))
            if journal.exists(folder):
                journal.finish_journal(folder)  # it failed before: this raises the reason
        change = Transaction()
        yield change
        changed, rewriting = change.changed, change.rewriting
        for book, draft, _undoes in changed:
            book.check(draft)
        if len(changed) == 1 and rewriting is None:
            ((book, draft, undoes),) = changed
            book.write(draft, actor, at, replace(reason, undoes=undoes), sync=sync)
        elif changed or rewriting:
            lines = _history_lines(changed, actor, at, reason)
            with files.os_errors_explained(folder.path):
                _commit(history, changed, lines, rewriting, sync=sync)


def _history_lines(
    changed: list[_OpenBook], actor: Actor, at: datetime, reason: ChangeReason
) -> list[list[HistoryLine]]:
    """The history lines of each book, all of them of one change."""
    names = [f"{opened.book.name}/{opened.draft.rev + 1}" for opened in changed]
    of = names[0] if len(names) > 1 else ""
    return [
        book.history_lines(draft, actor, at, replace(reason, undoes=undoes), of)
        for book, draft, undoes in changed
    ]


def _commit(
    history: History,
    changed: list[_OpenBook],
    lines: list[list[HistoryLine]],
    rewriting: Rewriting | None,
    *,
    sync: bool,
) -> None:
    """Bring several drafts, and what is rewritten, to the disk as one.

    Raises:
        OSError: The disk refuses; nothing was changed.
        DataError: It refuses after the change was decided; or a file that may have to be rewritten
            cannot be read, and nothing was changed.
    """
    folder = history.folder
    rewritten: dict[str, journal.Content] = {}
    with journal.staging(folder, sync=sync) as staged:
        if rewriting is not None:
            prepare_rewriting(folder, rewriting, sync=sync)
            lines = [[rewriting.line(line) for line in own] for own in lines]
        for (book, draft, _undoes), own in zip(changed, lines, strict=True):
            pending = own if len(own) <= BULK else []  # the journal has them, too
            content = book.stage(draft, pending, sync=sync)
            if rewriting is not None:
                content.write(rewritten_tables(book.name, content.read() or {}, rewriting))
            staged.append(journal.staged_name(book.file))
            content.prepare(staged[-1].rpartition("/")[2], sync=sync)
        if rewriting is not None:
            books = {opened.book.file for opened in changed}
            rewritten = stage_rewritten(folder, rewriting, books, staged, sync=sync)
        if not staged:
            return
        change = Journal(lines=list(chain.from_iterable(lines)), rewritten=rewritten)
        journal.decide(folder, change, staged, sync=sync)
    # From here on the change is decided, whoever finishes it.
    journal.carry_out(folder, change, sync=sync)
    with contextlib.suppress(OSError, DataError):  # if not here, the next writer adds the lines
        history.append(change.lines, sync=sync)
        journal.discard_journal(folder, sync=sync)
    if rewriting is None:  # otherwise records beside those of the draft may be different ones
        for book, draft, _undoes in changed:
            book.mark_written(draft)
