"""The numbers of a town as tables: its villages beside each other, and their sums by each view.

A village that did not report is 未报 and not 0, and 人数 are called a sum: who helped in two
villages is in it twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from yigong.exports.documents.summary_tables import TallyColumn, hours_note, number_columns
from yigong.exports.documents.table import Column, LabelledText, Table, Value, fitted, heading
from yigong.exports.documents.upward_tables import (
    number_values,
    row_name,
    score_values,
    service_hours,
    two_counts,
    unsigned_text,
)
from yigong.exports.plain_text import one_line
from yigong.store.dates.date_words import days_text
from yigong.store.language import N_, _, ngettext
from yigong.store.score_records import COLOUR_NAMES
from yigong.store.town.report_changes import RegisterChange, ReportChange
from yigong.store.town.town_reading import (
    TownSummary,
    TownView,
    VillageReport,
    VillageState,
)
from yigong.store.town.upward_numbers import tally_of_numbers
from yigong.store.town_records import UpwardNumbers

STATE_NAMES: dict[VillageState, str] = {
    "read": N_("read in place"),
    "sent": N_("reported"),
    "waiting": N_("not reported"),
    "unreadable": N_("cannot be read"),
}
"""读到, 已报, 未报, 读不出; msgids."""

TOWN_VIEWS: dict[TownView, str] = {
    "villages": N_("By village"),
    "months": N_("By month"),
    "kinds": N_("By kind"),
    "programmes": N_("By programme"),
    "hosts": N_("By host"),
}
"""The views of a town; msgids."""

_SUMMED = {
    "People": N_("People (villages added up)"),
    "People serving": N_("People serving (added up)"),
}
"""How columns of different people are called where they are sums; msgids."""


def town_columns(summary: TownSummary) -> list[TallyColumn]:
    """The columns of a town's numbers; those of people say that they are sums."""
    return [
        column._replace(name=_SUMMED.get(column.name, column.name))
        for column in number_columns(tally_of_numbers(summary.total))
    ]


def reported_text(summary: TownSummary) -> str:
    """``76/78 村``."""
    return _("{n}/{all} villages").format(n=len(summary.reported), all=len(summary.villages))


def people_sum_note() -> str:
    """What 人数 of a town are."""
    return _(
        "The number of people is that of the villages added up: who was in two villages is counted "
        "twice."
    )


def village_table(name: str, summary: TownSummary) -> Table:
    """The villages beside each other, with the sum of those that are known.

    Args:
        name: The town's.
        summary: The summary.
    """
    numbers = town_columns(summary)
    columns = [
        Column(_("Village"), 14, left=True),
        Column(_("State"), 9),
        *(Column(heading(column.name), column.share, column.kind) for column in numbers),
        Column(_("Unsigned"), 7, "count"),
        Column(_("Hours unsigned"), 7),
        Column(_("Requests done"), 8),
        Column(_("Households met"), 8),
        Column(_("Score"), 7),
        Column(_("Stars"), 5),
        Column(_("Colour"), 6),
    ]
    rows = [_village_row(each, numbers) for each in summary.villages]
    total: list[Value] = [
        _("Total"),
        reported_text(summary),
        *number_values(summary.total, numbers),
        sum(report.unsigned_registers for report in summary.reported),
        service_hours(summary.unsigned),
        two_counts(
            sum(report.requests.done for report in summary.reported),
            sum(report.requests.accepted for report in summary.reported),
        ),
        two_counts(
            sum(report.visits.met for report in summary.reported),
            sum(report.visits.known for report in summary.reported),
        ),
        "",
        "",
        "",
    ]
    return Table(
        _("{town}: villages").format(town=one_line(name)),
        _town_head(summary),
        fitted(columns),
        [*rows, total],
        notes=town_notes(summary),
        emphasised=[len(rows)],
        landscape=True,
        name=_("All villages"),
    )


def view_table(name: str, summary: TownSummary, view: TownView) -> Table:
    """The sums of a town by village, month, kind, programme or host.

    Args:
        name: The town's.
        summary: The summary.
        view: What it is by.
    """
    if view == "villages":
        return village_table(name, summary)
    numbers = town_columns(summary)
    columns = [Column(_("Title"), 20, left=True)]
    columns += [Column(heading(column.name), column.share, column.kind) for column in numbers]
    rows: list[Sequence[Value]] = [
        [row_name(view, row), *number_values(row.numbers, numbers)] for row in summary.rows(view)
    ]
    total = [_("Total"), *number_values(summary.total, numbers)]
    notes = town_notes(summary)
    if view == "hosts":
        notes.append(_("What several of them host is counted with each."))
    return Table(
        _("{town}: {view}").format(town=one_line(name), view=_(TOWN_VIEWS[view])),
        _town_head(summary),
        fitted(columns),
        [*rows, total],
        notes=notes,
        emphasised=[len(rows)],
        landscape=True,
        name=_(TOWN_VIEWS[view]),
    )


