"""Erasure of people from the history: their particulars are removed from its lines.

The history is never rewritten otherwise; here it must be, because it would keep names and phone
numbers for ever. The lines about a person stay, with who changed something and when; what they held
of the record is removed, and the month gets new checksums. All of it may be repeated: after a crash
in the middle, `find_unerased` finds what is left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from yigong.store.records import Volunteer, code
from yigong.store.storage import files, journal
from yigong.store.storage.book import carried_lines
from yigong.store.storage.history import (
    History,
    HistoryLine,
    lines_about,
    read_month,
    replace_month,
)

_REMAINING_FIELDS = ("number", "rev", "merged", "forgotten", "archived")
"""The fields of an erased record, beside its name, which becomes its code."""


def erased_numbers(people: Mapping[int, Volunteer]) -> frozenset[int]:
    """The numbers of all erased records."""
    return frozenset(number for number, person in people.items() if person.forgotten)


def find_unerased(folder: Path, numbers: Collection[int]) -> dict[str, int]:
    """Find history lines that identify people who are to be erased.

    Args:
        folder: The village's folder.
        numbers: The people's.

    Returns:
        By file, as its path below the folder, how many of its lines do; the book of people may
        hold lines, too, which are not in the history yet.

    Raises:
        Damaged: A line of the history cannot be read.
        DataError: A file cannot be read.
    """
    found: dict[str, int] = {}
    if not numbers:
        return found
    for path in History(folder / "history").files():
        count = sum(_identifies(line, numbers) for line in lines_about(path, "people", numbers))
        if count:
            found[path.relative_to(folder).as_posix()] = count
    count = sum(_identifies(line, numbers) for line in carried_lines(_people_tables(folder)))
    if count:
        found["people.json"] = count
    return found


def check_history(folder: Path, numbers: Collection[int]) -> None:
    """Read the months that `erase_from_history` would rewrite, to fail before any change.

    Raises:
        Damaged: A line of the history cannot be read.
        DataError: A file cannot be read.
    """
    for name in find_unerased(folder, numbers):
        if name.startswith("history/"):
            read_month(folder / name)


def erase_from_history(folder: Path, numbers: Collection[int], *, sync: bool = True) -> int:
    """Remove people's particulars from the history.

    The caller holds the village's lock exclusively. Each month is replaced whole; its lines keep
    their numbers and get new checksums, except wrong ones: an altered line is still found.

    Args:
        folder: The village's folder.
        numbers: The people's.
        sync: Whether to wait for the disk.

    Returns:
        How many lines were changed.

    Raises:
        Damaged: A line of the history cannot be read; nothing was changed.
        OSError: The disk refuses; months that were replaced until then stay so.
    """
    tables = _people_tables(folder)
    carried = carried_lines(tables)
    carried_identify = any(_identifies(line, numbers) for line in carried)
    if carried_identify:  # they are removed from the book below, so they must be in the history
        History(folder / "history").append(carried, sync=sync, skip_existing=True)
    about = {
        path: lines_about(path, "people", numbers) for path in History(folder / "history").files()
    }
    names = _names(line for lines in about.values() for line in lines)
    months = {
        path: read_month(path)
        for path, lines in about.items()
        if any(_erased(line, names) != line for line in lines)
    }
    changed = 0
    for path, lines in months.items():
        fresh = [_erased(line, names) if _is_about(line, numbers) else line for line in lines]
        replace_month(path, lines, fresh, sync=sync)
        changed += sum(new != old for new, old in zip(fresh, lines, strict=True))
    if carried_identify:
        tables["meta"]["1"].pop("last")
        files.replace_file(folder / "people.json", msgspec.json.encode(tables), sync=sync)
    staged = journal.staged_path(folder / "people.json")  # left by a killed transaction
    staged.unlink(missing_ok=True)
    return changed


def _people_tables(folder: Path) -> dict[str, Any]:
    """The tables of the book of people."""
    with files.os_errors_explained(folder / "people.json"):
        raw, _fingerprint = files.read_file(folder / "people.json")
    tables: dict[str, Any] = msgspec.json.decode(raw) if raw else {}
    return tables


def _is_about(line: HistoryLine, numbers: Collection[int]) -> bool:
    return line.book == "people" and line.key in numbers


def _identifies(line: HistoryLine, numbers: Collection[int]) -> bool:
    """Whether a line holds particulars of one of some people."""
    return _is_about(line, numbers) and _erased(line, frozenset()) != line


def _erased(line: HistoryLine, names: Collection[str]) -> HistoryLine:
    """A line about a person without their particulars.

    Args:
        line: The line.
        names: What the person was called: a note with one of these is removed.
    """
    note = line.note
    if line.act == "undo":  # the act that was undone, and a reason in words
        note = note.partition(" ")[0]
    elif any(name in note for name in names):
        note = ""
    old, new = _erased_record(line.old), _erased_record(line.new)
    return msgspec.structs.replace(line, old=old, new=new, note=note)


def _erased_record(stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What is left of a stored record; an erased one stays the same."""
    if stored is None:
        return None
    rest = {key: stored[key] for key in _REMAINING_FIELDS if key in stored}
    return {**rest, "name": code("V", int(stored.get("number", 0)))}


def _names(lines: Iterable[HistoryLine]) -> frozenset[str]:
    """All names that the records of some lines had."""
    sides = (side for line in lines for side in (line.old, line.new) if side)
    return frozenset(
        str(side["name"])
        for side in sides
        if side.get("name") and side["name"] != code("V", int(side.get("number", 0)))
    )
