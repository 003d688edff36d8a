"""The history: who changed what, when, from, to; append-only files of JSON lines.

A file is begun with each month, and with each `ROLL_OVER` bytes of one. Lines are only ever
appended to the newest file, also where the clock went back over the end of a month: so the order of
the files and of the lines in them is the order in which changes were made, whatever the clock said.
Older versions took the file of the clock's month; what they left is read by the revisions of its
books (`store.storage.history_order`).
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import msgspec

from yigong.store.errors import DataError, Refused, Unconfirmed
from yigong.store.language import N_
from yigong.store.storage.files import Fingerprint, damaged_file, reading_explained, write_all
from yigong.store.storage.folder import Folder
from yigong.store.storage.history_line import (
    LONGEST_LINE,
    HistoryLine,
    check_fragment,
    complete_size,
    encode_line,
    read_line,
    with_checksum,
)
from yigong.store.storage.history_order import follows_a_gap, in_order
from yigong.store.storage.locks import TIMEOUT, opened_locks

ROLL_OVER = 8 << 20
"""Bytes; a file that has so many gets no more lines, so that none grows beyond what is read."""

_BLOCK, _SHORT = 1 << 16, 1 << 12

_TICK = 10**9
"""Nanoseconds: a folder that has been as it is for so long shows the next change in its time."""

_HISTORY = "history"
"""The folder of the history, and the name of the lock on it."""

HISTORY_FILE = re.compile(r"history/(\d{4}-\d\d)(?:\.(\d\d+))?\.jsonl")
"""A month's first file and its later ones: ``2026-11.jsonl``, ``2026-11.02.jsonl``."""

_ID = re.compile(r"(\d{4}-\d\d(?:\.\d\d+)?)/(\d{1,9})")


