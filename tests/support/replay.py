"""A replay of the history from its first line, which must result in the books on disk."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from yigong.store.storage.book_file import HEAD
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine, first_fault
from yigong.store.storage.schema import YEARLY


def books_of(folder: Path) -> dict[str, Path]:
    """Every book of a village, by its name in the history."""
    yearly = (path for name in YEARLY for path in folder.glob(f"{name}/*.json"))
    files = [*folder.glob("*.json"), *yearly, *folder.glob("registers/*/*.json")]
    return {path.relative_to(folder).as_posix().removesuffix(".json"): path for path in files}


def history_paths(folder: Path) -> list[Path]:
    """The files of the history, newest first."""
    return [folder / name for name in History(Folder(folder)).files()]


def lines_of(path: Path) -> list[HistoryLine]:
    """The lines of a file of the history, oldest first."""
    return History(Folder(path.parent.parent)).lines(f"history/{path.name}")


def all_lines(folder: Path) -> list[HistoryLine]:
    """Every line of the history, oldest first; checks numbers and checksums."""
    lines = []
    for path in reversed(history_paths(folder)):
        month = lines_of(path)
        assert first_fault(month) is None, f"a fault in {path.name}"
        assert path.read_bytes().endswith(b"\n")
        lines += month
    return lines


def assert_history_matches_books(folder: Path) -> list[HistoryLine]:
    """Check that each revision of each book has its lines once, and that they give its content."""
    lines = all_lines(folder)
    revisions: dict[str, list[int]] = defaultdict(list)
    states: dict[str, dict[int, Any]] = defaultdict(dict)
    changes = set()
    for line in lines:
        assert (line.book, line.rev, line.key) not in changes, "a change was written twice"
        changes.add((line.book, line.rev, line.key))
        if line.rev not in revisions[line.book]:
            revisions[line.book].append(line.rev)
        if line.new is None:
            del states[line.book][line.key]
        else:
            states[line.book][line.key] = line.new
    for name, path in books_of(folder).items():
        tables = json.loads(path.read_bytes())
        assert revisions[name] == list(range(1, tables["meta"]["1"]["rev"] + 1)), name
        on_disk = {int(key): record for key, record in tables.get("_default", {}).items()}
        if "head" in tables:
            on_disk[HEAD] = tables["head"]["1"]
        assert states[name] == on_disk, name
    assert set(revisions) == set(books_of(folder))
    return lines
