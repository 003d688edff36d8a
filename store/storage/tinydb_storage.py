"""A book's tables in TinyDB's own layout: staged in memory, written in one replacement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document

from yigong.store.records import Record
from yigong.store.storage.book_file import Tables
from yigong.store.storage.files import Fingerprint
from yigong.store.storage.folder import Folder


class BookStorage(Storage):
    """TinyDB's storage for a book: reads the file anew, stages writes, commits them at once.

    A book makes one while its lock, or the village's, is held. So read-change-write is one step,
    and several TinyDB calls end in a single durable replacement.
    """

    def __init__(
        self, folder: Folder, file: str, decode: Callable[[bytes, Fingerprint], Tables | None]
    ) -> None:
        """Nothing is read before it is asked for.

        Args:
            folder: The village's folder.
            file: The book's file in it.
            decode: Decodes the bytes of the file with a fingerprint, which is `None` for no file.
        """
        self._folder = folder
        self._file = file
        self._decode = decode
        self._staged: Tables | None = None

    def read(self) -> Tables | None:
        """The tables, staged or else from the file; `None`: there is no file yet.

        Raises:
            DataError: The file is not the book that was read before.
        """
        if self._staged is None:
            self._staged = self._decode(*self._folder.read(self._file))
        return self._staged

    def write(self, data: Tables) -> None:
        """Stage the tables; nothing is written before `commit`."""
        self._staged = data

    def commit(self, *, sync: bool) -> None:
        """Replace the file by the staged tables."""
        self._folder.replace(self._file, msgspec.json.encode(self._staged), sync=sync, locked=True)

    def prepare(self, beside: str, *, sync: bool) -> None:
        """Write the staged tables beside the file, under a name there, to be renamed later."""
        self._folder.stage(self._file, beside, msgspec.json.encode(self._staged), sync=sync)


def put_records(
    database: TinyDB, pending: Mapping[int, tuple[Record | None, Record | None]]
) -> None:
    """Write changed records, in one pass of TinyDB for each kind of change."""
    table = database.table("_default")
    replaced = {n: new for n, (old, new) in pending.items() if old is not None and new is not None}
    added = [(n, new) for n, (old, new) in pending.items() if old is None and new is not None]
    removed = [n for n, (old, new) in pending.items() if old is not None and new is None]
    if removed:
        table.remove(doc_ids=removed)
    if replaced:
        records = iter(replaced.values())  # TinyDB updates in the order of the ids it is given

        def replace(document: Any) -> None:
            document.clear()  # a field back at its default is left out, so nothing old may stay
            document.update(msgspec.to_builtins(next(records)))

        table.update(replace, doc_ids=list(replaced))
    if added:
        table.insert_multiple(Document(msgspec.to_builtins(new), doc_id=n) for n, new in added)


def put_single(database: TinyDB, table: str, record: msgspec.Struct) -> None:
    """Make a record the only one of a table: a book's meta data, a register's head."""
    single = database.table(table)
    single.truncate()  # TinyDB's upsert merges: a field back at its default would stay
    single.insert(Document(msgspec.to_builtins(record), doc_id=1))