class History:
    """The history of one village."""

    def __init__(self, folder: Folder) -> None:
        """Nothing is read before it is asked for.

        Args:
            folder: The village's folder.
        """
        self.folder = folder
        self._listed: tuple[Fingerprint, list[str]] | None = None

    def append(self, lines: Sequence[HistoryLine], *, sync: bool = True) -> None:
        """Append the lines of one change, in full or not at all; durable once it returns.

        A fragment left by a crash is cut off first; that change was never reported.

        Args:
            lines: All lines of the change, one for each record, in their order.
            sync: Whether to wait for the disk.

        Raises:
            Busy: Somebody else was appending for too long.
            Damaged: The newest file's last line cannot be read, or what follows it is no fragment.
            DataError: As OSError, where it has to be copied first.
            OSError: The file cannot be written; it is then as it was.
        """
        if not lines:
            return
        self.folder.make(_HISTORY)
        with opened_locks(self.folder, lines[0].by) as locks:
            locks.take(_HISTORY, TIMEOUT)
            name = self._open_file(lines[0].at)
            self._part_from_snapshot(name, sync=sync)
            with self.folder.open_file(name, os.O_RDWR | os.O_CREAT) as descriptor:
                size = _end(descriptor, self.folder / name)
                last = _last_line(descriptor, self.folder / name, size)
                content = _content(lines, _stem(name), last)
                if sync and not size:  # its name must be durable before anything is in it
                    self.folder.sync(_HISTORY)
                os.lseek(descriptor, size, os.SEEK_SET)
                try:
                    os.ftruncate(descriptor, size)
                    for start in range(0, len(content), _BLOCK):  # `_end` looks through one
                        write_all(descriptor, content[start : start + _BLOCK])
                        if sync:
                            os.fsync(descriptor)
                    locks.settle(_HISTORY)
                except OSError:
                    os.ftruncate(descriptor, size)
                    raise

    def finish(self, lines: Sequence[HistoryLine], *, sync: bool = True) -> None:
        """Append those lines of a change that was cut short which the history lacks.

        A book's lines are appended only if they follow its last ones: those of a book that was
        copied here from another village, or another time of this one, are none of this history.
        The caller holds the lock of each book, or the village's exclusively.

        Args:
            lines: All lines of the change; those of one book have one revision.
            sync: Whether to wait for the disk.

        Raises:
            As `append`, also where the history lacks none; DataError: It cannot be read.
        """
        last = self._last()
        if sync and last and any(line.change == last.change for line in lines):
            self._confirm(last)
        if last and {line.book for line in lines} == {last.book}:
            end = lines[-1]
            if (last.rev, last.key) == (end.rev, end.key):
                return  # as mostly: who made the change has appended all of them, in their order
        missing: list[HistoryLine] = []
        for _book, same in groupby(lines, key=attrgetter("book")):
            missing += self._missing(list(same))
        if not missing:
            return
        if sync:  # after a power cut, no book may be older than these
            for within in {line.book.rpartition("/")[0] for line in missing}:
                self.folder.sync(within)
        self.append(missing, sync=sync)

    def _last(self) -> HistoryLine | None:
        """The last line of the newest file, to which another can be appended."""
        for name in self.files()[:1]:
            with (
                reading_explained(self.folder / name),
                self.folder.open_file(name, os.O_RDONLY) as descriptor,
            ):
                path = self.folder / name
                return _last_line(descriptor, path, _end(descriptor, path))
        return None

    def _confirm(self, last: HistoryLine) -> None:
        """Make the last line durable, unless who appended it did."""
        with opened_locks(self.folder, last.by) as locks:
            if not locks.is_settled(_HISTORY):
                with self.folder.open_file(self.files()[0], os.O_RDONLY) as descriptor:
                    os.fsync(descriptor)

    def _missing(self, lines: list[HistoryLine]) -> list[HistoryLine]:
        """The lines of a change of one book that the history lacks, if they follow its last.

        Some may be in one file and some in the next: what was cut short is finished there.
        """
        rev, last, there = lines[0].rev, 0, set[int]()
        for name in sorted(self.files(), key=lambda name: f"{lines[0].at:%Y-%m}" not in name):
            for found, key in self._revisions(name, lines[0].book):
                last = max(last, found)
                if found < rev:
                    break
                there.add(key)
                if found > rev or there.issuperset(line.key for line in lines):
                    return []
        if last == rev:
            return [line for line in lines if line.key not in there]
        return lines if last == rev - 1 else []

    def _revisions(self, name: str, book: str) -> Iterator[tuple[int, int]]:
        """The revision and the key of each line about a book in a file, last first."""
        start = _line_start(book)
        for raw in self._backwards(name):
            if match := start.match(raw):
                yield int(match[1]), int(match[2])

    def fingerprint(self) -> tuple[str, Fingerprint]:
        """Identifies the state of the village: the newest file and its fingerprint."""
        newest = next(iter(self.files()), "")
        return newest, self.folder.fingerprint(newest) if newest else None

    def files(self) -> list[str]:
        """All files, below the village, newest first.

        Raises:
            Damaged: A link or a file is in the place of their folder.
            DataError: The folder cannot be read.
        """
        fingerprint = self.folder.fingerprint(_HISTORY)
        if self._listed is not None and self._listed[0] == fingerprint:
            return self._listed[1]
        now = time.time_ns()
        with reading_explained(self.folder / _HISTORY):
            names = self.folder.names(_HISTORY)
        found = (match for n in names if (match := HISTORY_FILE.fullmatch(f"{_HISTORY}/{n}")))
        order = sorted(found, key=lambda match: (match[1], int(match[2] or 1)), reverse=True)
        listed = [match[0] for match in order]
        # A file that is made in the same tick leaves the folder's time as it is.
        settled = fingerprint is not None and fingerprint[1] < now - _TICK
        self._listed = (fingerprint, listed) if settled else None
        return listed

    def newest_first(self) -> Iterator[HistoryLine]:
        """All lines, newest first; files are read only as far back as the caller iterates.

        Within a book, revisions tell what is newer; across books, the order in which lines were
        appended, and the clock only where older versions followed it.

        Raises:
            Damaged: A line cannot be decoded; the sentence names its file.
            DataError: A file cannot be read.
        """
        expected: dict[str, int] = {}
        last = ""
        for name in self.files():
            for line in self._lines_backwards(name):
                if follows_a_gap(self.folder, line, expected):
                    yield from self._by_revision(last)
                    return
                yield line
                last = line.id

    def _by_revision(self, last: str) -> Iterator[HistoryLine]:
        """All lines before one, newest first, where files are not in the order of revisions.

        Args:
            last: The line's `HistoryLine.id`; empty: all lines.
        """
        names = self.files()
        start, revisions = (
            re.compile(rb'\{"book":"([^"\\]+)","rev":(\d+),'),
            list[tuple[str, int]](),
        )
        for name in names:
            found = filter(None, map(start.match, self._backwards(name)))
            revisions += ((match[1].decode(), int(match[2])) for match in found)
        lines = in_order(map(self._lines_backwards, names), revisions)
        for line in lines if last else ():
            if line.id == last:
                break
        yield from lines

    def lines(self, name: str) -> list[HistoryLine]:
        """All lines of one file, oldest first.

        Raises:
            Damaged: A line cannot be decoded.
            DataError: The file cannot be read.
        """
        return list(self._lines_backwards(name))[::-1]

    def change(self, id_: str) -> list[HistoryLine]:
        """All lines of the change that a line belongs to.

        Args:
            id_: The line's, as `HistoryLine.id` gives it: ``2026-11/153``.

        Raises:
            Refused: There is no such line.
            DataError: The history cannot be read.
        """
        match, names = _ID.fullmatch(id_.strip()), self.files()[::-1]
        name = f"{_HISTORY}/{match[1]}.jsonl" if match else ""
        numbered = b'"n":%d' % int(match[2]) if match else b""
        lines = self._lines_backwards(name, numbered) if name in names else iter(())
        named = next((line for line in lines if line.id == id_.strip()), None)
        if named is None:
            raise Refused("There is no change {id} in the history.", id=id_.strip()[:30])
        book, _slash, rev = named.change.rpartition("/")
        own = b'{"book":"%s","rev":%s,' % (book.encode(), rev.encode())
        of = b'"of":"%s"' % named.of.encode() if named.of else own
        # The end of one that was cut short is where the next change of the book was.
        found = []
        for each in names[max(0, names.index(name) - 1) :]:
            lines = self._lines_backwards(each, own, of)
            found += [line for line in lines if line.change == named.change][::-1]
        return found

    def about(self, name: str, book: str, keys: Collection[int]) -> list[HistoryLine]:
        """The lines of some records in one file, oldest first.

        They are found by their bytes; other lines are not decoded.

        Args:
            name: The file.
            book: The book's name.
            keys: The records' numbers.

        Raises:
            Damaged: One of these lines cannot be decoded.
            DataError: The file cannot be read.
        """
        start = _line_start(book)
        found = []
        for raw in self._backwards(name):
            match = start.match(raw)
            if match and int(match[2]) in keys:
                found.append(read_line(raw, self.folder / name))
        return found[::-1]

    def _open_file(self, at: datetime) -> str:
        """The file to which a line of a moment is appended."""
        newest = next(iter(self.files()), "")
        match = HISTORY_FILE.fullmatch(newest)
        if match is None or match[1] < f"{at:%Y-%m}":
            return f"{_HISTORY}/{at:%Y-%m}.jsonl"
        status, part = self.folder.status(newest), int(match[2] or 1)
        if status is not None and status.st_size >= ROLL_OVER:
            return f"{_HISTORY}/{match[1]}.{part + 1:02d}.jsonl"
        return newest

    def _part_from_snapshot(self, name: str, *, sync: bool) -> None:
        """Copy a file that has a second name: what is appended must not be in a snapshot, too."""
        status = self.folder.status(name)
        if status is not None and status.st_nlink > 1:
            try:
                self.folder.replace(name, self.folder.read(name)[0], sync=sync, locked=True)
            except Unconfirmed as error:  # of the copy; nothing is appended
                raise DataError(
                    "{path} could not be read or written ({reason}).",
                    path=self.folder / name,
                    reason=error.fields["reason"],
                ) from error

    def _lines_backwards(self, name: str, *parts: bytes) -> Iterator[HistoryLine]:
        """The lines of a file, last first; only those with one of some parts, if there are any.

        Raises:
            Damaged: One of these lines cannot be decoded.
            DataError: The file cannot be read.
        """
        for raw in self._backwards(name):
            if not parts or any(part in raw for part in parts):
                yield read_line(raw, self.folder / name)

    def _backwards(self, name: str) -> Iterator[bytes]:
        """The complete lines of a file, last first.

        Raises:
            Damaged: It is no plain file, or has lost newlines.
            DataError: It cannot be read.
        """
        with (
            reading_explained(self.folder / name),
            self.folder.open_file(name, os.O_RDONLY) as descriptor,
        ):
            path = self.folder / name
            yield from _backwards(descriptor, path, _end(descriptor, path))


