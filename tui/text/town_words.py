"""The numbers of a town and of its villages in words, for commands and pages."""

from __future__ import annotations

import shlex
from datetime import date

from yigong.exports.documents.town_tables import reported_text
from yigong.exports.documents.upward_tables import unsigned_text
from yigong.exports.plain_text import text_width
from yigong.store.language import _
from yigong.store.score_records import ScoreCell
from yigong.store.scores.score_words import NO_MARKS, counted_text
from yigong.store.town.town_draw import VillageDraw
from yigong.store.town.town_reading import TownSummary, VillageReport
from yigong.store.town.upward_numbers import tally_of_numbers
from yigong.store.town.upward_report import period_label
from yigong.store.town_records import UpwardOccurrence, UpwardReport
from yigong.tui.text.tally_words import GAP, group_text, grouped, grouped_hours, number_groups


def report_numbers(report: UpwardReport) -> list[str]:
    """All numbers of a report, each with its parts, and what is not signed yet."""
    parts = [group_text(group) for group in number_groups(tally_of_numbers(report.total))]
    parts += filter(None, [unsigned_text(report.unsigned_registers, report.unsigned)])
    return parts


def report_line(report: UpwardReport) -> str:
    """The same in one line."""
    return GAP.join(report_numbers(report))


def town_numbers(summary: TownSummary) -> str:
    """``76/78 村   场次 612 …``; people are called what they are: a sum."""
    return GAP.join(_town_parts(summary))


def town_numbers_in(summary: TownSummary, width: int) -> list[str]:
    """The same for the cells there are: in one line with shorter names, before it is broken.

    It is never broken between a name and its number.
    """
    parts, total = _town_parts(summary), _("Total")
    short = _town_parts(summary, short=True)
    for found in ([f"{total} {parts[0]}", *parts[1:]], [f"{total} {short[0]}", *short[1:]], short):
        for gap in (GAP, "  "):
            if text_width(line := gap.join(found)) <= width:
                return [line]
    lines = [""]
    for part in short:
        joined = f"{lines[-1]}  {part}" if lines[-1] else part
        lines[-1:] = [joined] if text_width(joined) <= width or not lines[-1] else [lines[-1], part]
    return lines


def _town_parts(summary: TownSummary, *, short: bool = False) -> list[str]:
    tally = tally_of_numbers(summary.total)
    if short:
        texts = [_("vols {n}"), _("parts {n}"), _("people sum {n}"), _("hours {n}")]
    else:
        texts = [
            _("vol. heads {n}"),
            _("part. heads {n}"),
            _("people {n} (added up)"),
            _("service {n} h"),
        ]
    values = [
        grouped(tally.heads.volunteers),
        grouped(tally.heads.participants),
        grouped(tally.people),
        grouped_hours(tally.service.total),
    ]
    return [
        reported_text(summary),
        _("occ. {n}").format(n=grouped(tally.occurrences)),
        *(text.format(n=value) for text, value in zip(texts, values, strict=True)),
    ]


def marks_line(name: str, cell: ScoreCell) -> str:
    """``举办场次 8 分 (5/12)``: the marks of an indicator, and for what."""
    if cell.marks is None:
        return f"{name} {NO_MARKS}"
    text = _("{name} {marks} marks").format(name=name, marks=cell.marks)
    return f"{text} ({counted_text(cell)})" if cell.value or cell.of else text


def late_lines(village: VillageReport) -> list[tuple[UpwardOccurrence, str]]:
    """The registers of a village that are late or not signed, the latest first, with why."""
    report = village.report
    found = [each for each in (report.occurrences if report else ()) if is_late(each)]
    found.sort(key=lambda each: (-each.late, each.day))
    return [(each, late_text(each)) for each in found]


def is_late(occurrence: UpwardOccurrence) -> bool:
    """Whether a register was signed late, or is not signed."""
    return bool(occurrence.late) or occurrence.signed is None


def late_text(occurrence: UpwardOccurrence) -> str:
    """``未收尾，逾期 12 天``, ``收尾迟 3 天``."""
    if occurrence.signed is not None:
        return _("signed {n} days late").format(n=occurrence.late)
    if occurrence.late:
        return _("not signed, {n} days late").format(n=occurrence.late)
    return _("not signed yet")


def draw_line(first: date, last: date, count: int, seed: str) -> str:
    """The line by which a village that only sends makes the same draw."""
    period = period_label(first, last).replace("_", "..")
    return f"yigong sample {period} --n {count} --seed {shlex.quote(seed)}"


def draw_asking(line: str) -> str:
    """How villages are asked that only send."""
    return _("Villages that only send draw the same people with this line:") + f"\n{line}"


def draw_remark(draw: VillageDraw) -> str:
    """What is said of a village instead of people; empty: there are some."""
    if draw.problem:
        return _("cannot be read") + f"  {draw.problem}"
    if draw.asks:
        return _("it sends: ask it to draw")
    return "" if draw.drawn else _("No volunteer is in a signed register of this period.")
