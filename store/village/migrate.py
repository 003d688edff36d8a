"""Migration of a village of an older version: a backup first, then book by book.

The format in the settings is the village's. They are rewritten last, so a migration that was cut
short starts again. Books that no step changes keep their format until they are next written: this
version reads books of all older formats. What a step changes is in the history like any change.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from yigong.store.errors import Damaged, ReadOnly
from yigong.store.storage import files, village_lock
from yigong.store.storage.book import FORMAT, HEAD, carried_lines
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.layout import format_of, village_files
from yigong.store.storage.schema import register_key
from yigong.store.village.backup import make_archive

Tables = dict[str, Any]
"""A book's file, decoded: TinyDB's tables by name."""

Lookup = Callable[[str], Tables]
"""Gives the tables of another book by its name, as they were before the migration; none if it is
missing or damaged."""

Step = Callable[[str, Tables, Lookup], Tables | None]
"""Converts a book's tables to the next format; `None`: they do not change.

Its arguments are the book's name, its tables without the meta table, and the other books.
"""

ACT = "migrate"
"""The act of the history lines of what a step changed."""


def _lunar_dates(_name: str, _tables: Tables, _lookup: Lookup) -> None:
    """1 to 2: events may repeat by lunar date and solar term, which format 1 cannot read.

    No table changes; the new number makes older versions refuse the village.
    """


def _people_and_hours(_name: str, _tables: Tables, _lookup: Lookup) -> None:
    """2 to 3: people are merged and erased, hours are granted, which format 2 would drop.

    No table changes.
    """


def _roles(name: str, tables: Tables, lookup: Lookup) -> Tables | None:
    """3 to 4: a register says what people are there as.

    One that was never signed gets the roles of its plan: volunteers come to a duty day, and in a
    squad that the event needs; to all else come participants. Who was granted hours was a
    volunteer, whatever they came as. One that was signed stays as it is, until it is reviewed
    (`store.attendance.role_review`).
    """
    head = tables.get("head", {}).get("1")
    if not register_key(name) or head is None or head.get("policy") is not None:
        return None
    role = "volunteer" if head["kind"] == "duty_day" else "participant"
    needs = _plan_in_force(lookup("events"), head).get("needs", {})
    serving = sorted(map(int, needs))
    followed = {**head, "role": role, **({"serving": serving} if serving else {})}
    entries = {
        number: entry
        if role == "volunteer" or not entry.get("grants") or entry.get("squad") in serving
        else _granted(entry, role)
        for number, entry in tables.get("_default", {}).items()
    }
    return {**tables, "_default": entries, "head": {"1": followed}}


def _plan_in_force(events: Tables, head: Mapping[str, Any]) -> Mapping[str, Any]:
    """The plan of an event in format 3 that was in force on a register's date; empty: none."""
    event: Mapping[str, Any] = events.get("_default", {}).get(str(head["event"]), {})
    plans = [*event.get("earlier", ()), event] if event else []
    begun = [plan for plan in plans if plan["start"][:10] <= head["planned"]]
    return begun[-1] if begun else next(iter(plans), {})


def _granted(entry: Mapping[str, Any], role: str) -> Mapping[str, Any]:
    """An entry with granted hours: a volunteer's, who came in some role."""
    came = [{**stint, "role": role} for stint in entry.get("stints", ())]
    return {**entry, "role": "volunteer", **({"stints": came} if came else {})}


STEPS: Mapping[int, Step] = {1: _lunar_dates, 2: _people_and_hours, 3: _roles}
"""By format, the step to the next."""


def migrate(folder: Path, now: datetime, steps: Mapping[int, Step] = STEPS) -> Path | None:
    """Migrate a village to this version, if it is older.

    Args:
        folder: The village's folder.
        now: The time, aware, in the village's zone.
        steps: By format, the step to the next.

    Returns:
        The backup that was made first; `None`: there was nothing to migrate.

    Raises:
        ReadOnly: It is older, and this user may not write it.
        DataError: The disk refuses; the village is as it was, or the backup holds it.
    """
    place = Folder(folder)
    if not 0 < format_of(place) < FORMAT:
        return None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ReadOnly(
            "{folder} is of an older version: somebody who may write it has to open it once.",
            folder=folder,
        )
    backups = folder / "backups"
    with files.os_errors_explained(backups):
        place.make("backups")
    stem = folder.absolute().name or "village"
    target = backups / f"{stem}-{now:%Y%m%d-%H%M%S}-format-{format_of(place)}.zip"
    make_archive(folder, target, stem, now)
    with files.os_errors_explained(folder), village_lock.exclusive(place, "?"):
        older = format_of(place)  # another process may have migrated it in the meantime
        if older < FORMAT:
            _Migration(place, older, now, steps).run()
    return target


class _Migration:
    """The migration of one village, whose lock is held."""

    def __init__(
        self, folder: Folder, older: int, now: datetime, steps: Mapping[int, Step]
    ) -> None:
        self._folder = folder
        self._older = older
        self._now = now.replace(microsecond=0)
        self._steps = steps
        self._history = History(folder)
        self._lookup = cache(self._read)

    def run(self) -> None:
        """Migrate the registers, then what their steps look up, and the settings last."""
        books = [file.book for file in village_files(self._folder) if not file.is_history]
        for name in sorted(books, key=lambda name: (name == "settings", not register_key(name))):
            # A damaged book is reported when it is opened; the others are migrated.
            with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
                self._migrate_book(name)

    def _read(self, name: str) -> Tables:
        """A book's tables; none if it is damaged."""
        try:
            raw, _fingerprint = self._folder.read(f"{name}.json")
            tables: Tables = msgspec.json.decode(raw)
        except (ValueError, Damaged, RecursionError):
            return {}
        return tables

    def _migrate_book(self, name: str) -> None:
        before = dict(self._read(name))
        unfinished = carried_lines(before)
        meta = before.pop("meta")["1"]
        tables = before
        for step in range(max(self._older, meta.get("format", 1)), FORMAT):
            tables = self._steps[step](name, tables, self._lookup) or tables
        if tables == before and name != "settings":
            return
        lines = self._history_lines(name, meta.get("rev", 0) + 1, before, tables)
        last = {"rev": lines[0].rev, "last": lines} if lines else {}
        if lines:
            self._finish(unfinished)
        content = {**tables, "meta": {"1": {**meta, **last, "format": FORMAT}}}
        self._folder.replace(f"{name}.json", msgspec.json.encode(content), locked=True)
        self._finish(lines)

    def _finish(self, lines: list[HistoryLine]) -> None:
        """Append lines; where the history is damaged, no village needs to stay old for that."""
        with contextlib.suppress(Damaged):
            self._history.finish(lines)

    def _history_lines(
        self, name: str, rev: int, before: Tables, after: Tables
    ) -> list[HistoryLine]:
        """A line for each record that a step changed, and for the head of a register."""
        old, new = _by_key(before), _by_key(after)
        changed = [key for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]
        return [
            HistoryLine(
                book=name,
                rev=rev,
                key=key,
                act=ACT,
                at=self._now,
                old=old.get(key),
                new=new.get(key),
            )
            for key in changed
        ]


def _by_key(tables: Tables) -> dict[int, Any]:
    """The records of a book by number, and the head of a register, as in history lines."""
    records = {int(number): record for number, record in tables.get("_default", {}).items()}
    head = tables.get("head", {}).get("1")
    return records if head is None else {**records, HEAD: head}
