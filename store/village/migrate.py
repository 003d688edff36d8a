"""Bringing a village of an older version up to this one: a backup first, then book by book.

What the settings say is the village's format: they are rewritten last, so a migration that was cut
off begins anew. Books that a step does not touch keep their number until they are next written; a
book of an older format is one this version reads.
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
"""Makes a book's tables those of the next format; `None`: they are as they were.

It is given the book's name, and never sees its meta table."""


def _lunar_dates(_name: str, _tables: Tables) -> None:
    """1 to 2: events may repeat by the moon and the sun, which format 1 could not read back.

    Nothing that is there changes; the number alone tells older versions to keep away.
    """


def _people_and_hours(_name: str, _tables: Tables) -> None:
    """2 to 3: people merge and are forgotten, hours are granted; format 2 would drop that.

    Nothing that is there changes here, either.
    """


STEPS: Mapping[int, Step] = {1: _lunar_dates, 2: _people_and_hours}
"""From which format each step leads to the next."""


def migrate(folder: Path, now: datetime, steps: Mapping[int, Step] = STEPS) -> Path | None:
    """Bring a village up to this version, if it is older.

    Args:
        folder: The village's folder.
        now: The time, aware.
        steps: What leads from each format to the next.

    Returns:
        The backup that was made first; `None` where nothing was to be done.

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
    place = folder / "backups"
    with files.os_errors_explained(place):
        files.make_folder(place)
    stem = folder.absolute().name or "village"
    target = place / f"{stem}-{now:%Y%m%d-%H%M%S}-format-{format_of(folder)}.zip"
    make_archive(folder, target, stem, now)
    with village_lock.exclusive(folder), files.os_errors_explained(folder):
        older = format_of(folder)  # somebody else may have been faster
        for part in sorted(village_files(folder), key=lambda part: part.book == "settings"):
            if older < FORMAT and not part.is_history:
                _bring_up(folder / part.name, part.book, older, steps)
    return target


def _bring_up(path: Path, name: str, older: int, steps: Mapping[int, Step]) -> None:
    try:
        tables: Tables = msgspec.json.decode(files.read_file(path)[0])
        meta = tables.pop("meta")
        meta["1"].get("format")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return  # broken: left as it is for whoever opens it; the others are brought up
    began = dict(tables)
    for step in range(older, FORMAT):
        tables = steps[step](name, tables) or tables
    if tables == began and name != "settings":
        return
    meta["1"]["format"] = FORMAT
    files.replace_file(path, msgspec.json.encode({**tables, "meta": meta}))
