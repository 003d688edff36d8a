"""The rewriting of what is stored, the history included, as a part of a transaction.

A change adds to the history and leaves the lines before it as they are. Where what they hold may
not stay (an erasure), the books and months that hold it are rewritten: records keep their
revisions, lines their numbers, so that the history still gives the books. Each file becomes what it
is to be beside itself, and the journal of the transaction replaces all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Protocol

import msgspec

from yigong.store.storage import files, journal
from yigong.store.storage.book_file import HEAD, Tables, carried_lines, decode_tables
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import (
    HistoryLine,
    complete_size,
    lines_in,
    month_content,
)
from yigong.store.storage.layout import VillageFile, folder_names, village_files, village_folders
from yigong.store.storage.locks import HOLDERS_FILE

_LEFTOVERS = (".*.tmp", f".*{journal.NAME}", ".*.rebuilt")
"""The names of files that only killed writers leave, while there is no journal."""

CLEARED = (*_LEFTOVERS, HOLDERS_FILE)
"""The names of all files that `prepare_rewriting` removes or empties."""


class Rewriting(Protocol):
    """What is to be rewritten, and how."""

    def concerns(self, raw: bytes) -> bool:
        """Whether a file with these bytes may hold something that is rewritten."""

    def record(self, book: str, key: int, stored: dict[str, Any]) -> dict[str, Any]:
        """A stored record, or a register's head (`book_file.HEAD`), as it becomes."""

    def line(self, line: HistoryLine) -> HistoryLine:
        """A history line as it becomes; its records as by `record`."""


def rewritten_tables(book: str, tables: Mapping[str, Any], rewriting: Rewriting) -> Tables:
    """A book's tables with every record rewritten, and the history lines that it carries."""
    records = tables.get("_default", {})
    new = dict(tables)
    new["_default"] = {
        key: rewriting.record(book, int(key), record) for key, record in records.items()
    }
    if "head" in tables:
        new["head"] = {"1": rewriting.record(book, HEAD, tables["head"]["1"])}
    carried = [rewriting.line(line) for line in carried_lines(tables)]
    if carried:
        meta = {**tables["meta"]["1"], "last": msgspec.to_builtins(carried)}
        new["meta"] = {"1": meta}
    return new


def rewritten_lines(
    raw: bytes, path: Path, rewriting: Rewriting
) -> Iterator[tuple[HistoryLine, HistoryLine]]:
    """The lines of a month's file, oldest first, each with what it becomes.

    Raises:
        Damaged: One cannot be decoded.
    """
    for line, decoded in lines_in(raw, path):
        yield decoded, rewriting.line(decoded) if rewriting.concerns(line) else decoded


def concerned_files(
    folder: Folder, rewriting: Rewriting, *, history: bool = True
) -> Iterator[tuple[VillageFile, bytes]]:
    """The files of a village that a rewriting may concern, with their bytes.

    Args:
        folder: The village's folder.
        rewriting: The rewriting.
        history: Whether the months of the history are among them.

    Raises:
        DataError: One cannot be read.
    """
    for file in village_files(folder):
        if history or not file.is_history:
            raw = stored_bytes(folder, file.name)
            if rewriting.concerns(raw):
                yield file, raw


def stored_bytes(folder: Folder, name: str) -> bytes:
    """The bytes of a file; none if there is no such file.

    Raises:
        Damaged: It is no plain file.
        DataError: It cannot be read.
    """
    with files.reading_explained(folder / name):
        return folder.read(name)[0]


def prepare_rewriting(folder: Folder, rewriting: Rewriting, *, sync: bool = True) -> None:
    """Bring what has to be rewritten to where it is found; the village is not changed by it.

    History lines that a book carries and the history lacks are appended, files that killed writers
    left are removed, and names of writers in lock files, which nobody holds now, too. The caller
    holds the village's lock exclusively, and there is no journal.

    Raises:
        Damaged: A book cannot be read.
        DataError: A file cannot be read.
        OSError: The disk refuses.
    """
    for within in village_folders(folder):
        for name in folder_names(folder, within):
            if any(fnmatchcase(name, pattern) for pattern in _LEFTOVERS):
                folder.remove(f"{within}/{name}" if within else name)
    if rewriting.concerns(stored_bytes(folder, HOLDERS_FILE)):
        folder.replace(HOLDERS_FILE, b"", sync=sync, locked=True)
    history = History(folder)
    for file, raw in concerned_files(folder, rewriting, history=False):
        carried = carried_lines(decode_tables(raw, folder / file.name, file.book))
        history.finish(carried, sync=sync)


def stage_rewritten(
    folder: Folder,
    rewriting: Rewriting,
    without: Collection[str],
    staged: list[str],
    *,
    sync: bool = True,
) -> dict[str, journal.Content]:
    """Stage what every file becomes that is rewritten.

    Args:
        folder: The village's folder.
        rewriting: The rewriting.
        without: Files that are staged already.
        staged: Gets the name of each staged file.
        sync: Whether to wait for the disk.

    Returns:
        The files' contents, by path below the village, for the journal.

    Raises:
        Damaged: A book, or a line of the history, cannot be read.
        DataError: A file cannot be read.
        OSError: The disk refuses.
    """
    contents = {}
    for file, raw in concerned_files(folder, rewriting):
        path = folder / file.name
        new = None if file.name in without else _rewritten(file, path, raw, rewriting)
        if new is not None:
            staged.append(journal.staged_name(file.name))
            folder.stage(file.name, staged[-1].rpartition("/")[2], new, sync=sync)
            contents[file.name] = journal.content_of(new)
    return contents


def _rewritten(file: VillageFile, path: Path, raw: bytes, rewriting: Rewriting) -> bytes | None:
    """The content of a file as it becomes; `None`: it stays as it is."""
    if file.is_history:
        pairs = list(rewritten_lines(raw, path, rewriting))
        old, new = [line for line, _new in pairs], [line for _old, line in pairs]
        return month_content(old, new) if new != old or complete_size(raw) < len(raw) else None
    tables = decode_tables(raw, path, file.book)
    changed = rewritten_tables(file.book, tables, rewriting)
    return msgspec.json.encode(changed) if changed != tables else None
