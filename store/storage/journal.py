"""The journal of a transaction: written, it decides the change; whoever comes next finishes it.

One rename replaces one file. To replace several as one, what each becomes is staged beside it
first; then this journal, put in place by a single rename, decides that all of them are replaced. A
decided change is never rolled back: the next holder of the village's lock (`village_lock`) who
finds a journal finishes it before anything else. So after a crash at any moment either nothing of
the change happened or, once another writer came by, all of it.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import msgspec

from yigong.store import bounds
from yigong.store.errors import Damaged, Newer, Unconfirmed, reason_of
from yigong.store.language import _
from yigong.store.storage.book_file import decode_book
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.layout import is_village_file
from yigong.store.storage.schema import REGISTERS, schema_of

NAME = ".together"
"""The journal, in the village's folder; a staged file is ``.people.json`` followed by this name."""

_FORMAT = 3
"""Version 1 knew no rewritten files, version 2 none that are removed: they would leave them out."""


class Content(msgspec.Struct, frozen=True):
    """What a rewritten file begins with; a month of the history may have got lines since."""

    size: int
    crc: int
    """CRC-32."""


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """A decided change of several books."""

    format: int = _FORMAT
    lines: list[HistoryLine] = []
    """Its history lines, book by book, in the order in which the books are replaced."""

    rewritten: dict[str, Content] = {}
    """Files that it replaces besides, which get no new revision: months of the history, and books
    (`rewriting`, a restore). By path below the village."""

    removed: dict[str, Content] = {}
    """Files that it removes, and what they hold: what holds something else is a later one, and
    stays. A copy of each was set aside."""

    @property
    def books(self) -> dict[str, int]:
        """Each book's name, and its revision after the change."""
        return {line.book: line.rev for line in self.lines}

    @property
    def touches_all(self) -> bool:
        """Whether any file may be another one after it, not only the books of its lines."""
        return bool(self.rewritten or self.removed)


class _Version(msgspec.Struct):
    """The part of a journal that all versions have."""

    format: int = _FORMAT


def exists(folder: Folder) -> bool:
    """Whether there is a journal: a change is being carried out, or was cut short."""
    return folder.fingerprint(NAME) is not None


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
        raise _damaged(_("it names books that no village has"))
    if not all(map(is_village_file, [*journal.rewritten, *journal.removed])):
        raise _damaged(_("it names files that no village has"))
    return journal


def checked_journal(folder: Folder) -> Journal:
    """Read the journal and check that it can be finished.

    Raises:
        Damaged: As `read_journal`; or a file is neither replaced yet nor staged, or what is staged
            is damaged and would take the place of what is not.
        Newer: A newer yigong wrote it.
        OSError: It cannot be read.
    """
    journal = read_journal(folder)
    for name, holds in _replacements(journal):
        staged = staged_name(name)
        if not holds(folder, name if folder.status(staged) is None else staged):
            raise _damaged(_("{file} is neither replaced nor ready").format(file=name))
    return journal


def _replacements(journal: Journal) -> Iterator[tuple[str, Callable[[Folder, str], bool]]]:
    """The files that a journal replaces, each with a function that tells whether a file of some
    name has what it is replaced by."""
    for book, rev in journal.books.items():
        yield f"{book}.json", partial(_has_revision, book=book, rev=rev)
    for name, content in journal.rewritten.items():
        yield name, partial(_begins_with, content=content)


def write_journal(folder: Folder, journal: Journal, *, sync: bool = True) -> None:
    """Write the journal, once all books that it names are staged and durable.

    Raises:
        OSError: It could not be made durable; it may exist nevertheless.
    """
    folder.replace(NAME, msgspec.json.encode(journal), sync=sync, locked=True)


