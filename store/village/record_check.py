"""The check of a service record that somebody brings: what it says must be what is signed now.

The book of issues keeps of each record its total and the digest of its lines. Where the digest of
what is signed now is another one, the history gives the lines as they were when it was issued, so
that each difference is named with the register that was corrected, signed or reopened since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec

from yigong.store.attendance import hours
from yigong.store.attendance.by_person import AttendanceByPerson, PersonAttendance
from yigong.store.attendance.record_digest import (
    RecordLine,
    check_letters,
    last_day_of_record,
    read_paper_code,
    record_digest,
    record_lines,
)
from yigong.store.attendance_records import Correction, Entry, Head
from yigong.store.errors import DataError, Refused
from yigong.store.people.retired import survivor
from yigong.store.records import Issue, Volunteer
from yigong.store.storage.book_file import HEAD
from yigong.store.village.village import Village

Verdict = Literal["equal", "changed", "total", "unknown", "misread", "erased"]
"""The answer: everything is as on the paper; something changed since; only the total can be
compared, as it was issued before there were digests; the number was never issued; the letters do
not fit the number; the person's data were erased."""

Cause = Literal["", "signed", "corrected", "reopened", "merged"]
"""Why a line differs: its register was signed after the issue, corrected, or reopened and not
signed again; or the attendance was that of a record that was merged into the person's."""


class CheckedLine(NamedTuple):
    """One occurrence on the paper, or in what is signed now, or in both."""

    key: str
    day: date
    title: str
    then: RecordLine | None
    """What the paper must say; `None`: nothing."""

    now: RecordLine | None
    cause: Cause = ""
    corrections: tuple[Correction, ...] = ()
    """Those since the issue."""


class RecordCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a code."""

    verdict: Verdict
    code: str
    """The number of the record: ``2026-0007``."""

    issue: Issue | None = None
    """The record; `None` where nothing of it is said."""

    person: Volunteer | None = None
    """Whose it is, under the number they have now."""

    merged: bool = False
    """Whether they had another number when it was issued."""

    last: date | None = None
    """The last day that it speaks of."""

    lines: tuple[CheckedLine, ...] = ()
    exact: bool = True
    """Whether the lines on the paper are known; else only those of now, and what was signed or
    corrected since."""

    minutes: int = 0
    """The total of service now."""

    learning: int = 0
    """The total of training now."""

    recorded: bool = True
    """Whether it is on record that it was looked up."""

    @property
    def changes(self) -> list[CheckedLine]:
        """What is not as on the paper."""
        return [line for line in self.lines if line.cause]


def check_record(village: Village, text: str) -> RecordCheck:
    """Look a service record up by the code on the paper, and record that it was.

    Nothing is said of a record to whoever does not have its letters: numbers can be guessed.

    Args:
        village: The village.
        text: The code, as it was typed or scanned.

    Raises:
        Refused: It is no code, or has no letters where the paper has some.
        DataError: A book or a register cannot be read.
    """
    code = read_paper_code(text)
    issue = village.issued.service_record(code.year, code.serial)
    if issue is None:
        return RecordCheck(verdict="unknown", code=f"{code.year}-{code.serial:04d}")
    letters = check_letters(issue.code, issue.digest)
    if letters and not code.letters:
        raise Refused(
            "The six letters behind {code} are missing: without them nothing is said of a record.",
            code=issue.code,
        )
    if letters != code.letters:
        return RecordCheck(verdict="misread", code=issue.code)
    people = village.people.all()
    person = people.get(survivor(people, issue.person))
    if person is None or person.forgotten:
        return RecordCheck(verdict="erased", code=issue.code)
    found = _compared(village, issue, person)
    recorded = True
    try:
        village.issued.add_check(issue, found.verdict)
    except Refused:  # whoever may only read sees the registers, too
        recorded = False
    return msgspec.structs.replace(found, recorded=recorded)


def _compared(village: Village, issue: Issue, person: Volunteer) -> RecordCheck:
    first, last = issue.first, last_day_of_record(issue.last, issue.at.astimezone(village.zone))
    attendances = AttendanceByPerson(village.registers, person.number).read(village.settings.hours)
    heads = {each.key: each.head for each in attendances}
    now = {line.key: line for line in record_lines(attendances, first, last)}
    minutes = sum(line.service for line in now.values())
    found = RecordCheck(
        verdict="equal",
        code=issue.code,
        issue=issue,
        person=person,
        merged=person.number != issue.person,
        last=last,
        minutes=minutes,
        learning=sum(line.learning for line in now.values()),
    )
    if issue.digest == record_digest(now.values()):
        lines = _by_date(_line(heads[key], line, line) for key, line in now.items())
        return msgspec.structs.replace(found, lines=lines)
    verdict: Verdict = "changed" if issue.digest else "total"
    before = _as_issued(village, issue, heads)
    then = {line.key: line for line in record_lines(_attendances(village, before), first, last)}
    exact = (
        record_digest(then.values()) == issue.digest
        if issue.digest
        else bool(before) and sum(line.service for line in then.values()) == issue.minutes
    )
    for key, was in before.items():
        heads[key] = heads.get(key) or village.registers.read(key).head or was.head
    listed = _changed_lines(heads, before, then, now) if exact else _lines_since(heads, issue, now)
    return msgspec.structs.replace(found, verdict=verdict, exact=exact, lines=_by_date(listed))


class _Was(NamedTuple):
    """What a register had of somebody when the record was issued."""

    head: Head
    entry: Entry | None


def _as_issued(village: Village, issue: Issue, keys: Iterable[str]) -> dict[str, _Was]:
    """The registers as they were when a record was issued, by the history since.

    Args:
        village: The village.
        issue: The record.
        keys: The registers that the person is in now; those they were in then are found.

    Returns:
        Nothing where the history does not say it: of long ago it may have been taken away.
    """
    older: dict[tuple[str, int], dict[str, Any] | None] = {}
    found: dict[str, _Was] = {}
    try:
        for line in village.history.newest_first():
            if (line.book, line.key, line.act) == ("issued", issue.number, "issue.record"):
                break
            if line.key in (HEAD, issue.person) and line.register_key:
                older[line.register_key, line.key] = line.old
        else:
            return {}
        for key in {*keys, *(key for key, number in older if number)}:
            register = village.registers.peek(key)
            head, entry = register.head, register.entries.get(issue.person)
            if (key, HEAD) in older:
                head = _converted(older[key, HEAD], Head)
            if (key, issue.person) in older:
                entry = _converted(older[key, issue.person], Entry)
            if head is not None:
                found[key] = _Was(head, entry)
    except (DataError, msgspec.ValidationError):
        return {}
    return found


T = TypeVar("T", Head, Entry)


def _converted(stored: dict[str, Any] | None, record: type[T]) -> T | None:
    return None if stored is None else msgspec.convert(stored, record)


def _attendances(village: Village, before: Mapping[str, _Was]) -> Iterator[PersonAttendance]:
    policy = village.settings.hours
    for key, (head, entry) in before.items():
        if entry is not None:
            credit = hours.entry_credit(entry, head, policy)
            yield PersonAttendance(key=key, head=head, entry=entry, credit=credit)


def _line(
    head: Head,
    then: RecordLine | None,
    now: RecordLine | None,
    cause: Cause = "",
    corrections: Sequence[Correction] = (),
) -> CheckedLine:
    line = now or then
    assert line is not None  # noqa: S101 - it is in one of them
    return CheckedLine(line.key, line.start, head.title, then, now, cause, tuple(corrections))


def _changed_lines(
    heads: Mapping[str, Head],
    before: Mapping[str, _Was],
    then: Mapping[str, RecordLine],
    now: Mapping[str, RecordLine],
) -> Iterator[CheckedLine]:
    """The lines of then and of now, by date, with why they differ.

    Args:
        heads: The heads of the registers now.
        before: The registers as they were.
        then: The lines on the paper.
        now: The lines of what is signed now.
    """
    for key in sorted({*then, *now}, key=lambda key: (now.get(key) or then[key]).start):
        old, new, head, was = then.get(key), now.get(key), heads[key], before.get(key)
        known = len(was.head.corrections) if was else 0
        corrections = head.corrections[known:]
        cause: Cause = "corrected"
        if old == new:
            cause, corrections = "", ()
        elif head.closed is None:
            cause = "reopened"
        elif was is None or was.head.closed is None:
            cause = "signed"
        elif not corrections:  # nothing but a merge changes what stays signed
            cause = "merged"
        yield _line(head, old, new, cause, corrections)


def _by_date(lines: Iterable[CheckedLine]) -> tuple[CheckedLine, ...]:
    """Lines as they stand on the paper."""
    return tuple(sorted(lines, key=lambda line: line.day))


def _lines_since(
    heads: Mapping[str, Head], issue: Issue, now: Mapping[str, RecordLine]
) -> Iterator[CheckedLine]:
    """The lines of now, and which of their registers were signed or corrected after the issue."""
    for key, line in now.items():
        head = heads[key]
        since = [correction for correction in head.corrections if correction.at >= issue.at]
        if since:
            yield _line(head, None, line, "corrected", since)
        elif head.closed is not None and head.closed > issue.at:
            yield _line(head, None, line, "signed")
        else:
            yield _line(head, None, line)
