"""Migration of a village of an older version: a backup first, then book by book.

The format in the settings is the village's. They are rewritten last, so a migration that was cut
short starts again. Books that no step changes keep their format until they are next written: this
version reads books of all older formats.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from yigong.store.errors import ReadOnly
from yigong.store.storage import files, village_lock
from yigong.store.storage.book import FORMAT
from yigong.store.storage.layout import format_of, village_files
from yigong.store.village.backup import make_archive

Tables = dict[str, Any]
"""A book's file, decoded: TinyDB's tables by name."""

Step = Callable[[str, Tables], Tables | None]
"""Converts a book's tables to the next format; `None`: they do not change.

Its arguments are the book's name, and its tables without the meta table."""


def _lunar_dates(_name: str, _tables: Tables) -> None:
    """1 to 2: events may repeat by lunar date and solar term, which format 1 cannot read.

    No table changes; the new number makes older versions refuse the village.
    """


def _people_and_hours(_name: str, _tables: Tables) -> None:
    """2 to 3: people are merged and erased, hours are granted, which format 2 would drop.

    No table changes.
    """


STEPS: Mapping[int, Step] = {1: _lunar_dates, 2: _people_and_hours}
"""By format, the step to the next."""


def migrate(folder: Path, now: datetime, steps: Mapping[int, Step] = STEPS) -> Path | None:
    """Migrate a village to this version, if it is older.

    Args:
        folder: The village's folder.
        now: The time, aware.
        steps: By format, the step to the next.

    Returns:
        The backup that was made first; `None`: there was nothing to migrate.

    Raises:
        ReadOnly: It is older, and this user may not write it.
        DataError: The disk refuses; the village is as it was, or the backup holds it.
    """
    if not 0 < format_of(folder) < FORMAT:
        return None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ReadOnly(
            "{folder} is of an older version: somebody who may write it has to open it once.",
            folder=folder,
        )
    backups = folder / "backups"
    with files.os_errors_explained(backups):
        files.make_folder(backups)
    stem = folder.absolute().name or "village"
    target = backups / f"{stem}-{now:%Y%m%d-%H%M%S}-format-{format_of(folder)}.zip"
    make_archive(folder, target, stem, now)
    with village_lock.exclusive(folder), files.os_errors_explained(folder):
        older = format_of(folder)  # another process may have migrated it in the meantime
        for file in sorted(village_files(folder), key=lambda file: file.book == "settings"):
            if older < FORMAT and not file.is_history:
                _migrate_book(folder / file.name, file.book, older, steps)
    return target


def _migrate_book(path: Path, name: str, older: int, steps: Mapping[int, Step]) -> None:
    try:
        tables: Tables = msgspec.json.decode(files.read_file(path)[0])
        meta = tables.pop("meta")
        meta["1"].get("format")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return  # a damaged book is reported when it is opened; the others are migrated
    before = dict(tables)
    for step in range(older, FORMAT):
        tables = steps[step](name, tables) or tables
    if tables == before and name != "settings":
        return
    meta["1"]["format"] = FORMAT
    files.replace_file(path, msgspec.json.encode({**tables, "meta": meta}))