def apply_journal(folder: Folder, journal: Journal, *, sync: bool = True) -> None:
    """Replace every file of a journal that is not replaced yet, and remove those to be removed.

    Raises:
        Damaged: A file is neither replaced yet nor staged.
        OSError: The disk refuses; the next writer finishes.
    """
    for name, holds in _replacements(journal):
        try:
            folder.rename(staged_name(name), name)
        except FileNotFoundError:
            if not holds(folder, name):
                raise _damaged(name) from None
    for name, content in journal.removed.items():
        raw, fingerprint = folder.read(name)
        if fingerprint is not None and content_of(raw) == content:
            folder.remove(name)
    if sync:
        books = (f"{book}.json" for book in journal.books)
        for each in _folders_of([*books, *journal.rewritten, *journal.removed]):
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
    journal = checked_journal(folder)
    for book, rev in journal.books.items():
        name = f"{book}.json"  # replaced, and perhaps changed since: what was staged is older
        if _has_revision(folder, name, book, rev):
            folder.remove(staged_name(name))
    apply_journal(folder, journal)
    History(folder).finish(journal.lines)
    discard_journal(folder)


@contextlib.contextmanager
def staging(folder: Folder, *, sync: bool = True) -> Iterator[list[str]]:
    """Stage a change in the block and decide it there; if the block fails, nothing is left of it.

    Gives a list, which gets the names of the staged files.

    Args:
        folder: The village's folder, whose lock is held exclusively.
        sync: Whether to wait for the disk.

    Raises:
        Unconfirmed: The block failed, but its journal is there: the change is decided. Or the
            journal is removed, but perhaps not durably: what it names stays staged.
    """
    staged: list[str] = []
    try:
        yield staged
    except BaseException as error:
        _roll_back(folder, staged, sync=sync)
        if isinstance(error, Unconfirmed) and isinstance(error.__cause__, OSError):
            raise error.__cause__ from None  # what was not confirmed is removed again
        raise


def decide(folder: Folder, journal: Journal, staged: Iterable[str], *, sync: bool = True) -> None:
    """Decide a change: what its journal names is made durable, and then the journal.

    Raises:
        Unconfirmed: As `Folder.replace`.
        OSError: The disk refuses.
    """
    if sync:
        for each in _folders_of(staged):
            folder.sync(each)
    write_journal(folder, journal, sync=sync)


def carry_out(folder: Folder, journal: Journal, *, sync: bool = True) -> None:
    """Apply the journal of a change that was just decided.

    Raises:
        Unconfirmed: The disk refuses; the next writer finishes.
    """
    try:
        apply_journal(folder, journal, sync=sync)
    except OSError as error:
        raise _decided(error) from error


def _roll_back(folder: Folder, staged: Iterable[str], *, sync: bool) -> None:
    if exists(folder):
        try:
            discard_journal(folder, sync=sync)
        except OSError as error:
            raise (_decided if exists(folder) else _undecided)(error) from error
    for name in staged:
        with contextlib.suppress(OSError):
            folder.remove(name)


def _folders_of(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.rpartition("/")[0] for name in names))


def content_of(data: bytes) -> Content:
    """The content of a rewritten file, for the journal."""
    return Content(len(data), zlib.crc32(data))


def _begins_with(folder: Folder, name: str, content: Content) -> bool:
    """Whether a file has some content, perhaps with more behind it."""
    with contextlib.suppress(OSError, Damaged):
        return content_of(folder.read(name)[0][: content.size]) == content
    return False


def _has_revision(folder: Folder, name: str, book: str, rev: int) -> bool:
    """Whether a file is a book at a revision, or past it."""
    with contextlib.suppress(OSError, Damaged, Newer):
        raw, _fingerprint = folder.read(name)
        schema = schema_of(book) or REGISTERS
        return decode_book(raw, folder / name, book, schema).meta.rev >= rev
    return False


def _damaged(reason: str) -> Damaged:
    return Damaged(
        "A change of several books was cut short, and cannot be finished ({reason}). "
        "`yigong doctor --repair` sets it aside; the books stay as they are.",
        reason=reason,
    )


def _decided(error: OSError) -> Unconfirmed:
    return Unconfirmed(
        "The disk refuses ({reason}) in the middle of a change of several books. It is decided, "
        "and the next change, whoever makes it, finishes it first: do not make it again.",
        reason=reason_of(error),
    )


def _undecided(error: OSError) -> Unconfirmed:
    return Unconfirmed(
        "The disk refuses ({reason}) in the middle of a change of several books. It is not made, "
        "but a power cut may still make it: look whether it is there before you do it again.",
        reason=reason_of(error),
    )
