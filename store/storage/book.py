"""A book: one TinyDB file, read without a lock, changed under one, every change in the history."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
from tinydb import TinyDB

from yigong.store import bounds
from yigong.store.errors import Damaged, DataError, Newer, Refused
from yigong.store.records import Head, Record
from yigong.store.storage import files, village_lock
from yigong.store.storage.file_lock import TIMEOUT, file_lock
from yigong.store.storage.history import History, HistoryLine
from yigong.store.storage.schema import Schema
from yigong.store.storage.tinydb_storage import BookStorage, put_records, put_single

R = TypeVar("R", bound=Record)

FORMAT = 3
"""The version of the files; a book with a higher one is refused, never rewritten. Of an older one
see `store.village.migrate`."""

HEAD = 0
"""The key of a register's head in history lines: people's numbers start at 1."""

BULK = 8
"""From this many changes at once the book does not keep carrying their history lines."""


@dataclass(frozen=True)
class Actor:
    """Who changes something, and at which desk."""

    by: str = ""
    desk: str = ""

    def __str__(self) -> str:
        return f"{self.by or '?'} @ {self.desk}" if self.desk else self.by or "?"


class Meta(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A book about itself."""

    format: int = 1
    """The version that wrote it; the first one did not say so."""

    rev: int = 0
    """Rises with each change of the book."""

    highest: int = 0
    """The highest number ever given: numbers are not used twice."""

    last: list[HistoryLine] = []
    """The history lines of the last change. They are written in one step with it, so that a crash
    between book and history loses neither: whoever writes next finishes the history first."""


class _File(msgspec.Struct, Generic[R]):
    """A book as it stands in its file. ``_default`` is TinyDB's own name for the first table."""

    records: dict[int, R] = msgspec.field(name="_default", default_factory=dict)
    meta: dict[int, Meta] = {}
    head: dict[int, Head] = {}


@dataclass(frozen=True)
class Snapshot(Generic[R]):
    """A book at one moment. Do not change its dict: others hold it too."""

    records: Mapping[int, R]
    rev: int = 0
    head: Head | None = None
    highest: int = 0


