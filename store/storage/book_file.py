"""The content of a book's file, decoded and checked: for reading, writing and examining alike.

One flipped bit may turn a key into another one, which a lenient decoder would take for a field that
is not there: a signed register without its hours, a book of format 1. So everything is checked that
a file can tell about itself, before anybody reads or writes on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from yigong.store import bounds
from yigong.store.attendance_records import Head
from yigong.store.errors import Newer
from yigong.store.records import Record
from yigong.store.storage.files import damaged_file
from yigong.store.storage.history_line import HistoryLine, encode_line
from yigong.store.storage.schema import REGISTERS, Schema, register_key, schema_of

R = TypeVar("R", bound=Record)

FORMAT = 7
"""The version of the files; a book with a higher one is refused, never rewritten, one with a lower
is migrated (`store.village.migrate`)."""

HEAD = 0
"""The key of a register's head in history lines; the numbers of records start at 1."""

Tables = dict[str, dict[str, Any]]
"""A book as plain data: TinyDB's tables by name, each with its records by number."""

_UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_NUMBER = b'"number":'
"""Each record has it once, and no text can contain it, where quotes are escaped."""


class Meta(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A book's meta data."""

    format: int = 1
    """The version that wrote it; version 1 did not write this field."""

    rev: int = 0
    """Rises with each change of the book."""

    highest: int = 0
    """The highest number ever given; numbers are not given twice."""

    last: list[HistoryLine] = []
    """The history lines of the last change, written in one step with it: after a crash between book
    and history, the next writer appends them first."""


class _Numbered(Protocol):
    """A record, or as much of one as a reader needs."""

    @property
    def number(self) -> int:
        """Its number."""


class BookContent(msgspec.Struct, Generic[R], forbid_unknown_fields=True):
    """A book's file. ``_default`` is TinyDB's own name for the first table."""

    records: dict[int, R] = msgspec.field(name="_default", default_factory=dict)
    metas: dict[int, Meta] = msgspec.field(name="meta", default_factory=dict)
    heads: dict[int, Head] | msgspec.UnsetType = msgspec.field(name="head", default=msgspec.UNSET)

    @property
    def meta(self) -> Meta:
        """The book's meta data."""
        return self.metas.get(1) or Meta()

    @property
    def head(self) -> Head | None:
        """A register's head."""
        return self.heads.get(1) if self.heads else None


@cache
def _decoder(record: type[R]) -> msgspec.json.Decoder[BookContent[R]]:
    return msgspec.json.Decoder(BookContent[record])  # type: ignore[valid-type]


def decode_book(raw: bytes, path: Path, name: str, schema: Schema[R]) -> BookContent[R]:
    """Decode a book's file.

    Args:
        raw: Its bytes.
        path: The file, for sentences.
        name: The book's name in the history.
        schema: The book's schema.

    Raises:
        Damaged: It is not a book, or not this one; the sentence says where.
        Newer: It was written by a newer yigong.
    """
    try:
        content = _decoder(schema.record).decode(raw)
    except _UNDECODABLE as error:
        content = _decode_older(raw, path, schema, error)
    if content.meta.format > FORMAT:
        raise _newer(path)
    try:
        check_tables(name, raw, content.records, content.metas, content.heads)
        meta, check = content.meta, schema.check
        bounds.check_bounds(content.records, content.head, meta.rev, meta.highest, check)
    except bounds.OutOfBounds as error:
        raise damaged_file(path, f"$.{error}") from error
    return content


def _decode_older(raw: bytes, path: Path, schema: Schema[R], error: Exception) -> BookContent[R]:
    """Decode a file that is no book of this format: as one of the older format that it claims.

    Raises:
        Damaged: It is none of that either.
        Newer: It claims a newer format.
    """
    claimed = _claimed_format(raw)
    if claimed > FORMAT:
        raise _newer(path) from error
    for last, record in schema.older.items():
        if claimed <= last:
            try:
                return _decoder(record).decode(raw)
            except _UNDECODABLE as older_error:
                error = older_error
    raise damaged_file(path, str(error)) from error


def decode_tables(raw: bytes, path: Path, name: str) -> Tables:
    """Decode a book's file as plain data, after the checks of `decode_book`.

    Raises:
        As `decode_book`.
    """
    decode_book(raw, path, name, schema_of(name) or REGISTERS)
    return plain_tables(raw, path)


def plain_tables(raw: bytes, path: Path) -> Tables:
    """The plain data of a file that `decode_book` has checked.

    Raises:
        Damaged: A value in it is none that JSON can have.
    """
    try:
        tables: Tables = msgspec.json.decode(raw)
    except _UNDECODABLE as error:
        raise damaged_file(path, str(error)) from error
    return tables


def carried_lines(tables: Mapping[str, Any]) -> list[HistoryLine]:
    """The history lines of the last change in a book's tables (`Meta.last`)."""
    return msgspec.convert(tables.get("meta", {}).get("1", {}).get("last", []), list[HistoryLine])


def check_tables(
    name: str,
    raw: bytes,
    records: Mapping[int, _Numbered],
    metas: Mapping[int, Meta],
    heads: Mapping[int, Head] | msgspec.UnsetType,
) -> None:
    """Check that the tables of a book are those that this book must have, and agree.

    Args:
        name: The book's name.
        raw: The file's bytes.
        records: Its records.
        metas: The table of its meta data, which has one record, 1.
        heads: The table of a register's head, which is alike. No other book has it, and no register
            with an entry lacks it.

    Raises:
        OutOfBounds: They do not; the text is the place.
    """
    if set(metas) != {1}:
        raise bounds.OutOfBounds("meta")
    if heads is not msgspec.UNSET and not (register_key(name) and set(heads) == {1}):
        raise bounds.OutOfBounds("head")
    if heads is msgspec.UNSET and register_key(name) and records:
        raise bounds.OutOfBounds("head")
    meta = metas[1]
    if meta.format < 1:
        raise bounds.OutOfBounds("meta.format")
    for number, record in records.items():
        if record.number != number:
            raise bounds.OutOfBounds(f"_default: {number} != {record.number}")
    if meta.highest < max(records, default=0):
        raise bounds.OutOfBounds("meta.highest")
    # What is wrong among these lines would be appended to the history, perhaps for another book.
    for line in meta.last:
        exists = line.key == HEAD or line.key in records
        if line.book != name or line.rev != meta.rev or exists != (line.new is not None):
            raise bounds.OutOfBounds("meta.last")
    bounds.check_moments("meta.last", *(line.at for line in meta.last))
    known = len(records) + sum(encode_line(line).count(_NUMBER) for line in meta.last)
    if raw.count(_NUMBER) > known and _repeats_keys(raw):
        raise bounds.OutOfBounds("_default")


def _repeats_keys(raw: bytes) -> bool:
    """Whether an object in a file has a key twice; decoders silently keep the last of the two."""

    def count(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counted = dict(pairs)
        if len(counted) < len(pairs):
            raise ValueError
        return counted

    try:
        json.loads(raw, object_pairs_hook=count)
    except (ValueError, RecursionError):
        return True
    return False


def _claimed_format(raw: bytes) -> int:
    """The format in the meta data of a file that is no book; 0: there is none."""
    try:
        claimed = msgspec.json.decode(raw)["meta"]["1"]["format"]
    except (*_UNDECODABLE, KeyError, TypeError):
        return 0
    return claimed if isinstance(claimed, int) else 0


def _newer(path: Path) -> Newer:
    return Newer(
        "{path} was written by a newer yigong and was left as it is. Update yigong to open it.",
        path=path,
    )
