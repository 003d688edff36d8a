"""The journal of a transaction: written, it decides the change; whoever comes next finishes it.

One rename replaces one file. To replace several as one, what each becomes is staged beside it
first; then this journal, put in place by a single rename, decides that all of them are replaced. A
decided change is never rolled back: the next holder of the village's lock (`village_lock`) who
finds a journal finishes it before anything else. So after a crash at any moment either nothing of
the change happened or, once another writer came by, all of it.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from yigong.store import bounds
from yigong.store.errors import Damaged, Newer
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.layout import is_village_file

NAME = ".together"
"""The journal, in the village's folder; a staged file is ``.people.json`` followed by this name."""

_FORMAT = 2
"""Version 1 knew no rewritten files: it would leave them out of a change."""


class Content(msgspec.Struct, frozen=True):
    """What a rewritten file begins with; a month of the history may have got lines since."""

    size: int
    crc: int
    """CRC-32."""


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """A decided change of several books."""

    format: int = _FORMAT
    lines: list[HistoryLine]
    """Its history lines, book by book, in the order in which the books are replaced."""

    rewritten: dict[str, Content] = {}
    """Files that it replaces besides, which get no new revision: months of the history, and books
    (`rewriting`). By path below the village."""

    @property
    def books(self) -> dict[str, int]:
        """Each book's name, and its revision after the change."""
        return {line.book: line.rev for line in self.lines}


class _Version(msgspec.Struct):
    """The part of a journal that all versions have."""

    format: int = _FORMAT


class _Meta(msgspec.Struct):
    rev: int = 0


class _Book(msgspec.Struct):
    """The part of a book's file that holds its revision."""

    meta: dict[str, _Meta] = {}


def exists(folder: Folder) -> bool:
    """Whether there is a journal: a change is being carried out, or was cut short."""
    return os.path.lexists(folder / NAME)


def staged_name(name: str) -> str:
    """Where the next content of a file is staged, below the village."""
    within, slash, file = name.rpartition("/")
    return f"{within}{slash}.{file}{NAME}"


def read_journal(folder: Folder) -> Journal:
    """Read the journal.

    Raises:
        Damaged: It is not a journal, or names files that no village has.
        Newer: A newer yigong wrote it.
        OSError: It cannot be read.
    """
    try:
        raw, _fingerprint = folder.read(NAME)
        version = msgspec.json.decode(raw, type=_Version).format
        journal = msgspec.json.decode(raw, type=Journal) if version <= _FORMAT else None
        bounds.check_moments("lines", *(line.at for line in (journal.lines if journal else ())))
    except Damaged as error:  # a link, a pipe
        raise _damaged(error.fields["reason"]) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, bounds.OutOfBounds) as error:
        raise _damaged(str(error)) from error
    if journal is None:
        raise Newer(
            "{path} was written by a newer yigong and was left as it is. Update yigong to open it.",
            path=folder / NAME,
        )
    if not all(is_village_file(f"{name}.json") for name in journal.books):
        raise _damaged("$.lines")
    if not all(map(is_village_file, journal.rewritten)):
        raise _damaged("$.rewritten")
    return journal


def checked_journal(folder: Folder) -> Journal:
    """Read the journal and check that it can be finished.

    Raises:
        Damaged: As `read_journal`; or a file is neither replaced yet nor staged.
        Newer: A newer yigong wrote it.
        OSError: It cannot be read.
    """
    journal = read_journal(folder)
    for name, is_replaced in _replacements(journal):
        if folder.status(staged_name(name)) is None and not is_replaced(folder):
            raise _damaged(name)
    return journal


def _replacements(journal: Journal) -> Iterator[tuple[str, Callable[[Folder], bool]]]:
    """The files that a journal replaces, each with a function that tells whether it is done."""
    for name, rev in journal.books.items():
        yield f"{name}.json", partial(_has_revision, name=f"{name}.json", rev=rev)
    for name, content in journal.rewritten.items():
        yield name, partial(_begins_with, name=name, content=content)


def write_journal(folder: Folder, journal: Journal, *, sync: bool = True) -> None:
    """Write the journal, once all books that it names are staged and durable.

    Raises:
        OSError: It could not be made durable; it may exist nevertheless.
    """
    folder.replace(NAME, msgspec.json.encode(journal), sync=sync, locked=True)


def apply_journal(folder: Folder, journal: Journal, *, sync: bool = True) -> None:
    """Replace every file of a journal that is not replaced yet.

    Raises:
        Damaged: A file is neither replaced yet nor staged.
        OSError: The disk refuses; the next writer finishes.
    """
    folders = {}
    for name, is_replaced in _replacements(journal):
        try:
            folder.rename(staged_name(name), name)
        except FileNotFoundError:
            if not is_replaced(folder):
                raise _damaged(name) from None
        folders[name.rpartition("/")[0]] = True
    if sync:
        for each in folders:
            folder.sync(each)


def discard_journal(folder: Folder, *, sync: bool = True) -> None:
    """Remove the journal: the change is finished, or was rolled back before it was decided."""
    folder.remove(NAME)
    if sync:
        folder.sync()


def finish_journal(folder: Folder) -> None:
    """Finish a change that was cut short. The caller holds the village's lock exclusively.

    Raises:
        Damaged: The journal cannot be applied; it and the books stay as they are.
        Newer: A newer yigong wrote it.
        OSError: The disk refuses; the next writer finishes.
    """
    journal = read_journal(folder)
    apply_journal(folder, journal)
    History(folder).finish(journal.lines)
    discard_journal(folder)


def content_of(data: bytes) -> Content:
    """The content of a rewritten file, for the journal."""
    return Content(len(data), zlib.crc32(data))


def _begins_with(folder: Folder, name: str, content: Content) -> bool:
    """Whether a file has some content, perhaps with more behind it."""
    with contextlib.suppress(OSError, Damaged):
        return content_of(folder.read(name)[0][: content.size]) == content
    return False


def _has_revision(folder: Folder, name: str, rev: int) -> bool:
    """Whether a book's file is at a revision, or past it."""
    with contextlib.suppress(OSError, Damaged, msgspec.DecodeError, UnicodeDecodeError):
        tables = msgspec.json.decode(folder.read(name)[0], type=_Book)
        return tables.meta.get("1", _Meta()).rev >= rev
    return False


def _damaged(reason: str) -> Damaged:
    return Damaged(
        "A change of several books was cut short, and cannot be finished ({reason}). "
        "`yigong doctor --repair` sets it aside; the books stay as they are.",
        reason=reason,
    )
