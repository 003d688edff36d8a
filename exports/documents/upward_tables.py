"""What a village sends upward as tables: its numbers by each view, a row an occurrence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from yigong.exports.documents.summary_tables import (
    TallyColumn,
    hours_note,
    number_columns,
)
from yigong.exports.documents.table import Column, LabelledText, Table, Value, fitted, heading
from yigong.exports.plain_text import one_line
from yigong.store.attendance.hours import hours_tenths, tenths_text
from yigong.store.dates.date_words import days_text, month_name
from yigong.store.kinds import kind_name
from yigong.store.language import N_, _, ngettext
from yigong.store.score_records import COLOUR_NAMES
from yigong.store.town.upward_numbers import tally_of_numbers
from yigong.store.town_records import UpwardNumbers, UpwardOccurrence, UpwardReport, UpwardRow

ROW_VIEWS: Mapping[str, tuple[str, str]] = {
    "months": (N_("By month"), ""),
    "kinds": (N_("By kind"), ""),
    "programmes": (N_("By programme"), N_("No programme")),
    "hosts": (N_("By host"), N_("No host")),
    "places": (N_("By place"), N_("No place")),
}
"""The rows of a report: what they are called, and what a row is called that is of none; msgids."""

ROW_HEADS: Mapping[str, str] = {
    "months": N_("Months"),
    "kinds": N_("Kind"),
    "programmes": N_("Programme"),
    "hosts": N_("Host"),
    "places": N_("Place"),
}
"""What heads the names of such rows; msgids."""


def upward_tables(report: UpwardReport) -> list[Table]:
    """All of what is sent as tables: in all and by each view on the first, then the occurrences."""
    numbers = number_columns(tally_of_numbers(report.total))
    return [
        _numbers_table(report, numbers),
        _occurrence_table(report, numbers),
    ]


def upward_sheet(report: UpwardReport, notes: Sequence[str] = ()) -> Table:
    """A report as one table, for its sheet in the workbook of a town.

    Args:
        report: The report.
        notes: What the town adds below it.
    """
    table = _numbers_table(report, number_columns(tally_of_numbers(report.total)))
    return table._replace(notes=[*notes, *table.notes], name=report.village)


def number_values(numbers: UpwardNumbers, columns: Iterable[TallyColumn]) -> list[Value]:
    """The values of some columns."""
    tally = tally_of_numbers(numbers)
    return [column.value(tally) for column in columns]


def row_name(view: str, row: UpwardRow) -> str:
    """What a row of a view is called: ``2026年11月``, ``义务日``."""
    if view == "months" and len(row.key) == 7:
        return month_name(date(int(row.key[:4]), int(row.key[5:]), 1))
    if view == "kinds":
        return kind_name(row.key)
    return one_line(row.key) or _(ROW_VIEWS[view][1])


def score_values(report: UpwardReport | None) -> list[Value]:
    """Marks, stars and colour as texts; a star that cannot be computed is a line."""
    score = report.score if report is not None else None
    if score is None:
        return ["", "", ""]
    stars = "-" if score.stars is None else str(score.stars)
    return [f"{score.marks}/{score.full}", stars, _(COLOUR_NAMES[score.colour])]


def score_text(report: UpwardReport) -> str:
    """``89/100，4 星，黄``; empty: there is none."""
    if report.score is None:
        return ""
    marks, stars, colour = map(str, score_values(report))
    return _("{marks}, stars {stars}, {colour}").format(marks=marks, stars=stars, colour=colour)


def two_counts(part: int, whole: int) -> str:
    """A share as its two counts; nothing of nothing is empty."""
    return f"{part}/{whole}" if whole else ""


def unsigned_text(registers: int, numbers: UpwardNumbers) -> str:
    """``未收尾 3 场，时长 12.5``; empty where all is signed."""
    if not registers:
        return ""
    text = ngettext(
        "{n} register unsigned, with {hours} h that may change",
        "{n} registers unsigned, with {hours} h that may change",
        registers,
    )
    return text.format(n=registers, hours=service_hours(numbers))


def service_hours(numbers: UpwardNumbers) -> str:
    """服务时长 as hours."""
    return tenths_text(hours_tenths(tally_of_numbers(numbers).service.total))


def _numbers_table(report: UpwardReport, numbers: Sequence[TallyColumn]) -> Table:
    columns = [Column(_("Title"), 20, left=True)]
    columns += [Column(heading(column.name), column.share, column.kind) for column in numbers]
    rows: list[Sequence[Value]] = [
        [_("Total"), *number_values(report.total, numbers)],
    ]
    emphasised = [0]
    for view, (title, _none) in ROW_VIEWS.items():
        found: tuple[UpwardRow, ...] = getattr(report, view)
        if any(row.key for row in found):
            emphasised.append(len(rows))
            rows.append([_(title), *[None] * len(numbers)])
            rows += [[row_name(view, row), *number_values(row.numbers, numbers)] for row in found]
    return Table(
        _("{village}: report of {period}").format(
            village=one_line(report.village), period=days_text(report.first, report.last)
        ),
        _head(report),
        fitted(columns),
        rows,
        [(_("Reported by"), one_line(report.by)), (_("In charge"), ""), (_("Date"), "")],
        _notes(report),
        emphasised=emphasised,
        landscape=True,
        name=_("Numbers"),
    )


def _head(report: UpwardReport) -> list[LabelledText]:
    requests, visits = report.requests, report.visits
    head = [(_("Made on"), f"{report.at:%Y-%m-%d %H:%M}")]
    if requests.recorded:
        head.append((_("Requests done"), two_counts(requests.done, requests.accepted)))
    if visits.known:
        head.append((_("Households met"), two_counts(visits.met, visits.known)))
    if report.score is not None:
        head.append((_("Score"), score_text(report)))
    return head


def _notes(report: UpwardReport) -> list[str]:
    notes = [_("Names and phones of people are in none of this; in texts they are masked.")]
    if text := unsigned_text(report.unsigned_registers, report.unsigned):
        notes.append(_("{text}.").format(text=text))
    if nameless := report.total.nameless:
        notes.append(
            ngettext(
                "The number of people leaves out {n} attendance without a name.",
                "The number of people leaves out {n} attendances without a name.",
                nameless,
            ).format(n=nameless)
        )
    if report.by_old_rule:
        notes.append(
            ngettext(
                "{count} occurrence was signed before there were roles: all who came to it are "
                "counted as volunteers until it is reviewed.",
                "{count} occurrences were signed before there were roles: all who came to them are "
                "counted as volunteers until they are reviewed.",
                report.by_old_rule,
            ).format(count=report.by_old_rule)
        )
    return [*notes, hours_note()]


def _occurrence_table(report: UpwardReport, numbers: Sequence[TallyColumn]) -> Table:
    shown = [column for column in numbers if column.name not in _PEOPLE]
    columns = [
        Column(_("Date"), 10),
        Column(_("Code"), 14),
        Column(_("Title"), 20, left=True),
        Column(_("Kind"), 8),
        Column(_("Place"), 12, left=True),
        *(Column(heading(column.name), column.share, column.kind) for column in shown),
        Column(_("Signed"), 10),
        Column(_("Corrections"), 18, left=True),
        Column(_("Digest of the register (SHA-256)"), 20, left=True),
    ]
    rows = [
        [
            each.day,
            each.key,
            each.title,
            kind_name(each.kind),
            each.place,
            *number_values(each.numbers, shown),
            f"{each.signed}" if each.signed else _("not signed yet"),
            _corrections(each),
            each.digest,
        ]
        for each in report.occurrences
    ]
    table = _numbers_table(report, numbers)
    return table._replace(
        columns=fitted(columns), rows=rows, emphasised=(), name=_("Occurrences"), foot=()
    )


def _corrections(occurrence: UpwardOccurrence) -> str:
    return "\n".join(f"{each.at:%Y-%m-%d} {each.reason}" for each in occurrence.corrections)


_PEOPLE = frozenset({"People", "People serving"})
"""Columns of different people, of which an occurrence has as many as attendances by name."""
