"""Examination of a village: every book, every reference, the history against the books, the disk.

It changes nothing. Each finding names its repair, which `store.village.repair` makes on request,
after a backup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.attendance import roles
from yigong.store.attendance.overlaps import find_overlaps
from yigong.store.attendance.register import Register
from yigong.store.attendance_records import Entry
from yigong.store.errors import Damaged, DataError, Newer, YigongError
from yigong.store.language import _, ngettext
from yigong.store.programmes.enrolment_rules import enrolled_twice
from yigong.store.records import Volunteer, code
from yigong.store.settings_records import Settings
from yigong.store.storage import journal
from yigong.store.storage.book_file import HEAD, BookContent, Tables, decode_book, plain_tables
from yigong.store.storage.files import reading_explained
from yigong.store.storage.folder import Folder
from yigong.store.storage.layout import VillageFile, is_village_file, village_files
from yigong.store.storage.rewriting import stored_bytes
from yigong.store.storage.schema import (
    BOOKS,
    ENROLMENTS,
    EVENTS,
    REGISTERS,
    Reference,
    record_code,
    register_key,
    schema_of,
)
from yigong.store.village.erasure_remains import find_remains, older_copies
from yigong.store.village.file_checks import check_access, check_disk, check_leftovers
from yigong.store.village.finding import Finding, Repair, finding_of
from yigong.store.village.mentions import search_village
from yigong.store.village.plan_checks import (
    check_legs,
    check_posts,
    check_rings,
    check_same_requests,
    check_venues,
    check_years,
)
from yigong.store.village.points_checks import check_points
from yigong.store.village.redaction import erased_numbers, redaction_of
from yigong.store.village.replay import Replay, ReplayedBook, replay_history


class Examination(msgspec.Struct, frozen=True):
    """The outcome of an examination."""

    findings: list[Finding]
    books: int
    lines: int

    @property
    def faults(self) -> list[Finding]:
        """The findings that are not only notes."""
        return [finding for finding in self.findings if finding.fault]


def examine(path: Path, now: datetime) -> Examination:
    """Examine everything in a village's folder.

    What a file does to its reader is a finding; the others are examined nevertheless.

    Args:
        path: The village's folder.
        now: The time, aware.

    Raises:
        DataError: The folder cannot be read at all.
    """
    folder = Folder(path)
    unreadable: list[DataError] = []
    present = village_files(folder, unreadable)
    books = [file for file in present if not file.is_history]
    history = replay_history(folder)
    read: dict[str, BookContent[Any]] = {}
    unfinished: set[str] = set()

    def findings() -> Iterator[Iterable[Finding]]:
        yield [finding_of(folder, error) for error in unreadable]
        yield _check_history(folder, history, now)
        yield _check_journal(folder, books, unfinished)
        for file in books:
            yield _check_book(folder, file, history, read, unfinished)
        if not unfinished:
            yield _check_missing(books, history)
            yield _check_erasures(folder, read, history)
            yield _check_references(read)
        yield _check_roles(read)
        yield check_legs(read)
        yield check_posts(read)
        yield _check_enrolments(read)
        yield check_rings(read)
        yield check_same_requests(read)
        yield check_venues(read, now)
        yield check_points(read)
        yield check_years(read)
        yield _check_overlaps(read)
        yield check_access(folder, present)
        yield check_leftovers(folder)
        yield check_disk(folder)
        yield _check_settings(read)

    found = list(chain.from_iterable(_checked(folder, check) for check in findings()))
    lines = sum(replayed.rev for replayed in history.books.values())
    return Examination(list(dict.fromkeys(found)), len(books), lines)


def _checked(folder: Folder, check: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of a check; an error that ends it is one of them."""
    try:
        with reading_explained(folder.path):
            yield from check
    except YigongError as error:
        yield finding_of(folder, error)


# -- history ---------------------------------------------------------------


def _check_history(folder: Folder, history: Replay, now: datetime) -> Iterator[Finding]:
    for error in history.unreadable:
        yield finding_of(folder, error)
    for name, number in history.faults:
        text = _("From line {line} on the history was altered, or a line is missing before it.")
        yield Finding(name, text.format(line=number))
    newest = history.newest
    if newest is not None and newest.at > now:
        text = _("The last change is signed {time}, which lies ahead: is the clock right?")
        yield Finding("history", text.format(time=f"{newest.at:%Y-%m-%d %H:%M}"), fault=False)


def _check_missing(books: list[VillageFile], history: Replay) -> Iterator[Finding]:
    """Books that are in the history and not in the folder.

    Only what a village's books are called is taken for one: who can write the history could name
    any file of the server in it.
    """
    for name in sorted(history.books.keys() - {file.book for file in books}):
        if is_village_file(f"{name}.json"):
            text = _("The book is gone; the history knows it.")
            yield Finding(f"{name}.json", text, _rebuild(history, name))
        else:
            text = _("It has changes of a book that no village has: {name}.")
            yield Finding("history", text.format(name=name[:60]))


