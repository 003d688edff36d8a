"""Putting right what `doctor` found. A backup comes first, and nothing is overwritten:
what is broken is set aside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from yigong.store.errors import Damaged
from yigong.store.storage import files, village_lock
from yigong.store.storage.book import FORMAT, HEAD, Book, Meta, carried_lines
from yigong.store.storage.history import History
from yigong.store.storage.layout import VillageFile
from yigong.store.storage.schema import PEOPLE
from yigong.store.village.backup import set_aside, set_aside_change
from yigong.store.village.doctor import Finding
from yigong.store.village.history_erasure import erase_from_history, erased_numbers
from yigong.store.village.replay import ReplayedBook, replay_history


def repair(folder: Path, findings: Iterable[Finding], now: datetime) -> list[Finding]:
    """Put right what can be.

    Args:
        folder: The village's folder.
        findings: What `doctor.examine` found; those without a repair are passed over.
        now: The time, aware.

    Returns:
        What was put right.

    Raises:
        Busy: Somebody is writing.
        DataError: The disk refuses; what was done until then stands.
    """
    done = []
    with village_lock.exclusive(folder), files.os_errors_explained(folder):
        for finding in findings:
            path = folder / finding.where
            if finding.repair == "modes":
                if path.exists():  # unless it was set aside just now
                    _open_to_the_group(folder, path)
            elif finding.repair == "leftover":
                path.unlink(missing_ok=True)
            elif finding.repair == "history":
                _finish_history(folder, path)
            elif finding.repair == "rebuild":
                _rebuild(folder, finding.where, now)
            elif finding.repair == "together":
                set_aside_change(folder, now)  # unless closing the gate has finished it
            elif finding.repair == "redact":
                _redact(folder)
            else:
                continue
            done.append(finding)
    return done


def _open_to_the_group(folder: Path, path: Path) -> None:
    import os

    os.chown(path, -1, folder.stat().st_gid, follow_symlinks=False)
    path.chmod(files.FOLDER_MODE if path.is_dir() else files.FILE_MODE)


def _finish_history(folder: Path, path: Path) -> None:
    """Bring out the lines a book carries for its history (see `Book._write`)."""
    tables = msgspec.json.decode(path.read_bytes())
    History(folder / "history").append(carried_lines(tables), skip_existing=True)


def _redact(folder: Path) -> None:
    """Finish forgetting who was forgotten (see `store.village.erasure`)."""
    people = Book(folder / "people.json", "people", PEOPLE, History(folder / "history"))
    erase_from_history(folder, erased_numbers(people.read().records))


def _rebuild(folder: Path, name: str, now: datetime) -> None:
    """Make a book again from its history; the broken one, if there is one, is set aside.

    Raises:
        Damaged: What the history gives is no book either; then nothing was changed.
    """
    part = VillageFile(name)
    played = replay_history(folder).books[part.book]
    data = msgspec.json.encode(_tables(played))
    trial = folder / f".{part.book.replace('/', '_')}.rebuilt"
    files.replace_file(trial, data)
    try:
        Book(trial, part.book, part.schema, History(folder / "history")).read()
    except Damaged:
        trial.unlink()
        raise
    if (folder / name).exists():
        set_aside(folder, name, now)
    files.make_folder((folder / name).parent)
    trial.rename(folder / name)
    files.sync_folder((folder / name).parent)


def _tables(played: ReplayedBook) -> dict[str, Any]:
    """A book's tables as TinyDB lays them out."""
    records = {str(n): record for n, record in sorted(played.records.items()) if n != HEAD}
    meta = Meta(format=FORMAT, rev=played.rev, highest=played.highest)
    tables: dict[str, Any] = {"_default": records} if records else {}
    if HEAD in played.records:
        tables["head"] = {"1": played.records[HEAD]}
    tables["meta"] = {"1": msgspec.to_builtins(meta)}
    return tables
