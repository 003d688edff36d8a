"""The books of an open village, and what all changes of them share: settings, time, signature."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from yigong.store.errors import Damaged, DataError
from yigong.store.settings_records import Settings
from yigong.store.storage import files
from yigong.store.storage.book import Actor, Book, ChangeReason
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.schema import BOOKS, YEARLY, schema_of
from yigong.store.storage.session import Session, system_clock
from yigong.store.storage.transaction import Transaction
from yigong.store.storage.yearly_books import YearlyBooks


class VillageBooks:
    """The books of an open village."""

    def __init__(
        self,
        folder: Path,
        actor: Actor | None = None,
        *,
        clock: Callable[[], datetime] = system_clock,
        sync: bool = True,
    ) -> None:
        """Open a folder without a check; callers use `open` or `create`.

        Args:
            folder: The village's folder.
            actor: Who signs the changes.
            clock: Gives the time, aware.
            sync: Whether changes wait for the disk; only a village being generated may say no.
        """
        self.folder = folder
        self.root = Folder(folder)
        """The same, for opening what is in it: nothing there is reached through a link."""

        self.session = Session(actor or Actor(), lambda: self.zone, clock, sync=sync)
        self.history = History(self.root)
        self._books = {
            name: Book(self.root, name, schema, self.history) for name, schema in BOOKS.items()
        }
        self._yearly = {
            name: YearlyBooks(self.root, schema, self.history) for name, schema in YEARLY.items()
        }
        self._settings: Book[Settings] = self.book("settings")

    # -- settings ----------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The village's settings."""
        settings = self._settings.read().records.get(1)
        if settings is None:
            raise Damaged(
                "{path} is damaged and was left as it is ({reason}). "
                "Restore it from a backup; the other books are safe.",
                path=self._settings.path,
                reason="no settings",
            )
        return settings

    @property
    def zone(self) -> ZoneInfo:
        """The village's time zone."""
        name = self.settings.zone
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise DataError("There is no time zone {name}.", name=name) from error

    # -- books -------------------------------------------------------------

    def book(self, name: str) -> Book[Any]:
        """A book beside the registers by its name in the history: ``people``, ``visits/2026``.

        Raises:
            DataError: There is no such book.
        """
        folder, _slash, year = name.partition("/")
        if folder in YEARLY and schema_of(name) is not None:
            return self._yearly[folder].book(int(year))
        if name not in self._books:
            raise DataError("The history names a book that is not known: {name}.", name=name[:80])
        return self._books[name]

    @property
    def actor(self) -> Actor:
        """Who signs the changes."""
        return self.session.actor

    def now(self) -> datetime:
        """The time in the village, to the second."""
        return self.session.now()

    @property
    def writable(self) -> bool:
        """Whether this user may change anything."""
        return all(self.root.writable(name) for name in ("", "history", "registers"))

    @contextmanager
    def transaction(self, reason: ChangeReason) -> Iterator[Transaction]:
        """Change several books, all of them or none; one undo undoes all of it.

        In the block each book is opened by `Transaction.open`, and nobody else can write, so slow
        work belongs before it. When the block ends, the changes are durable in every book; if it
        raises, nothing is written.

        Args:
            reason: Why, for the history, whose lines carry the identity of the transaction
                (`HistoryLine.of`).

        Raises:
            Busy: Somebody else was writing for too long.
            ReadOnly: No permission.
            DataError: The disk refuses; the sentence says whether anything was changed.
        """
        with self.session.transaction(self.history, reason) as change:
            yield change

    def fingerprints(self, names: Iterable[str]) -> tuple[files.Fingerprint, ...]:
        """The fingerprints of some books, which differ once a book was written; a stat for each.

        Args:
            names: The books', as `book` takes them; of those of each year the name of all
                (``visits``).
        """
        return tuple((self._yearly.get(name) or self.book(name)).fingerprint() for name in names)

    def outbox(self) -> Path:
        """The folder for exported files; made if it is missing."""
        folder = self.folder / "outbox"
        with files.os_errors_explained(folder):
            self.root.make("outbox")
        return folder
