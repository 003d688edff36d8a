"""The reports of all villages of a town for a period: read in their folders, or sent by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from yigong.store.errors import Refused, YigongError
from yigong.store.storage.session import system_clock
from yigong.store.town.report_changes import (
    RegisterChange,
    ReportChange,
    corrections_of,
    report_change,
)
from yigong.store.town.town_folder import TownFolder
from yigong.store.town.upward_report import upward_report
from yigong.store.town_records import (
    TownVillage,
    UpwardNumbers,
    UpwardReport,
    UpwardRow,
    numbers_added,
)
from yigong.store.village.village import Village

VillageState = Literal["read", "sent", "waiting", "unreadable"]
"""读到, 已报, 未报, 读不出."""

TownView = Literal["villages", "months", "kinds", "programmes", "hosts"]
"""What the sums of a town are broken down by."""

Clock = Callable[[], datetime]


class VillageReport(msgspec.Struct, frozen=True, kw_only=True):
    """A village of a town, and what it tells of a period."""

    village: TownVillage
    state: VillageState
    report: UpwardReport | None = None
    """`None`: nothing is known, which is not 0."""

    problem: str = ""
    """Why it cannot be read, as a sentence."""

    change: ReportChange | None = None
    """How what it sent last differs from what it sent before."""

    @property
    def corrections(self) -> tuple[RegisterChange, ...]:
        """The registers that were corrected: since it last sent, or since they were signed."""
        if self.change is not None:
            return self.change.registers
        return corrections_of(self.report) if self.report is not None else ()


class TownSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A period of a town."""

    first: date
    last: date
    villages: tuple[VillageReport, ...]

    @property
    def reported(self) -> list[UpwardReport]:
        """The reports that there are."""
        return [each.report for each in self.villages if each.report is not None]

    @property
    def total(self) -> UpwardNumbers:
        """The sum of what is known; 人数 of it are those of the villages added up."""
        return numbers_added([report.total for report in self.reported])

    @property
    def unsigned(self) -> UpwardNumbers:
        """Of the total what may still change."""
        return numbers_added([report.unsigned for report in self.reported])

    def rows(self, view: TownView) -> list[UpwardRow]:
        """The sums of all villages by a view; rows of no programme or host are last."""
        if view == "villages":
            return [
                UpwardRow(key=each.village.name, numbers=each.report.total)
                for each in self.villages
                if each.report is not None
            ]
        sums: dict[str, list[UpwardNumbers]] = {}
        for report in self.reported:
            for row in getattr(report, view):
                sums.setdefault(row.key, []).append(row.numbers)
        return [
            UpwardRow(key=key, numbers=numbers_added(found))
            for key, found in sorted(sums.items(), key=lambda item: (not item[0], item[0]))
        ]


def read_town(
    folder: TownFolder,
    villages: Iterable[TownVillage],
    first: date,
    last: date,
    *,
    whole: bool = False,
    clock: Clock = system_clock,
    progress: Callable[[int, int], None] | None = None,
) -> TownSummary:
    """Read a period of all villages, one after the other, each forgotten once it is counted.

    Args:
        folder: The town.
        villages: Its villages, or some of them.
        first: The first day.
        last: The last day.
        whole: Whether every occurrence is kept; else those that are late, unsigned or corrected.
        clock: Gives the time, aware.
        progress: Called with how many were read, of how many; if it raises, that is the end.
    """
    found, wanted = [], list(villages)
    for done, village in enumerate(wanted):
        if progress is not None:
            progress(done, len(wanted))
        read = read_village(folder, village, first, last, clock=clock)
        if read.report is not None and not whole:
            read = msgspec.structs.replace(read, report=_without_plain_lines(read.report))
        found.append(read)
    return TownSummary(first=first, last=last, villages=tuple(found))


def read_village(
    folder: TownFolder,
    village: TownVillage,
    first: date,
    last: date,
    *,
    clock: Clock = system_clock,
) -> VillageReport:
    """What one village tells of a period; its own folder is only looked at.

    A problem is a part of the answer: one village must not keep a town from all others.
    """
    try:
        if village.path:
            report = upward_report(in_place(village, clock=clock), first, last, digests=False)
            return VillageReport(village=village, state="read", report=report)
        sent = folder.sent(village, first, last)
        latest = next(sent, None)
        if latest is None:
            return VillageReport(village=village, state="waiting")
        before = next(sent, None)
    except YigongError as error:
        return VillageReport(village=village, state="unreadable", problem=str(error))
    except OSError as error:
        return VillageReport(
            village=village, state="unreadable", problem=error.strerror or str(error)
        )
    change = report_change(before, latest) if before is not None else None
    return VillageReport(village=village, state="sent", report=latest, change=change)


def in_place(village: TownVillage, *, clock: Clock = system_clock) -> Village:
    """A village that is read in its folder, to look only.

    Raises:
        Refused: There is none, or another one.
        DataError: It cannot be read.
    """
    found = Village.open_reading(Path(village.path), clock=clock)
    if found.settings.uid_domain != village.id:
        raise Refused(
            "Another village is in {folder} now: {name}.",
            folder=village.path,
            name=found.settings.name,
        )
    return found


def _without_plain_lines(report: UpwardReport) -> UpwardReport:
    """A report with the occurrences alone that a town has to look at."""
    return msgspec.structs.replace(
        report,
        occurrences=tuple(
            each
            for each in report.occurrences
            if each.late or each.signed is None or each.corrections
        ),
    )
