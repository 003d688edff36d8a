"""Repair of what the doctor found: a damaged file is set aside, nothing is overwritten."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from yigong.store.errors import Damaged
from yigong.store.storage import files, village_lock
from yigong.store.storage.book import (
    FORMAT,
    HEAD,
    Actor,
    Book,
    ChangeReason,
    Meta,
    carried_lines,
)
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.layout import VillageFile
from yigong.store.storage.rewriting import book_tables, stored_bytes
from yigong.store.storage.schema import PEOPLE
from yigong.store.storage.transaction import transaction
from yigong.store.village.backup import set_aside, set_aside_journal
from yigong.store.village.doctor import Finding
from yigong.store.village.erasure_remains import ACT
from yigong.store.village.redaction import erased_numbers, redaction_of
from yigong.store.village.replay import ReplayedBook, replay_history


def repair(folder: Path, findings: Iterable[Finding], now: datetime) -> list[Finding]:
    """Repair what can be repaired. The caller makes a backup first.

    Args:
        folder: The village's folder.
        findings: What `doctor.examine` found; those without a repair are skipped.
        now: The time, aware.

    Returns:
        The findings that were repaired.

    Raises:
        Busy: Somebody is writing.
        DataError: The disk refuses; repairs made until then stay.
    """
    findings, done = list(findings), []
    place = Folder(folder)
    with files.os_errors_explained(folder), village_lock.exclusive(place, "?"):
        for finding in findings:
            if finding.repair == "modes":
                _set_access(place, finding.where)
            elif finding.repair == "leftover":
                place.remove(finding.where)
            elif finding.repair == "history":
                _finish_history(place, finding.where)
            elif finding.repair == "rebuild":
                _rebuild(place, finding.where, now)
            elif finding.repair == "together":
                set_aside_journal(place, now)  # unless taking the lock has finished it
            else:
                continue
            done.append(finding)
    unredacted = [finding for finding in findings if finding.repair == "redact"]
    if unredacted:
        _redact(place, now)
    return done + unredacted


def _set_access(folder: Folder, name: str) -> None:
    """Let the group read and write a file or folder, and nobody else."""
    status = folder.status(name) if name != "." else None
    if name != "." and status is None:
        return  # an earlier repair set it aside
    is_folder = status is None or stat.S_ISDIR(status.st_mode)
    opened = folder.opened("" if name == "." else name)
    with opened if is_folder else folder.open_file(name, os.O_RDONLY) as descriptor:
        os.fchown(descriptor, -1, folder.path.stat().st_gid)
        os.fchmod(descriptor, files.FOLDER_MODE if is_folder else files.FILE_MODE)


def _finish_history(folder: Folder, name: str) -> None:
    """Append the history lines that are still in a book only (`Meta.last`)."""
    tables = book_tables(stored_bytes(folder, name), folder / name)
    History(folder).finish(carried_lines(tables))


def _redact(folder: Folder, now: datetime) -> None:
    """Remove what still says who was erased (see `store.village.erasure`)."""
    history = History(folder)
    people = Book(folder, "people", PEOPLE, history)
    with transaction(history, Actor(), now, ChangeReason(ACT)) as change:
        records = people.read().records
        change.rewriting = redaction_of(folder, records, erased_numbers(records))


def _rebuild(folder: Folder, name: str, now: datetime) -> None:
    """Rebuild a book from its history; the damaged one, if there is one, is set aside.

    Raises:
        Damaged: What the history gives is not a book either; then nothing was changed.
    """
    file = VillageFile(name)
    replayed = replay_history(folder).books[file.book]
    rebuilt = f".{file.book.replace('/', '_')}.rebuilt"
    folder.replace(rebuilt, msgspec.json.encode(_tables(replayed)))
    try:
        Book(folder, file.book, file.schema, History(folder), rebuilt).read()
    except Damaged:
        folder.remove(rebuilt)
        raise
    if folder.status(name) is not None:
        set_aside(folder, name, now)
    within = name.rpartition("/")[0]
    if within:
        folder.make(within)
    folder.rename(rebuilt, name)
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
