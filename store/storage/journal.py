"""A change of several books is decided in one file; what was decided is finished by whoever comes.

One rename replaces one book. To replace several as one, what each becomes is written beside it
first; then this journal, by a single rename, decides that all of them are put in place. From that
moment there is no way back, only forward: whoever passes the gate next (`gate`) and finds a
journal does what is left of it before anything else. So a crash at any moment leaves nothing of the
change, or, once another writer came by, all of it.
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
"""The journal, in the village's folder. What a book becomes lies beside it, ``.people.json``
followed by this."""

_FORMAT = 1


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """A change of several books."""

    format: int = _FORMAT
    lines: list[HistoryLine]
    """Its history lines, book by book in the order in which the books are put in place."""

    @property
    def books(self) -> dict[str, int]:
        """Each book's name, and the revision it comes to."""
        return {line.book: line.rev for line in self.lines}


class _Claim(msgspec.Struct):
    """The one thing that every journal says, of whatever version."""

    format: int = _FORMAT


class _Meta(msgspec.Struct):
    rev: int = 0


class _Book(msgspec.Struct):
    """Of a book's file, what says its revision."""

    meta: dict[str, _Meta] = {}


def exists(folder: Path) -> bool:
    """Whether there is a journal: a change is being put in place, or was cut short while it was."""
    return os.path.lexists(folder / NAME)


def staged_path(path: Path) -> Path:
    """Where that which a book becomes waits for the decision."""
    return path.with_name(f".{path.name}{NAME}")


def read_journal(folder: Path) -> Journal:
    """The journal that is there.

    Raises:
        Damaged: It is none of ours, or names files that no village has.
        Newer: A newer yigong wrote it.
        OSError: It cannot be read.
    """
    path = folder / NAME
    if not path.is_file() or path.is_symlink():
        raise _broken(_("it is not a plain file"))
    try:
        raw, _fingerprint = files.read_file(path)
        if msgspec.json.decode(raw, type=_Claim).format > _FORMAT:
            raise Newer(
                "{path} was written by a newer yigong and was left as it is. "
                "Update yigong to open it.",
                path=path,
            )
        journal = msgspec.json.decode(raw, type=Journal)
        bounds.check_moments("lines", *(line.at for line in journal.lines))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, bounds.OutOfBounds) as error:
        raise _broken(str(error)) from error
    if not all(is_village_file(f"{name}.json") for name in journal.books):
        raise _broken("$.lines")
    return journal


def checked_journal(folder: Path) -> Journal:
    """The journal that is there, if what it decided can be finished.

    Raises:
        Damaged: As `read`; or a book is neither as it becomes nor waiting to be put in place.
        Newer: A newer yigong wrote it.
        OSError: It cannot be read.
    """
    journal = read_journal(folder)
    for name, rev in journal.books.items():
        path = folder / f"{name}.json"
        if not staged_path(path).exists() and _revision(path) < rev:
            raise _broken(name)
    return journal


def write_journal(folder: Path, journal: Journal, *, sync: bool = True) -> None:
    """Write the journal, once all that it names is staged and durable.

    Raises:
        OSError: It could not be made durable; perhaps it is there nevertheless.
    """
    files.replace_file(folder / NAME, msgspec.json.encode(journal), sync=sync)


def apply_journal(folder: Path, journal: Journal, *, sync: bool = True) -> None:
    """Put every book of a journal in place; those that are there already stay.

    Raises:
        Damaged: A book is neither there as it becomes nor waiting to be.
        OSError: The disk refuses; what is left to do is done by the next one.
    """
    folders = {}
    for name, rev in journal.books.items():
        path = folder / f"{name}.json"
        try:
            staged_path(path).replace(path)
        except FileNotFoundError:
            if _revision(path) < rev:
                raise _broken(name) from None
        folders[path.parent] = True
    if sync:
        for place in folders:
            files.sync_folder(place)


def discard_journal(folder: Path, *, sync: bool = True) -> None:
    """Take the journal away: what it decided is done, or it was not to be."""
    (folder / NAME).unlink(missing_ok=True)
    if sync:
        files.sync_folder(folder)


def finish_journal(folder: Path) -> None:
    """Do what is left of a change that was cut short. The caller keeps the gate closed.

    Raises:
        Damaged: The journal cannot be followed; it and the books stay as they are.
        Newer: A newer yigong wrote it.
        OSError: The disk refuses; what is left is left to the next one.
    """
    journal = read_journal(folder)
    apply_journal(folder, journal)
    History(folder / "history").append(journal.lines, skip_existing=True)
    discard_journal(folder)


def _revision(path: Path) -> int:
    """What a book says its revision is; 0 where it says nothing."""
    with contextlib.suppress(OSError, Damaged, msgspec.DecodeError, UnicodeDecodeError):
        tables = msgspec.json.decode(files.read_file(path)[0], type=_Book)
        return tables.meta.get("1", _Meta()).rev
    return 0


def _broken(reason: str) -> Damaged:
    return Damaged(
        "A change of several books was cut short, and cannot be finished ({reason}). "
        "`yigong doctor --repair` sets it aside; the books stay as they are.",
        reason=reason,
    )
