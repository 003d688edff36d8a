"""The lock on a whole village: writers of one book share it, backups and transactions exclude them.

One book is replaced in one step, so a copy of one book is always whole. A copy of all books must
also be of one moment: they refer to each other, and the history must agree with them. So a backup
holds the lock exclusively while it reads, and so does a change of several books (`transaction`).
A transaction that was cut short is finished here, before anybody else reads or writes all books
(`store.storage.journal`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from yigong.store.errors import Busy, Damaged
from yigong.store.storage import files, journal
from yigong.store.storage.folder import Folder
from yigong.store.storage.locks import TIMEOUT, Locks, opened_locks

_VILLAGE = ""


@contextlib.contextmanager
def book_lock(folder: Folder, name: str, holder: str, timeout: float = TIMEOUT) -> Iterator[None]:
    """Write one book, while nobody else does, copies the village or changes several of its books.

    Args:
        folder: The village's folder.
        name: The book's name.
        holder: The writer, named to others who wait in vain.
        timeout: Seconds to wait.

    Raises:
        Busy: Somebody else held a lock for longer; the message names them.
        Damaged: A transaction was cut short and cannot be finished.
        DataError: The disk refuses to finish one.
        OSError: The lock file cannot be opened (no permission, full disk).
    """
    while True:
        with opened_locks(folder, holder) as locks:
            if not _take_village(locks, timeout, shared=True):
                folder.sync()
                locks.settle(_VILLAGE)
            if not journal.exists(folder):
                locks.take(name, timeout)
                yield
                return
        with exclusive(folder, holder, timeout):
            if journal.exists(folder):
                journal.finish_journal(folder)  # it failed before: this raises the reason


@contextlib.contextmanager
def exclusive(folder: Folder, holder: str, timeout: float = TIMEOUT) -> Iterator[None]:
    """Keep writers out, so that everything in the folder is of one moment.

    A transaction that was cut short is finished first. One that cannot be finished, because its
    journal is damaged, is left to the doctor: a damaged village can still be backed up.

    Args:
        folder: The village's folder.
        holder: Who keeps them out, named to those who wait in vain.
        timeout: Seconds to wait for writers.

    Raises:
        Busy: A writer did not finish in time; the message names them.
        DataError: The disk refuses to finish a transaction.
        OSError: The lock file cannot be opened (no permission, full disk).
    """
    with opened_locks(folder, holder) as locks:
        if not _take_village(locks, timeout):
            folder.sync()  # a journal that was put there or removed may not be so on the disk
        if journal.exists(folder):
            with contextlib.suppress(Damaged), files.os_errors_explained(folder / journal.NAME):
                journal.finish_journal(folder)
        yield
        locks.settle(_VILLAGE)


def _take_village(locks: Locks, timeout: float, *, shared: bool = False) -> bool:
    """Take the lock on the whole village.

    Returns:
        Whether who held it exclusively before made durable what it did.

    Raises:
        Busy: It was held for longer.
    """
    try:
        return locks.take(_VILLAGE, timeout, shared=shared)
    except Busy as error:
        raise Busy(
            "The village is being copied or restored, or several of its books are being changed at "
            "once, by {who}; nothing was changed here. Try again in a moment.",
            who=error.fields["who"],
        ) from error
