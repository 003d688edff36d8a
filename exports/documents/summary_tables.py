"""The attendance summary as CSV, as a page to print, or as Markdown; its sections and columns.

All are made from the same sections and columns, so the numbers agree. 人次 stands with its split by
role, because alone it is taken for 人数, or all of it for volunteers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from yigong.exports.documents.csv_sheet import csv_bytes
from yigong.exports.documents.html_page import html_page
from yigong.exports.documents.table import (
    Column,
    ColumnKind,
    Table,
    Value,
    cell_number,
    cell_text,
    fitted,
    heading,
)
from yigong.exports.plain_text import one_line, padded, text_width
from yigong.store.attendance.hours import hours_parts, hours_tenths
from yigong.store.dates.date_words import days_text
from yigong.store.kinds import kind_name
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Squad, code
from yigong.store.settings_records import Settings
from yigong.store.statistics.summary import Summary, View
from yigong.store.statistics.tally import Tally, TallyRow


class TallyColumn(NamedTuple):
    """A column of numbers."""

    name: str
    """A msgid."""

    share: float
    """Its width in proportion to the others."""

    kind: ColumnKind
    value: Callable[[Tally], int]
    """Its number; hours in tenths."""

    optional: bool = False
    """Whether it is left out where it is 0 in the total, and so in every row."""

    in_head: bool = False
    """Whether a sheet's head shows it for the whole."""


NUMBER_COLUMNS = (
    TallyColumn(N_("Occurrences"), 6.5, "count", lambda t: t.occurrences, in_head=True),
    TallyColumn(N_("Attendances"), 6.5, "count", lambda t: t.attendances, in_head=True),
    TallyColumn(N_("by volunteers"), 6.5, "count", lambda t: t.heads.volunteers, in_head=True),
    TallyColumn(N_("by participants"), 7, "count", lambda t: t.heads.participants, in_head=True),
    TallyColumn(
        N_("by guests"), 6.5, "count", lambda t: t.heads.guests, optional=True, in_head=True
    ),
    TallyColumn(N_("People"), 6, "count", lambda t: t.people, in_head=True),
    TallyColumn(N_("People serving"), 6.5, "count", lambda t: t.persons.volunteer, in_head=True),
    TallyColumn(
        N_("Service hours"), 7, "hours", lambda t: hours_parts(t.service).total, in_head=True
    ),
    TallyColumn(N_("Clocked hours"), 7, "hours", lambda t: hours_parts(t.service).clocked),
    TallyColumn(N_("Filled-in hours"), 7, "hours", lambda t: hours_parts(t.service).filled),
    TallyColumn(N_("Granted hours"), 7, "hours", lambda t: hours_parts(t.service).granted),
    TallyColumn(
        N_("Learning hours"), 7, "hours",
        lambda t: hours_tenths(t.credit.learning.minutes), optional=True,
    ),
    TallyColumn(N_("Boardings"), 6, "count", lambda t: t.boardings, optional=True),
    TallyColumn(N_("Paid attendances"), 6.5, "count", lambda t: t.heads.paid, optional=True),
    TallyColumn(N_("Paid people"), 6.5, "count", lambda t: t.persons.paid, optional=True),
    TallyColumn(
        N_("Paid hours"), 7, "hours",
        lambda t: hours_tenths(t.credit.labour.minutes), optional=True,
    ),
)  # fmt: skip
"""场次, 人次 by role, 人数, 服务时长 by origin, 学时; then 乘次, and 用工, in no other number."""


def number_columns(total: Tally) -> list[TallyColumn]:
    """Return the columns that a summary has.

    Args:
        total: Its total.
    """
    return [column for column in NUMBER_COLUMNS if not column.optional or column.value(total)]


class SummaryLine(NamedTuple):
    """A row of a section: its subject, and its numbers."""

    code: str
    name: str
    tally: Tally

    def numbers(self, columns: Sequence[TallyColumn]) -> list[str]:
        """Its numbers as shown: whole ones, and hours with one decimal."""
        return [cell_text(column.value(self.tally), column.kind) for column in columns]