def _check_erasures(
    folder: Folder, read: Mapping[str, BookContent[Any]], history: Replay
) -> Iterator[Finding]:
    """What still says who was erased: what is to be redacted, and what an organiser has to see."""
    if "people" not in read or history.unreadable:
        return
    people: Mapping[int, Volunteer] = read["people"].records
    numbers = erased_numbers(people)
    if not numbers:
        return
    try:
        found = search_village(folder, redaction_of(folder, people, numbers)).changed
    except YigongError:
        return  # which is a finding of its own
    for name, count in found.items():
        text = ngettext(
            "{n} line still says who somebody was, who was forgotten at their wish.",
            "{n} lines still say who somebody was, who was forgotten at their wish.",
            count,
        )
        yield Finding(name, text.format(n=count), "redact")
    remains = find_remains(folder, [n for n in numbers if not people[n].merged])
    for who, places in remains.places.items():
        text = _("{code} was forgotten, and these may still name them: {which}.")
        yield Finding("people.json", text.format(code=who, which=" ".join(places)), fault=False)
    for name, count in older_copies(folder, remains.last) if remains.last else ():
        text = ngettext(
            "{n} file is from before somebody was forgotten on {date}, and may still name them.",
            "{n} files are from before somebody was forgotten on {date}, and may still name them.",
            count,
        )
        yield Finding(name, text.format(n=count, date=f"{remains.last:%Y-%m-%d}"), fault=False)


def _rebuild(history: Replay, name: str) -> Repair:
    """The repair of a book of which the history has all, from its first revision, unaltered."""
    replayed = history.books.get(name)
    whole = not history.faults and not history.unreadable
    return "rebuild" if whole and replayed is not None and not replayed.gap else ""


# -- books -----------------------------------------------------------------


def _check_journal(
    folder: Folder, books: list[VillageFile], unfinished: set[str]
) -> Iterator[Finding]:
    """A transaction that is not finished; its books are added to `unfinished`.

    Each of them may be as before or as after the change, and the history may lack its lines. If it
    rewrites the history, that goes for all books.
    """
    if not journal.exists(folder):
        return
    try:
        cut_short = journal.checked_journal(folder)
        unfinished.update(cut_short.books)
        unfinished.update(file.book for file in books if cut_short.touches_all)
    except Newer as error:
        yield Finding(journal.NAME, str(error))
    except (Damaged, OSError) as error:
        yield Finding(journal.NAME, str(error), "together")
    else:
        text = _("A change of several books was cut short; the next change finishes it.")
        yield Finding(journal.NAME, text, "together", fault=False)


def _check_book(
    folder: Folder,
    file: VillageFile,
    history: Replay,
    read: dict[str, BookContent[Any]],
    unfinished: set[str],
) -> Iterator[Finding]:
    """One book: whether it can be read, and whether it agrees with its history.

    A book that can be read is added to `read`. Those in `unfinished` are not compared.
    """
    path = folder / file.name
    try:
        raw = stored_bytes(folder, file.name)
        book = decode_book(raw, path, file.book, file.schema)
        tables = plain_tables(raw, path)
    except Damaged as error:
        yield finding_of(folder, error, _rebuild(history, file.book))
        return
    read[file.book] = book
    if file.book in unfinished or history.unreadable:
        return
    replayed = history.books.get(file.book, ReplayedBook())
    ahead = [
        line
        for line in book.meta.last
        if line.rev > replayed.rev or (line.rev == replayed.rev and line.key not in replayed.last)
    ]
    if ahead and ahead[0].rev <= replayed.rev + 1:  # only such are appended
        text = _("The history has not got its last change yet; the next change brings it there.")
        yield Finding(file.name, text, "history", fault=False)
        for line in ahead:
            replayed.add(line)
    if replayed.gap or replayed.rev != book.meta.rev:
        text = _("The book is at change {rev}, its history at {other}.")
        if replayed.whole < book.meta.rev:
            text = _(
                "The book is at change {rev}, its history at {other}: files of the history are "
                "missing or cut off. The book is whole; a backup has what is missing in history/."
            )
        yield Finding(file.name, text.format(rev=book.meta.rev, other=replayed.whole))
        return
    yield from _check_records(file, tables, replayed)


def _check_records(file: VillageFile, tables: Tables, replayed: ReplayedBook) -> Iterator[Finding]:
    """The records of a book that are not what its whole history gives."""
    differing = _differing_keys(tables, replayed)
    if differing:
        text = ngettext(
            "{n} record is not what the history says: {which}.",
            "{n} records are not what the history says: {which}.",
            len(differing),
        )
        which = _(", ").join(str(number) for number in differing[:5])
        yield Finding(file.name, text.format(n=len(differing), which=which))


