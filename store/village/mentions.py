"""The search of a village's folder for what an erasure removes, and what may still name them."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec

from yigong.store.errors import Damaged
from yigong.store.records import code
from yigong.store.storage.book_file import HEAD, carried_lines, decode_tables
from yigong.store.storage.folder import Folder
from yigong.store.storage.layout import SET_ASIDE, is_village_file
from yigong.store.storage.rewriting import (
    CLEARED,
    concerned_files,
    rewritten_lines,
    rewritten_tables,
)
from yigong.store.storage.schema import record_code, register_key
from yigong.store.village.redaction import Redaction

COPIES = ("backups", SET_ASIDE, "outbox")
"""The folders of a village with copies, which no erasure reaches."""


class Mention(msgspec.Struct, frozen=True):
    """A text that may still name somebody."""

    where: str
    """A record: ``E0042``, ``V0005``, ``settings``, ``W2026-0012`` for a visit;
    ``E0042@2026-11-25`` for what is said of an occurrence, ``E0042@2026-11-25/V0005`` for what is
    said of a person there; or another file in the village's folder, by its path."""

    field: str = ""
    """The record's field; empty: it is a file."""


class Search(msgspec.Struct, kw_only=True):
    """What a redaction finds in a village's folder."""

    changed: dict[str, int] = {}
    """By file, as its path below the folder, how many of its lines or records are redacted."""

    mentions: list[Mention] = []
    lines: int = 0
    """The history lines that may still name them."""

    signatures: int = 0
    """The history lines that they signed as an organiser."""


def record_place(book: str, key: int) -> str:
    """A record as `Mention.where` names it."""
    if occurrence := register_key(book):
        return occurrence if key == HEAD else f"{occurrence}/{code('V', key)}"
    return record_code(book, key) or book


def search_village(folder: Folder, redaction: Redaction) -> Search:
    """Search everything in a village's folder but its copies (`COPIES`).

    Args:
        folder: The village's folder.
        redaction: Whom to search for, and what is removed.

    Raises:
        Damaged: A book or a line of the history that may name them cannot be read.
        DataError: A file cannot be read.
    """
    search = Search()
    for file, raw in concerned_files(folder, redaction):
        path = folder / file.name
        if file.is_history:
            changed = _search_month(raw, path, redaction, search)
        else:
            tables = decode_tables(raw, path, file.book)
            changed = _search_book(file.book, tables, redaction, search)
        if changed:
            search.changed[file.name] = changed
    search.mentions += map(Mention, _other_files(folder, redaction))
    return search


def _search_month(raw: bytes, path: Path, redaction: Redaction, search: Search) -> int:
    """Search a month of the history.

    Returns:
        How many of its lines are redacted.
    """
    changed = 0
    for line, redacted in rewritten_lines(raw, path, redaction):
        if redacted is not line:
            changed += redacted != line
            search.lines += redaction.line_mentions(redacted)
            search.signatures += redaction.signed(line)
    return changed


def _search_book(book: str, tables: Mapping[str, Any], redaction: Redaction, search: Search) -> int:
    """Search a book.

    Returns:
        How many of its records, and of the history lines that it carries, are redacted.
    """
    redacted = rewritten_tables(book, tables, redaction)
    old, new = _records(tables), _records(redacted)
    search.mentions += (
        Mention(record_place(book, key), field)
        for key, record in new.items()
        for field in redaction.mentions(book, key, record)
    )
    lines = zip(carried_lines(tables), carried_lines(redacted), strict=True)
    return sum(old[key] != new[key] for key in old) + sum(line != after for line, after in lines)


def _records(tables: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """The records of a book's tables by number, the head of a register first."""
    heads = {HEAD: tables["head"]["1"]} if "head" in tables else {}
    return heads | {int(key): record for key, record in tables.get("_default", {}).items()}


def _other_files(folder: Folder, redaction: Redaction) -> Iterator[str]:
    """Files that are neither the village's nor copies, and may name them."""
    for where, status in folder.walk(without=COPIES):
        if is_village_file(where) or stat.S_ISDIR(status.st_mode):
            continue
        if any(fnmatchcase(where.rpartition("/")[2], pattern) for pattern in CLEARED):
            continue
        if redaction.names_them(where) or redaction.may_name(_content(folder, where)):
            yield where


def _content(folder: Folder, name: str) -> bytes:
    """The bytes of a file; none if it cannot be read."""
    try:
        return folder.read(name)[0]
    except (OSError, Damaged):
        return b""
