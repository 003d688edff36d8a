"""The history: who changed what, when, from, to; one append-only file of JSON lines a month."""

from __future__ import annotations

import bisect
import fcntl
import os
import re
import stat
import zlib
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from yigong.store.bounds import FIRST_YEAR, LAST_YEAR
from yigong.store.errors import Damaged, DataError, Refused
from yigong.store.language import N_
from yigong.store.storage.files import (
    FILE_MODE,
    MAX_BYTES,
    Fingerprint,
    damaged_file,
    file_fingerprint,
    make_folder,
    read_file,
    sync_folder,
    write_all,
)
from yigong.store.storage.schema import register_key

_BLOCK = 1 << 16
_ID = re.compile(r"(\d{4}-\d\d)/(\d{1,9})")
_MONTH = re.compile(r"\d{4}-\d\d\.jsonl\Z")
_encode = msgspec.json.Encoder().encode


class HistoryLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One change of one record.

    `book`, `rev` (the book's revision, not the record's) and `key` stand first and next to each
    other, so that a line can be found by its bytes.
    """

    book: str
    rev: int
    key: int
    act: str
    at: datetime
    by: str = ""
    desk: str = ""
    old: dict[str, Any] | None = None
    new: dict[str, Any] | None = None
    note: str = ""
    undoes: int = 0
    """The book revision that this change undoes; 0: none."""

    of: str = ""
    """The transaction of which this line is part: the name of its first book and that book's
    revision, ``people/57``; empty: a change of one book."""

    n: int = 0
    """Running number within the month's file."""

    sum: str = ""
    """CRC-32 of the line before it (its `sum`) and of this line without `sum`."""

    @property
    def id(self) -> str:
        """The line's identity in a village: its month and its number there, ``2026-11/153``."""
        return f"{self.at:%Y-%m}/{self.n}"

    @property
    def register_key(self) -> str:
        """The occurrence in whose register the record is; empty: it is in another book."""
        return register_key(self.book)

    @property
    def change(self) -> str:
        """The identity of the change that the line is part of."""
        return self.of or f"{self.book}/{self.rev}"


_decode = msgspec.json.Decoder(HistoryLine).decode


