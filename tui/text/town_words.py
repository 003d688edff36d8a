"""The numbers of a town and of its villages in words, for commands and pages."""

from __future__ import annotations

import shlex
from datetime import date

from yigong.exports.documents.town_tables import reported_text
from yigong.exports.documents.upward_tables import unsigned_text
from yigong.store.language import _
from yigong.store.town.town_draw import VillageDraw
from yigong.store.town.town_reading import TownSummary, VillageReport
from yigong.store.town.upward_numbers import tally_of_numbers
from yigong.store.town.upward_report import period_label
from yigong.store.town_records import UpwardOccurrence, UpwardReport
from yigong.tui.text.tally_words import GAP, grouped, grouped_hours, numbers_text


def report_numbers(report: UpwardReport) -> str:
    """All numbers of a report in one line, with what is not signed yet."""
    parts = [numbers_text(tally_of_numbers(report.total))]
    parts += filter(None, [unsigned_text(report.unsigned_registers, report.unsigned)])
    return GAP.join(parts)


def town_numbers(summary: TownSummary) -> str:
    """``合计 76/78 村  场次 612 …``; people are called what they are: a sum."""
    tally = tally_of_numbers(summary.total)
    text = _(
        "{villages}   occ. {n}   vol. heads {volunteers}   part. heads {participants}   "
        "people {people} (added up)   service {hours} h"
    )
    return text.format(
        villages=reported_text(summary),
        n=grouped(tally.occurrences),
        volunteers=grouped(tally.heads.volunteers),
        participants=grouped(tally.heads.participants),
        people=grouped(tally.people),
        hours=grouped_hours(tally.service.total),
    )


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
