"""The history: who changed what, when, from, to; append-only files of JSON lines.

A file is begun with each month, and with each `ROLL_OVER` bytes of one. Lines are only ever
appended to the newest file, also where the clock went back over the end of a month: so the order of
the files and of the lines in them is the order in which changes were made, whatever the clock said.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import msgspec

from yigong.store.errors import Refused
from yigong.store.storage.files import Fingerprint, reading_explained, write_all
from yigong.store.storage.folder import Folder
from yigong.store.storage.history_line import HistoryLine, encode_line, read_line, with_checksum
from yigong.store.storage.locks import TIMEOUT, opened_locks

ROLL_OVER = 8 << 20
"""Bytes; a file that has so many gets no more lines, so that none grows beyond what is read."""

_BLOCK = 1 << 16
_HISTORY = "history"
"""The folder of the history, and the name of the lock on it."""

HISTORY_FILE = re.compile(r"history/(\d{4}-\d\d)(?:\.(\d\d))?\.jsonl")
"""A month's first file and its later ones: ``2026-11.jsonl``, ``2026-11.02.jsonl``."""

_ID = re.compile(r"(\d{4}-\d\d(?:\.\d\d)?)/(\d{1,9})")


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
            Damaged: The newest file's last line cannot be read.
            OSError: The file cannot be written; it is then as it was.
        """
        if not lines:
            return
        self.folder.make(_HISTORY)
        with opened_locks(self.folder, lines[0].by) as locks:
            locks.take(_HISTORY, TIMEOUT)
            name = self._open_file(lines[0].at)
            is_new = self.folder.fingerprint(name) is None
            with self.folder.open_file(name, os.O_RDWR | os.O_CREAT) as descriptor:
                size, last = _last_line(descriptor, self.folder / name)
                content = _content(lines, _stem(name), last)
                os.lseek(descriptor, size, os.SEEK_SET)
                try:
                    os.ftruncate(descriptor, size)
                    write_all(descriptor, content)
                    if sync:
                        os.fsync(descriptor)
                        if is_new:  # its name must be durable, too
                            self.folder.sync(_HISTORY)
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
            As `append`; DataError: The history cannot be read.
        """
        missing: list[HistoryLine] = []
        for _book, same in groupby(lines, key=attrgetter("book")):
            missing += self._missing(list(same))
        self.append(missing, sync=sync)

    def _missing(self, lines: list[HistoryLine]) -> list[HistoryLine]:
        """The lines of a change of one book that the history lacks, if they follow its last."""
        rev, last = lines[0].rev, 0
        months = sorted(self.files(), key=lambda name: f"{lines[0].at:%Y-%m}" not in name)
        for name in months:
            keys: set[int] = set()
            for found, key in self._revisions(name, lines[0].book):
                last = max(last, found)
                if found < rev:
                    break
                if found > rev or keys.issuperset(line.key for line in lines):
                    return []
                keys.add(key)
            if last >= rev:
                return [line for line in lines if line.key not in keys]
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
        if self._listed is None or self._listed[0] != fingerprint:
            with reading_explained(self.folder / _HISTORY):
                names = self.folder.names(_HISTORY)
            found = (match for n in names if (match := HISTORY_FILE.fullmatch(f"{_HISTORY}/{n}")))
            order = sorted(found, key=lambda match: (match[1], match[2] or ""), reverse=True)
            self._listed = fingerprint, [match[0] for match in order]
        return self._listed[1]

    def newest_first(self) -> Iterator[HistoryLine]:
        """All lines, newest first; files are read only as far back as the caller iterates.

        Raises:
            Damaged: A line cannot be decoded; the sentence names its file.
            DataError: A file cannot be read.
        """
        for name in self.files():
            for raw in self._backwards(name):
                yield read_line(raw, self.folder / name)

    def lines(self, name: str) -> list[HistoryLine]:
        """All lines of one file, oldest first.

        Raises:
            Damaged: A line cannot be decoded.
            DataError: The file cannot be read.
        """
        return [read_line(raw, self.folder / name) for raw in self._backwards(name)][::-1]

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
        if match is None or name not in names:
            raise Refused("There is no change {id} in the history.", id=id_.strip()[:30])
        lines = self.lines(name)
        named = next((line for line in lines if line.n == int(match[2])), None)
        if named is None:
            raise Refused("There is no change {id} in the history.", id=id_.strip()[:30])
        at = names.index(name)  # the end of a change that was cut short may be in the next file
        near = names[max(0, at - 1) : at + 2]
        return [line for each in near for line in self.lines(each) if line.change == named.change]

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
        if status is not None and status.st_size >= ROLL_OVER and part < 99:
            return f"{_HISTORY}/{match[1]}.{part + 1:02d}.jsonl"
        return newest

    def _backwards(self, name: str) -> Iterator[bytes]:
        """The complete lines of a file, last first.

        Raises:
            Damaged: It is no plain file.
            DataError: It cannot be read.
        """
        with (
            reading_explained(self.folder / name),
            self.folder.open_file(name, os.O_RDONLY) as descriptor,
        ):
            yield from _backwards(descriptor)


def _backwards(descriptor: int) -> Iterator[bytes]:
    """The complete lines of a file, last first; what follows the last newline is a fragment."""
    position, rest, fragment = os.fstat(descriptor).st_size, b"", True
    while position > 0:
        start = max(0, position - _BLOCK)
        pieces = (os.pread(descriptor, position - start, start) + rest).split(b"\n")
        position, rest = start, pieces[0]
        for piece in reversed(pieces[1:]):
            if not fragment:
                yield piece
            fragment = False
    if rest and not fragment:
        yield rest


def _last_line(descriptor: int, path: Path) -> tuple[int, HistoryLine | None]:
    """The size of the complete lines, and the last of them."""
    position, tail = os.fstat(descriptor).st_size, b""
    while True:
        start = max(0, position - _BLOCK)
        tail = os.pread(descriptor, position - start, start) + tail
        position = start
        end = tail.rfind(b"\n")
        begin = tail.rfind(b"\n", 0, end) if end > 0 else -1
        if end >= 0 and (begin >= 0 or position == 0):
            return position + end + 1, read_line(tail[begin + 1 : end], path)
        if position == 0:
            return 0, None


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