def _differing_keys(tables: Tables, replayed: ReplayedBook) -> list[int]:
    stored = {int(number): record for number, record in tables.get("_default", {}).items()}
    if "head" in tables:
        stored[HEAD] = tables["head"]["1"]
    keys = sorted(stored.keys() | replayed.records.keys())
    return [key for key in keys if stored.get(key) != replayed.records.get(key)]


# -- references ------------------------------------------------------------


def _check_references(read: Mapping[str, BookContent[Any]]) -> Iterator[Finding]:
    """References to missing records; checked only if the books they lead to could be read."""
    if not {"people", "squads", "events"} <= read.keys():
        return
    for name, book in read.items():
        schema = schema_of(name) or REGISTERS
        if register_key(name):
            yield from _check_register(name, book, read)
        elif schema.letter:
            for record in book.records.values():
                missing = _missing_codes(read, schema.references(record))
                yield from _dangling(name, record_code(name, record.number), missing)
        else:
            found = chain.from_iterable(map(schema.references, book.records.values()))
            yield from _dangling(name, _(schema.noun), _missing_codes(read, found))


def _check_register(
    name: str, register: BookContent[Entry], read: Mapping[str, BookContent[Any]]
) -> Iterator[Finding]:
    key = register_key(name)
    event = int(key.partition("@")[0].removeprefix("E"))
    found = chain.from_iterable(map(REGISTERS.references, register.records.values()))
    yield from _dangling(name, key, _missing_codes(read, [(EVENTS.name, event), *found]))
    if register.head is not None and register.head.event != event:
        yield Finding(f"{name}.json", _("It says it belongs to another event."))


def _missing_codes(
    read: Mapping[str, BookContent[Any]], references: Iterable[Reference]
) -> list[str]:
    """The codes of the records that are referred to and missing; a book that is not there or
    cannot be read is a finding of its own."""
    return [
        code(BOOKS[book].letter, number)
        for book, number in references
        if book in read and number not in read[book].records
    ]


def _dangling(book: str, what: str, missing: list[str]) -> Iterator[Finding]:
    if missing:
        text = _("{what} names {which}, and there is no such record.")
        which = _(", ").join(dict.fromkeys(missing))
        yield Finding(f"{book}.json", text.format(what=what, which=which))


def _check_roles(read: Mapping[str, BookContent[Any]]) -> Iterator[Finding]:
    """Roles that nothing here writes: only a volunteer is granted hours, and who is signed has one.

    A role that there is not, and less than no heads, are damage that reading the book finds.
    """
    for name, register in read.items():
        head, entries = register.head, register.records.values()
        if head is None:
            continue
        attended = [entry for entry in entries if entry.stints or entry.grants]
        served = [e for e in attended if e.grants and roles.counted_role(e, head) != "volunteer"]
        unnamed = [e for e in attended if head.closed and head.role and not e.role]
        for text, found in (
            (_("Granted hours, and no volunteer: {which}."), served),
            (_("Signed without a role: {which}."), unnamed),
        ):
            if found:
                which = _(", ").join(code("V", entry.number) for entry in found[:5])
                yield Finding(f"{name}.json", text.format(which=which))


def _check_enrolments(read: Mapping[str, BookContent[Any]]) -> Iterator[Finding]:
    """People who are enrolled in one programme twice, or their own mentors."""
    if ENROLMENTS.name not in read:
        return
    enrolments = read[ENROLMENTS.name].records.values()
    for text, found in (
        (_("Enrolled in one programme twice: {which}."), enrolled_twice(enrolments)),
        (_("Their own mentor: {which}."), [e for e in enrolments if e.person in e.mentors]),
    ):
        if found:
            which = ", ".join(f"{code('V', e.person)} {code('P', e.programme)}" for e in found[:5])
            yield Finding(f"{ENROLMENTS.name}.json", text.format(which=which))


def _check_overlaps(read: Mapping[str, BookContent[Any]]) -> Iterator[Finding]:
    """People who are in two registers at one time, which are credited twice."""
    overlaps = find_overlaps(
        Register(key, book.records, book.head)
        for name, book in read.items()
        if (key := register_key(name))
    )
    if overlaps:
        text = ngettext(
            "{n} time somebody was at two events at once: {which}.",
            "{n} times somebody was at two events at once: {which}.",
            len(overlaps),
        )
        which = _(", ").join(
            f"{code('V', each.number)} {' '.join(each.keys)} {each.minutes} min"
            for each in overlaps[:5]
        )
        yield Finding("registers", text.format(n=len(overlaps), which=which), fault=False)


def _check_settings(read: Mapping[str, BookContent[Any]]) -> Iterator[Finding]:
    """There are settings, and their time zone is known."""
    settings = read["settings"].records.get(1) if "settings" in read else None
    if not isinstance(settings, Settings):
        yield Finding("settings.json", _("There are no settings, so there is no village."))
        return
    try:
        ZoneInfo(settings.zone)
    except (ValueError, OSError, KeyError):
        text = _("There is no time zone {name}.")
        yield Finding("settings.json", text.format(name=settings.zone))
