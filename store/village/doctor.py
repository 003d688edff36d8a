"""Whether a village is whole: every book, every reference, the history against the books, the disk.

Looking changes nothing. What can be put right is named with each finding and done by
`store.village.repair`, only when asked and after a backup.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.errors import Damaged, Newer, YigongError
from yigong.store.language import _, ngettext
from yigong.store.records import Entry, Settings, Volunteer, code
from yigong.store.storage import journal
from yigong.store.storage.book import HEAD, Book, Snapshot, carried_lines
from yigong.store.storage.files import FILE_MODE, FOLDER_MODE
from yigong.store.storage.history import History
from yigong.store.storage.layout import VillageFile, village_files
from yigong.store.storage.schema import BOOKS, EVENTS, REGISTERS, Reference, register_key
from yigong.store.village.history_erasure import erased_numbers, find_unerased
from yigong.store.village.replay import Replay, ReplayedBook, replay_history

Repair = Literal["", "modes", "leftover", "history", "rebuild", "redact", "together"]
"""What would put a finding right: access for the group and nobody else; a file that a killed writer
left; lines that a book still carries for its history; a book made again from its history; a history
that still says who a forgotten person was; a change of several books that was cut short."""

_ROOM = 200_000_000
"""Bytes: with less free on the disk, a full one is near."""


class Finding(msgspec.Struct, frozen=True):
    """Something that is not as it should be."""

    where: str
    """The file or folder, below the village."""

    sentence: str
    """What is wrong, for a person."""

    repair: Repair = ""
    fault: bool = True
    """A fault, or only something to know."""


class Examined(msgspec.Struct, frozen=True):
    """The outcome of an examination."""

    findings: list[Finding]
    books: int
    lines: int

    @property
    def faults(self) -> list[Finding]:
        """What is really wrong."""
        return [finding for finding in self.findings if finding.fault]


def examine(folder: Path, now: datetime) -> Examined:
    """Look at everything in a village's folder; nothing is changed.

    Args:
        folder: The village's folder.
        now: The time, aware.

    Raises:
        DataError: The folder cannot be read at all.
    """
    there = village_files(folder)
    findings: list[Finding] = []
    history = replay_history(folder)
    findings += _of_history(folder, history, now)
    read: dict[str, Snapshot[Any]] = {}
    halfway: set[str] = set()
    findings += _cut_short(folder, halfway)
    for part in there:
        if not part.is_history:
            findings += _of_book(folder, part, history, read, halfway)
    findings += _missing(there, history)
    findings += _not_forgotten(folder, read, history)
    findings += () if halfway else _check_references(read)
    findings += _access(folder, there)
    findings += _leftovers(folder)
    findings += _surroundings(folder, read)
    lines = sum(played.rev for played in history.books.values())
    return Examined(findings, sum(not part.is_history for part in there), lines)


# -- history ---------------------------------------------------------------


def _of_history(folder: Path, history: Replay, now: datetime) -> Iterator[Finding]:
    for error in history.unreadable:
        path = error.fields["path"]
        yield Finding(Path(path).relative_to(folder).as_posix(), str(error))
    for path, number in history.faults:
        text = _("From line {line} on the history was altered, or a line is missing before it.")
        yield Finding(path.relative_to(folder).as_posix(), text.format(line=number))
    newest = history.newest
    if newest is not None and newest.at > now:
        text = _("The last change is signed {time}, which lies ahead: is the clock right?")
        yield Finding("history", text.format(time=f"{newest.at:%Y-%m-%d %H:%M}"), fault=False)


def _missing(there: list[VillageFile], history: Replay) -> Iterator[Finding]:
    """Books that the history knows and the folder does not."""
    names = {part.book for part in there}
    for name in sorted(history.books.keys() - names):
        yield Finding(
            f"{name}.json",
            _("The book is gone; the history knows it."),
            "rebuild" if _rebuildable(history, name) else "",
        )


def _not_forgotten(
    folder: Path, read: Mapping[str, Snapshot[Any]], history: Replay
) -> Iterator[Finding]:
    """A forgetting that was cut off between the books and the history."""
    if "people" not in read or history.unreadable:
        return
    people: Mapping[int, Volunteer] = read["people"].records
    for name, count in find_unerased(folder, erased_numbers(people)).items():
        text = ngettext(
            "{n} line still says who somebody was, who was forgotten at their wish.",
            "{n} lines still say who somebody was, who was forgotten at their wish.",
            count,
        )
        yield Finding(name, text.format(n=count), "redact")


def _rebuildable(history: Replay, name: str) -> bool:
    """Whether the history has all of a book, from its first revision, unaltered."""
    played = history.books.get(name)
    whole = not history.faults and not history.unreadable
    return whole and played is not None and not played.gap


# -- books -----------------------------------------------------------------


def _cut_short(folder: Path, halfway: set[str]) -> Iterator[Finding]:
    """A change of several books that is not finished; its books are added to `halfway`.

    They may each be as before it or as after it, and the history may not know of it yet.
    """
    if not journal.exists(folder):
        return
    try:
        halfway.update(journal.checked_journal(folder).books)
    except Newer as error:
        yield Finding(journal.NAME, str(error))
    except (Damaged, OSError) as error:
        yield Finding(journal.NAME, str(error), "together")
    else:
        text = _("A change of several books was cut short; the next change finishes it.")
        yield Finding(journal.NAME, text, "together", fault=False)


def _of_book(
    folder: Path,
    part: VillageFile,
    history: Replay,
    read: dict[str, Snapshot[Any]],
    halfway: set[str],
) -> Iterator[Finding]:
    """One book: whether it opens, and whether it is what its history says.

    What opens is added to `read`, by its name. Of those in `halfway` the history is not asked.
    """
    book = Book(folder / part.name, part.book, part.schema, History(folder / "history"))
    try:
        read[part.book] = book.read()
    except YigongError as error:
        repair: Repair = "rebuild" if _rebuildable(history, part.book) else ""
        yield Finding(part.name, str(error), repair)
        return
    if part.book in halfway:
        return
    tables = msgspec.json.decode((folder / part.name).read_bytes())
    played = history.books.get(part.book, ReplayedBook())
    last = carried_lines(tables)
    behind = [
        n for n in last if n.rev > played.rev or (n.rev == played.rev and n.key not in played.last)
    ]
    if behind:
        text = _("The history has not got its last change yet; the next change brings it there.")
        yield Finding(part.name, text, "history", fault=False)
        for line in behind:
            played.take(line)
    if played.gap or played.rev != read[part.book].rev:
        text = _("The book is at change {rev}, its history at {other}.")
        yield Finding(part.name, text.format(rev=read[part.book].rev, other=played.rev))
        return
    differing = _differing(tables, played)
    if differing:
        text = ngettext(
            "{n} record is not what the history says: {which}.",
            "{n} records are not what the history says: {which}.",
            len(differing),
        )
        which = ", ".join(str(number) for number in differing[:5])
        yield Finding(part.name, text.format(n=len(differing), which=which))


def _differing(tables: Mapping[str, Any], played: ReplayedBook) -> list[int]:
    there = {int(number): record for number, record in tables.get("_default", {}).items()}
    if "head" in tables:
        there[HEAD] = tables["head"]["1"]
    numbers = sorted(there.keys() | played.records.keys())
    return [n for n in numbers if there.get(n) != played.records.get(n)]


# -- references ------------------------------------------------------------


def _check_references(read: Mapping[str, Snapshot[Any]]) -> Iterator[Finding]:
    """References to missing records; checked only if the books they lead to could be read."""
    if not {"people", "squads", "events"} <= read.keys():
        return
    for name, book in read.items():
        schema = BOOKS.get(name, REGISTERS)
        if register_key(name):
            yield from _check_register(name, book, read)
        elif schema.letter:
            for record in book.records.values():
                missing = _missing_codes(read, schema.references(record))
                yield from _dangling(name, code(schema.letter, record.number), missing)
        else:
            found = chain.from_iterable(map(schema.references, book.records.values()))
            yield from _dangling(name, _(schema.noun), _missing_codes(read, found))


def _check_register(
    name: str, register: Snapshot[Entry], read: Mapping[str, Snapshot[Any]]
) -> Iterator[Finding]:
    key = register_key(name)
    event = int(key.partition("@")[0].removeprefix("E"))
    found = chain.from_iterable(map(REGISTERS.references, register.records.values()))
    yield from _dangling(name, key, _missing_codes(read, [(EVENTS.name, event), *found]))
    if register.head is not None and register.head.event != event:
        yield Finding(f"{name}.json", _("It says it belongs to another event."))


def _missing_codes(read: Mapping[str, Snapshot[Any]], references: Iterable[Reference]) -> list[str]:
    """The codes of the records that are referred to and missing."""
    return [
        code(BOOKS[book].letter, number)
        for book, number in references
        if number not in read[book].records
    ]


def _dangling(book: str, what: str, missing: list[str]) -> Iterator[Finding]:
    if missing:
        text = _("{what} names {which}, and there is no such record.")
        which = ", ".join(dict.fromkeys(missing))
        yield Finding(f"{book}.json", text.format(what=what, which=which))


# -- the file system -------------------------------------------------------


def _access(folder: Path, there: list[VillageFile]) -> Iterator[Finding]:
    """Group may write, others nothing, one group; a link is not a book."""
    group = folder.stat().st_gid
    folders = {folder, *(path for path in folder.iterdir() if path.is_dir())}
    folders |= {(folder / part.name).parent for part in there}
    for path in sorted(folders):
        yield from _mode(folder, path, FOLDER_MODE, group)
    for part in there:
        yield from _mode(folder, folder / part.name, FILE_MODE, group)


def _mode(folder: Path, path: Path, wanted: int, group: int) -> Iterator[Finding]:
    where = path.relative_to(folder).as_posix()
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        yield Finding(where, _("This is a link; a village's files are files of its own."))
        return
    mode = stat.S_IMODE(status.st_mode)
    repair: Repair = "modes" if status.st_uid == os.geteuid() else ""
    if mode & 0o007:
        yield Finding(where, _("Anybody on this server may read it, or more."), repair)
    elif mode & 0o070 != wanted & 0o070:
        yield Finding(where, _("Other organisers of the group may not write it."), repair)
    if status.st_gid != group:
        text = _("It belongs to another group than the village's folder.")
        yield Finding(where, text, repair)


def _leftovers(folder: Path) -> Iterator[Finding]:
    waiting = [] if journal.exists(folder) else folder.rglob(f".*.json{journal.NAME}")
    for path in sorted([*folder.rglob(".*.tmp"), *waiting]):
        text = _("A writer that was killed left this; it was never part of the village.")
        yield Finding(path.relative_to(folder).as_posix(), text, "leftover", fault=False)


def _surroundings(folder: Path, read: Mapping[str, Snapshot[Any]]) -> Iterator[Finding]:
    """The disk, and the zone."""
    free = shutil.disk_usage(folder).free
    if free < _ROOM:
        text = _("Only {mb} MB are free on the disk.")
        yield Finding(".", text.format(mb=free // 1_000_000))
    if os.statvfs(folder).f_files and os.statvfs(folder).f_favail < 1000:
        yield Finding(".", _("The file system has hardly a free inode left."))
    settings = read["settings"].records.get(1) if "settings" in read else None
    if not isinstance(settings, Settings):
        yield Finding("settings.json", _("There are no settings, so there is no village."))
        return
    try:
        ZoneInfo(settings.zone)
    except (ValueError, OSError, KeyError):
        text = _("There is no time zone {name}.")
        yield Finding("settings.json", text.format(name=settings.zone))
