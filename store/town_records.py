"""The records of a town (镇/街道): its villages, and what a village sends upward of a period."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from yigong.store.records import Stored
from yigong.store.requests.request_counts import RequestCounts
from yigong.store.score_records import ScoreRow

TOWN_FORMAT = 1
"""The version of ``town.json``; a higher one is refused."""

UPWARD_FORMAT = 1
"""The version of what a village sends; a higher one is refused."""


class TownVillage(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """A village of a town, which is read in its folder or sends files."""

    name: str
    id: str = ""
    """Its `Settings.uid_domain`; empty: it sends files, and has sent none yet."""

    path: str = ""
    """Its folder on this computer; empty: it sends files."""

    group: str = ""
    """片区: what the town puts together."""


class TownList(Stored, frozen=True, kw_only=True):
    """What ``town.json`` holds."""

    format: int = TOWN_FORMAT
    name: str
    language: str = "zh"
    villages: tuple[TownVillage, ...] = ()


class UpwardNumbers(Stored, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The numbers of a period, a row of it or an occurrence; minutes, not hours.

    志愿人次 are `volunteers`; 参加人次 are participants, learners, who came along and who has no
    name.
    """

    occurrences: int = 0
    volunteers: int = 0
    participants: int = 0
    learners: int = 0
    guests: int = 0
    paid: int = 0
    along: int = 0
    nameless: int = 0
    people: int = 0
    """人数: different people, but who was paid; those below by role."""

    people_volunteers: int = 0
    people_participants: int = 0
    people_learners: int = 0
    people_guests: int = 0
    people_paid: int = 0
    clocked: int = 0
    filled: int = 0
    granted: int = 0
    learning: int = 0
    labour: int = 0
    boardings: int = 0


class UpwardRow(Stored, frozen=True, kw_only=True):
    """The numbers of a month, kind, programme, host or place; an empty key: of none."""

    key: str
    numbers: UpwardNumbers


class UpwardCorrection(Stored, frozen=True, kw_only=True):
    """A signed register was reopened: when and why."""

    at: datetime
    reason: str


class UpwardOccurrence(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """One occurrence."""

    key: str
    day: date
    title: str
    kind: str = ""
    place: str = ""
    numbers: UpwardNumbers
    signed: date | None = None
    """When its register was signed; `None`: it is not."""

    late: int = 0
    """By how many days it was signed late, or is late by now."""

    corrections: tuple[UpwardCorrection, ...] = ()
    digest: str = ""
    """SHA-256 of the file of the register; empty: it was read in its place."""


class UpwardVisits(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """走访: how many, and households met of those known."""

    visits: int = 0
    met: int = 0
    known: int = 0


class UpwardReport(Stored, frozen=True, kw_only=True):
    """What a village tells of a period: no names and no phones of people."""

    format: int = UPWARD_FORMAT
    id: str
    village: str
    period: str
    """``2026-11``, ``2026-Q4``, ``2026``, or ``2026-11-01_2026-11-25``."""

    first: date
    last: date
    at: datetime
    by: str = ""
    total: UpwardNumbers
    months: tuple[UpwardRow, ...] = ()
    kinds: tuple[UpwardRow, ...] = ()
    programmes: tuple[UpwardRow, ...] = ()
    hosts: tuple[UpwardRow, ...] = ()
    """Each host has all of what several of them host."""

    places: tuple[UpwardRow, ...] = ()
    unsigned: UpwardNumbers = UpwardNumbers()
    """Of the total what is in registers that are not signed: it may still change."""

    unsigned_registers: int = 0
    by_old_rule: int = 0
    """Occurrences signed before there were roles, at which everybody is credited as a volunteer."""

    occurrences: tuple[UpwardOccurrence, ...] = ()
    requests: RequestCounts = RequestCounts()
    visits: UpwardVisits = UpwardVisits()
    score: ScoreRow | None = None
    indicators: tuple[str, ...] = ()
    """The names of the score's columns."""


def numbers_added(numbers: list[UpwardNumbers]) -> UpwardNumbers:
    """The sum of some numbers, field by field.

    人数 of it are no different people: whoever shows them says that they are a sum.
    """
    rows = map(msgspec.structs.astuple, numbers)
    return UpwardNumbers(
        **dict(zip(UpwardNumbers.__struct_fields__, map(sum, zip(*rows, strict=True)), strict=True))
        if numbers
        else {}
    )
