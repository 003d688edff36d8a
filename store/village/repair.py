"""Repair of what the doctor found: a damaged file is set aside, nothing is overwritten."""

from __future__ import annotations

import os
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
from yigong.store.storage.history import History
from yigong.store.storage.layout import VillageFile
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
    with village_lock.exclusive(folder), files.os_errors_explained(folder):
        for finding in findings:
            path = folder / finding.where
            if finding.repair == "modes":
                if path.exists():  # an earlier repair may have set it aside
                    _set_access(folder, path)
            elif finding.repair == "leftover":
                path.unlink(missing_ok=True)
            elif finding.repair == "history":
                _finish_history(folder, path)
            elif finding.repair == "rebuild":
                _rebuild(folder, finding.where, now)
            elif finding.repair == "together":
                set_aside_journal(folder, now)  # unless taking the lock has finished it
            else:
                continue
            done.append(finding)
    unredacted = [finding for finding in findings if finding.repair == "redact"]
    if unredacted:
        _redact(folder, now)
    return done + unredacted


def _set_access(folder: Path, path: Path) -> None:
    """Let the group read and write a file or folder, and nobody else."""
    os.chown(path, -1, folder.stat().st_gid, follow_symlinks=False)
    path.chmod(files.FOLDER_MODE if path.is_dir() else files.FILE_MODE)


def _finish_history(folder: Path, path: Path) -> None:
    """Append the history lines that are still in a book only (`Meta.last`)."""
    tables = msgspec.json.decode(path.read_bytes())
    History(folder / "history").append(carried_lines(tables), skip_existing=True)


def _redact(folder: Path, now: datetime) -> None:
    """Remove what still says who was erased (see `store.village.erasure`)."""
    history = History(folder / "history")
    people = Book(folder / "people.json", "people", PEOPLE, history)
    with transaction(history, Actor(), now, ChangeReason(ACT)) as change:
        records = people.read().records
        change.rewriting = redaction_of(folder, records, erased_numbers(records))


def _rebuild(folder: Path, name: str, now: datetime) -> None:
    """Rebuild a book from its history; the damaged one, if there is one, is set aside.

    Raises:
        Damaged: What the history gives is not a book either; then nothing was changed.
    """
    file = VillageFile(name)
    replayed = replay_history(folder).books[file.book]
    rebuilt = folder / f".{file.book.replace('/', '_')}.rebuilt"
    files.replace_file(rebuilt, msgspec.json.encode(_tables(replayed)))
    try:
        Book(rebuilt, file.book, file.schema, History(folder / "history")).read()
    except Damaged:
        rebuilt.unlink()
        raise
    if (folder / name).exists():
        set_aside(folder, name, now)
    files.make_folder((folder / name).parent)
    rebuilt.rename(folder / name)
    files.sync_folder((folder / name).parent)


def _tables(replayed: ReplayedBook) -> dict[str, Any]:
    """A replayed book's tables in TinyDB's layout."""
    records = {str(n): record for n, record in sorted(replayed.records.items()) if n != HEAD}
    meta = Meta(format=FORMAT, rev=replayed.rev, highest=replayed.highest)
    tables: dict[str, Any] = {"_default": records} if records else {}
    if HEAD in replayed.records:
        tables["head"] = {"1": replayed.records[HEAD]}
    tables["meta"] = {"1": msgspec.to_builtins(meta)}
    return tables
