"""The history played from its start: what every book must hold by now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from yigong.store.errors import Damaged
from yigong.store.storage.history import History, HistoryLine, first_fault, read_month


class ReplayedBook(msgspec.Struct):
    """What one book comes to by its history."""

    rev: int = 0
    """The revision of its last line."""

    last: set[int] = set()
    """Whom its lines of that revision are about; a crash may have kept some of them back."""

    records: dict[int, dict[str, Any]] = {}
    """By number; the head of a register under `store.storage.book.HEAD`."""

    highest: int = 0
    """The highest number it ever had."""

    gap: bool = False
    """Whether a revision is missing: then the rest cannot be relied upon."""

    def take(self, line: HistoryLine) -> None:
        """One more line."""
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
    """The whole history, played."""

    books: dict[str, ReplayedBook] = {}
    faults: list[tuple[Path, int]] = []
    """Files with a line that is missing, cut or altered, and its number in the file, from 1."""

    unreadable: list[Damaged] = []
    newest: HistoryLine | None = None


def replay_history(folder: Path) -> Replay:
    """Play a village's history.

    Args:
        folder: The village's folder.

    Raises:
        DataError: A file of it cannot be read.
    """
    done = Replay()
    for path in reversed(History(folder / "history").files()):
        try:
            lines = read_month(path)
        except Damaged as error:
            done.unreadable.append(error)
            continue
        fault = first_fault(lines)
        if fault is not None:
            done.faults.append((path, fault + 1))
        for line in lines:
            done.books.setdefault(line.book, ReplayedBook()).take(line)
        done.newest = lines[-1] if lines else done.newest
    return done
