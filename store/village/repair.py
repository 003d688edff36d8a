"""Repair of what the doctor found: a damaged file is set aside, nothing is overwritten."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from yigong.store.errors import YigongError
from yigong.store.language import N_
from yigong.store.storage import files, village_lock
from yigong.store.storage.book import Actor, Book, ChangeReason
from yigong.store.storage.book_file import FORMAT, HEAD, Meta, decode_book
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.layout import VillageFile, is_village_file
from yigong.store.storage.locks import LOCK_FILE, LOCK_MODE
from yigong.store.storage.rewriting import stored_bytes
from yigong.store.storage.schema import PEOPLE
from yigong.store.storage.transaction import transaction
from yigong.store.village.aside import set_aside, set_aside_journal
from yigong.store.village.backup import save_before
from yigong.store.village.erasure_remains import ACT
from yigong.store.village.finding import Finding
from yigong.store.village.redaction import erased_numbers, redaction_of
from yigong.store.village.replay import Replay, ReplayedBook, replay_history


class Repaired(NamedTuple):
    """What a repair did."""

    saved: Path
    """The backup of the village as it was before."""

    done: list[Finding]
    """The findings that were repaired."""

    failed: list[Finding]
    """Those whose repair failed, each with the reason for its sentence."""


def repair(folder: Path, findings: Iterable[Finding], now: datetime, holder: str) -> Repaired:
    """Repair what can be repaired, after a backup, while nobody else writes.

    A repair that fails leaves everything as it is, and the others are made.

    Args:
        folder: The village's folder.
        findings: What `doctor.examine` found; those without a repair are skipped.
        now: The time, aware.
        holder: Who repairs, named to writers who wait in vain.

    Raises:
        Busy: Somebody is writing.
        DataError: The disk refuses the lock, or the backup.
    """
    place = Folder(folder)
    done: list[Finding] = []
    failed: list[Finding] = []
    # What an erasure rewrites is rewritten last: as one change, of what is whole by then.
    wanted = sorted((f for f in findings if f.repair), key=lambda f: f.repair == "redact")
    with files.os_errors_explained(folder), village_lock.exclusive(place, holder):
        saved = save_before(place, now, "before").path
        replayed = cache(partial(replay_history, place))  # what repairs append is of other books
        for finding in wanted:
            if finding.repair == "redact" and done and done[-1].repair == "redact":
                done.append(finding)  # the first of them has redacted everything
                continue
            try:
                with files.os_errors_explained(folder / finding.where):
                    _repair_one(place, finding, now, replayed)
                done.append(finding)
            except YigongError as error:
                failed.append(replace(finding, sentence=str(error)))
    return Repaired(saved, done, failed)


def _repair_one(
    folder: Folder, finding: Finding, now: datetime, replayed: Callable[[], Replay]
) -> None:
    where = finding.where
    match finding.repair:
        case "modes":
            _set_access(folder, where)
        case "leftover":
            folder.remove(where)
        case "history":
            _finish_history(folder, VillageFile(where))
        case "rebuild":
            _rebuild(folder, VillageFile(where), now, replayed().books)
        case "together":
            set_aside_journal(folder, now)  # unless taking the lock has finished it
        case "redact":
            _redact(folder, now)


def _set_access(folder: Folder, name: str) -> None:
    """Let the group read and write a file or folder, and nobody else."""
    status = folder.status(name) if name != "." else None
    if name != "." and status is None:
        return  # an earlier repair set it aside
    is_folder = status is None or stat.S_ISDIR(status.st_mode)
    opened = folder.opened("" if name == "." else name)
    with opened if is_folder else folder.open_file(name, os.O_RDONLY) as descriptor:
        os.fchown(descriptor, -1, folder.path.stat().st_gid)
        mode = LOCK_MODE if name == LOCK_FILE else files.FILE_MODE
        os.fchmod(descriptor, files.FOLDER_MODE if is_folder else mode)


def _finish_history(folder: Folder, file: VillageFile) -> None:
    """Append the history lines that are still in a book only (`Meta.last`)."""
    raw = stored_bytes(folder, file.name)
    book = decode_book(raw, folder / file.name, file.book, file.schema)
    History(folder).finish(book.meta.last)


def _redact(folder: Folder, now: datetime) -> None:
    """Remove what still says who was erased (see `store.village.erasure`)."""
    history = History(folder)
    people = Book(folder, "people", PEOPLE, history)
    with transaction(history, Actor(), now, ChangeReason(ACT), is_locked=True) as change:
        records = people.read().records
        change.rewriting = redaction_of(folder, records, erased_numbers(records))


def _rebuild(
    folder: Folder, file: VillageFile, now: datetime, books: Mapping[str, ReplayedBook]
) -> None:
    """Rebuild a book from its history; the damaged one, if there is one, is set aside.

    Args:
        folder: The village's folder.
        file: The book.
        now: The time, aware.
        books: The books by their history, by name.

    Raises:
        Damaged: What the history gives is not a book either, or no book of a village is called so;
            then nothing was changed.
    """
    if not is_village_file(file.name):
        raise files.foreign_file(folder / file.name, N_("no village has a book of this name"))
    raw = msgspec.json.encode(_tables(books.get(file.book, ReplayedBook())))
    decode_book(raw, folder / file.name, file.book, file.schema)
    within, _slash, name = file.name.rpartition("/")
    if within:
        folder.make(within)
    rebuilt = f".{name}.rebuilt"
    folder.stage(file.name, rebuilt, raw)
    beside = f"{within}/{rebuilt}" if within else rebuilt
    try:
        if folder.status(file.name) is not None:
            set_aside(folder, file.name, now)
        folder.rename(beside, file.name)
    except BaseException:
        folder.remove(beside)
        raise
    folder.sync(within)


def _tables(replayed: ReplayedBook) -> dict[str, Any]:
    """A replayed book's tables in TinyDB's layout."""
    records = {str(n): record for n, record in sorted(replayed.records.items()) if n != HEAD}
    meta = Meta(format=FORMAT, rev=replayed.rev, highest=replayed.highest)
    tables: dict[str, Any] = {"_default": records} if records else {}
    if HEAD in replayed.records:
        tables["head"] = {"1": replayed.records[HEAD]}
    tables["meta"] = {"1": msgspec.to_builtins(meta)}
    return tables
