"""The attendance summary: CSV and XLSX for spreadsheets, Markdown for reading and passing on.

All are made from the same sections, so the numbers are the same numbers; and each row has all
four of them, because 人次 alone was taken for 人数 before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exports.sheet import csv_bytes
from exports.table import Column, Kind, Table
from exports.text import one_line, padded, width
from store.hours import hours_text
from store.language import N_, _, ngettext
from store.records import KIND_NAMES, Settings, Squad, code
from store.summary import Row, Summary, Tally

NUMBERS = (
    N_("Occurrences"),
    N_("Attendances"),
    N_("People"),
    N_("Hours"),
    N_("Clocked hours"),
    N_("Filled-in hours"),
    N_("Granted hours"),
)
"""The columns of numbers, as msgids: the four, then where the hours come from."""


class Line(NamedTuple):
    """One row: what it is about, and its numbers."""

    code: str
    name: str
    tally: Tally

    @property
    def values(self) -> tuple[int, ...]:
        """In the order of `NUMBERS`; hours in minutes."""
        tally, credit = self.tally, self.tally.credit
        minutes = (credit.total, credit.clocked, credit.filled, credit.granted)
        return (tally.occurrences, tally.attendances, tally.people, *minutes)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The same as shown: whole numbers, and hours with one decimal."""
        return (*map(str, self.values[:3]), *map(hours_text, self.values[3:]))


class Section(NamedTuple):
    """Rows of one kind."""

    title: str
    lines: list[Line]


def sections(
    summary: Summary, squads: Mapping[int, Squad], settings: Settings, *, names: bool = False
) -> list[Section]:
    """A summary as rows to show: total, by month, event, squad, kind, group, programme, occurrence.

    Where nobody is in a group, or nothing belongs to a programme, that is no section.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
        names: By person, too. Left out unless asked for: nobody's name goes out unawares.
    """
    by_person = Section(_("By person"), [_person(row) for row in summary.people]) if names else None
    found = [
        Section(_("Total"), [Line("", f"{settings.name} {period_text(summary)}", summary.total)]),
        Section(_("By month"), [_month(row) for row in summary.months]),
        Section(_("By event"), [Line(row.key, row.label, row.tally) for row in summary.events]),
        Section(_("By squad"), [_squad(row, squads) for row in summary.squads]),
        by_person,
        Section(_("By kind"), [_kind(row) for row in summary.kinds]),
        _named(_("By group"), summary.groups, _("No group")),
        _named(_("By programme"), summary.programmes, _("No programme")),
        Section(_("By occurrence"), [_occurrence(row) for row in summary.occurrences]),
    ]
    return [section for section in found if section is not None]


def hours_note() -> str:
    """Why hours that are added up by hand may be a tenth off."""
    return _("Hours are added up in minutes and shown with one decimal.")


def notes(summary: Summary) -> list[str]:
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
    heading = [_("Section"), _("Code"), _("Title"), *map(_, NUMBERS)]
    rows: list[Sequence[str | int | float]] = [heading]
    for section in sections(summary, squads, settings, names=names):
        for line in section.lines:
            numbers = [float(n) if "." in n else int(n) for n in line.numbers]
            rows.append([section.title, line.code, line.name, *numbers])
    rows.append([])
    rows += [[note] for note in notes(summary)]
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
    from exports.workbook import workbook

    all_sections = sections(summary, squads, settings, names=names)
    return workbook([_sheet(one, summary, settings) for one in all_sections if one.lines])


_WIDTHS: tuple[tuple[float, Kind], ...] = (
    (8, "count"), (9, "count"), (8, "count"), (9, "hours"), (9, "hours"), (9, "hours"),
    (9, "hours"),
)  # fmt: skip
"""Of the columns of `NUMBERS`: their share of the page, and what they hold."""


def _sheet(section: Section, summary: Summary, settings: Settings) -> Table:
    with_code = any(line.code for line in section.lines)
    columns = [Column(_("Title"), 25 if with_code else 39, left=True)]
    if with_code:
        columns.insert(0, Column(_("Code"), 14))
    columns += [
        Column(_(name), share, kind) for name, (share, kind) in zip(NUMBERS, _WIDTHS, strict=True)
    ]
    total = Line("", "", summary.total).numbers[:4]
    return Table(
        _("Attendance of {village}").format(village=one_line(settings.name)),
        [
            (_("Period"), period_text(summary)),
            *((_(name), said) for name, said in zip(NUMBERS, total, strict=False)),
        ],
        columns,
        [(*([line.code] if with_code else []), line.name, *line.values) for line in section.lines],
        notes=notes(summary),
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
    title = _("Attendance of {village}").format(village=escaped(settings.name))
    parts = [f"# {title}"]
    for section in sections(summary, squads, settings, names=names):
        if section.lines:
            parts += [f"## {section.title}", _table(section)]
    return "\n\n".join([*parts, *notes(summary)]) + "\n"


_MARKUP = re.compile(r"([\\`*_\[\]|~#$@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)


def escaped(text: str) -> str:
    """Text as Markdown that shows it as it is: no cell border, emphasis, link or HTML."""
    text = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", text)


def _table(section: Section) -> str:
    with_code = any(line.code for line in section.lines)
    heading = [_("Code"), _("Title"), *map(_, NUMBERS)]
    rows = [[li.code, escaped(li.name), *li.numbers] for li in section.lines]
    table = [row[0 if with_code else 1 :] for row in [heading, *rows]]
    texts = 2 if with_code else 1
    widths = [max(3, *(width(row[i]) for row in table)) for i in range(len(table[0]))]
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


def _month(row: Row) -> Line:
    """A month; the word before it keeps a spreadsheet from reading it as the first of the month."""
    return Line("", _("Month {month}").format(month=row.key), row.tally)


def _squad(row: Row, squads: Mapping[int, Squad]) -> Line:
    number = int(row.key)
    if not number:
        return Line("", _("No squad"), row.tally)
    squad = squads.get(number)
    return Line(code("S", number), squad.name if squad else "", row.tally)


def _person(row: Row) -> Line:
    return Line(code("V", int(row.key)), row.label, row.tally)


def _kind(row: Row) -> Line:
    return Line("", _({str(kind): name for kind, name in KIND_NAMES.items()}[row.key]), row.tally)


def _named(title: str, rows: Sequence[Row], none: str) -> Section | None:
    """A section of what people name themselves; `None` where they named nothing."""
    if not any(row.key for row in rows):
        return None
    return Section(title, [Line("", row.label if row.key else none, row.tally) for row in rows])


def _occurrence(row: Row) -> Line:
    return Line(row.key, row.label, row.tally)
