"""Migration of a village of an older version: a backup first, then all of its books as one change.

Books that no step changes keep their format until they are next written: this version reads books
of all older formats. What a step changes is in the history like any change.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from yigong.store.errors import Damaged, DataError, Newer, ReadOnly
from yigong.store.storage import files, journal, village_lock
from yigong.store.storage.book_file import (
    FORMAT,
    HEAD,
    Meta,
    Tables,
    carried_lines,
    decode_tables,
)
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.journal import Content, Journal
from yigong.store.storage.layout import format_of, village_files
from yigong.store.storage.schema import EVENTS, PROGRAMMES, SETTINGS, register_key
from yigong.store.village.backup import copy_named, save_before
from yigong.store.village.older_locks import older_writers_kept_out, remove_older_locks

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


def _one_lock_file(_name: str, _tables: Tables, _lookup: Lookup) -> None:
    """4 to 5: locks are regions of one file, which a program of format 4 does not look at.

    No table changes; the new number keeps it out.
    """


def _programmes(name: str, tables: Tables, lookup: Lookup) -> Tables | None:
    """5 to 6: a programme is a record of its own, and events have its number instead of its name.

    Each text becomes a programme (`_programme_names`); two spellings of one are merged by hand.
    """
    if name != EVENTS.name:
        return None
    numbers = {text: number for number, text in enumerate(_programme_names(lookup(name)), 1)}

    def numbered(plan: Mapping[str, Any]) -> Mapping[str, Any]:
        plan = {**plan}
        text = plan.pop("programme", "")
        if isinstance(text, int):
            return {**plan, "programme": text}
        if plan.get("earlier"):
            plan["earlier"] = [numbered(each) for each in plan["earlier"]]
        return {**plan, **({"programme": numbers[text]} if text else {})}

    events = {number: numbered(event) for number, event in tables.get("_default", {}).items()}
    return {**tables, "_default": events}


def _programme_names(events: Tables) -> list[str]:
    """The programmes that events in format 5 name, in the order of the events; each once."""
    plans = (
        plan
        for _number, event in sorted(events.get("_default", {}).items(), key=lambda it: int(it[0]))
        for plan in (*event.get("earlier", ()), event)
    )
    texts = (plan.get("programme", "") for plan in plans)
    return list(dict.fromkeys(text for text in texts if text and isinstance(text, str)))


def _programme_book(lookup: Lookup) -> Tables:
    """The book of programmes that format 6 has."""
    names = _programme_names(lookup(EVENTS.name))
    records = {str(n): {"number": n, "rev": 1, "name": name} for n, name in enumerate(names, 1)}
    return {"_default": records} if records else {}


def _requests_and_points(_name: str, _tables: Tables, _lookup: Lookup) -> None:
    """6 to 7: requests, visits, points and scorecards, of which format 6 does not know.

    No table changes; the new number keeps it out.
    """


STEPS: Mapping[int, Step] = {
    1: _lunar_dates,
    2: _people_and_hours,
    3: _roles,
    4: _one_lock_file,
    5: _programmes,
    6: _requests_and_points,
}
"""By format, the step to the next."""

NEW_BOOKS: Mapping[int, Mapping[str, Callable[[Lookup], Tables]]] = {
    5: {PROGRAMMES.name: _programme_book}
}
"""By format, the books that the step to the next adds, by name."""


def migrate(
    folder: Path, now: datetime, holder: str = "?", steps: Mapping[int, Step] = STEPS
) -> Path | None:
    """Migrate a village to this version, if it is older.

    Args:
        folder: The village's folder.
        now: The time, aware, in the village's zone.
        holder: Who opens it, named to writers who wait in vain.
        steps: By format, the step to the next.

    Returns:
        The backup that was made first; `None`: there was nothing to migrate.

    Raises:
        ReadOnly: It is older, and this user may not write it.
        Busy: Somebody is writing it.
        DataError: The disk refuses; the village is as it was, or the next change finishes it.
    """
    place = Folder(folder)
    if not 0 < format_of(place) < FORMAT:
        return None
    if not place.writable():
        raise ReadOnly(
            "{folder} is of an older version: somebody who may write it has to open it once.",
            folder=folder,
        )
    with (
        files.os_errors_explained(folder),
        older_writers_kept_out(place),
        village_lock.exclusive(place, holder),
    ):
        older = format_of(place)
        if not 0 < older < FORMAT:
            return None  # somebody else has migrated it meanwhile
        saved = save_before(place, now, f"format-{older}").path
        with copy_named(saved):
            _Migration(place, older, now, steps).run()
        with contextlib.suppress(OSError, DataError):  # they do no harm
            remove_older_locks(place)
    return saved


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
        """Migrate all books as one change.

        Raises:
            Unconfirmed: It is decided, and the next change finishes it.
            OSError: The disk refuses; the village is as it was.
        """
        rewritten: dict[str, Content] = {}
        lines: list[HistoryLine] = []
        with journal.staging(self._folder) as staged:
            for file in village_files(self._folder):
                raw = b"" if file.is_history else self._migrated(file.book, lines)
                if raw:
                    self._stage(file.name, raw, staged, rewritten)
            for name, make in self._new_books():
                if raw := self._made(name, make(self._lookup), lines):
                    self._stage(f"{name}.json", raw, staged, rewritten)
            change = Journal(rewritten=rewritten)
            journal.decide(self._folder, change, staged)
        journal.carry_out(self._folder, change)
        with contextlib.suppress(OSError, DataError):  # if not here, whoever changes these books
            journal.discard_journal(self._folder)
            self._history.finish(lines)

    def _stage(
        self, name: str, raw: bytes, staged: list[str], rewritten: dict[str, Content]
    ) -> None:
        """Stage the content of a file."""
        staged.append(journal.staged_name(name))
        self._folder.stage(name, staged[-1].rpartition("/")[2], raw)
        rewritten[name] = journal.content_of(raw)

    def _new_books(self) -> Iterator[tuple[str, Callable[[Lookup], Tables]]]:
        """The books that the steps add, with what makes them."""
        for step in range(self._older, FORMAT):
            yield from NEW_BOOKS.get(step, {}).items()

    def _made(self, name: str, tables: Tables, lines: list[HistoryLine]) -> bytes:
        """A book that a step adds; nothing: it would be empty, or is there."""
        if not tables or self._read(name):
            return b""
        own = self._history_lines(name, 1, {}, tables)
        lines += own
        meta = Meta(format=FORMAT, rev=1, highest=max(map(int, tables["_default"])), last=own)
        return msgspec.json.encode({**tables, "meta": {"1": meta}})

    def _read(self, name: str) -> Tables:
        """A book's tables; none if it is damaged."""
        try:
            raw, fingerprint = self._folder.read(f"{name}.json")
            return decode_tables(raw, self._folder / f"{name}.json", name) if fingerprint else {}
        except (Damaged, Newer):
            return {}

    def _migrated(self, name: str, lines: list[HistoryLine]) -> bytes:
        """A book as it becomes; nothing: it stays as it is.

        A damaged book is reported when it is opened; so it stays, and so does one whose last lines
        a damaged history cannot take.

        Args:
            name: The book's name.
            lines: Gets the history lines of what changes.
        """
        before = dict(self._read(name))
        try:
            unfinished = carried_lines(before)
            meta = before.pop("meta")["1"]
            tables = before
            for step in range(max(self._older, meta.get("format", 1)), FORMAT):
                tables = self._steps[step](name, tables, self._lookup) or tables
        except (ValueError, KeyError, TypeError, AttributeError):
            return b""
        own = self._history_lines(name, meta.get("rev", 0) + 1, before, tables)
        if not own and name != SETTINGS.name:
            return b""
        try:
            self._history.finish(unfinished if own else [])
        except Damaged:
            return b""
        lines += own
        last = {"rev": own[0].rev, "last": own} if own else {}
        return msgspec.json.encode({**tables, "meta": {"1": {**meta, **last, "format": FORMAT}}})

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