def later_changes(summary: TownSummary) -> list[str]:
    """Every later correction as a line: what changed, in which register, why."""
    return [line for each in summary.villages for line in village_changes(each)]


def village_changes(village: VillageReport) -> list[str]:
    """The corrections of one village, a line each with its name."""
    name = one_line(village.village.name)
    return [_("{name}: {text}").format(name=name, text=text) for text in change_texts(village)]


def change_texts(village: VillageReport) -> list[str]:
    """The corrections of one village; before them what the numbers became."""
    became = difference_text(village.change) if village.change is not None else ""
    return [*filter(None, [became]), *map(register_text, village.corrections)]


_COMPARED = (
    ("occurrences", N_("occurrences {before} to {after}")),
    ("volunteers", N_("attendances by volunteers {change}")),
    ("people", N_("people {change}")),
)


def difference_text(change: ReportChange) -> str:
    """``场次 11 变为 12，志愿人次 +9，时长 +0.5``; empty where the sums are as before."""
    parts = []
    for field, text in _COMPARED:
        if difference := change.difference(field):
            parts.append(
                _(text).format(
                    before=getattr(change.before, field),
                    after=getattr(change.after, field),
                    change=f"{difference:+}",
                )
            )
    if others := _participants(change.after) - _participants(change.before):
        parts.append(_("attendances by participants {change}").format(change=f"{others:+}"))
    if minutes := _minutes(change.after) - _minutes(change.before):
        parts.append(_("service {change} min").format(change=f"{minutes:+}"))
    return _(", ").join(parts)


def register_text(change: RegisterChange) -> str:
    """What happened to one register, and why; before it which one it is."""
    where = f"{change.day} {change.key} {one_line(change.title)}".rstrip()
    return f"{where} {register_change(change)}"


def register_change(change: RegisterChange) -> str:
    """What happened to one register, and why."""
    if change.after is None:
        what = _("is gone")
    elif change.before is None and change.corrected is None:
        what = _("is new")
    else:
        what = _("corrected") if change.reasons else _("changed")
    parts = [what]
    if change.before is not None and change.after is not None:
        heads = _heads(change.after) - _heads(change.before)
        minutes = _minutes(change.after) - _minutes(change.before)
        parts += [_("heads {change}").format(change=f"{heads:+}")] if heads else []
        parts += [_("service {change} min").format(change=f"{minutes:+}")] if minutes else []
    text = _(", ").join(parts)
    if change.reasons:
        text = _("{what}; reason: {reason}").format(
            what=text, reason=_("; ").join(map(one_line, change.reasons))
        )
    return text


def town_notes(summary: TownSummary) -> list[str]:
    """What a reader of a town's numbers must know: sentences."""
    notes = [people_sum_note()]
    waiting = [each.village.name for each in summary.villages if each.state == "waiting"]
    broken = [each.village.name for each in summary.villages if each.state == "unreadable"]
    if waiting:
        text = ngettext(
            "{n} village did not report and is in no sum: {names}.",
            "{n} villages did not report and are in no sum: {names}.",
            len(waiting),
        )
        notes.append(text.format(n=len(waiting), names=_(", ").join(map(one_line, waiting))))
    if broken:
        text = ngettext(
            "{n} village cannot be read and is in no sum: {names}.",
            "{n} villages cannot be read and are in no sum: {names}.",
            len(broken),
        )
        notes.append(text.format(n=len(broken), names=_(", ").join(map(one_line, broken))))
    registers = sum(report.unsigned_registers for report in summary.reported)
    if text := unsigned_text(registers, summary.unsigned):
        notes.append(_("{text}.").format(text=text))
    return [*notes, hours_note()]


def score_cells(village: VillageReport) -> list[str]:
    """Marks, stars and colour of a village."""
    return [str(value) for value in score_values(village.report)]


def colour_of(village: VillageReport) -> str:
    """The colour's word; empty: none is known."""
    score = village.report.score if village.report is not None else None
    return _(COLOUR_NAMES[score.colour]) if score is not None else ""


def _village_row(village: VillageReport, numbers: Iterable[TallyColumn]) -> list[Value]:
    name, report = one_line(village.village.name), village.report
    state = _(STATE_NAMES[village.state])
    if report is None:
        return [name, state, *[None for _column in numbers], *[None] * 7]
    return [
        name,
        state,
        *number_values(report.total, numbers),
        report.unsigned_registers,
        service_hours(report.unsigned),
        two_counts(report.requests.done, report.requests.accepted),
        two_counts(report.visits.met, report.visits.known),
        *score_values(report),
    ]


def _town_head(summary: TownSummary) -> list[LabelledText]:
    return [
        (_("Period"), days_text(summary.first, summary.last)),
        (_("Reported"), reported_text(summary)),
    ]


def _participants(numbers: UpwardNumbers) -> int:
    return tally_of_numbers(numbers).heads.participants


def _heads(numbers: UpwardNumbers) -> int:
    return tally_of_numbers(numbers).attendances


def _minutes(numbers: UpwardNumbers) -> int:
    return tally_of_numbers(numbers).service.total
