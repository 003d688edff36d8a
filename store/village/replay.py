"""Replay of the history from its start: what every book must hold now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from yigong.store.errors import Damaged
from yigong.store.storage.history import History, HistoryLine, first_fault, read_month


class ReplayedBook(msgspec.Struct):
    """One book according to its history."""

    rev: int = 0
    """The revision of its last line."""

    last: set[int] = set()
    """The keys of its lines of that revision; after a crash some may be missing."""

    records: dict[int, dict[str, Any]] = {}
    """By number; the head of a register under `store.storage.book.HEAD`."""

    highest: int = 0
    """The highest number it ever had."""

    gap: bool = False
    """Whether a revision is missing; then the records cannot be relied upon."""

    def add(self, line: HistoryLine) -> None:
        """Apply the next line."""
        if line.rev not in (self.rev, self.rev + 1):
            self.gap = True
        if line.rev != self.rev:
            self.last = set()
        self.last.add(line.key)
        self.rev = line.rev
        self.highest = max(self.highest, line.key)
        if line.new is None:
            self.records.pop(line.key, None)
        else:
            self.records[line.key] = line.new


class Replay(msgspec.Struct):
    """The whole history, replayed."""

    books: dict[str, ReplayedBook] = {}
    faults: list[tuple[Path, int]] = []
    """Files with a missing, cut or altered line, and its number in the file, from 1."""

    unreadable: list[Damaged] = []
    newest: HistoryLine | None = None


def replay_history(folder: Path) -> Replay:
    """Replay a village's history.

    Args:
        folder: The village's folder.

    Raises:
        DataError: A file of it cannot be read.
    """
    replay = Replay()
    for path in reversed(History(folder / "history").files()):
        try:
            lines = read_month(path)
        except Damaged as error:
            replay.unreadable.append(error)
            continue
        fault = first_fault(lines)
        if fault is not None:
            replay.faults.append((path, fault + 1))
        for line in lines:
            replay.books.setdefault(line.book, ReplayedBook()).add(line)
        replay.newest = lines[-1] if lines else replay.newest
    return replay