class History:
    """The history of one village."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file_of(self, at: datetime) -> Path:
        """The file of the lines of a moment."""
        return self.folder / f"{at:%Y-%m}.jsonl"

    def append(
        self, lines: Sequence[HistoryLine], *, sync: bool = True, skip_existing: bool = False
    ) -> None:
        """Append the lines of one change, in full or not at all; durable once it returns.

        A fragment left by a crash is cut off first; that change was never reported.

        Args:
            lines: All lines of the change, one for each record, in their order.
            sync: Whether to wait for the disk.
            skip_existing: Leave out lines that are in the file already, so that a change that was
                cut short can be finished.

        Raises:
            OSError: The file cannot be written; it is then as it was.
        """
        if not lines:
            return
        make_folder(self.folder)
        path = self.file_of(lines[0].at)
        is_new = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # held for one append: well under a millisecond
            if os.fstat(descriptor).st_uid == os.geteuid():
                os.fchmod(descriptor, FILE_MODE)
            size, last = _last_line(descriptor, path)
            if skip_existing:  # lines are written in order, so the existing ones come first
                existing = bisect.bisect_left(
                    lines, True, key=lambda line: not _contains(descriptor, size, line)
                )
                lines = lines[existing:]
            if not lines:
                return
            number, checksum = (last.n, last.sum) if last else (0, "")
            parts = []
            for line in lines:
                number += 1
                summed, checksum = _with_checksum(line, number, checksum)
                parts.append(_encode(summed) + b"\n")
            os.lseek(descriptor, size, os.SEEK_SET)
            try:
                os.ftruncate(descriptor, size)
                write_all(descriptor, b"".join(parts))
                if sync:
                    os.fsync(descriptor)
                    if is_new:  # the name of a new month must be durable, too
                        sync_folder(self.folder)
            except OSError:
                os.ftruncate(descriptor, size)
                raise
        finally:
            os.close(descriptor)

    def fingerprint(self) -> tuple[str, Fingerprint]:
        """Identifies the state of the village: the newest file and its fingerprint."""
        newest = next(iter(self.files()), None)
        return (newest.name, file_fingerprint(newest)) if newest else ("", None)

    def files(self) -> list[Path]:
        """The files of all months, newest first.

        Raises:
            DataError: The folder cannot be read.
        """
        try:
            names = os.listdir(self.folder)  # noqa: PTH208 - glob passes over what it may not read
        except FileNotFoundError:
            return []
        except OSError as error:
            raise DataError(
                "{path} cannot be read ({reason}).", path=self.folder, reason=error.strerror
            ) from error
        return [self.folder / name for name in sorted(names, reverse=True) if _MONTH.match(name)]

    def newest_first(self) -> Iterator[HistoryLine]:
        """All lines, newest first; files are read only as far back as the caller iterates.

        Raises:
            Damaged: A line cannot be decoded; the sentence names its file.
            DataError: A file cannot be read.
        """
        for path in self.files():
            for raw in _lines_of(path):
                yield _read(raw, path)

    def change(self, id_: str) -> list[HistoryLine]:
        """All lines of the change that a line belongs to.

        Args:
            id_: The line's, as `HistoryLine.id` gives it: ``2026-11/153``.

        Raises:
            Refused: There is no such line.
            DataError: The history cannot be read.
        """
        match = _ID.fullmatch(id_.strip())
        path = self.folder / f"{match[1]}.jsonl" if match else None
        if match is None or path is None or not path.exists():
            raise Refused("There is no change {id} in the history.", id=id_.strip()[:30])
        lines = read_month(path)
        named = next((line for line in lines if line.n == int(match[2])), None)
        if named is None:
            raise Refused("There is no change {id} in the history.", id=id_.strip()[:30])
        return [line for line in lines if line.change == named.change]


def _read(raw: bytes, path: Path) -> HistoryLine:
    try:
        line = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged_line(path, str(error)) from error
    if line.at.tzinfo is None or not FIRST_YEAR <= line.at.year <= LAST_YEAR:
        raise _damaged_line(path, f"$.at {line.at}")
    return line


def _damaged_line(path: Path, reason: str) -> Damaged:
    return Damaged(
        "A line of the history {path} cannot be read ({reason}); the other books are safe.",
        path=path,
        reason=reason,
    )


def _with_checksum(line: HistoryLine, number: int, previous: str) -> tuple[HistoryLine, str]:
    """A line with its number and its checksum, and that checksum."""
    numbered = msgspec.structs.replace(line, n=number, sum="")
    checksum = f"{zlib.crc32(previous.encode() + _encode(numbered)):08x}"
    return msgspec.structs.replace(numbered, sum=checksum), checksum


def first_fault(lines: Sequence[HistoryLine]) -> int | None:
    """The index of the first line, in file order, that was altered or follows a missing one.

    Returns:
        `None` if every number follows the one before it and every checksum is right.
    """
    checksum = ""
    for index, line in enumerate(lines):
        number = index + 1
        expected, checksum = _with_checksum(line, number, checksum)
        if line.n != number or line.sum != expected.sum:
            return index
    return None


def lines_about(path: Path, book: str, keys: Collection[int]) -> list[HistoryLine]:
    """The lines of some records in one month's file, oldest first.

    They are found by their bytes, as `_contains` finds one; other lines are not decoded.

    Args:
        path: The month's file.
        book: The book's name.
        keys: The records' numbers.

    Raises:
        Damaged: One of these lines cannot be decoded.
        DataError: The file cannot be read.
    """
    try:
        raw, _fingerprint = read_file(path)
    except OSError as error:
        raise DataError(
            "{path} cannot be read ({reason}).", path=path, reason=error.strerror
        ) from error
    line_start = re.compile(rb'\{"book":"%s","rev":\d+,"key":(\d+),' % book.encode())
    found = []
    for match in line_start.finditer(raw):
        end = raw.find(b"\n", match.start())
        if int(match[1]) in keys and end > 0:  # what follows the last newline is a fragment
            found.append(_read(raw[match.start() : end], path))
    return found


def month_content(lines: Sequence[HistoryLine], new: Sequence[HistoryLine]) -> bytes:
    """A month's file with its lines replaced, one for one.

    They keep their numbers and get new checksums, up to the first fault (`first_fault`): from there
    on the checksums stay as they were, so that the fault is still found.

    Args:
        lines: The month's lines.
        new: The lines that replace them.
    """
    fault = first_fault(lines)
    checksum, summed = "", []
    for index, line in enumerate(new):
        if fault is None or index < fault:
            fresh, checksum = _with_checksum(line, line.n, checksum)
            summed.append(fresh)
        else:
            summed.append(line)
    return b"".join(_encode(line) + b"\n" for line in summed)


def lines_in(raw: bytes, path: Path) -> Iterator[tuple[bytes, HistoryLine]]:
    """The complete lines of a month's file, each with its bytes, oldest first.

    Args:
        raw: The file's bytes.
        path: The file, for the error.

    Raises:
        Damaged: A line cannot be decoded.
    """
    for line in raw.split(b"\n")[:-1]:  # what follows the last newline is a fragment
        yield line, _read(line, path)


def read_month(path: Path) -> list[HistoryLine]:
    """All lines of one month's file, oldest first.

    Raises:
        Damaged: A line cannot be decoded.
        DataError: The file cannot be read.
    """
    return [_read(raw, path) for raw in reversed(list(_lines_of(path)))]


def _lines_of(path: Path) -> Iterator[bytes]:
    """The complete lines of a file, last first.

    Raises:
        DataError: It cannot be read.
    """
    try:
        yield from _backwards(path)
    except OSError as error:
        raise DataError(
            "{path} cannot be read ({reason}).", path=path, reason=error.strerror
        ) from error


def _backwards(path: Path) -> Iterator[bytes]:
    """The complete lines of a file, last first; what follows the last newline is a fragment."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        position = _size(descriptor, path)
        rest = b""
        fragment = True
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
    finally:
        os.close(descriptor)


