"""A line of the history: one change of one record, and the checksums that chain lines together."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from yigong.store.bounds import FIRST_YEAR, LAST_YEAR
from yigong.store.errors import Damaged
from yigong.store.language import N_
from yigong.store.storage.files import damaged_file
from yigong.store.storage.schema import register_key


class HistoryLine(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
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

    file: str = ""
    """The file that it is in, ``2026-12`` or ``2026-12.02``, where that is not the first of its
    month."""

    n: int = 0
    """Running number within the file."""

    sum: str = ""
    """CRC-32 of the line before it (its `sum`) and of this line without `sum`."""

    @property
    def id(self) -> str:
        """The line's identity in a village: its file and its number there, ``2026-11/153``."""
        return f"{self.file or f'{self.at:%Y-%m}'}/{self.n}"

    @property
    def register_key(self) -> str:
        """The occurrence in whose register the record is; empty: it is in another book."""
        return register_key(self.book)

    @property
    def change(self) -> str:
        """The identity of the change that the line is part of."""
        return self.of or f"{self.book}/{self.rev}"


LONGEST_LINE = 1 << 24
"""Bytes; a line has one record before and after."""

_START = b'{"book":"'
_WHOLE_AND_MORE = re.compile(rb'"sum":"[0-9a-f]{8}"\}[^\0]')

_decode = msgspec.json.Decoder(HistoryLine).decode
encode_line = msgspec.json.Encoder().encode


def read_line(raw: bytes, path: Path) -> HistoryLine:
    """A line of a file of the history.

    Raises:
        Damaged: It cannot be decoded; the sentence names the file.
    """
    try:
        line = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged_line(path, str(error)) from error
    if line.at.tzinfo is None or not FIRST_YEAR <= line.at.year <= LAST_YEAR:
        raise _damaged_line(path, f"$.at {line.at}")
    return line


def check_fragment(raw: bytes, path: Path) -> None:
    """Check that what follows the last newline of a file is no more than a crash leaves.

    That is the beginning of one line, perhaps with zeros for what did not reach the disk. Its
    change was never reported, so whoever appends cuts it off. Where newlines were lost, lines of
    changes that were reported would be cut off with it.

    Raises:
        Damaged: It is something else.
    """
    begins = raw[: len(_START)] == _START[: len(raw)] or b"\0" in raw
    if not begins or len(raw) > LONGEST_LINE or _WHOLE_AND_MORE.search(raw):
        raise damaged_file(path, N_("its end is neither a line nor the beginning of one"))


def complete_size(raw: bytes) -> int:
    """How much of a file, or of its end, is lines; what follows is of a change never reported.

    It is a fragment (`check_fragment`). Or it is what a power cut left of one change where the disk
    wrote later bytes before earlier ones, which are zeros then. Zeros with several changes behind
    them are damage, and stay to be found.
    """
    end = raw.rfind(b"\n") + 1
    zero = raw.find(b"\0", 0, end)
    if zero < 0:
        return end
    torn = raw.rfind(b"\n", 0, zero) + 1
    try:
        lines = [_decode(line) for line in raw[torn:end].splitlines() if b"\0" not in line]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return end
    return torn if len({line.change for line in lines}) <= 1 else end


def _damaged_line(path: Path, reason: str) -> Damaged:
    return Damaged(
        "A line of the history {path} cannot be read ({reason}); the other books are safe.",
        path=path,
        reason=reason,
    )


def with_checksum(line: HistoryLine, number: int, previous: str) -> tuple[HistoryLine, str]:
    """A line with its number and its checksum, and that checksum."""
    numbered = msgspec.structs.replace(line, n=number, sum="")
    checksum = f"{zlib.crc32(previous.encode() + encode_line(numbered)):08x}"
    return msgspec.structs.replace(numbered, sum=checksum), checksum


def first_fault(lines: Sequence[HistoryLine]) -> int | None:
    """The index of the first line, in file order, that was altered or follows a missing one.

    Returns:
        `None` if every number follows the one before it and every checksum is right.
    """
    checksum = ""
    for index, line in enumerate(lines):
        number = index + 1
        expected, checksum = with_checksum(line, number, checksum)
        if line.n != number or line.sum != expected.sum:
            return index
    return None


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
            fresh, checksum = with_checksum(line, line.n, checksum)
            summed.append(fresh)
        else:
            summed.append(line)
    return b"".join(encode_line(line) + b"\n" for line in summed)


def lines_in(raw: bytes, path: Path) -> Iterator[tuple[bytes, HistoryLine]]:
    """The complete lines of a month's file, each with its bytes, oldest first.

    Args:
        raw: The file's bytes.
        path: The file, for the error.

    Raises:
        Damaged: A line cannot be decoded, or what follows the last is no fragment.
    """
    check_fragment(raw[raw.rfind(b"\n") + 1 :], path)
    for line in raw[: complete_size(raw)].split(b"\n")[:-1]:
        yield line, read_line(line, path)