class SummarySection(NamedTuple):
    """The rows of one grouping: by month, by squad, .."""

    view: View | None
    """What it is by; `None`: it is the total."""

    title: str
    lines: list[SummaryLine]


def summary_sections(
    summary: Summary, squads: Mapping[int, Squad], settings: Settings, *, names: bool = False
) -> list[SummarySection]:
    """Group a summary: total, by month, event, squad, kind, group, programme, host, occurrence.

    The sections by group, by programme and by host are left out where nothing has one.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too. Off by default, so that names are exported only on request.
    """
    whole = SummaryLine("", f"{settings.name} {period_text(summary)}", summary.total)
    months = [month_line(row.key, row.tally) for row in summary.months]
    events = [SummaryLine(row.key, row.label, row.tally) for row in summary.events]
    squad_lines = [_squad(row, squads) for row in summary.squads]
    people = [_person(row) for row in summary.people] if names else None
    kinds = [_kind(row) for row in summary.kinds]
    occurrences = [_occurrence(row) for row in summary.occurrences]
    sections = [
        SummarySection(None, _("Total"), [whole]),
        SummarySection("months", _("By month"), months),
        SummarySection("events", _("By event"), events),
        SummarySection("squads", _("By squad"), squad_lines),
        None if people is None else SummarySection("people", _("By person"), people),
        SummarySection("kinds", _("By kind"), kinds),
        _optional_section("groups", _("By group"), summary.groups, _("No group")),
        _optional_section("programmes", _("By programme"), summary.programmes, _("No programme")),
        _host_section(summary, squads),
        SummarySection("occurrences", _("By occurrence"), occurrences),
    ]
    return [section for section in sections if section is not None]


def hours_note() -> str:
    """Return the note on why hours that are added up by hand may differ from a sum."""
    return _(
        "Hours are added up in minutes and shown with one decimal: the parts in a row add up to "
        "its total. Each row is rounded by up to 0.05, so a column that is added up by hand may "
        "differ from its sum, a long one by more."
    )


def summary_notes(summary: Summary) -> list[str]:
    """Return what a reader must know about the numbers: sentences for the foot."""
    heads = summary.total.heads
    notes = [
        _(
            "Attendances count everyone each time they came. Those by participants are of who took "
            "part, learned, came along with somebody, or was counted without a name. People are "
            "counted once in each row, so the people of the rows do not add up to the total."
        ),
        _(
            "People serving are those who came as a volunteer at least once; who was only granted "
            "hours is in the hours alone."
        ),
    ]
    if heads.nameless:
        notes.append(
            ngettext(
                "The number of people leaves out {n} attendance without a name.",
                "The number of people leaves out {n} attendances without a name.",
                heads.nameless,
            ).format(n=heads.nameless)
        )
    if summary.total.boardings:
        notes.append(
            _("Boardings count each leg of a trip that somebody rode: part of no other number.")
        )
    if heads.paid or summary.total.credit.labour.minutes:
        notes.append(_("Paid work stands apart: it is part of no other number."))
    notes.append(hours_note())
    if summary.credited_alike:
        notes.append(
            ngettext(
                "{count} occurrence was signed before there were roles: all who came to it are "
                "counted as volunteers until it is reviewed.",
                "{count} occurrences were signed before there were roles: all who came to them are "
                "counted as volunteers until they are reviewed.",
                summary.credited_alike,
            ).format(count=summary.credited_alike)
        )
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
    columns = number_columns(summary.total)
    titles = [_("Section"), _("Code"), _("Title"), *(heading(column.name) for column in columns)]
    rows: list[Sequence[str | int | float]] = [titles]
    for section in summary_sections(summary, squads, settings, names=names):
        for line in section.lines:
            numbers = [cell_number(column.value(line.tally), column.kind) for column in columns]
            rows.append([section.title, line.code, line.name, *numbers])
    rows.append([])
    rows += [[note] for note in summary_notes(summary)]
    return csv_bytes(rows)


