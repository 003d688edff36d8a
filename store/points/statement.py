"""The statement of an account of points: each register and each entry that changed it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from yigong.store.points.earnings import Earned
from yigong.store.points.ledger_rules import reversed_codes
from yigong.store.points_records import PointsEntry, PointsRule


class StatementLine(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody earned at an occurrence, or an entry of the ledger."""

    at: datetime
    person: int
    points: int
    occurrence: str = ""
    """The occurrence's key; empty: it is an entry."""

    title: str = ""
    """That of the occurrence."""

    parts: tuple[tuple[PointsRule, int], ...] = ()
    """The rules that gave the points, each with how many."""

    entry: PointsEntry | None = None
    is_reversed: bool = False
    """Whether the entry was reversed later."""

    @property
    def code(self) -> str:
        """The code of the entry, or the key of the occurrence."""
        return self.entry.code if self.entry is not None else self.occurrence


def statement(earnings: Iterable[Earned], entries: Iterable[PointsEntry]) -> list[StatementLine]:
    """The lines of a statement, the oldest first; one for each person at an occurrence.

    Args:
        earnings: What was earned.
        entries: The entries.
    """
    entries = list(entries)
    gone = reversed_codes(entries)
    together: dict[tuple[str, int], list[Earned]] = {}
    for each in earnings:
        together.setdefault((each.key, each.person), []).append(each)
    lines = [
        StatementLine(
            at=parts[0].head.start,
            person=person,
            points=sum(part.points for part in parts),
            occurrence=key,
            title=parts[0].head.title,
            parts=tuple((part.rule, part.points) for part in parts),
        )
        for (key, person), parts in together.items()
    ]
    lines += [
        StatementLine(
            at=entry.at,
            person=entry.person,
            points=entry.points,
            entry=entry,
            is_reversed=entry.code in gone,
        )
        for entry in entries
    ]
    return sorted(lines, key=lambda line: (line.at.timestamp(), line.code))