def _size(descriptor: int, path: Path) -> int:
    """The size of an open file.

    Raises:
        Damaged: It cannot be a month of a history: a pipe, a folder, a terabyte.
    """
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise damaged_file(path, N_("it is not a plain file"))
    if status.st_size > MAX_BYTES:
        raise damaged_file(path, N_("it is larger than any file of a village"))
    return status.st_size


def _last_line(descriptor: int, path: Path) -> tuple[int, HistoryLine | None]:
    """The size of the complete lines, and the last of them."""
    position, tail = _size(descriptor, path), b""
    while True:
        start = max(0, position - _BLOCK)
        tail = os.pread(descriptor, position - start, start) + tail
        position = start
        end = tail.rfind(b"\n")
        begin = tail.rfind(b"\n", 0, end) if end > 0 else -1
        if end >= 0 and (begin >= 0 or position == 0):
            return position + end + 1, _read(tail[begin + 1 : end], path)
        if position == 0:
            return 0, None


def _contains(descriptor: int, size: int, line: HistoryLine) -> bool:
    """Whether the complete lines contain this change of this record."""
    needle = f'{{"book":"{line.book}","rev":{line.rev},"key":{line.key},'.encode()
    position, tail = size, b""
    while position > 0:
        start = max(0, position - _BLOCK)
        block = os.pread(descriptor, position - start, start)
        if needle in block + tail:
            return True
        position, tail = start, (block + tail)[: len(needle)]
    return False
