"""A book: one TinyDB file, read without a lock, written under one, each change in the history."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
from tinydb import TinyDB

from yigong.store.attendance_records import Head
from yigong.store.errors import DataError, Refused, Unconfirmed
from yigong.store.records import Record
from yigong.store.storage import files
from yigong.store.storage.book_file import (
    FORMAT,
    HEAD,
    BookContent,
    Meta,
    Tables,
    carried_lines,
    decode_book,
    plain_tables,
)
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.locks import TIMEOUT
from yigong.store.storage.schema import Schema
from yigong.store.storage.tinydb_storage import BookStorage, put_records, put_single
from yigong.store.storage.village_lock import book_lock

R = TypeVar("R", bound=Record)

BULK = 8
"""History lines of a change; a book does not keep more of them once the history has them."""


@dataclass(frozen=True)
class Actor:
    """Who makes a change, and at which desk."""

    by: str = ""
    desk: str = ""

    def __str__(self) -> str:
        return f"{self.by or '?'} @ {self.desk}" if self.desk else self.by or "?"


@dataclass(frozen=True)
class Snapshot(Generic[R]):
    """A book at one moment. Its dict is shared, so it must not be changed."""

    records: Mapping[int, R]
    rev: int = 0
    head: Head | None = None
    highest: int = 0


@dataclass
class Draft(Generic[R]):
    """A book being changed, while its lock is held."""

    records: dict[int, R]
    highest: int
    head: Head | None
    rev: int = 0
    """The book's revision before the change."""

    pending: dict[int, tuple[R | None, R | None]] = field(default_factory=dict)
    """The changed records by number, each before and after; `None`: there is none."""

    old_head: Head | None = None
    new_head: Head | None = None

    @property
    def changed(self) -> bool:
        """Whether a record or the head was changed."""
        return bool(self.pending) or self.new_head is not None

    def next_number(self) -> int:
        """Give a number that no record of this book ever had."""
        self.highest += 1
        return self.highest

    def put(self, record: R) -> R:
        """Write a record, in place of the one with its number; its revision rises.

        Returns:
            The record as it will be stored.
        """
        old = self.records.get(record.number)
        before = self.pending.get(record.number, (old, None))[0]
        stored = msgspec.structs.replace(record, rev=(before.rev if before else 0) + 1)
        try:
            msgspec.convert(msgspec.to_builtins(stored), type(stored))
        except msgspec.ValidationError as error:
            raise Refused("This cannot be kept ({reason}).", reason=error) from error
        self.highest = max(self.highest, stored.number)
        self.records[stored.number] = stored
        self.pending[stored.number] = (before, stored)
        return stored

    def remove(self, number: int) -> None:
        """Remove a record; its number is not given again."""
        old = self.records.pop(number)
        self.pending[number] = (self.pending.get(number, (old, None))[0], None)

    def set_head(self, head: Head) -> None:
        """Write a register's head."""
        if self.new_head is None:
            self.old_head = self.head
        self.head = self.new_head = head


@dataclass(frozen=True)
class ChangeReason:
    """The reason of a change, for its history line."""

    act: str
    note: str = ""
    undoes: int = 0


