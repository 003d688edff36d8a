"""The journal of a transaction: written, it decides the change; whoever comes next finishes it.

One rename replaces one book. To replace several as one, what each becomes is staged beside it
first; then this journal, put in place by a single rename, decides that all of them are replaced. A
decided change is never rolled back: the next holder of the village's lock (`village_lock`) who
finds a journal finishes it before anything else. So after a crash at any moment either nothing of
the change happened or, once another writer came by, all of it.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from yigong.store import bounds
from yigong.store.errors import Damaged, Newer
from yigong.store.language import _
from yigong.store.storage import files
from yigong.store.storage.history import History, HistoryLine
from yigong.store.storage.layout import is_village_file

NAME = ".together"
"""The journal, in the village's folder; a staged book is ``.people.json`` followed by this name."""

_FORMAT = 1


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """A decided change of several books."""

    format: int = _FORMAT
    lines: list[HistoryLine]
    """Its history lines, book by book, in the order in which the books are replaced."""

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


def exists(folder: Path) -> bool:
    """Whether there is a journal: a change is being carried out, or was cut short."""
    return os.path.lexists(folder / NAME)


def staged_path(path: Path) -> Path:
    """Where a book's next content is staged."""
    return path.with_name(f".{path.name}{NAME}")


def read_journal(folder: Path) -> Journal:
    """Read the journal.

    Raises:
        Damaged: It is not a journal, or names files that no village has.
        Newer: A newer yigong wrote it.
        OSError: It cannot be read.
    """
    path = folder / NAME
    if not path.is_file() or path.is_symlink():
        raise _damaged(_("it is not a plain file"))
    try:
        raw, _fingerprint = files.read_file(path)
        if msgspec.json.decode(raw, type=_Version).format > _FORMAT:
            raise Newer(
                "{path} was written by a newer yigong and was left as it is. "
                "Update yigong to open it.",
                path=path,
            )
        journal = msgspec.json.decode(raw, type=Journal)
        bounds.check_moments("lines", *(line.at for line in journal.lines))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, bounds.OutOfBounds) as error:
        raise _damaged(str(error)) from error
    if not all(is_village_file(f"{name}.json") for name in journal.books):
        raise _damaged("$.lines")
    return journal


def checked_journal(folder: Path) -> Journal:
    """Read the journal and check that it can be finished.

    Raises:
        Damaged: As `read_journal`; or a book is neither replaced yet nor staged.
        Newer: A newer yigong wrote it.
        OSError: It cannot be read.
    """
    journal = read_journal(folder)
    for name, rev in journal.books.items():
        path = folder / f"{name}.json"
        if not staged_path(path).exists() and _revision(path) < rev:
            raise _damaged(name)
    return journal


def write_journal(folder: Path, journal: Journal, *, sync: bool = True) -> None:
    """Write the journal, once all books that it names are staged and durable.

    Raises:
        OSError: It could not be made durable; it may exist nevertheless.
    """
    files.replace_file(folder / NAME, msgspec.json.encode(journal), sync=sync)


def apply_journal(folder: Path, journal: Journal, *, sync: bool = True) -> None:
    """Replace every book of a journal that is not replaced yet.

    Raises:
        Damaged: A book is neither replaced yet nor staged.
        OSError: The disk refuses; the next writer finishes.
    """
    folders = {}
    for name, rev in journal.books.items():
        path = folder / f"{name}.json"
        try:
            staged_path(path).replace(path)
        except FileNotFoundError:
            if _revision(path) < rev:
                raise _damaged(name) from None
        folders[path.parent] = True
    if sync:
        for each in folders:
            files.sync_folder(each)


def discard_journal(folder: Path, *, sync: bool = True) -> None:
    """Remove the journal: the change is finished, or was rolled back before it was decided."""
    (folder / NAME).unlink(missing_ok=True)
    if sync:
        files.sync_folder(folder)


def finish_journal(folder: Path) -> None:
    """Finish a change that was cut short. The caller holds the village's lock exclusively.

    Raises:
        Damaged: The journal cannot be applied; it and the books stay as they are.
        Newer: A newer yigong wrote it.
        OSError: The disk refuses; the next writer finishes.
    """
    journal = read_journal(folder)
    apply_journal(folder, journal)
    History(folder / "history").append(journal.lines, skip_existing=True)
    discard_journal(folder)


def _revision(path: Path) -> int:
    """The revision of a book's file; 0 if it has none."""
    with contextlib.suppress(OSError, Damaged, msgspec.DecodeError, UnicodeDecodeError):
        tables = msgspec.json.decode(files.read_file(path)[0], type=_Book)
        return tables.meta.get("1", _Meta()).rev
    return 0


def _damaged(reason: str) -> Damaged:
    return Damaged(
        "A change of several books was cut short, and cannot be finished ({reason}). "
        "`yigong doctor --repair` sets it aside; the books stay as they are.",
        reason=reason,
    )
