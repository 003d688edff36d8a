"""The attendance summary as CSV or XLSX for spreadsheets, or as Markdown.

All are made from the same sections, so the numbers agree; and each row has all four, because 人次
alone is taken for 人数.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from yigong.exports.documents.csv_sheet import csv_bytes
from yigong.exports.documents.table import Column, ColumnKind, Table
from yigong.exports.plain_text import one_line, padded, text_width
from yigong.store.attendance.hours import hours_text
from yigong.store.kinds import kind_name
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Settings, Squad, code
from yigong.store.statistics.summary import Summary
from yigong.store.statistics.tally import Tally, TallyRow

NUMBER_COLUMNS = (
    N_("Occurrences"),
    N_("Attendances"),
    N_("People"),
    N_("Hours"),
    N_("Clocked hours"),
    N_("Filled-in hours"),
    N_("Granted hours"),
)
"""The columns of numbers: the four, then the hours by origin. The names are msgids."""


class SummaryLine(NamedTuple):
    """A row of a section: its subject, and its numbers."""

    code: str
    name: str
    tally: Tally

    @property
    def values(self) -> tuple[int, ...]:
        """In the order of `NUMBER_COLUMNS`; hours in minutes."""
        tally, credit = self.tally, self.tally.service
        minutes = (credit.total, credit.clocked, credit.filled, credit.granted)
        return (tally.occurrences, tally.attendances, tally.people, *minutes)

    @property
    def numbers(self) -> tuple[str, ...]:
        """`values` as shown: whole numbers, and hours with one decimal."""
        return (*map(str, self.values[:3]), *map(hours_text, self.values[3:]))


class SummarySection(NamedTuple):
    """The rows of one grouping: by month, by squad, .."""

    title: str
    lines: list[SummaryLine]


def summary_sections(
    summary: Summary, squads: Mapping[int, Squad], settings: Settings, *, names: bool = False
) -> list[SummarySection]:
    """Group a summary: total, by month, event, squad, kind, group, programme, occurrence.

    The sections by group and by programme are left out where nothing has one.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too. Off by default, so that names are exported only on request.
    """
    by_person = (
        SummarySection(_("By person"), [_person(row) for row in summary.people]) if names else None
    )
    sections = [
        SummarySection(
            _("Total"), [SummaryLine("", f"{settings.name} {period_text(summary)}", summary.total)]
        ),
        SummarySection(_("By month"), [_month(row) for row in summary.months]),
        SummarySection(
            _("By event"), [SummaryLine(row.key, row.label, row.tally) for row in summary.events]
        ),
        SummarySection(_("By squad"), [_squad(row, squads) for row in summary.squads]),
        by_person,
        SummarySection(_("By kind"), [_kind(row) for row in summary.kinds]),
        _optional_section(_("By group"), summary.groups, _("No group")),
        _optional_section(_("By programme"), summary.programmes, _("No programme")),
        SummarySection(_("By occurrence"), [_occurrence(row) for row in summary.occurrences]),
    ]
    return [section for section in sections if section is not None]


def hours_note() -> str:
    """Return the note on why hours that are added up by hand may be a tenth off."""
    return _("Hours are added up in minutes and shown with one decimal.")


def summary_notes(summary: Summary) -> list[str]:
    """Return what a reader must know about the numbers: sentences for the foot."""
    notes = [
        _(
            "Attendances count everyone each time they came, with the children and adults they "
            "brought. People are counted once in each row, so the people of the rows do not add up "
            "to the total."
        ),
        hours_note(),
    ]
    if summary.unsigned:
        notes.append(
            ngettext(
                "{count} register is not signed yet: its hours may still change.",
                "{count} registers are not signed yet: their hours may still change.",
                summary.unsigned,
            ).format(count=summary.unsigned)
        )
    return notes


def summary_csv(
    summary: Summary, squads: Mapping[int, Squad], settings: Settings, *, names: bool = False
) -> bytes:
    """Write the summary as CSV: one flat table, so that it can be filtered, then the notes.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too.

    Returns:
        The file (see `csv_sheet.csv_bytes`).
    """
    heading = [_("Section"), _("Code"), _("Title"), *map(_, NUMBER_COLUMNS)]
    rows: list[Sequence[str | int | float]] = [heading]
    for section in summary_sections(summary, squads, settings, names=names):
        for line in section.lines:
            numbers = [float(n) if "." in n else int(n) for n in line.numbers]
            rows.append([section.title, line.code, line.name, *numbers])
    rows.append([])
    rows += [[note] for note in summary_notes(summary)]
    return csv_bytes(rows)


def summary_xlsx(
    summary: Summary, squads: Mapping[int, Squad], settings: Settings, *, names: bool = False
) -> bytes:
    """Write the summary as a workbook: a sheet for each section, ready to print on A4.

    Each sheet's head shows the four numbers of the whole.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too.
    """
    from yigong.exports.documents.xlsx_workbook import write_workbook

    sections = summary_sections(summary, squads, settings, names=names)
    return write_workbook(
        [_table(section, summary, settings) for section in sections if section.lines]
    )


_WIDTHS: tuple[tuple[float, ColumnKind], ...] = (
    (8, "count"), (9, "count"), (8, "count"), (9, "hours"), (9, "hours"), (9, "hours"),
    (9, "hours"),
)  # fmt: skip
"""The widths of `NUMBER_COLUMNS` in per cent of the page, and their kinds."""


def _table(section: SummarySection, summary: Summary, settings: Settings) -> Table:
    with_code = any(line.code for line in section.lines)
    columns = [Column(_("Title"), 25 if with_code else 39, left=True)]
    if with_code:
        columns.insert(0, Column(_("Code"), 14))
    columns += [
        Column(_(name), share, kind)
        for name, (share, kind) in zip(NUMBER_COLUMNS, _WIDTHS, strict=True)
    ]
    total = SummaryLine("", "", summary.total).numbers[:4]
    return Table(
        _("Attendance of {village}").format(village=one_line(settings.name)),
        [
            (_("Period"), period_text(summary)),
            *((_(name), number) for name, number in zip(NUMBER_COLUMNS, total, strict=False)),
        ],
        columns,
        [(*([line.code] if with_code else []), line.name, *line.values) for line in section.lines],
        notes=summary_notes(summary),
        name=section.title,
    )


def summary_markdown(
    summary: Summary, squads: Mapping[int, Squad], settings: Settings, *, names: bool = False
) -> str:
    """Write the summary as Markdown: a table for each section, aligned as plain text, too.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too.

    Returns:
        The text; names in it are escaped.
    """
    title = _("Attendance of {village}").format(village=escape_markdown(settings.name))
    parts = [f"# {title}"]
    for section in summary_sections(summary, squads, settings, names=names):
        if section.lines:
            parts += [f"## {section.title}", _markdown_table(section)]
    return "\n\n".join([*parts, *summary_notes(summary)]) + "\n"


_MARKUP = re.compile(r"([\\`*_\[\]|~#$@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)


def escape_markdown(text: str) -> str:
    """Escape text for a Markdown cell: it makes no cell border, emphasis, link or HTML."""
    text = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", text)


def _markdown_table(section: SummarySection) -> str:
    with_code = any(line.code for line in section.lines)
    heading = [_("Code"), _("Title"), *map(_, NUMBER_COLUMNS)]
    rows = [[li.code, escape_markdown(li.name), *li.numbers] for li in section.lines]
    table = [row[0 if with_code else 1 :] for row in [heading, *rows]]
    text_columns = 2 if with_code else 1
    widths = [max(3, *(text_width(row[i]) for row in table)) for i in range(len(table[0]))]
    delimiters = [
        "-" * w if i < text_columns else "-" * (w - 1) + ":" for i, w in enumerate(widths)
    ]
    table.insert(1, delimiters)
    lines = []
    for row in table:
        cells = zip(row, widths, strict=True)
        lines.append([padded(c, w, right=i >= text_columns) for i, (c, w) in enumerate(cells)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def period_text(summary: Summary) -> str:
    """Return the period of a summary: ``2026-11-01 .. 2026-11-30``."""
    if summary.first is None and summary.last is None:
        return _("All time")
    return f"{summary.first or ''} .. {summary.last or ''}".strip()


def _month(row: TallyRow) -> SummaryLine:
    """Return a month's line; ``2026-11`` alone is read as a date by spreadsheets."""
    return SummaryLine("", _("Month {month}").format(month=row.key), row.tally)


def _squad(row: TallyRow, squads: Mapping[int, Squad]) -> SummaryLine:
    number = int(row.key)
    if not number:
        return SummaryLine("", _("No squad"), row.tally)
    squad = squads.get(number)
    return SummaryLine(code("S", number), squad.name if squad else "", row.tally)


def _person(row: TallyRow) -> SummaryLine:
    return SummaryLine(code("V", int(row.key)), row.label, row.tally)


def _kind(row: TallyRow) -> SummaryLine:
    return SummaryLine("", kind_name(row.key), row.tally)


def _optional_section(title: str, rows: Sequence[TallyRow], none: str) -> SummarySection | None:
    """Return a section by group or programme; `None` where no row has one."""
    if not any(row.key for row in rows):
        return None
    return SummarySection(
        title, [SummaryLine("", row.label if row.key else none, row.tally) for row in rows]
    )


def _occurrence(row: TallyRow) -> SummaryLine:
    return SummaryLine(row.key, row.label, row.tally)
