"""The files of a report in the outbox: JSON, which the town takes, and a workbook to look at."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from yigong.exports.documents.upward_tables import upward_tables
from yigong.exports.documents.xlsx_workbook import write_workbook
from yigong.exports.export_file import write_export
from yigong.store.town.upward_file import encode_upward, upward_name
from yigong.store.town.upward_report import upward_report
from yigong.store.town_records import UpwardReport
from yigong.store.village.village import Village


class WrittenReport(NamedTuple):
    """A report, and where it was written."""

    report: UpwardReport
    paths: tuple[Path, ...]


class ReportFiles(NamedTuple):
    """A report, and its files by name: the one that is sent first."""

    report: UpwardReport
    files: tuple[tuple[str, bytes], ...]


def upward_contents(village: Village, first: date | None, last: date | None) -> ReportFiles:
    """The report of a period as files.

    Raises:
        Refused: The period has no end.
        DataError: A book cannot be read.
    """
    report = upward_report(village, first, last)
    name = upward_name(report)
    workbook = write_workbook(upward_tables(report))
    return ReportFiles(
        report, ((f"{name}.json", encode_upward(report)), (f"{name}.xlsx", workbook))
    )


def write_upward(village: Village, first: date | None, last: date | None) -> WrittenReport:
    """Write the report of a period into the outbox.

    Raises:
        Refused: The period has no end.
        DataError: A book cannot be read, or the disk refuses.
    """
    report, files = upward_contents(village, first, last)
    outbox = village.outbox()
    paths = [write_export(outbox / name, data, village.root) for name, data in reversed(files)]
    return WrittenReport(report, tuple(reversed(paths)))
