"""The workbook of a town: all villages on the first sheet, then a sheet for each of them."""

from __future__ import annotations

from yigong.exports.documents.table import Column, Table
from yigong.exports.documents.town_tables import (
    STATE_NAMES,
    TOWN_VIEWS,
    later_changes,
    view_table,
    village_changes,
)
from yigong.exports.documents.upward_tables import upward_sheet
from yigong.exports.documents.xlsx_workbook import write_workbook
from yigong.store.language import _
from yigong.store.town.town_reading import TownSummary, VillageReport


def town_xlsx(name: str, summary: TownSummary) -> bytes:
    """Write a town as a workbook.

    Args:
        name: The town's.
        summary: The summary.
    """
    tables = [view_table(name, summary, view) for view in TOWN_VIEWS]
    if lines := later_changes(summary):
        tables.append(
            Table(
                _("Corrections"),
                [],
                [Column(_("Correction"), 100, left=True)],
                [[line] for line in lines],
                landscape=True,
            )
        )
    return write_workbook([*tables, *map(_sheet, summary.villages)])


def _sheet(village: VillageReport) -> Table:
    """The sheet of a village; of one without a report it says why."""
    if village.report is None:
        state = _(STATE_NAMES[village.state])
        return Table(
            village.village.name,
            [],
            [Column(_("State"), 100, left=True)],
            [[f"{state}  {village.problem}".rstrip()]],
        )
    return upward_sheet(village.report, village_changes(village))._replace(
        name=village.village.name
    )
