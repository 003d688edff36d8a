"""The attendance summary as a table: CSV for spreadsheets, Markdown for reading and passing on.

Both are made from the same sections, so the numbers are the same numbers; and each row has all
four of them, because 人次 alone was taken for 人数 before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exports.sheet import csv_bytes
from exports.text import one_line, padded, width
from store.hours import hours_text
from store.language import N_, _, ngettext
from store.records import Settings, Squad, code
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
    def numbers(self) -> tuple[str, ...]:
        """In the order of `NUMBERS`, as shown: whole numbers, and hours with one decimal."""
        tally, credit = self.tally, self.tally.credit
        counts = (tally.occurrences, tally.attendances, tally.people)
        minutes = (credit.total, credit.clocked, credit.filled, credit.granted)
        return (*map(str, counts), *map(hours_text, minutes))


class Section(NamedTuple):
    """Rows of one kind."""

    title: str
    lines: list[Line]


def sections(summary: Summary, squads: Mapping[int, Squad], settings: Settings) -> list[Section]:
    """A summary as rows to show: total, by month, by event, by squad, by occurrence.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.
    """
    return [
        Section(_("Total"), [Line("", f"{settings.name} {_period(summary)}", summary.total)]),
        Section(_("By month"), [_month(row) for row in summary.months]),
        Section(_("By event"), [Line(row.key, row.label, row.tally) for row in summary.events]),
        Section(_("By squad"), [_squad(row, squads) for row in summary.squads]),
        Section(_("By occurrence"), [_occurrence(row) for row in summary.occurrences]),
    ]


def notes(summary: Summary) -> list[str]:
    """What a reader must know of the numbers: sentences for the foot."""
    found = [
        _(
            "Attendances count everyone each time they came. People are counted once in each row, "
            "so the people of the rows do not add up to the total."
        )
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


def summary_csv(summary: Summary, squads: Mapping[int, Squad], settings: Settings) -> bytes:
    """The summary for a spreadsheet: one flat table, so that it can be filtered, then the notes.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.

    Returns:
        The file: UTF-8 with a mark, CRLF, numbers as numbers, no cell that runs.
    """
    heading = [_("Section"), _("Code"), _("Title"), *map(_, NUMBERS)]
    rows: list[Sequence[str | int | float]] = [heading]
    for section in sections(summary, squads, settings):
        for line in section.lines:
            numbers = [float(n) if "." in n else int(n) for n in line.numbers]
            rows.append([section.title, line.code, line.name, *numbers])
    rows.append([])
    rows += [[note] for note in notes(summary)]
    return csv_bytes(rows)


def summary_markdown(summary: Summary, squads: Mapping[int, Squad], settings: Settings) -> str:
    """The summary as Markdown: a table a section, aligned also where it is read as plain text.

    Args:
        summary: The summary.
        squads: The squads by number, for their names.
        settings: The village's, for its name.

    Returns:
        The text. Names in it are text, whatever they hold.
    """
    title = _("Attendance of {village}").format(village=escaped(settings.name))
    parts = [f"# {title}"]
    for section in sections(summary, squads, settings):
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


def _period(summary: Summary) -> str:
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


def _occurrence(row: Row) -> Line:
    return Line(row.key, row.label, row.tally)