def summary_html(
    summary: Summary, squads: Mapping[int, Squad], settings: Settings, *, names: bool = False
) -> bytes:
    """Write the summary as a page to print on A4: a table for each section, then the notes.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too.
    """
    sections = summary_sections(summary, squads, settings, names=names)
    first, *others = [
        summary_table(section, summary, settings) for section in sections if section.lines
    ]
    tables = [first, *(table._replace(title=table.name, head=[]) for table in others)]
    page = [table._replace(notes=[]) for table in tables[:-1]]
    return html_page(*page, tables[-1]).encode()


def summary_table(section: SummarySection, summary: Summary, settings: Settings) -> Table:
    """Return a section as a table on a page of its own; its head shows the numbers of the whole."""
    numbers = number_columns(summary.total)
    with_code = any(line.code for line in section.lines)
    columns = [Column(_("Code"), 11.5), Column(_("Title"), 17, left=True)]
    columns += [Column(heading(column.name), column.share, column.kind) for column in numbers]
    shown = columns if with_code else columns[1:]
    rows: list[tuple[Value, ...]] = [
        (line.code, line.name, *(column.value(line.tally) for column in numbers))
        for line in section.lines
    ]
    return Table(
        _("Attendance of {village}").format(village=one_line(settings.name)),
        [
            (_("Period"), period_text(summary)),
            *(
                (heading(column.name), cell_text(column.value(summary.total), column.kind))
                for column in numbers
                if column.in_head
            ),
        ],
        fitted(shown),
        [row[-len(shown) :] for row in rows],
        notes=summary_notes(summary),
        landscape=True,
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
    parts, columns = [f"# {title}"], number_columns(summary.total)
    for section in summary_sections(summary, squads, settings, names=names):
        if section.lines:
            parts += [f"## {section.title}", _markdown_table(section, columns)]
    return "\n\n".join([*parts, *summary_notes(summary)]) + "\n"


_MARKUP = re.compile(r"([\\`*_\[\]|~#$@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)


def escape_markdown(text: str) -> str:
    """Escape text for a Markdown cell: it makes no cell border, emphasis, link or HTML."""
    text = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", text)


def _markdown_table(section: SummarySection, columns: Sequence[TallyColumn]) -> str:
    with_code = any(line.code for line in section.lines)
    titles = [_("Code"), _("Title"), *(heading(column.name) for column in columns)]
    rows = [[li.code, escape_markdown(li.name), *li.numbers(columns)] for li in section.lines]
    table = [row[0 if with_code else 1 :] for row in [titles, *rows]]
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
    """Return the period of a summary: ``2026年11月1日至11月30日``, ``2026-11-01 to 2026-11-30``."""
    return days_text(summary.first, summary.last)


def month_line(month: str, tally: Tally) -> SummaryLine:
    """Return a month's line; ``2026-11`` alone is read as a date by spreadsheets."""
    year, number = month.split("-")
    name = _("Month {year}-{number:02}").format(year=year, number=int(number))
    return SummaryLine("", name, tally)


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


def _optional_section(
    view: View, title: str, rows: Sequence[TallyRow], none: str
) -> SummarySection | None:
    """Return a section by group or programme; `None` where no row has one."""
    if not any(row.key for row in rows):
        return None
    return SummarySection(
        view, title, [SummaryLine("", row.label if row.key else none, row.tally) for row in rows]
    )


def _host_section(summary: Summary, squads: Mapping[int, Squad]) -> SummarySection | None:
    """Return the section by host; `None` where nothing has one.

    What several of them host is in the row of each, which its title says then.
    """
    rows = summary.hosts
    if not any(row.key for row in rows):
        return None
    title = _("By host")
    if sum(row.tally.occurrences for row in rows) > summary.total.occurrences:
        title = _("By host; what several of them host is counted with each")
    lines = []
    for row in rows:
        number = int(row.key or 0)
        squad = squads.get(number)
        name = squad.name if squad else row.label if number else _("No host")
        lines.append(SummaryLine(code("S", number) if number else "", name, row.tally))
    return SummarySection("hosts", title, lines)


def _occurrence(row: TallyRow) -> SummaryLine:
    return SummaryLine(row.key, row.label, row.tally)
