"""The locks of a village: one file, a region of it for each lock, and who holds which.

Only who may write the village can open the lock file at all, so nobody else can ever keep a writer
out. Its content plays no part (`store.storage.fair_lock`); who holds a lock writes a note into a
file beside it, for whoever waits in vain.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Iterator

from yigong.store.errors import Busy, DataError
from yigong.store.language import N_, _
from yigong.store.storage import fair_lock
from yigong.store.storage.folder import Folder

TIMEOUT = 8.0
"""Seconds to wait for another writer: a write takes milliseconds, a long import a second."""

LOCK_FILE, HOLDERS_FILE = ".lock", ".holders"

LOCK_MODE = 0o620
"""No reading for the group: who may open a file for reading could lock it. With access control
lists this is also the most that anybody gets who may only read."""

_BESIDE_BOOKS = ("", "history", "closing")
"""The locks that are held together with a book's: no book may share their region. That two books
share one does no harm, because nobody holds both."""

_NOTES, _NOTE = 4096, 256
"""The places for notes, and the bytes of each."""

_SETTLED = b" " * _NOTE

_WORDS = {
    "people": N_("the roster"),
    "squads": N_("the squads"),
    "events": N_("the events"),
    "settings": N_("the settings"),
    "programmes": N_("the programmes"),
    "enrolments": N_("the enrolments"),
    "venues": N_("the venues"),
    "issued": N_("the list of what was handed out"),
    "requests": N_("the requests"),
    "visits": N_("the visits"),
    "gifts": N_("the gifts"),
    "points": N_("the points"),
    "scorecards": N_("the scorecards"),
    "history": N_("the history"),
    "closing": N_("the credits of the day"),
}
"""What the locks are on, but for those of registers."""


class Locks:
    """The locks of a village, opened by one writer for one change."""

    def __init__(
        self, folder: Folder, descriptor: int, notes: int, holder: str, *, is_first: bool
    ) -> None:
        """Nothing is held before `take`; use `opened_locks`.

        Args:
            folder: The village's folder.
            descriptor: Of the lock file, open for writing.
            notes: Descriptor of the file of notes.
            holder: The writer, named to others who wait in vain.
            is_first: Whether nothing is changed yet, so that a folder that was moved is refused.
        """
        self._folder = folder
        self._descriptor = descriptor
        self._notes = notes
        self._holder = holder
        self._is_first = is_first

    def take(self, name: str, timeout: float, *, shared: bool = False) -> bool:
        """Take a lock; closing the locks releases it, also where the process is killed.

        Args:
            name: A book's name, or another of a lock.
            timeout: Seconds to wait.
            shared: Hold it together with others who share it.

        Returns:
            As `is_settled`, for who held it before.

        Raises:
            Busy: Somebody else held it for longer; the message names them.
            DataError: The folder was replaced meanwhile.
        """
        region = _region(name)
        held = fair_lock.acquire(self._descriptor, timeout, region=region, shared=shared)
        if held is None:
            other = fair_lock.holder(self._descriptor, region)
            raise Busy(
                "{who} is writing {what}; nothing was changed. Try again in a moment.",
                what=_words(name) if name else self._folder.path.name,
                who=self._note(other) if other is not None else "?",
            )
        now = self._folder.fingerprint(LOCK_FILE)
        is_same = now is not None and now[0] == os.fstat(self._descriptor).st_ino
        if not is_same or (self._is_first and not self._folder.in_place):
            raise DataError(
                "The folder {folder} was moved or replaced; nothing was changed. Try again.",
                folder=self._folder.path,
            )
        settled = self.is_settled(name)
        note = f"{held} {self._holder} ({os.getpid()})"
        with contextlib.suppress(OSError):  # a full disk: the lock is held all the same
            os.pwrite(self._notes, note.encode()[:_NOTE].ljust(_NOTE), _place(held))
        return settled

    def settle(self, name: str) -> None:
        """Withdraw the note on the exclusive holder: what it did is on the disk."""
        with contextlib.suppress(OSError):
            os.pwrite(self._notes, _SETTLED, _place(fair_lock.first_byte(_region(name))))

    def is_settled(self, name: str) -> bool:
        """Whether the last exclusive holder did so; otherwise it failed, was killed or holds it, or
        there is nothing to tell it by.

        After a power cut it tells nothing, and nothing depends on it: what is there is on the disk.
        """
        place = _place(fair_lock.first_byte(_region(name)))
        return os.pread(self._notes, _NOTE, place) == _SETTLED

    def _note(self, held: int) -> str:
        """Who holds a lock, by its position in the lock file."""
        raw = os.pread(self._notes, _NOTE, _place(held)).decode("utf-8", "replace")
        number, _space, who = raw.rstrip().partition(" ")
        known = who if number == str(held) else ""
        return "".join(c for c in known if c.isprintable()) or "?"


@contextlib.contextmanager
def opened_locks(folder: Folder, holder: str) -> Iterator[Locks]:
    """Open the locks of a village; what is taken is held until the end of the block.

    What this thread does in the block is done in the folder that has its path now.

    Args:
        folder: The village's folder.
        holder: The writer, named to others who wait in vain.

    Raises:
        Damaged: Something else is in the place of the files.
        OSError: They cannot be opened (no permission, full disk).
    """
    with (
        folder.pinned() as is_first,
        folder.open_file(LOCK_FILE, os.O_WRONLY | os.O_CREAT, LOCK_MODE) as descriptor,
        folder.open_file(HOLDERS_FILE, os.O_RDWR | os.O_CREAT) as notes,
    ):
        yield Locks(folder, descriptor, notes, holder, is_first=is_first)


def _region(name: str) -> int:
    """The region of a lock in the lock file."""
    if name in _BESIDE_BOOKS:
        return _BESIDE_BOOKS.index(name)
    first = len(_BESIDE_BOOKS)
    return first + zlib.crc32(name.encode()) % (fair_lock.REGIONS - first)


def _words(name: str) -> str:
    """What a lock is on, for people."""
    kind = name.partition("/")[0]
    if kind in _WORDS:
        return _(_WORDS[kind])
    return _("the register {key}").format(key=name.rpartition("/")[2])


def _place(held: int) -> int:
    return zlib.crc32(str(held).encode()) % _NOTES * _NOTE