@dataclass
class Draft(Generic[R]):
    """A book being changed, under its lock."""

    records: dict[int, R]
    highest: int
    head: Head | None
    rev: int = 0
    """The book's revision before the change."""

    pending: dict[int, tuple[R | None, R | None]] = field(default_factory=dict)
    old_head: Head | None = None
    new_head: Head | None = None

    @property
    def changed(self) -> bool:
        """Whether anything was put, removed or said of the occurrence."""
        return bool(self.pending) or self.new_head is not None

    def next_number(self) -> int:
        """A number that no record of this book ever had."""
        self.highest += 1
        return self.highest

    def put(self, record: R) -> R:
        """Write a record over whatever has its number; its revision rises.

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
        """Take a record out; its number is not given again."""
        old = self.records.pop(number)
        self.pending[number] = (self.pending.get(number, (old, None))[0], None)

    def set_head(self, head: Head) -> None:
        """Change what a register says about its occurrence."""
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

    def __init__(self, path: Path, name: str, schema: Schema[R], history: History) -> None:
        """Open a book; the file need not exist.

        Args:
            path: The file.
            name: Its name in the history: the path below the village, without ``.json``.
            schema: What its records are.
            history: The history of its village.
        """
        self.path = path
        self.name = name
        self._schema = schema
        self._history = history
        self._decoder = msgspec.json.Decoder(_File[schema.record])  # type: ignore[name-defined]
        self._snapshot: Snapshot[R] | None = None
        self._fingerprint: files.Fingerprint = None
        self._told: tuple[int, files.Fingerprint] | None = None
        """The last revision whose lines went into the history before our eyes, and the history as
        it was then: while it is still so, nobody need look whether they are there."""

    def record(self, stored: dict[str, Any]) -> R:
        """A record of this book from its stored form, as a history line holds it."""
        return msgspec.convert(stored, self._schema.record)

    def fingerprint(self) -> files.Fingerprint:
        """What is another one after every write, by whomever (a stat, nothing more)."""
        return files.file_fingerprint(self.path)

    def read(self) -> Snapshot[R]:
        """The book as it is now; parsed again only if somebody wrote it.

        Raises:
            Damaged: The file is not a book; it is left as it is.
            Newer: It was written by a newer yigong.
            DataError: It cannot be read.
        """
        if self._snapshot is None or files.file_fingerprint(self.path) != self._fingerprint:
            try:
                raw, fingerprint = files.read_file(self.path)
            except OSError as error:
                raise DataError(
                    "{path} cannot be read ({reason}).", path=self.path, reason=error.strerror
                ) from error
            if fingerprint is None:
                self._still_there()
            content = self._parse(raw) if raw or fingerprint else _File[R]()
            meta = content.meta.get(1, Meta())
            self._snapshot = Snapshot(content.records, meta.rev, content.head.get(1), meta.highest)
            self._fingerprint = fingerprint
        return self._snapshot

    def _parse(self, raw: bytes) -> _File[R]:
        try:
            content: _File[R] = self._decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            if _format_of(raw) > FORMAT:
                raise _newer(self.path) from error
            raise files.damaged_file(self.path, str(error)) from error
        if content.meta.get(1, Meta()).format > FORMAT:
            raise _newer(self.path)
        for number, record in content.records.items():
            if record.number != number:
                raise files.damaged_file(self.path, f"{number} != {record.number}")
        meta = content.meta.get(1, Meta())
        try:
            head, check = content.head.get(1), self._schema.check
            bounds.check_bounds(content.records, head, meta.rev, meta.highest, check)
            bounds.check_moments("last", *(line.at for line in meta.last))
        except bounds.OutOfBounds as error:
            raise files.damaged_file(self.path, f"$.{error}") from error
        if any(line.book != self.name for line in meta.last):
            raise files.damaged_file(self.path, "$.last")  # written, they would be another book's
        return content

    @contextlib.contextmanager
    def change(
        self,
        actor: Actor,
        at: datetime,
        what: ChangeReason,
        *,
        sync: bool = True,
        timeout: float = TIMEOUT,
    ) -> Iterator[Draft[R]]:
        """Change the book: lock, read what is there now, let the caller change it, write, tell.

        When the block ends without an error and something was put, the book is replaced and the
        history has its lines, both durable; only then may a screen say ✓. If the block raises,
        nothing is written.

        Args:
            actor: Who.
            at: When, aware, in the village's zone.
            what: Why.
            sync: Wait for the disk; only a village that is being made up may say no.
            timeout: Seconds to wait for another writer.

        Raises:
            Busy: Somebody else holds the lock.
            ReadOnly: No permission.
            DataError: The disk refuses; nothing was changed.
        """
        village = self._still_there()
        with contextlib.ExitStack() as held:
            with files.os_errors_explained(self.path):
                files.make_folder(self.path.parent)
                held.enter_context(village_lock.shared(village, timeout))
                held.enter_context(file_lock(self.path, str(actor), timeout=timeout))
            draft = self.begin()
            yield draft
            if draft.changed:
                self.write(draft, actor, at, what, sync=sync)

    def begin(self) -> Draft[R]:
        """The book as it is now, to be changed; the caller holds its lock or the closed gate."""
        snapshot = self.read()
        return Draft(dict(snapshot.records), snapshot.highest, snapshot.head, snapshot.rev)

    def write(
        self, draft: Draft[R], actor: Actor, at: datetime, what: ChangeReason, *, sync: bool = True
    ) -> None:
        """Make a draft the book, durably, and tell the history; the caller holds the lock still.

        Raises:
            DataError: The disk refuses; nothing was changed.
        """
        with files.os_errors_explained(self.path):
            self._write(draft, actor, at, what, sync=sync)

    def _still_there(self) -> Path:
        """The village's folder; without it (an unplugged disk) no book is empty, but gone.

        Raises:
            DataError: It is not there; nothing is made in its place.
        """
        village = self._history.folder.parent
        if not village.is_dir():
            raise DataError("The folder {folder} is gone; nothing was changed.", folder=village)
        return village

    def _write(
        self, draft: Draft[R], actor: Actor, at: datetime, what: ChangeReason, *, sync: bool
    ) -> None:
        lines = self.lines(draft, actor, at, what)
        storage = self.rewritten(draft, lines, sync=sync)
        storage.commit(sync=sync)
        # From here on the change is made, and the lines are safe inside it. If the history
        # cannot take them now (a disk that has just filled up), the next writer finishes.
        with contextlib.suppress(OSError, Damaged):
            self._history.append(lines, sync=sync)
            self._told = self._history_of(lines)
            if len(lines) > BULK:
                with TinyDB(storage=lambda: storage) as database:
                    put_single(database, "meta", _meta(draft, []))
                storage.commit(sync=sync)
        self.mark_written(draft)

    def lines(
        self, draft: Draft[R], actor: Actor, at: datetime, what: ChangeReason, of: str = ""
    ) -> list[HistoryLine]:
        """What the history will say of a draft.

        Args:
            draft: A changed one.
            actor: Who.
            at: When.
            what: Why.
            of: The change of several books it is one of (`Line.of`).
        """
        return _lines(self.name, draft, actor, at, what, of)

    def rewritten(
        self, draft: Draft[R], last: list[HistoryLine], *, sync: bool = True
    ) -> BookStorage:
        """What the book becomes by a draft, to be committed.

        Lines that it still carries for the history are brought out here, before they are replaced.

        Args:
            draft: A changed one.
            last: The lines that it carries from now on (`Meta.last`).
            sync: Whether to wait for the disk.

        Raises:
            OSError: The book cannot be read, or the history not written.
        """
        storage = BookStorage(self.path)
        tables = storage.read() or {}
        unfinished = msgspec.convert(
            tables.get("meta", {}).get("1", {}).get("last", []), list[HistoryLine]
        )
        if unfinished and self._told != self._history_of(unfinished):
            self._history.append(unfinished, sync=sync, skip_existing=True)
        with TinyDB(storage=lambda: storage) as database:
            put_records(database, draft.pending)
            if draft.new_head is not None:
                put_single(database, "head", draft.new_head)
            put_single(database, "meta", _meta(draft, last))
        return storage

    def _history_of(self, lines: list[HistoryLine]) -> tuple[int, files.Fingerprint]:
        """The revision of some lines, and what the file they belong to is now."""
        path = self._history.file_of(lines[0].at)
        return lines[0].rev, None if path.is_symlink() else files.file_fingerprint(path)

    def mark_written(self, draft: Draft[R]) -> None:
        """Take note that a draft is the book now, so that it need not be read again."""
        self._fingerprint = files.file_fingerprint(self.path)
        self._snapshot = Snapshot(draft.records, draft.rev + 1, draft.head, draft.highest)


def _meta(draft: Draft[Any], last: list[HistoryLine]) -> Meta:
    return Meta(format=FORMAT, rev=draft.rev + 1, highest=draft.highest, last=last)


def _lines(
    name: str, draft: Draft[Any], actor: Actor, at: datetime, what: ChangeReason, of: str
) -> list[HistoryLine]:
    def line(key: int, old: msgspec.Struct | None, new: msgspec.Struct | None) -> HistoryLine:
        return HistoryLine(
            book=name,
            rev=draft.rev + 1,
            key=key,
            act=what.act,
            at=at.replace(microsecond=0),
            by=actor.by,
            desk=actor.desk,
            old=None if old is None else msgspec.to_builtins(old),
            new=None if new is None else msgspec.to_builtins(new),
            note=what.note,
            undoes=what.undoes,
            of=of,
        )

    lines = [line(number, old, new) for number, (old, new) in draft.pending.items()]
    if draft.new_head is not None:
        lines.append(line(HEAD, draft.old_head, draft.new_head))
    return lines


def _format_of(raw: bytes) -> int:
    """The format a file claims, as far as it can be made out."""
    try:
        claimed = msgspec.json.decode(raw)["meta"]["1"]["format"]
        return claimed if isinstance(claimed, int) else 0
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError, TypeError):
        return 0


def _newer(path: Path) -> Newer:
    return Newer(
        "{path} was written by a newer yigong and was left as it is. Update yigong to open it.",
        path=path,
    )
