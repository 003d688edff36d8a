"""The attendance summary as a workbook: a sheet for each section, with charts of some of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from yigong.exports.documents.summary_tables import (
    NUMBER_COLUMNS,
    SummarySection,
    month_line,
    number_columns,
    summary_sections,
    summary_table,
)
from yigong.exports.documents.table import Chart, Column, Table, fitted
from yigong.exports.documents.xlsx_workbook import write_workbook
from yigong.store.language import N_, _
from yigong.store.records import Squad
from yigong.store.settings_records import Settings
from yigong.store.statistics.summary import Summary, View
from yigong.store.statistics.tally import Tally


class _ChartWords(NamedTuple):
    """The words of a section's charts, as msgids."""

    subject: str
    attendances: str
    hours: str


_CHARTED: Mapping[View | None, _ChartWords] = {
    "months": _ChartWords(N_("Month"), N_("Attendances by month"), N_("Service hours by month")),
    "squads": _ChartWords(N_("Squad"), N_("Attendances by squad"), N_("Service hours by squad")),
    "kinds": _ChartWords(N_("Kind"), N_("Attendances by kind"), N_("Service hours by kind")),
}
"""The sections that have charts: of attendances, and of service hours."""

_ROLES = ("by volunteers", "by participants", "by guests")
"""The columns whose numbers add up to the attendances."""

_COMPARED = {
    "Attendances": N_("Attendances a year before"),
    "Service hours": N_("Service hours a year before"),
}
"""The numbers of a year before that stand beside a month's, by what they are compared with."""

_WIDER = 1.5
"""How much wider than the column they are compared with, for the longer heading."""


def summary_xlsx(
    summary: Summary,
    squads: Mapping[int, Squad],
    settings: Settings,
    *,
    names: bool = False,
    before: Summary | None = None,
) -> bytes:
    """Write the summary as a workbook: a sheet for each section, ready to print on A4.

    Each sheet's head shows the numbers of the whole. Charts stand below the rows by month, by squad
    and by kind.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too.
        before: The summary of a year earlier, for the months to be compared with; `None`: there is
            none.
    """
    if before is not None and before.total == Tally():
        before = None
    numbers = [column.name for column in number_columns(summary.total)]
    tables = []
    for section in summary_sections(summary, squads, settings, names=names):
        if section.view == "months" and before is not None:
            table = _compared_months(section, summary, before, settings)
        elif section.lines:
            table = summary_table(section, summary, settings)
        else:
            continue
        tables.append(table._replace(charts=_charts(section.view, table, numbers)))
    return write_workbook(tables)


def _compared_months(
    section: SummarySection, summary: Summary, before: Summary, settings: Settings
) -> Table:
    """Return the table by month with columns of a year before; a month may have either alone."""
    now = {row.key: row.tally for row in summary.months}
    earlier = {f"{int(row.key[:4]) + 1}{row.key[4:]}": row.tally for row in before.months}
    months = sorted(now.keys() | earlier.keys())
    lines = [month_line(month, now.get(month, Tally())) for month in months]
    table = summary_table(section._replace(lines=lines), summary, settings)
    compared = [column for column in NUMBER_COLUMNS if column.name in _COMPARED]
    columns = [Column(_(_COMPARED[c.name]), c.share * _WIDER, c.kind) for c in compared]
    rows = [
        (*row, *(column.value(earlier.get(month, Tally())) for column in compared))
        for month, row in zip(months, table.rows, strict=True)
    ]
    return table._replace(columns=fitted([*table.columns, *columns]), rows=rows)


def _charts(view: View | None, table: Table, numbers: Sequence[str]) -> list[Chart]:
    """Return the charts of a section: of attendances, by role but for months, and of service hours.

    Args:
        view: What the section is by.
        table: Its table; behind its numbers stand those of a year before, if there are any.
        numbers: The names of its columns of numbers, as msgids.
    """
    words = _CHARTED.get(view)
    if words is None:
        return []
    first = sum(column.kind == "text" for column in table.columns)
    at = {name: first + i for i, name in enumerate([*numbers, *_COMPARED.values()])}
    by_time = view == "months"
    charts = []
    for title, value, parts in (
        (words.attendances, "Attendances", ["Attendances"] if by_time else _ROLES),
        (words.hours, "Service hours", ["Service hours"]),
    ):
        columns = [at[name] for name in parts if name in at]
        before = at[_COMPARED[value]]
        quiet = before if before < len(table.columns) else None
        charts.append(
            Chart(
                _(title), first - 1, _(words.subject),
                columns if quiet is None else [quiet, *columns], _(value),
                stacked=len(columns) > 1, lying=not by_time, quiet=quiet,
            )
        )  # fmt: skip
    return charts
