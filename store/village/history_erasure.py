"""What the history says of people who were forgotten: taken out, line by line, and sealed anew.

The history is otherwise never rewritten. Here it is, because it would keep every name and phone
number for ever: the lines about a person stay, with who changed something and when, and what they
held goes. All of it may be repeated, and a crash in the middle leaves what `unredacted` sees.
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

_STAYS = ("number", "rev", "merged", "forgotten", "archived")
"""What is left of a record; its name becomes its code."""


def erased_numbers(people: Mapping[int, Volunteer]) -> frozenset[int]:
    """The numbers of those who were forgotten."""
    return frozenset(number for number, person in people.items() if person.forgotten)


def find_unerased(folder: Path, numbers: Collection[int]) -> dict[str, int]:
    """Where the village still knows who some people were, who were forgotten.

    Args:
        folder: The village's folder.
        numbers: Theirs.

    Returns:
        Files, by their path below the folder, and how many lines each has. Empty: nowhere.

    Raises:
        Damaged: A line of the history cannot be read.
        DataError: A file cannot be.
    """
    found: dict[str, int] = {}
    if not numbers:
        return found
    for path in History(folder / "history").files():
        telling = sum(_tells(line, numbers) for line in lines_about(path, "people", numbers))
        if telling:
            found[path.relative_to(folder).as_posix()] = telling
    carried = sum(_tells(line, numbers) for line in carried_lines(_tables(folder)))
    if carried:
        found["people.json"] = carried
    return found


def check_history(folder: Path, numbers: Collection[int]) -> None:
    """Read what `redact` would write anew, so that it is refused before anything is changed.

    Raises:
        Damaged: A line of the history cannot be read.
        DataError: A file cannot be.
    """
    for name in find_unerased(folder, numbers):
        if name.startswith("history/"):
            read_month(folder / name)


def erase_from_history(folder: Path, numbers: Collection[int], *, sync: bool = True) -> int:
    """Take out of the history who some people were. The caller keeps the gate closed.

    Each month is replaced whole. The numbers of its lines stay; its checksums are made anew, but
    for those that were wrong before: what was altered by a hand stays visible.

    Args:
        folder: The village's folder.
        numbers: Theirs.
        sync: Whether to wait for the disk.

    Returns:
        How many lines were changed.

    Raises:
        Damaged: A line of the history cannot be read; nothing was changed.
        OSError: The disk refuses; what was changed until then stands.
    """
    tables = _tables(folder)
    carried = carried_lines(tables)
    if any(_tells(line, numbers) for line in carried):
        # Its lines may not have come out yet; then this is the last chance for it.
        History(folder / "history").append(carried, sync=sync, skip_existing=True)
    about = {
        path: lines_about(path, "people", numbers) for path in History(folder / "history").files()
    }
    names = _names(line for lines in about.values() for line in lines)
    months = {
        path: read_month(path)
        for path, lines in about.items()
        if any(_redacted(line, names) != line for line in lines)
    }
    changed = 0
    for path, lines in months.items():
        fresh = [_redacted(line, names) if _about(line, numbers) else line for line in lines]
        differing = sum(new != old for new, old in zip(fresh, lines, strict=True))
        replace_month(path, lines, fresh, sync=sync)
        changed += differing
    if any(_tells(line, numbers) for line in carried):
        tables["meta"]["1"].pop("last")  # they are in the history by now
        files.replace_file(folder / "people.json", msgspec.json.encode(tables), sync=sync)
    journal.staged_path(folder / "people.json").unlink(
        missing_ok=True
    )  # of a writer that was killed
    return changed


def _tables(folder: Path) -> dict[str, Any]:
    """The book of people as it lies in its file."""
    with files.os_errors_explained(folder / "people.json"):
        raw, _signature = files.read_file(folder / "people.json")
    tables: dict[str, Any] = msgspec.json.decode(raw) if raw else {}
    return tables


def _about(line: HistoryLine, numbers: Collection[int]) -> bool:
    return line.book == "people" and line.key in numbers


def _tells(line: HistoryLine, numbers: Collection[int]) -> bool:
    """Whether a line says who somebody was."""
    return _about(line, numbers) and _redacted(line, frozenset()) != line


def _redacted(line: HistoryLine, names: Collection[str]) -> HistoryLine:
    """A line about somebody without what it says of them."""
    note = line.note
    if line.act == "undo":  # what was undone, and a reason in words
        note = note.partition(" ")[0]
    elif any(name in note for name in names):
        note = ""
    return msgspec.structs.replace(line, old=_rest(line.old), new=_rest(line.new), note=note)


def _rest(stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What is left of a record as it is stored; of what is left already, the same."""
    if stored is None:
        return None
    rest = {key: stored[key] for key in _STAYS if key in stored}
    return {**rest, "name": code("V", int(stored.get("number", 0)))}


def _names(lines: Iterable[HistoryLine]) -> frozenset[str]:
    """What somebody was called, over the years."""
    sides = (side for line in lines for side in (line.old, line.new) if side)
    return frozenset(
        str(side["name"])
        for side in sides
        if side.get("name") and side["name"] != code("V", int(side.get("number", 0)))
    )
