"""Replay of the history from its start: what every book must hold now."""

from __future__ import annotations

from itertools import count
from typing import Any

import msgspec

from yigong.store.errors import DataError
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine, first_fault


class ReplayedBook(msgspec.Struct):
    """One book according to its history.

    Of each record the line with the highest revision counts, whatever file it is in: where the
    clock went back over the end of a month, older versions wrote into the file of the month before.
    """

    rev: int = 0
    """The highest revision of its lines."""

    last: set[int] = set()
    """The keys of its lines of that revision; after a crash some may be missing."""

    records: dict[int, dict[str, Any]] = {}
    """By number; the head of a register under `store.storage.book.HEAD`."""

    highest: int = 0
    """The highest number it ever had."""

    changed: dict[int, int] = {}
    """By number, the revision of the line that the record is from."""

    revisions: set[int] = set()
    """Those of which there are lines."""

    @property
    def whole(self) -> int:
        """The revision up to which none is missing."""
        return next(rev for rev in count() if rev + 1 not in self.revisions)

    @property
    def gap(self) -> bool:
        """Whether a revision is missing; then the records cannot be relied upon."""
        return self.whole < self.rev

    def add(self, line: HistoryLine) -> None:
        """Apply a line of the history."""
        if line.rev > self.rev:
            self.rev, self.last = line.rev, set()
        if line.rev == self.rev:
            self.last.add(line.key)
        self.revisions.add(line.rev)
        self.highest = max(self.highest, line.key)
        if line.rev < self.changed.get(line.key, 0):
            return
        self.changed[line.key] = line.rev
        if line.new is None:
            self.records.pop(line.key, None)
        else:
            self.records[line.key] = line.new


class Replay(msgspec.Struct):
    """The whole history, replayed."""

    books: dict[str, ReplayedBook] = {}
    faults: list[tuple[str, int]] = []
    """Files with a missing, cut or altered line, and its number in the file, from 1."""

    unreadable: list[DataError] = []
    """The errors about files that cannot be read."""

    newest: HistoryLine | None = None


def replay_history(folder: Folder) -> Replay:
    """Replay a village's history.

    Args:
        folder: The village's folder.

    Returns:
        What could be read, and the errors about what could not.
    """
    replay, history = Replay(), History(folder)
    try:
        names = history.files()
    except DataError as error:
        replay.unreadable.append(error)
        return replay
    for name in reversed(names):
        try:
            lines = history.lines(name)
        except DataError as error:
            replay.unreadable.append(error)
            continue
        fault = first_fault(lines)
        if fault is not None:
            replay.faults.append((name, fault + 1))
        for line in lines:
            replay.books.setdefault(line.book, ReplayedBook()).add(line)
        replay.newest = lines[-1] if lines else replay.newest
    return replay
