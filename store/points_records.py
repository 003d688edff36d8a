"""The records of points (积分), which are apart from hours for ever: rules, gifts, the ledger.

Points that were earned are not stored: they follow from signed registers and the rules that were
frozen in them (see `store.points.earnings`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from yigong.store.records import Record, Role, Stored, code, yearly_code

PointsPer = Literal["minutes", "attendance"]
"""What a rule counts: whole units of minutes that are credited, or each attendance."""


class PointsRule(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """A rule by which points are earned."""

    name: str
    per: PointsPer = "minutes"
    unit: int = 60
    """How many minutes `points` are for, if it counts minutes; less than that earns nothing."""

    points: int
    kinds: tuple[str, ...] = ()
    """The kinds of events; none: all."""

    programme: int = 0
    """The programme, by number; 0: any event."""

    roles: tuple[Role, ...] = ("volunteer",)
    """Who earns; who is paid never does."""

    day_most: int = 0
    """The most points that one person earns by it in a day; 0: no limit."""


PointsKind = Literal["award", "gift", "reset", "reversal"]
"""奖励 award, with its reason; 兑换 gift; 清零 reset, at the end of a year; 冲回 reversal."""


class PointsEntry(Record, frozen=True, kw_only=True):
    """An entry of the ledger: points that no register knows of. Numbers begin anew each year."""

    person: int
    """Whose they are, by number."""

    at: datetime
    by: str = ""
    """The organiser, by login."""

    kind: PointsKind
    points: int
    """Added; negative: taken."""

    reason: str = ""
    gift: int = 0
    """The gift, by number; 0: none."""

    pieces: int = 0
    """How many of the gift."""

    reverses: str = ""
    """The code of the entry that it reverses."""

    @property
    def code(self) -> str:
        """``F2026-0031``: the year and its number in it."""
        return yearly_code("F", self.at.year, self.number)


class Gift(Record, frozen=True, kw_only=True):
    """What points are redeemed for: 食用油."""

    name: str
    points: int
    """The price of one."""

    stock: int = -1
    """How many there ever were (see `PointsLedger.left`); -1: they are not counted."""

    note: str = ""
    archived: bool = False

    @property
    def code(self) -> str:
        """``G03``."""
        return code("G", self.number)
