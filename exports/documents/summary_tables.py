"""The attendance summary: CSV and XLSX for spreadsheets, Markdown for reading and passing on.

All are made from the same sections, so the numbers are the same numbers; and each row has all
four of them, because 人次 alone was taken for 人数 before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from yigong.exports.documents.csv_sheet import csv_bytes
from yigong.exports.documents.table import Column, ColumnKind, Table
from yigong.exports.plain_text import one_line, padded, text_width
from yigong.store.attendance.hours import hours_text
from yigong.store.language import N_, _, ngettext
from yigong.store.records import KIND_NAMES, Settings, Squad, code
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
"""The columns of numbers, as msgids: the four, then where the hours come from."""


class SummaryLine(NamedTuple):
    """One row: what it is about, and its numbers."""

    code: str
    name: str
    tally: Tally

    @property
    def values(self) -> tuple[int, ...]:
        """In the order of `NUMBER_COLUMNS`; hours in minutes."""
        tally, credit = self.tally, self.tally.credit
        minutes = (credit.total, credit.clocked, credit.filled, credit.granted)
        return (tally.occurrences, tally.attendances, tally.people, *minutes)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The same as shown: whole numbers, and hours with one decimal."""
        return (*map(str, self.values[:3]), *map(hours_text, self.values[3:]))


class SummarySection(NamedTuple):
    """Rows of one kind."""

    title: str
    lines: list[SummaryLine]


def summary_sections(
    summary: Summary, squads: Mapping[int, Squad], settings: Settings, *, names: bool = False
) -> list[SummarySection]:
    """A summary as rows to show: total, by month, event, squad, kind, group, programme, occurrence.

    Where nobody is in a group, or nothing belongs to a programme, that is no section.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too. Left out unless asked for: nobody's name goes out unawares.
    """
    by_person = (
        SummarySection(_("By person"), [_person(row) for row in summary.people]) if names else None
    )
    found = [
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
        _named(_("By group"), summary.groups, _("No group")),
        _named(_("By programme"), summary.programmes, _("No programme")),
        SummarySection(_("By occurrence"), [_occurrence(row) for row in summary.occurrences]),
    ]
    return [section for section in found if section is not None]


def hours_note() -> str:
    """Why hours that are added up by hand may be a tenth off."""
    return _("Hours are added up in minutes and shown with one decimal.")


def summary_notes(summary: Summary) -> list[str]:
    """What a reader must know of the numbers: sentences for the foot."""
    found = [
        _(
            "Attendances count everyone each time they came, with the children and adults they "
            "brought. People are counted once in each row, so the people of the rows do not add up "
            "to the total."
        ),
        hours_note(),
    ]
    if summary.unsigned:
        found.append(
            ngettext(
                "{count} register is not signed yet: its hours may still change.",
                "{count} registers are not signed yet: their hours may still change.",
                summary.unsigned,
            ).format(count=summary.unsigned)
        )
    return found


def summary_csv(
    summary: Summary, squads: Mapping[int, Squad], settings: Settings, *, names: bool = False
) -> bytes:
    """The summary for a spreadsheet: one flat table, so that it can be filtered, then the notes.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too.

    Returns:
        The file: UTF-8 with a mark, CRLF, numbers as numbers, no cell that runs.
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
    """The summary as a workbook: a sheet for each section, ready to print on A4.

    Above each stand the four numbers of the whole, so that no sheet shows one of them alone.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too.
    """
    from yigong.exports.documents.xlsx_workbook import write_workbook

    all_sections = summary_sections(summary, squads, settings, names=names)
    return write_workbook([_sheet(one, summary, settings) for one in all_sections if one.lines])


_WIDTHS: tuple[tuple[float, ColumnKind], ...] = (
    (8, "count"), (9, "count"), (8, "count"), (9, "hours"), (9, "hours"), (9, "hours"),
    (9, "hours"),
)  # fmt: skip
"""Of the columns of `NUMBER_COLUMNS`: their share of the page, and what they hold."""


def _sheet(section: SummarySection, summary: Summary, settings: Settings) -> Table:
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
            *((_(name), said) for name, said in zip(NUMBER_COLUMNS, total, strict=False)),
        ],
        columns,
        [(*([line.code] if with_code else []), line.name, *line.values) for line in section.lines],
        notes=summary_notes(summary),
        name=section.title,
    )


def summary_markdown(
    summary: Summary, squads: Mapping[int, Squad], settings: Settings, *, names: bool = False
) -> str:
    """The summary as Markdown: a table a section, aligned also where it is read as plain text.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too.

    Returns:
        The text. Names in it are text, whatever they hold.
    """
    title = _("Attendance of {village}").format(village=escape_markdown(settings.name))
    parts = [f"# {title}"]
    for section in summary_sections(summary, squads, settings, names=names):
        if section.lines:
            parts += [f"## {section.title}", _table(section)]
    return "\n\n".join([*parts, *summary_notes(summary)]) + "\n"


_MARKUP = re.compile(r"([\\`*_\[\]|~#$@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)


def escape_markdown(text: str) -> str:
    """Text as Markdown that shows it as it is: no cell border, emphasis, link or HTML."""
    text = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", text)


def _table(section: SummarySection) -> str:
    with_code = any(line.code for line in section.lines)
    heading = [_("Code"), _("Title"), *map(_, NUMBER_COLUMNS)]
    rows = [[li.code, escape_markdown(li.name), *li.numbers] for li in section.lines]
    table = [row[0 if with_code else 1 :] for row in [heading, *rows]]
    texts = 2 if with_code else 1
    widths = [max(3, *(text_width(row[i]) for row in table)) for i in range(len(table[0]))]
    rule = ["-" * w if i < texts else "-" * (w - 1) + ":" for i, w in enumerate(widths)]
    table.insert(1, rule)
    lines = []
    for row in table:
        cells = zip(row, widths, strict=True)
        lines.append([padded(c, w, right=i >= texts) for i, (c, w) in enumerate(cells)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def period_text(summary: Summary) -> str:
    """The period of a summary: ``2026-11-01 .. 2026-11-30``."""
    if summary.first is None and summary.last is None:
        return _("All time")
    return f"{summary.first or ''} .. {summary.last or ''}".strip()


def _month(row: TallyRow) -> SummaryLine:
    """A month; the word before it keeps a spreadsheet from reading it as the first of the month."""
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
    return SummaryLine(
        "", _({str(kind): name for kind, name in KIND_NAMES.items()}[row.key]), row.tally
    )


def _named(title: str, rows: Sequence[TallyRow], none: str) -> SummarySection | None:
    """A section of what people name themselves; `None` where they named nothing."""
    if not any(row.key for row in rows):
        return None
    return SummarySection(
        title, [SummaryLine("", row.label if row.key else none, row.tally) for row in rows]
    )


def _occurrence(row: TallyRow) -> SummaryLine:
    return SummaryLine(row.key, row.label, row.tally)