class Book(Generic[R]):
    """One file of records of one type."""

    def __init__(self, folder: Folder, name: str, schema: Schema[R], history: History) -> None:
        """Open a book; the file need not exist.

        Args:
            folder: The village's folder.
            name: Its name in the history: the path below the village, without ``.json``.
            schema: Its schema.
            history: The history of its village.
        """
        self.name = name
        self.file = f"{name}.json"
        self._folder = folder
        self._schema = schema
        self._history = history
        self._snapshot: Snapshot[R] | None = None
        self._fingerprint: files.Fingerprint = None
        self.guards: list[Callable[[Draft[R]], None]] = []
        """Each is shown a changed draft before it is written, by whatever way it was changed, and
        raises if it must not be."""

        self._appended: tuple[int, tuple[str, files.Fingerprint]] | None = None
        """The last revision whose history lines this object appended, and the fingerprint of the
        history after that: while both still hold, the lines need not be searched there."""

    @property
    def path(self) -> Path:
        """The path of its file, for sentences."""
        return self._folder / self.file

    def record(self, stored: dict[str, Any]) -> R:
        """A record of this book from its stored form, as in a history line.

        Raises:
            Refused: It is in the form of an older version.
        """
        try:
            return msgspec.convert(stored, self._schema.record, str_keys=True)
        except msgspec.ValidationError:
            raise Refused("An older version wrote this; make the opposite change.") from None

    def fingerprint(self) -> files.Fingerprint:
        """Identifies the book's content; it costs a stat."""
        return self._folder.fingerprint(self.file)

    def read(self) -> Snapshot[R]:
        """Read the book; it is parsed again only if somebody wrote it.

        Raises:
            Damaged: The file is not a book; it stays as it is.
            Newer: It was written by a newer yigong.
            DataError: It cannot be read.
        """
        if self._snapshot is None or self.fingerprint() != self._fingerprint:
            try:
                with files.reading_explained(self.path):
                    raw, fingerprint = self._folder.read(self.file)
            finally:
                self._folder.check_exists()
            content = BookContent[R]()
            if fingerprint is not None:
                content = decode_book(raw, self.path, self.name, self._schema)
            meta = content.meta
            self._snapshot = Snapshot(content.records, meta.rev, content.head, meta.highest)
            self._fingerprint = fingerprint
        return self._snapshot

    @contextlib.contextmanager
    def change(
        self,
        actor: Actor,
        at: datetime,
        reason: ChangeReason,
        *,
        sync: bool = True,
        timeout: float = TIMEOUT,
    ) -> Iterator[Draft[R]]:
        """Change the book: lock it, read it, let the caller change a draft, write, add the history.

        When the block ends without an error and the draft was changed, the book is replaced and the
        history has its lines, both durable; only then may a screen say ✓. If the block raises,
        nothing is written.

        Args:
            actor: Who.
            at: When, aware, in the village's zone.
            reason: Why.
            sync: Wait for the disk; only a village that is being generated may say no.
            timeout: Seconds to wait for another writer.

        Raises:
            Busy: Somebody else holds the lock.
            ReadOnly: No permission.
            Unconfirmed: The change is made, but perhaps not durably.
            DataError: The disk refuses; nothing was changed.
        """
        self._folder.check_exists()
        with contextlib.ExitStack() as stack:
            with files.os_errors_explained(self.path):
                stack.enter_context(book_lock(self._folder, self.name, str(actor), timeout))
            draft = self.begin()
            yield draft
            if draft.changed:
                self.write(draft, actor, at, reason, sync=sync)

    def begin(self) -> Draft[R]:
        """Begin a change; the caller holds the book's lock, or the village's exclusively."""
        snapshot = self.read()
        return Draft(dict(snapshot.records), snapshot.highest, snapshot.head, snapshot.rev)

    def write(
        self,
        draft: Draft[R],
        actor: Actor,
        at: datetime,
        reason: ChangeReason,
        *,
        sync: bool = True,
    ) -> None:
        """Write a draft durably and append its history lines; the caller still holds the lock.

        Raises:
            Unconfirmed: It is written, but perhaps not durably, and its lines are appended.
            DataError: The disk refuses; nothing was changed.
        """
        self.check(draft)
        with files.os_errors_explained(self.path):
            self._write(draft, actor, at, reason, sync=sync)

    def check(self, draft: Draft[R]) -> None:
        """Let the guards of the book look at a changed draft."""
        for guard in self.guards:
            guard(draft)

    def _write(
        self, draft: Draft[R], actor: Actor, at: datetime, reason: ChangeReason, *, sync: bool
    ) -> None:
        lines = self.history_lines(draft, actor, at, reason)
        storage = self.stage(draft, lines, sync=sync)
        unconfirmed = None
        try:
            storage.commit(sync=sync)
        except Unconfirmed as error:
            unconfirmed = error
        # From here on the change is made, and its lines are safe in the book. If they cannot be
        # appended to the history now (a disk that has just filled up), the next writer does it.
        with contextlib.suppress(OSError, DataError):
            self._history.append(lines, sync=sync)
            self._appended = lines[0].rev, self._history.fingerprint()
            if len(lines) > BULK:
                with TinyDB(storage=lambda: storage) as database:
                    put_single(database, "meta", _meta(draft, []))
                storage.commit(sync=sync)
        self.mark_written(draft)
        if unconfirmed is not None:
            raise unconfirmed

    def history_lines(
        self, draft: Draft[R], actor: Actor, at: datetime, reason: ChangeReason, of: str = ""
    ) -> list[HistoryLine]:
        """The history lines of a changed draft.

        Args:
            draft: The draft.
            actor: Who.
            at: When.
            reason: Why.
            of: The transaction of which it is part (`HistoryLine.of`).
        """

        def line(key: int, old: msgspec.Struct | None, new: msgspec.Struct | None) -> HistoryLine:
            return HistoryLine(
                book=self.name,
                rev=draft.rev + 1,
                key=key,
                act=reason.act,
                at=at.replace(microsecond=0),
                by=actor.by,
                desk=actor.desk,
                old=None if old is None else msgspec.to_builtins(old),
                new=None if new is None else msgspec.to_builtins(new),
                note=reason.note,
                undoes=reason.undoes,
                of=of,
            )

        lines = [line(number, old, new) for number, (old, new) in draft.pending.items()]
        if draft.new_head is not None:
            lines.append(line(HEAD, draft.old_head, draft.new_head))
        return lines

    def stage(self, draft: Draft[R], last: list[HistoryLine], *, sync: bool = True) -> BookStorage:
        """Stage a changed draft, to be committed.

        History lines that the book still has from the change before are appended to the history
        here, before they are replaced.

        Args:
            draft: The draft.
            last: The history lines that the book gets (`Meta.last`).
            sync: Whether to wait for the disk.

        Raises:
            OSError: The book cannot be read, or the history not written.
            DataError: The book is not the one that was read for the draft.
        """
        storage = BookStorage(self._folder, self.file, self._tables)
        tables = storage.read()
        if tables is None and "/" in self.name:
            self._folder.make(self.name.rpartition("/")[0])
        unfinished = carried_lines(tables or {})
        if unfinished and self._appended != (unfinished[0].rev, self._history.fingerprint()):
            self._history.finish(unfinished, sync=sync)
        with TinyDB(storage=lambda: storage) as database:
            put_records(database, draft.pending)
            if draft.new_head is not None:
                put_single(database, "head", draft.new_head)
            put_single(database, "meta", _meta(draft, last))
        return storage

    def _tables(self, raw: bytes, fingerprint: files.Fingerprint) -> Tables | None:
        """The tables of the bytes that `read` has just checked; `None`: there is no file yet.

        Raises:
            DataError: They are others: somebody writes without the lock, or moves the folder.
        """
        if fingerprint != self._fingerprint:
            raise DataError(
                "{path} was replaced while it was being changed; nothing was changed. Try again.",
                path=self.path,
            )
        return plain_tables(raw, self.path) if fingerprint else None

    def mark_written(self, draft: Draft[R]) -> None:
        """Keep a draft that was written as the snapshot, so that it need not be read again."""
        self._snapshot = None
        with contextlib.suppress(DataError):  # it is written: if it cannot be looked at, it is read
            self._fingerprint = self.fingerprint()
            self._snapshot = Snapshot(draft.records, draft.rev + 1, draft.head, draft.highest)


def _meta(draft: Draft[Any], last: list[HistoryLine]) -> Meta:
    return Meta(format=FORMAT, rev=draft.rev + 1, highest=draft.highest, last=last)
