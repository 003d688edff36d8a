"""Replay of the history from its start: what every book must hold now."""

from __future__ import annotations

from typing import Any

import msgspec

from yigong.store.errors import Damaged
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine, first_fault


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

    early: dict[int, list[HistoryLine]] = {}
    """Lines by revision that come before those of the revision before: where the clock went back
    over the end of a month, older versions wrote into the file of the month before."""

    @property
    def gap(self) -> bool:
        """Whether a revision is missing; then the records cannot be relied upon."""
        return bool(self.early)

    def add(self, line: HistoryLine) -> None:
        """Apply the next line of a history, by its revision."""
        if line.rev not in (self.rev, self.rev + 1):
            self.early.setdefault(line.rev, []).append(line)
            return
        self._apply(line)
        while following := self.early.pop(self.rev + 1, None):
            for each in following:
                self._apply(each)

    def _apply(self, line: HistoryLine) -> None:
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
    faults: list[tuple[str, int]] = []
    """Files with a missing, cut or altered line, and its number in the file, from 1."""

    unreadable: list[Damaged] = []
    newest: HistoryLine | None = None


def replay_history(folder: Folder) -> Replay:
    """Replay a village's history.

    Args:
        folder: The village's folder.

    Raises:
        DataError: A file of it cannot be read.
    """
    replay, history = Replay(), History(folder)
    for name in reversed(history.files()):
        try:
            lines = history.lines(name)
        except Damaged as error:
            replay.unreadable.append(error)
            continue
        fault = first_fault(lines)
        if fault is not None:
            replay.faults.append((name, fault + 1))
        for line in lines:
            replay.books.setdefault(line.book, ReplayedBook()).add(line)
        replay.newest = lines[-1] if lines else replay.newest
    return replay