def _backwards(descriptor: int, path: Path, end: int) -> Iterator[bytes]:
    """The complete lines of a file, last first, up to where they end (`_end`).

    Raises:
        Damaged: A line is longer than any.
    """
    position, rest, block = end - 1, b"", _SHORT  # of most files only the last line is read
    while position > 0:
        start, block = max(0, position - max(block, len(rest))), _BLOCK
        pieces = (os.pread(descriptor, position - start, start) + rest).split(b"\n")
        position, rest = start, pieces[0]
        yield from reversed(pieces[1:])
        _check_length(rest, path)
    if rest:
        yield rest


def _end(descriptor: int, path: Path) -> int:
    """Where the complete lines of a file end.

    Raises:
        Damaged: What follows them is no fragment (`check_fragment`), or longer than any line.
    """
    start, tail, size = os.fstat(descriptor).st_size, b"", 0
    while start > 0 and not size:
        _check_length(tail, path)
        end, start = start, max(0, start - max(_BLOCK, len(tail)))
        tail = os.pread(descriptor, end - start, start) + tail
        size = complete_size(tail)
    check_fragment(tail[tail.rfind(b"\n") + 1 :], path)
    return start + size


def _check_length(line: bytes, path: Path) -> None:
    if len(line) > LONGEST_LINE:  # where it begins is not looked for
        raise damaged_file(path, N_("a line in it is too long"))


def _last_line(descriptor: int, path: Path, end: int) -> HistoryLine | None:
    raw = next(_backwards(descriptor, path, end), None)
    return None if raw is None else read_line(raw, path)


def _content(lines: Sequence[HistoryLine], file: str, last: HistoryLine | None) -> bytes:
    """The bytes of lines that follow the last one of a file."""
    number, checksum = (last.n, last.sum) if last else (0, "")
    parts = []
    for line in lines:
        number += 1
        elsewhere = "" if file == f"{line.at:%Y-%m}" else file
        placed = msgspec.structs.replace(line, file=elsewhere)
        summed, checksum = with_checksum(placed, number, checksum)
        parts.append(encode_line(summed) + b"\n")
    return b"".join(parts)


def _line_start(book: str) -> re.Pattern[bytes]:
    """Matches the beginning of a line about a book; its groups are the revision and the key."""
    return re.compile(rb'\{"book":"%s","rev":(\d+),"key":(\d+),' % re.escape(book.encode()))


def _stem(name: str) -> str:
    return name.removeprefix(f"{_HISTORY}/").removesuffix(".jsonl")
